"""Errors that a person may cause, apart from those a form shows beside a field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """The actor may not do this. `verb` and `subject` go to the audit, never to the page."""

    def __init__(self, verb: str, subject: object | None = None) -> None:
        super().__init__(verb)
        self.verb = verb
        self.subject = subject


class NotYet(Exception):
    """What must come first. `reasons` are said to the person, in their language; nothing was written."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("not yet")
        self.reasons = reasons


class VaultLocked(Exception):
    """The session is signed in, but its key is locked: the password opens it again."""


class Conflict(Exception):
    """Somebody else saved first. Carries both versions so that a person can choose."""

    def __init__(self, current: dict[str, Any], yours: dict[str, Any], version: int) -> None:
        super().__init__("changed meanwhile")
        self.current = current
        self.yours = yours
        self.version = version
