"""The JSON door and the health page."""
