"""Measured change: psychosocial instruments as data, their scores, bands and reliable change."""
