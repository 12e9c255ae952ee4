"""Writes of a team's work."""
