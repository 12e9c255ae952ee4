"""Pages of a child's plan and of school."""
