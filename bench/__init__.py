"""Measured figures: speed as a ratio to a reference in the same run, growth, memory. `make bench` runs them all."""
