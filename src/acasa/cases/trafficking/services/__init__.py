"""Writes of this part."""
