"""Pictures of change over time, drawn on the server; the table behind each says the same."""
