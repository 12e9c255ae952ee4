"""One set of answers to a form: what is asked, what may be answered, what is calculated.

This is the face of the engine; its parts stand in `expressions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acasa.questionnaires.engine.model import Choice, Form, Node

# Answers as they are kept: groups are dictionaries, repeats lists of dictionaries, values XForms' lexical forms
# ("" for none, select-many separated by spaces, "yes" is "yes"). From outside, numbers and lists are understood too.
Answers = dict[str, Any]


@dataclass(frozen=True)
class State:
    """How a question, group or repeat stands at one place."""

    node: Node
    # With positions of repeats: /data/kids[2]/name.
    path: str
    relevant: bool
    required: bool
    readonly: bool
    value: str
    # "" when the value may stand; "required", "constraint" or "type" when not.
    fault: str


class Session:
    """Answers under way.

    `now` is the moment in the person's time zone (aware); `values` holds what only the place of use knows: username,
    deviceid, email, phonenumber. `begin` false for answers that stood before: then defaults are not set again.
    `files` are the form's media by name, for lists that come from a file.
    """

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Any] | None = None,
        *,
        now: datetime,
        language: str = "",
        values: Mapping[str, str] | None = None,
        begin: bool = True,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        raise NotImplementedError

    def answers(self) -> Answers:
        """All values, relevant or not, in the shape in which they are kept."""
        raise NotImplementedError

    def relevant_answers(self) -> Answers:
        """As `answers`, without what is not asked: what a device would send."""
        raise NotImplementedError

    def set(self, path: str, value: str | int | float | list[str] | None) -> None:
        """Answer one question and calculate anew. Raises KeyError for a path that is not there."""
        raise NotImplementedError

    def state(self, path: str) -> State:
        """How this place stands. Raises KeyError for a path that is not there."""
        raise NotImplementedError

    def states(self, path: str = "") -> list[State]:
        """Everything inside a group or occurrence (the whole form for ""), in the form's order, repeats laid out."""
        raise NotImplementedError

    def count(self, path: str) -> int:
        """How many occurrences a repeat has."""
        raise NotImplementedError

    def add(self, path: str) -> str:
        """One occurrence more; returns its path. Raises ValueError where the form counts them itself."""
        raise NotImplementedError

    def remove(self, path: str) -> None:
        """Take an occurrence away, `/data/kids[2]`."""
        raise NotImplementedError

    def choices(self, path: str) -> list[Choice]:
        """What may be chosen here now, filtered and in the order in which it is shown."""
        raise NotImplementedError

    def text(self, texts: Mapping[str, Any], path: str) -> str:
        """A label, hint or message in the session's language, expressions filled in as seen from `path`."""
        raise NotImplementedError

    def faults(self) -> list[State]:
        """What stands in the way of finishing, in the form's order."""
        raise NotImplementedError
