"""Schema of channels."""
