"""Pages of a team's work."""
