"""Doors: how contacts come in and notices go out."""
