"""Writes. Keyword-only; one transaction: check, write, audit."""
