"""Writes of needs, challenges and plans."""
