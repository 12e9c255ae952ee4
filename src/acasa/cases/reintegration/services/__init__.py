"""Writes of her way: outcomes, and joint sessions of mother and child."""
