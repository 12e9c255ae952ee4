"""Checkpoints: where each chain stood at a moment, to be kept away from the machine.

Whoever can delete the last entries of a chain can't make them fit a checkpoint that was taken before.
"""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

FORMAT = "acasa audit checkpoint 1"


class NotACheckpoint(Exception):
    """The file is no checkpoint of this installation. The message is a sentence for the administrator."""


@dataclass(frozen=True)
class Checkpoint:
    """Organisation (None: the installation's own chain) to its last entry's number and mac."""

    made_at: datetime
    chains: dict[UUID | None, tuple[int, bytes]]
    signature: bytes

    @property
    def short(self) -> str:
        """80 bits of the signature, to write down: four groups of four letters and digits."""
        letters = base64.b32encode(self.signature[:10]).decode()
        return "-".join(letters[start : start + 4] for start in range(0, 16, 4))

    def entries(self) -> int:
        return sum(seq for seq, _ in self.chains.values())

    def as_json(self) -> str:
        return json.dumps(_body(self.made_at, self.chains) | {"signature": self.signature.hex()}, indent=1)


def take(connection: psycopg.Connection[Any], key: bytes) -> Checkpoint:
    """Where the chains stand now. Needs the owner's role, which sees them all."""
    rows = connection.execute(
        "select e.org_id, e.seq, e.mac from audit_entry e join"
        " (select org_id, max(seq) as seq from audit_entry group by org_id) l"
        " on e.org_id is not distinct from l.org_id and e.seq = l.seq"
    ).fetchall()
    chains = {row[0]: (int(row[1]), bytes(row[2])) for row in rows}
    made_at = datetime.now(UTC).replace(microsecond=0)
    return Checkpoint(made_at, chains, _sign(key, made_at, chains))


def read(text: str, key: bytes) -> Checkpoint:
    """A checkpoint from its file. Raises NotACheckpoint when it is malformed or was not made here."""
    try:
        body = json.loads(text)
        if body["format"] != FORMAT:
            raise NotACheckpoint("This is not an audit checkpoint that this version of Acasa can read.")
        made_at = datetime.fromisoformat(body["made_at"])
        chains = {
            UUID(chain["organisation"]) if chain["organisation"] else None: (
                int(chain["entries"]),
                bytes.fromhex(chain["mac"]),
            )
            for chain in body["chains"]
        }
        signature = bytes.fromhex(body["signature"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotACheckpoint("This is not an audit checkpoint.") from None
    if not hmac.compare_digest(signature, _sign(key, made_at, chains)):
        raise NotACheckpoint("The checkpoint was changed, or belongs to another installation.")
    return Checkpoint(made_at, chains, signature)


def _body(made_at: datetime, chains: dict[UUID | None, tuple[int, bytes]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "chains": [
            {"organisation": str(org_id) if org_id else None, "entries": seq, "mac": mac.hex()}
            for org_id, (seq, mac) in sorted(chains.items(), key=lambda item: str(item[0]))
        ],
    }


def _sign(key: bytes, made_at: datetime, chains: dict[UUID | None, tuple[int, bytes]]) -> bytes:
    body = json.dumps(_body(made_at, chains), sort_keys=True, separators=(",", ":"))
    return hmac.digest(hmac.digest(key, b"acasa audit checkpoint 1", "sha256"), body.encode(), "sha256")
