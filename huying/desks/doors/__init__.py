"""The desk of doors: every contact whatever door it came by, what went out, how each door fares."""
