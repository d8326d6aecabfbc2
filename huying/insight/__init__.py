"""Figures with named measures, from raw counts."""
