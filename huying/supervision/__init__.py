"""Watching the work: quality samples and score sheets."""
