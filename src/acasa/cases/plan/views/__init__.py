"""Pages of needs, challenges and plans."""
