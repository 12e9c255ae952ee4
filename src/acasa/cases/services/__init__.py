"""Writes of cases. Keyword-only, one transaction each: check, seal, card, audit."""
