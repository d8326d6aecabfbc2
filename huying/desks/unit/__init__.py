"""A unit's desk: what has come in, with lights; own tickets and those of units below."""
