"""Pages of her way."""
