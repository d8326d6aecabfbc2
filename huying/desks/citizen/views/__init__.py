"""The views of this desk, by what the citizen is doing."""
