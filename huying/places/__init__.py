"""Divisions and streets of the city: which place a request is about."""
