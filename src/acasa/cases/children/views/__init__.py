"""Pages of a child's file."""
