"""Tests that stand on the whole product: attacks, and journeys in a real browser."""
