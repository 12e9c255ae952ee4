"""Rules of her own view and of complaints. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

LANGUAGES: Final = ("en", "ro", "ru")

# Our own promise, no law's: certainty "own". A complaint has an answer within so many days.
ANSWER_WITHIN_DAYS: Final = 14
# A request of hers stands on the worker's day: what is wrong within a week, stopping and forgetting at once.
REQUEST_WITHIN_DAYS: Final[Mapping[str, int]] = {"wrong": 7, "consent": 3, "stop": 1, "forget": 1}

WRONG: Final = "wrong"
STOP: Final = "stop"
FORGET: Final = "forget"
CONSENT: Final = "consent"
FACES: Final = ("good", "middling", "bad")

# What she reads of a conversation: that it was, and when. Its text only when a colleague marked it so.
SHAREABLE: Final = "shareable"
# Kinds of contact at which she was there. Of the others she does not even read that they were.
WITH_HER: Final = frozenset(
    {"conversation", "call", "message", "home_visit", "office_visit", "accompaniment", "interview"}
)


def due(kind: str, today: date) -> date:
    """By when a request of hers is answered."""
    return today + timedelta(days=REQUEST_WITHIN_DAYS[kind])


def answer_by(today: date) -> date:
    """By when a complaint is answered."""
    return today + timedelta(days=ANSWER_WITHIN_DAYS)


def is_hers(data: Mapping[str, Any], person_id: UUID) -> bool:
    """Whether a record is about her and nobody else: what names another person is left out of her view."""
    return str(data.get("about") or person_id) == str(person_id)


def may_read_text(data: Mapping[str, Any]) -> bool:
    """Whether a colleague's own words were marked as hers to read."""
    return data.get(SHAREABLE) is True


def was_told(data: Mapping[str, Any]) -> bool:
    """Whether she may read to whom something of hers went: only what was sent, and only if she knows of it.

    It must be written that she was told, or that it is safe to tell her. Silence means that she may not.
    """
    if "reported_on" in data and not data["reported_on"]:
        return False
    return bool(data.get("told_on")) or data.get("safe_to_tell") in ("yes", True)


def was_with_her(data: Mapping[str, Any]) -> bool:
    """Whether she was there herself: what was said to relatives, services and colleagues is left out of her view."""
    return data.get("what") in WITH_HER or may_read_text(data)


def newest(records: Iterable[Mapping[str, Any]], key: str) -> dict[str, Mapping[str, Any]]:
    """Of several answers to one question the newest counts, by the time that they carry."""
    found: dict[str, Mapping[str, Any]] = {}
    for record in sorted(records, key=lambda data: str(data.get("at", ""))):
        found[str(record.get(key, ""))] = record
    return found


@dataclass(frozen=True)
class Reader:
    """A colleague who reads complaints."""

    id: UUID
    name: str


def readers_without(
    readers: Sequence[Reader],
    *,
    named: str,
    excluded: Iterable[UUID] = (),
    same: Callable[[str, str], bool],
) -> list[Reader]:
    """Who is left to read a complaint about `named`: any word of a name that fits leaves its bearer out.

    Leaving out one too many costs little, leaving in the one too few costs her everything.
    """
    out = set(excluded)
    words = [word for word in named.replace(",", " ").split() if len(word) > 2]
    return [
        reader
        for reader in readers
        if reader.id not in out
        and not any(same(word, part) for word in words for part in reader.name.split() if len(part) > 2)
    ]
