"""Appending to the chain, as the last statement of the transaction so that its lock is held only briefly."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    _gather(scope.require(), "audit", Pending(actor_id, verb, subject_id, outcome, detail, written))


def append_from_outside(*, verb: str, subject_id: UUID, written: bytes) -> None:
    """Note in the open unit of work what somebody without an account handed in."""
    _gather(scope.require(), "audit", Pending(None, verb, subject_id, "done", b"", written))


def also_written(written: bytes) -> None:
    """Name ciphertexts that the open unit of work wrote or removed beside what its entries say."""
    if written:
        _gather(scope.require(), "audit-also", written)


def _gather(unit: scope.Unit, name: str, value: object) -> None:
    if not unit.facts.get("audit") and not unit.facts.get("audit-also"):
        unit.before_commit(lambda: _flush(unit))
    unit.facts.setdefault(name, []).append(value)


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
    items = [item for item in unit.facts.get("audit", []) if isinstance(item, Pending)]
    also = b"".join(part for part in unit.facts.get("audit-also", []) if isinstance(part, bytes))
    if also and items:
        items[-1] = replace(items[-1], written=items[-1].written + also)
    elif also:
        items = [Pending(None, "vault.change", None, "done", b"", also)]
    _write(unit.org_id, items)


def _write(org_id: UUID | None, items: list[Pending]) -> None:
    with connection.cursor() as cursor:
        # A transaction lock, keyed by the chain: the first eight bytes of the organisation's random id.
        lock = int.from_bytes(org_id.bytes[:8], "big", signed=True) if org_id else 0
        if org_id is None:
            cursor.execute("select pg_advisory_xact_lock(%s)", [lock])
        else:
            scope_too = "select pg_advisory_xact_lock(%s), set_config('acasa.org', %s, true)"
            cursor.execute(scope_too, [lock, str(org_id)])
        # Two statements, since "is not distinct from" would read the whole record instead of the index's end.
        newest = "select seq, mac from audit_entry where org_id {} order by seq desc limit 1"
        if org_id is None:
            cursor.execute(newest.format("is null"))
        else:
            cursor.execute(newest.format("= %s"), [org_id])
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
