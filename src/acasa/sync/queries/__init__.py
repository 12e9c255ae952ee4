"""Reads. The first argument is the actor, but for what a device asks before anybody is known."""

from acasa.sync.queries.known import (
    Admitted,
    Claimed,
    Kept,
    admitted,
    claimed,
    device_teams,
    devices,
    forms_of,
    secret_name,
    username,
)
from acasa.sync.queries.waiting import (
    DISCARDED,
    WAITING,
    File,
    Line,
    Version,
    Whole,
    inbox,
    may_sort,
    submission,
    waiting_count,
)

__all__ = [
    "DISCARDED",
    "WAITING",
    "Admitted",
    "Claimed",
    "File",
    "Kept",
    "Line",
    "Version",
    "Whole",
    "admitted",
    "claimed",
    "device_teams",
    "devices",
    "forms_of",
    "inbox",
    "may_sort",
    "secret_name",
    "submission",
    "username",
    "waiting_count",
]
