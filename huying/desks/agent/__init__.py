"""The agent's desk: one screen for a call, by the keyboard alone."""
