"""Expressions of time in what people write, found and resolved against the moment of the contact."""

from huying.understanding.time.found import TimeFound, find_times

__all__ = ["TimeFound", "find_times"]
