"""The desk of knowledge editors: how well the machine proposes, and the care of its category model."""
