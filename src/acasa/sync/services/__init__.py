"""Writes: letting devices in, taking what they send, and deciding what becomes of it."""
