"""Pure rules of measured change."""
