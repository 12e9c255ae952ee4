"""Who is counted, and the cards by which they are counted. All sealed; whoever works on a case can't read them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from acasa.cases.intake import rules as intake
from acasa.cases.models import Case
from acasa.cases.services import drafts
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.bulk import insert_many
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.reports import counted
from acasa.vault import caseload, folders, posted
from acasa.vault.folders import OpenFolder
from acasa.vault.keyring import Keyring

# The record in the case that says that it is counted, for those who can't read what is counted.
MARKER: Final = "counted"
TOGETHER: Final = 200
PROGRESS: Final = "figures"
_ALL: Final = (people.ESSENTIALS, people.IDENTITY, people.CASEWORK, people.HEALTH, people.LEGAL)


def wants_to_be_counted(case_folder: OpenFolder) -> bool:
    """Whether she agreed to be counted without a name. Nobody is counted who was not asked, unless the organisation
    decided that those whom it helped before may be (ACASA_COUNT_UNASKED); who said no or not now never is."""
    consents = [record.data for record in case_folder.of_kind("consent")]
    if settings.ACASA_COUNT_UNASKED and intake.newest(consents, intake.BE_COUNTED) is None:
        return True
    return intake.has_agreed(consents, intake.BE_COUNTED)


def follow(actor: Actor, desk: Desk) -> list[bytes]:
    """What follows any change of a case: its card in the statistics ring. No statement for a case that is not counted.

    Only those who hold case work write it: nobody else knows whether she agreed.
    """
    folder = desk.case_folder
    if folder.restricted or folder.visiting or not folder.can_open(people.CASEWORK):
        return []
    marker = folder.one(MARKER)
    was = marker is not None and bool(marker.data.get("on"))
    wants = wants_to_be_counted(folder)
    if not wants and not was:
        return []
    found = counted.pieces(actor, folder, desk.person_folder)
    keyring: Keyring = actor.require_keyring()
    written = posted.post(posted.receiver(keyring), [(folder, found if wants else withheld())])
    if marker is None:
        written.append(folders.add(folder, people.CASEWORK, _marker(wants))[1])
    elif wants != was:
        written.append(folders.change(folder, marker, _marker(wants), expected_version=marker.version)[1])
    return written


def _marker(on: bool) -> dict[str, Any]:
    return {"kind": MARKER, "on": on}


def withheld() -> dict[str, Mapping[str, Any]]:
    """A card that counts nobody, over whatever stood there before."""
    return {compartment: {posted.WITHHELD: True} for compartment in _ALL if compartment != people.ESSENTIALS}


# --- bringing a whole caseload in


@dataclass(frozen=True)
class Progress:
    """How far the figures are brought up to date, in cases; `counted` of those that were looked at."""

    done: int
    total: int
    counted: int
    over: bool


def may_bring_in(actor: Actor) -> bool:
    """Whether the actor's keys open the case work of any team, and the work of others is theirs to oversee."""
    return actor.is_supervisor and bool(actor.require_keyring().team_ids(people.CASEWORK))


def _mine(actor: Actor) -> Any:
    if not may_bring_in(actor):
        raise Refused("reports.bring_in")
    teams = actor.require_keyring().team_ids(people.CASEWORK)
    return Case.objects.filter(team_id__in=list(teams))


def begin(actor: Actor) -> None:
    """Start anew with the first case."""
    with scope.scoped(actor.org_id):
        _mine(actor)
        drafts.keep(actor, kind=PROGRESS, about=None, fields={"after": "", "done": 0, "counted": 0})
        folders.note(actor, "reports.bring_in")


def progress(actor: Actor) -> Progress | None:
    """How far one's own work is; None while there is none. Refused for who may not do it."""
    cases = _mine(actor)
    kept = drafts.kept(actor, kind=PROGRESS)
    if kept is None:
        return None
    total = max(int(cases.count()), int(kept["done"]))
    return Progress(int(kept["done"]), total, int(kept["counted"]), bool(kept.get("over")))


def step(actor: Actor) -> bool:
    """Go on with the next cases; True once all are done. It can be left at any point and continued later."""
    with scope.scoped(actor.org_id):
        cases = _mine(actor)
        kept = drafts.kept(actor, kind=PROGRESS)
        if kept is None:
            raise Refused("reports.bring_in")
        if kept.get("over"):
            return True
        if kept["after"]:
            cases = cases.filter(id__gt=UUID(str(kept["after"])))
        rows = list(cases.select_for_update(of=("self",)).order_by("id")[:TOGETHER])
        counts, written = _bring_in(actor, rows)
        over = len(rows) < TOGETHER
        if over:
            written += _folded(actor)
        fields = {
            "after": str(rows[-1].id) if rows else kept["after"],
            "done": int(kept["done"]) + len(rows),
            "counted": int(kept["counted"]) + counts,
            "over": over,
        }
        drafts.keep(actor, kind=PROGRESS, about=None, fields=fields)
        folders.note(
            actor,
            "reports.brought_in",
            detail={"cases": len(rows), "figure_counted": counts},
            written=written,
        )
    return over


def _bring_in(actor: Actor, rows: Iterable[Case]) -> tuple[int, list[bytes]]:
    """Cards of these cases as their folders say now. Returns how many are counted, and what the audit must name."""
    rows = list(rows)
    found = folders.open_many(actor, [part for row in rows for part in (row.id, row.person_id)], among=_ALL)
    items: list[tuple[OpenFolder, Mapping[str, Mapping[str, Any]]]] = []
    new, changed, written = [], [], []
    counts = 0
    for row in rows:
        folder, person = found.get(row.id), found.get(row.person_id)
        if folder is None or person is None or folder.restricted or not folder.can_open(people.CASEWORK):
            continue
        wants = wants_to_be_counted(folder)
        marker = folder.one(MARKER)
        was = marker is not None and bool(marker.data.get("on"))
        if not wants and not was:
            continue
        counts += wants
        items.append((folder, counted.pieces(actor, folder, person) if wants else withheld()))
        if marker is None:
            record, _, told = folders.seal_new(folder, people.CASEWORK, _marker(wants))
            new.append(record)
            written.append(told)
        elif wants != was:
            record, _, told = folders.seal_change(folder, marker, _marker(wants))
            changed.append(record)
            written.append(told)
    insert_many(new)
    folders.save_changed(changed)
    if items:
        written += posted.post(posted.receiver(actor.require_keyring()), items)
    return counts, written


def _folded(actor: Actor) -> list[bytes]:
    """The new cards put into segments, where the actor may read them at all."""
    keyring: Keyring = actor.require_keyring()
    if not keyring.holds(None, people.STATISTICS):
        return []
    written = caseload.merge(keyring, keyring.ring(None, people.STATISTICS), counted.PURPOSES)
    return [written] if written else []
