"""Appending to the chain, as the last statement of the transaction so that its lock is held only briefly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from acasa.audit import rules
from acasa.audit.models import Entry
from acasa.core import scope


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that waits for the end of its transaction."""

    actor_id: UUID | None
    verb: str
    subject_id: UUID | None
    outcome: str
    detail: bytes
    written: bytes


def append(
    *,
    actor_id: UUID,
    verb: str,
    subject_id: UUID | None = None,
    outcome: str = "done",
    detail: bytes = b"",
    written: bytes = b"",
) -> None:
    """Note an act in the open unit of work; it is written with the transaction or not at all."""
    unit = scope.require()
    if unit.facts.setdefault("audit", []) == []:
        unit.before_commit(lambda: _flush(unit))
    unit.facts["audit"].append(Pending(actor_id, verb, subject_id, outcome, detail, written))


def append_now(
    *,
    org_id: UUID | None,
    actor_id: UUID | None,
    verb: str,
    subject_id: UUID | None = None,
    outcome: str,
    detail: bytes = b"",
) -> None:
    """Note something in a transaction of its own: refusals after a rollback, sign-ins, the installation's chain."""
    pending = Pending(actor_id, verb, subject_id, outcome, detail, b"")
    with transaction.atomic():
        _write(org_id, [pending])


def _flush(unit: scope.Unit) -> None:
    _write(unit.org_id, [item for item in unit.facts["audit"] if isinstance(item, Pending)])


def _write(org_id: UUID | None, items: list[Pending]) -> None:
    with connection.cursor() as cursor:
        # A transaction lock, keyed by the chain: the first eight bytes of the organisation's random id.
        lock = int.from_bytes(org_id.bytes[:8], "big", signed=True) if org_id else 0
        cursor.execute("select pg_advisory_xact_lock(%s)", [lock])
        if org_id is not None:
            cursor.execute("select set_config('acasa.org', %s, true)", [str(org_id)])
        cursor.execute(
            "select seq, mac from audit_entry where org_id is not distinct from %s order by seq desc limit 1",
            [org_id],
        )
        row = cursor.fetchone()
    seq, previous = (row[0], bytes(row[1])) if row else (0, rules.GENESIS)
    entries = []
    for item in items:
        seq += 1
        now = datetime.now(UTC)
        link = rules.Link(
            org_id,
            seq,
            now,
            item.actor_id,
            item.verb,
            item.subject_id,
            item.outcome,
            item.detail,
            item.written,
        )
        previous = rules.mac(settings.AUDIT_KEY, previous, link)
        entries.append(
            Entry(
                org_id=org_id,
                seq=seq,
                at=now,
                actor_id=item.actor_id,
                verb=item.verb,
                subject_id=item.subject_id,
                outcome=item.outcome,
                detail=item.detail,
                written=item.written,
                mac=previous,
            )
        )
    Entry.objects.bulk_create(entries)
