"""Writes of interviews: `keep` is the one way to write one down, from a page or from a device."""

from acasa.cases.interviews.services.keeping import Attachment, keep

__all__ = ["Attachment", "keep"]
