"""What is answered so far, in the shape in which it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Filled:
    """What is known of an interview under way, as JSON keeps it."""

    answers: dict[str, Any] = field(default_factory=dict)
    # Paths where the person would rather not say.
    not_said: list[str] = field(default_factory=list)
    # What was typed and is no answer yet, by the name of the field.
    typed: dict[str, Any] = field(default_factory=dict)
    # Files by path: id, name, type and size.
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
