"""Addresses made up by rule, with the right answer: what the built-in reader is taught with, before a city has its own."""
