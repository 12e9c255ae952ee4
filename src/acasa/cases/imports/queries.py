"""What the pages of an import show: former imports, rows with their problems in words, counts, what stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from acasa.cases.imports import Problem, Table, describe
from acasa.cases.imports import content as contents
from acasa.cases.imports.services import access, preparing, running, undoing
from acasa.cases.imports.services.sealed import PLAN, kept, open_part
from acasa.cases.models import Draft, ImportBatch, ImportPart
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Team, User
from acasa.vault import caseload

PAGE: Final = 25
SHOWN: Final = ("problems", "doubles", "refused", "all")
FORMER_AT_MOST: Final = 50


@dataclass(frozen=True)
class Former:
    """An import as the start page lists it. `state`: running, done, leaving (being removed) or undone."""

    id: UUID
    at: datetime
    by: str
    team: str
    cases: int
    state: str
    filename: str
    mine: bool
    can_undo: bool


@dataclass(frozen=True)
class Target:
    """Where imported cases go: a team, and its colleagues by id."""

    team_id: UUID
    name: str
    colleagues: list[tuple[UUID, str]]


@dataclass(frozen=True)
class Finding:
    """A problem in words. `severity` is error or warning."""

    text: str
    severity: str
    column: str = ""


@dataclass(frozen=True)
class Double:
    """Whom a row looks like: an earlier row (0 for none) and cases; and what was decided, "" if nothing yet."""

    row: int
    cases: list[dict[str, str]]
    choice: str


@dataclass(frozen=True)
class ShownRow:
    """A row as the preview shows it."""

    number: int
    name: str
    code: str
    year: str
    findings: list[Finding]
    refused: bool
    double: Double | None = None


@dataclass(frozen=True)
class PreviewPage:
    """One page of the rows, and what the whole comes to."""

    batch_id: UUID
    filename: str
    team: str
    findings: list[Finding]
    counts: dict[str, int]
    rows: list[ShownRow]
    shown: str
    page: int
    pages: int
    blocked: bool = False


@dataclass(frozen=True)
class Result:
    """What became of an import."""

    former: Former
    counts: dict[str, int] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)


def may_import(actor: Actor | None) -> bool:
    """Whether there is any team into which the actor may bring cases; False while locked."""
    return actor is not None and actor.keyring is not None and bool(access.may_import_into(actor))


def targets(actor: Actor) -> list[Target]:
    """Teams into which the actor may import, by name, with whom to give cases to."""
    teams = Team.objects.filter(id__in=access.may_import_into(actor)).order_by("name")
    return [
        Target(team.id, team.name, [(user.id, user.display_name) for user in access.team_people(team.id)])
        for team in teams
    ]


def former(actor: Actor) -> list[Former]:
    """Imports that were started in the actor's teams, newest first; those prepared only are not among them."""
    rows = ImportBatch.objects.select_related("team").filter(
        started_at__isnull=False, team_id__in=access.may_import_into(actor)
    )
    return _former(actor, rows.order_by("-created_at")[:FORMER_AT_MOST])


def one(actor: Actor, batch_id: UUID) -> Former:
    """One started import of the actor's teams, or Refused."""
    rows = ImportBatch.objects.select_related("team").filter(
        id=batch_id, started_at__isnull=False, team_id__in=access.may_import_into(actor)
    )
    found = _former(actor, rows)
    if not found:
        raise Refused("import.read", batch_id)
    return found[0]


def _former(actor: Actor, batches: Iterable[ImportBatch]) -> list[Former]:
    found = list(batches)
    names = dict(
        User.objects.filter(id__in={batch.created_by for batch in found}).values_list("id", "display_name")
    )
    leaving = set(
        ImportPart.objects.filter(batch__in=[b.id for b in found if b.undone_at]).values_list(
            "batch_id", flat=True
        )
    )
    own = Draft.objects.filter(author_id=actor.user_id, kind=PLAN, about__in=[batch.id for batch in found])
    told = {about: str((kept(actor, PLAN, about) or {}).get("filename", "")) for about in _abouts(own)}
    return [
        Former(
            id=batch.id,
            at=batch.created_at,
            by=names.get(batch.created_by, ""),
            team=batch.team.name,
            cases=batch.number_of_cases,
            state=_state(batch, leaving),
            filename=told.get(batch.id, ""),
            mine=batch.created_by == actor.user_id,
            can_undo=actor.is_supervisor or batch.created_by == actor.user_id,
        )
        for batch in found
    ]


def _abouts(rows: Any) -> list[UUID]:
    return [about for about in rows.values_list("about", flat=True)[:FORMER_AT_MOST] if about]


def _state(batch: ImportBatch, leaving: set[UUID]) -> str:
    if batch.undone_at is not None:
        return "leaving" if batch.id in leaving else "undone"
    return "done" if batch.finished_at is not None else "running"


def in_words(problems: Iterable[Sequence[Any]]) -> list[Finding]:
    """Packed problems (code, severity, column, params) in the reader's language, errors first."""
    found = [
        Finding(describe(Problem(code, severity, None, column, params), _), severity, column or "")
        for code, severity, column, params in problems
    ]
    return sorted(found, key=lambda finding: finding.severity != "error")


def table_notices(table: Table) -> list[Finding]:
    """What reading the file told, in words."""
    return in_words([[p.code, p.severity, p.column, p.params] for p in table.notices])


def preview(actor: Actor, batch_id: UUID, *, shown: str = "", page: int = 1) -> PreviewPage:
    """One page of what an import would do. Without `shown`, what needs a look, or all when nothing does."""
    batch = access.own_batch(actor, batch_id, "import.read")
    if batch.started_at is not None:
        raise Refused("import.read", batch_id)
    plan = running.plan_of(actor, batch_id)
    counts = preparing.counts(plan)
    if shown not in SHOWN:
        shown = "doubles" if counts["doubles"] else "problems" if _any_problem(plan) else "all"
    positions = [at for at, row in enumerate(plan["rows"]) if _is_shown(plan, row, shown)]
    pages = max(1, -(-len(positions) // PAGE))
    page = min(max(1, page), pages)
    return PreviewPage(
        batch_id=batch_id,
        filename=plan["filename"],
        team=Team.objects.values_list("name", flat=True).get(id=batch.team_id),
        findings=in_words(plan["problems"]),
        counts=counts,
        rows=_rows(actor, batch, plan, positions[(page - 1) * PAGE : page * PAGE]),
        shown=shown,
        page=page,
        pages=pages,
        blocked=not plan["ready"],
    )


def _any_problem(plan: dict[str, Any]) -> bool:
    return any(level for _number, level in plan["rows"])


def _is_shown(plan: dict[str, Any], row: Sequence[int], shown: str) -> bool:
    number, level = row
    if shown == "doubles":
        return str(number) in plan["doubles"]
    if shown == "refused":
        return level == preparing.ROW_REFUSED
    return shown == "all" or level > 0


def _rows(actor: Actor, batch: ImportBatch, plan: dict[str, Any], positions: Sequence[int]) -> list[ShownRow]:
    wanted = {at // preparing.PART for at in positions}
    parts = {part.number: part for part in ImportPart.objects.filter(batch=batch, number__in=wanted)}
    opened = {number: open_part(actor, part)["rows"] for number, part in parts.items()}
    found = []
    for at in positions:
        row = opened[at // preparing.PART][at % preparing.PART]
        double = plan["doubles"].get(str(row["n"]))
        found.append(
            ShownRow(
                number=row["n"],
                name=contents.shown_name(row),
                code=str(row["v"].get("case_code", "")),
                year=contents.birth_year(row),
                # That it may be the same person is asked below; no need to say it twice.
                findings=in_words(p for p in row["p"] if not (double and p[0] == "same_person")),
                refused=not row["ok"],
                double=Double(double["row"], double["cases"], plan["choices"].get(str(row["n"]), ""))
                if double
                else None,
            )
        )
    return found


def result(actor: Actor, batch_id: UUID) -> Result:
    """What became of an import; rows left aside are told to its author only."""
    found = one(actor, batch_id)
    told = kept(actor, PLAN, batch_id) or {}
    if found.state != "done" or "refused" not in told:
        return Result(found)
    return Result(found, told["counts"], told["refused"], told["skipped"])


def run_progress(actor: Actor, batch_id: UUID) -> running.Progress:
    """How far an import of one's own is."""
    return running.progress(access.own_batch(actor, batch_id, "import.read"))


def undo_left(actor: Actor, batch_id: UUID) -> int:
    """How many cases' folders a taken-back import still has to remove."""
    return undoing.left(access.undoable_batch(actor, batch_id, "import.undo"))


def undo_outlook(actor: Actor, batch_id: UUID) -> tuple[int, list[tuple[str, UUID, str]]]:
    """How many cases an undoing would remove, and the others: code, id, and why each stays."""
    batch = access.undoable_batch(actor, batch_id, "import.undo")
    found = undoing.outlook(actor, batch)
    return found.going, staying_in_words(actor, found.staying)


def staying_in_words(actor: Actor, staying: dict[UUID, str]) -> list[tuple[str, UUID, str]]:
    """(code, case, reason) of cases that stay, by code."""
    rings = actor.require_keyring().rings(people.ESSENTIALS)
    cards = caseload.open_cards(actor.require_keyring(), rings, folder_ids=list(staying))
    codes = {
        card["folder"]: str(card[people.ESSENTIALS].get("show", card[people.ESSENTIALS])["code"])
        for card in cards.values()
        if people.ESSENTIALS in card
    }
    words = {
        undoing.ADDED: _("something was added to it"),
        undoing.CHANGED: _("it was changed"),
        undoing.ANOTHER_CASE: _("the person has another case now"),
    }
    return sorted((codes.get(case_id, ""), case_id, words[why]) for case_id, why in staying.items())
