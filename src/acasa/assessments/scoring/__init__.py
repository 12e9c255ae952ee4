"""Scores, bands, reliable change: pure, from the data of library/instruments."""
