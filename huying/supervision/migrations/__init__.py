"""Schema of supervision."""
