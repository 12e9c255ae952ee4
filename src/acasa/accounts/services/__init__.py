"""What accounts do. Views call these and nothing below."""
