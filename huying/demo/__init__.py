"""The demo city: invented citizens and staff who live through the real verbs, so that every desk has work to show."""
