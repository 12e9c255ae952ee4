"""Pages of contacts and visits."""
