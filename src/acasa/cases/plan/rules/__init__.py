"""What needs, challenges and plans are, and how they hang together. Pure: no Django, no keys."""
