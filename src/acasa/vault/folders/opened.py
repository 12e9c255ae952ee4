"""What one colleague can open of a folder, for the length of one request."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from acasa.sealing.envelope import RecordKey
from acasa.sealing.errors import MissingRecipient


@dataclass(frozen=True)
class Opened:
    """A record in plain: `data` is what the slice stored, `version` is for the next write."""

    id: UUID
    folder_id: UUID
    compartment: str
    version: int
    data: dict[str, Any]


@dataclass
class OpenFolder:
    """A folder as far as one colleague can open it. Lives for one request."""

    id: UUID
    org_id: UUID
    kind: str
    restricted: bool
    short: int
    shred_secret: bytes = field(repr=False)
    keys: dict[tuple[str, int], bytes] = field(repr=False)
    records: list[Opened] = field(default_factory=list)
    # Compartment to number of records that this colleague has no key for.
    hidden: dict[str, int] = field(default_factory=dict)
    # Keys that an emergency opening lent for some hours: they open, and are never passed on.
    borrowed: set[tuple[str, int]] = field(default_factory=set)
    # Nothing but a duty or an emergency opens this folder for this colleague: one reads, the work stays with the team.
    visiting: bool = False
    # The records that were sorted out by kind, how many there were, and the result.
    _sorted: tuple[list[Opened], int, dict[Any, list[Opened]]] = field(
        default_factory=lambda: ([], 0, {}), repr=False, compare=False
    )
    _record_keys: dict[tuple[str, int], RecordKey] = field(default_factory=dict, repr=False, compare=False)

    def can_open(self, compartment: str) -> bool:
        return any(held == compartment for held, _ in self.keys)

    def own_keys(self) -> dict[tuple[str, int], bytes]:
        """What this colleague may pass on: nothing that was lent."""
        return {slot: key for slot, key in self.keys.items() if slot not in self.borrowed}

    def newest_key(self, compartment: str) -> tuple[int, bytes]:
        versions = [version for held, version in self.keys if held == compartment]
        if not versions:
            raise MissingRecipient(f"No key for {compartment}.")
        newest = max(versions)
        return newest, self.keys[(compartment, newest)]

    def record_key(self, compartment: str, key_version: int) -> RecordKey:
        """Derived once: deriving costs more than opening a record with it."""
        slot = (compartment, key_version)
        if slot not in self._record_keys:
            self._record_keys[slot] = RecordKey(self.keys[slot], self.shred_secret)
        return self._record_keys[slot]

    def of_kind(self, kind: str) -> list[Opened]:
        """Records whose data says this kind, oldest first by the time they carry."""
        found = self._kinds().get(kind)
        # Most kinds of a case have no record at all, and every page asks for dozens of them.
        return sorted(found, key=lambda record: str(record.data.get("at", ""))) if found else []

    def one(self, kind: str, compartment: str | None = None) -> Opened | None:
        """The single record of this kind, if there is one that can be opened."""
        for record in self._kinds().get(kind, ()):
            if compartment in (None, record.compartment):
                return record
        return None

    def _kinds(self) -> dict[Any, list[Opened]]:
        """Records by kind, sorted out once: a page asks for dozens of kinds among hundreds of records."""
        records, length, kinds = self._sorted
        if records is not self.records or length != len(self.records):
            kinds = {}
            for record in self.records:
                kinds.setdefault(record.data.get("kind"), []).append(record)
            self._sorted = (self.records, len(self.records), kinds)
        return kinds


def file_path(file_id: UUID) -> Path:
    """Where a sealed file lies; it may not be there."""
    return Path(settings.MEDIA_ROOT) / file_id.hex[:2] / file_id.hex


def dumps(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def loads(plain: bytes) -> dict[str, Any]:
    """What `dumps` wrote."""
    value: dict[str, Any] = orjson.loads(plain)
    return value
