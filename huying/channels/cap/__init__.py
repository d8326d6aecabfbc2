"""Danger handed to 110, 120 or 119 in writing: OASIS Common Alerting Protocol 1.2, with their acknowledgement and a clock."""
