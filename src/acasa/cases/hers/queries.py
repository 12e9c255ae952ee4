"""What is read for her own view and for complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from acasa.cases import names
from acasa.cases.hers.models import Complaint, Receipt
from acasa.cases.hers.rules import Reader, readers_without
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Organisation, User
from acasa.vault import folders, holders, receipts
from acasa.vault.folders import Opened

COMPARTMENT = "complaint"
PAGE = 20
SAME_NAME = 84.0


def her_file(actor: Actor, case_id: UUID, *, verb: str = "hers.shown") -> CasePage:
    """The case whose view is hers. Takes case work, for what she says is written there."""
    found = cases.case_page(actor, case_id, verb=verb)
    if people.CASEWORK not in found.compartments:
        raise Refused(verb, case_id)
    return found


@dataclass(frozen=True)
class Look:
    """Who did what with her file on one day, and how often."""

    day: date
    name: str
    profession: str
    verb: str
    times: int
    refused: bool


def looks(actor: Actor, found: CasePage, *, page: int = 1) -> tuple[list[Look], bool]:
    """Who opened her file or wrote in it, the newest day first; and whether there is more. Two statements.

    One line for each colleague, day and act. Her own view and what says nothing of a reader are left out.
    """
    zone = str(timezone.get_current_timezone())
    with connection.cursor() as cursor:
        cursor.execute(
            "select (at at time zone %s)::date as day, actor_id, verb, count(*), outcome <> 'done' as refused,"
            " max(seq) as newest from audit_entry"
            " where org_id = %s and subject_id = any(%s) and actor_id is not null and verb not like 'hers.%%'"
            " group by 1, 2, 3, 5 order by newest desc limit %s offset %s",
            [zone, actor.org_id, [found.id, found.person_id], PAGE + 1, PAGE * (page - 1)],
        )
        rows = cursor.fetchall()
    known = {
        user_id: (name, profession)
        for user_id, name, profession in User.objects.filter(
            org_id=actor.org_id, id__in={row[1] for row in rows}
        ).values_list("id", "display_name", "profession")
    }
    lines = [
        Look(day, *known.get(user_id, ("", "")), verb, times, refused)
        for day, user_id, verb, times, refused, _newest in rows[:PAGE]
    ]
    return lines, len(rows) > PAGE


def requests(found: CasePage) -> list[Opened]:
    """What she asked for, the newest first."""
    return list(reversed(found.case_folder.of_kind("her_request")))


def feedback(found: CasePage) -> list[Opened]:
    """How it was for her, the newest first."""
    return list(reversed(found.case_folder.of_kind("her_feedback")))


def request_of(found: CasePage, record_id: UUID) -> Opened:
    """One request of hers, or Refused."""
    for record in requests(found):
        if record.id == record_id:
            return record
    raise Refused("hers.answer", found.id)


# --- complaints: whoever writes one has no account


def organisations(org_id: UUID | None = None) -> list[tuple[UUID, str]]:
    """Whom a complaint can be about. With `org_id`, that one alone (the page of somebody signed in)."""
    rows = Organisation.objects.order_by("name")
    return list((rows.filter(id=org_id) if org_id else rows).values_list("id", "name"))


def readers(org_id: UUID) -> list[Reader]:
    """Who reads complaints: those who hold the ring of the record, supervisors and key keepers."""
    with scope.scoped(org_id):
        ids = holders.holders(org_id).get((None, people.AUDIT), set())
        rows = User.objects.filter(org_id=org_id, id__in=ids, is_active=True).order_by("display_name")
        return [Reader(*row) for row in rows.values_list("id", "display_name")]


def left_to_read(org_id: UUID, *, named: str, excluded: frozenset[UUID] = frozenset()) -> list[Reader]:
    """Who may read a complaint about `named`. Any spelling of the name, in any script, leaves its bearer out."""
    return readers_without(readers(org_id), named=named, excluded=excluded, same=_same)


def _same(word: str, part: str) -> bool:
    return names.similar(names.search_key(word), names.search_key(part)) >= SAME_NAME


def organisation_of(digest: bytes) -> UUID | None:
    """The organisation of a receipt."""
    return Receipt.objects.filter(digest=digest).values_list("org_id", flat=True).first()


@dataclass(frozen=True)
class Told:
    """A complaint as its writer sees it: when it came, by when it is answered, and the answers."""

    id: UUID
    received_on: date
    due: date
    answers: list[dict[str, Any]]


def answer_for(code: str) -> Told | None:
    """What was answered to the holder of a code; None for a code that nobody has. Raises Mistyped."""
    digest = receipts.digest(code)
    org_id = organisation_of(digest)
    unit = scope.current()
    if org_id is None or (unit is not None and unit.org_id != org_id):
        return None
    with scope.scoped(org_id):
        row = Complaint.objects.prefetch_related("answers").filter(digest=digest).first()
        if row is None:
            return None
        opened = [
            folders.loads(receipts.open_answer(code, row.id, bytes(answer.sealed)))
            for answer in row.answers.all()
        ]
    return Told(row.id, row.received_on, row.due, sorted(opened, key=lambda data: str(data.get("at", ""))))


# --- complaints: those who answer them


@dataclass(frozen=True)
class Item:
    """A complaint for whoever may read it."""

    id: UUID
    received_on: date
    due: date
    answered_on: date | None
    data: dict[str, Any]
    answers: list[Opened]


def open_count(actor: Actor) -> tuple[int, date | None]:
    """How many complaints wait for an answer of the actor's, and by when the first. One statement."""
    if not (actor.is_supervisor or actor.is_key_keeper) or actor.keyring is None:
        return 0, None
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), min(c.due) from hers_complaint c where c.org_id = %s and c.answered_on is null"
            " and exists (select 1 from vault_folderkey k where k.folder_id = c.id and k.user_key_id = %s)",
            [actor.org_id, actor.require_keyring().bundle.user_key_id],
        )
        count, due = cursor.fetchone()
    return int(count), due


def complaints(actor: Actor) -> list[Item]:
    """Complaints that the actor's key opens: those without an answer first, then the newest."""
    if not (actor.is_supervisor or actor.is_key_keeper):
        raise Refused("complaint.list")
    rows = {
        row.id: row for row in Complaint.objects.filter(org_id=actor.org_id).order_by("-received_on")[:200]
    }
    opened = folders.open_many(actor, rows)
    folders.note(actor, "complaint.list")
    items = [_item(row, opened[row.id]) for row in rows.values() if row.id in opened]
    return sorted(items, key=lambda item: (item.answered_on is not None, item.due))


def complaint(actor: Actor, complaint_id: UUID) -> Item:
    """One complaint. Not yours and not there are the same: Refused."""
    row = Complaint.objects.filter(id=complaint_id, org_id=actor.org_id).first()
    folder = folders.open_one(actor, row.id if row else complaint_id, verb="complaint.read")
    if row is None:
        raise Refused("complaint.read", complaint_id)
    folders.note(actor, "complaint.read", complaint_id)
    return _item(row, folder)


def _item(row: Complaint, folder: folders.OpenFolder) -> Item:
    first = folder.one("complaint")
    return Item(
        row.id,
        row.received_on,
        row.due,
        row.answered_on,
        first.data if first else {},
        folder.of_kind("answer"),
    )


def at_day(value: str) -> date:
    """The day of a record's instant."""
    return timezone.localtime(datetime.fromisoformat(value)).date()
