"""Forms of a child's plan and of school. Nothing a child says is ever required."""
