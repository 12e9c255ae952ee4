"""Writes of risk and safety. Each is one transaction: check, write, audit."""
