"""Devices: forms without a network over OpenRosa, and what they send, sealed on arrival."""
