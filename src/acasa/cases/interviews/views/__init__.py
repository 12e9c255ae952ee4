"""Pages of interviews."""
