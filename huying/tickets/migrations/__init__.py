"""Schema of tickets."""
