"""Writes: deadlines follow the facts, colleagues extend or settle them, all cases are calculated anew, feeds."""

from acasa.cases.deadlines.services.applying import after_change

__all__ = ["after_change"]
