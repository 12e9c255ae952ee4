"""Making cases of prepared rows: a part at a time, invisible until the last step shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from acasa.cases import columns
from acasa.cases.children.rules import standing
from acasa.cases.imports import content as contents
from acasa.cases.imports.services import access, preparing, uploading
from acasa.cases.imports.services.sealed import PLAN, kept, open_part, put, seal_part
from acasa.cases.models import Case, ImportBatch, ImportPart, Obligation, Person
from acasa.cases.services import opening
from acasa.cases.trafficking.rules import shape
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.bulk import insert_many
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import caseload, folders
from acasa.vault.folders import OpenFolder
from acasa.vault.models import Record

# Parts whose cards are written together: about as many rows as a segment of the caseload has.
_TOGETHER: Final = caseload.SEGMENT_ROWS // preparing.PART
# The cards of a case, in the order in which a part keeps them.
_CARDS: Final = (people.ESSENTIALS, people.CASEWORK, people.IDENTITY)


@dataclass(frozen=True)
class Progress:
    """How far an import or an undoing is, in cases. `over` when nothing is left to do."""

    done: int
    total: int
    over: bool = False


def plan_of(actor: Actor, batch_id: UUID) -> dict[str, Any]:
    """What is known of one's own batch that is not finished; Refused without it."""
    plan = kept(actor, PLAN, batch_id)
    if plan is None:
        raise Refused("import.read", batch_id)
    return plan


def choose(actor: Actor, batch_id: UUID, choices: Mapping[int, str]) -> None:
    """Keep what was decided for rows that look like somebody known: row number to `skip` or `import`."""
    with scope.scoped(actor.org_id):
        batch = access.own_batch(actor, batch_id, "import.choose", lock=True)
        if batch.started_at is not None:
            raise Refused("import.choose", batch_id)
        plan = plan_of(actor, batch_id)
        for number, choice in choices.items():
            if str(number) in plan["doubles"] and choice in (preparing.SKIP, preparing.BRING):
                plan["choices"][str(number)] = choice
        put(actor, PLAN, batch_id, plan)


def start(actor: Actor, batch_id: UUID) -> bool:
    """Begin: numbers are taken, the file is removed. False when no row would become a case."""
    with scope.scoped(actor.org_id):
        batch = access.own_batch(actor, batch_id, "import.start", lock=True)
        plan = plan_of(actor, batch_id)
        if batch.started_at is not None:
            return True
        counted = preparing.counts(plan)
        if not counted["bring"]:
            return False
        prefix, first = opening.take_numbers(actor.org_id, counted["bring"])
        put(actor, PLAN, batch_id, {**plan, "prefix": prefix, "first": first})
        batch.started_at, batch.number_of_cases = timezone.now(), counted["bring"]
        batch.save(update_fields=["started_at", "number_of_cases"])
        uploading.forget(actor)
        folders.note(actor, "import.start", batch_id, detail={"filename": plan["filename"], **counted})
    return True


def progress(batch: ImportBatch) -> Progress:
    """How far an import is."""
    made = list(ImportPart.objects.filter(batch=batch, is_made=True).values_list("made", flat=True))
    done = batch.number_of_cases if batch.finished_at else sum(len(part) for part in made)
    return Progress(done, batch.number_of_cases, batch.finished_at is not None)


def step(actor: Actor, batch_id: UUID) -> Progress:
    """Make the cases of the next part, or finish when all are made. Two at once wait for each other."""
    with scope.scoped(actor.org_id):
        batch = access.own_batch(actor, batch_id, "import.rows", lock=True)
        if batch.started_at is None or batch.undone_at is not None:
            raise Refused("import.rows", batch_id)
        if batch.finished_at is None:
            part = ImportPart.objects.filter(batch=batch, is_made=False).order_by("number").first()
            if part is not None:
                _Maker(actor, batch, plan_of(actor, batch_id)).make(part)
            else:
                _finish(actor, batch)
        return progress(batch)


@dataclass
class _Rows:
    """What a part writes, gathered."""

    records: list[Record] = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)

    def seal(self, folder: OpenFolder, compartment: str, data: dict[str, Any]) -> None:
        row, _, written = folders.seal_new(folder, compartment, data)
        self.records.append(row)
        self.written.append(written)


class _Maker:
    """Makes cases of the rows of one part."""

    def __init__(self, actor: Actor, batch: ImportBatch, plan: dict[str, Any]) -> None:
        self.actor, self.batch, self.plan = actor, batch, plan
        self.workers = {user.id: user for user in access.team_people(batch.team_id)}
        self.today = opening.today_of(actor.org_id)
        self.by = {"at": opening.now(), "by": str(actor.user_id), "by_name": actor.display_name}

    def make(self, part: ImportPart) -> None:
        """Seal the part's rows into folders. Nothing is to be seen of them before `_finish`."""
        first, numbers = self._wanted(part)
        rows = [row for row in open_part(self.actor, part)["rows"] if row["n"] in numbers]
        team_id = self.batch.team_id
        persons = folders.create_many(
            self.actor,
            kind="person",
            team_id=team_id,
            count=len(rows),
            compartments=opening.PERSON_COMPARTMENTS,
        )
        cases = folders.create_many(
            self.actor, kind="case", team_id=team_id, count=len(rows), compartments=opening.CASE_COMPARTMENTS
        )
        made, out = [], _Rows()
        for at, (row, person, case) in enumerate(zip(rows, persons, cases, strict=True)):
            made.append(self._one(row, person, case, first + at, out))
        insert_many(out.records)
        part.is_made = True
        part.made = [
            [str(case.id), str(person.id), len(case.records), len(person.records)]
            for case, person in zip(cases, persons, strict=True)
        ]
        seal_part(self.actor, part, {"cases": made})
        part.save(update_fields=["is_made", "made", "sealed"])
        detail = {"part": part.number, "cases": len(made)}
        folders.note(self.actor, "import.rows", self.batch.id, detail=detail, written=out.written)

    def _wanted(self, part: ImportPart) -> tuple[int, set[int]]:
        """The case number that the part begins with, and the rows of it that become cases."""
        start = part.number * preparing.PART
        before = sum(
            preparing.is_brought(self.plan, number, level) for number, level in self.plan["rows"][:start]
        )
        own = self.plan["rows"][start : start + preparing.PART]
        numbers = {number for number, level in own if preparing.is_brought(self.plan, number, level)}
        return self.plan["first"] + before, numbers

    def _worker(self, wanted: UUID | None) -> User:
        for user_id in (wanted, UUID(self.plan["worker"]), self.actor.user_id):
            if user_id in self.workers:
                return self.workers[user_id]
        raise Refused("import.rows", self.batch.id)

    def _one(
        self, row: dict[str, Any], person: OpenFolder, case: OpenFolder, number: int, out: _Rows
    ) -> dict[str, Any]:
        told = contents.read(row, self.plan["headers"], self.plan["language"])
        worker = self._worker(told.worker)
        essentials = dict(told.essentials)
        # Who has neither a chosen nor a given name is called by the new code, never by the family name.
        essentials.setdefault("working_name", opening.code(self.plan["prefix"], number))
        new = opening.NewCase(
            essentials=essentials,
            identity=told.identity,
            risk=told.risk,
            alerts=self._alerts(told),
            stage=told.stage,
            source=told.source,
        )
        for compartment, data in opening.person_records(new):
            out.seal(person, compartment, data)
        opened_on = told.opened_on or self.today
        facts, course = (
            data
            for _, data in opening.case_records(
                new, prefix=self.plan["prefix"], number=number, opened_on=opened_on
            )
        )
        facts |= {"person": str(person.id), "team": str(self.batch.team_id)}
        if told.former_code:
            facts["former_code"] = told.former_code
        if told.closing:
            course |= {"closing": told.closing, "stage_before": told.stage_before}
        out.seal(case, people.ESSENTIALS, facts)
        out.seal(case, people.CASEWORK, course)
        out.seal(case, people.CASEWORK, {"kind": "event", "what": "imported", **self.by})
        for compartment, text in told.notes:
            out.seal(case, compartment, {"kind": "note", "text": text, **self.by})
        if told.trafficking:
            out.seal(case, people.CASEWORK, shape.brought(told.trafficking, self.by))
        if told.party_roles:
            out.seal(case, people.LEGAL, {"kind": "party", "roles": told.party_roles, **self.by})
        due = self._step(told, case, worker, out)
        for compartment, left in told.imported.items():
            folder = person if compartment in contents.PERSON_PARTS else case
            out.seal(folder, compartment, {"kind": "imported", **left, **self.by})
        cards = {
            people.ESSENTIALS: columns.essentials_card(
                essentials=essentials,
                case=facts,
                is_open=told.is_open,
                worker_short=worker.short,
                language=worker.language,
            ),
            people.CASEWORK: columns.course_card(course=course, next_step=due, last_contact=None),
            people.IDENTITY: columns.identity_card(told.identity) if told.identity else None,
        }
        return {
            "case": str(case.id),
            "person": str(person.id),
            "worker": str(worker.id),
            "open": told.is_open,
            "due": [due["obligation"], due["due"]] if due else None,
            "cards": [cards[name] for name in _CARDS],
        }

    def _alerts(self, told: contents.Content) -> list[str]:
        """Those of the row, and “Under 18” by the date of birth: not everybody of the team may open that."""
        birth = str(told.identity.get("birth_date", ""))
        estimated = bool(told.identity.get("birth_estimated"))
        known = standing(age=None, birth=birth, estimated=estimated, alerted=False, on=self.today)
        return list(dict.fromkeys([*told.alerts, "minor"])) if known.child else told.alerts

    def _step(
        self, told: contents.Content, case: OpenFolder, worker: User, out: _Rows
    ) -> dict[str, Any] | None:
        if told.step is None:
            return None
        data = {
            "kind": "step",
            "text": told.step[0],
            "due": told.step[1].isoformat(),
            "worker": str(worker.id),
            "worker_name": worker.display_name,
            # The obligation itself appears with the case.
            "obligation": str(Obligation().id),
            **self.by,
        }
        out.seal(case, people.CASEWORK, data)
        return data


def _finish(actor: Actor, batch: ImportBatch) -> None:
    """Show all cases of a batch at once: rows, obligations and cards, in this very transaction."""
    parts = list(ImportPart.objects.filter(batch=batch).order_by("number"))
    plan = plan_of(actor, batch.id)
    for start in range(0, len(parts), _TOGETHER):
        cases = [
            case for part in parts[start : start + _TOGETHER] for case in open_part(actor, part)["cases"]
        ]
        _insert(actor, batch, cases)
        written = _add_cards(actor, batch, cases)
        folders.note(actor, "import.cards", batch.id, detail={"cases": len(cases)}, written=written)
    batch.finished_at = timezone.now()
    batch.save(update_fields=["finished_at"])
    # From here on only opaque ids are needed, to undo.
    ImportPart.objects.filter(batch=batch).update(sealed=b"")
    counted = preparing.counts(plan)
    refused = [number for number, level in plan["rows"] if level == preparing.ROW_REFUSED]
    skipped = [
        int(number)
        for number in plan["doubles"]
        if plan["choices"].get(number, preparing.SKIP) == preparing.SKIP
    ]
    skipped.sort()
    told = {"filename": plan["filename"], "counts": counted, "refused": refused, "skipped": skipped}
    put(actor, PLAN, batch.id, told)
    folders.note(actor, "import.done", batch.id, detail={"filename": plan["filename"], **counted})


def _insert(actor: Actor, batch: ImportBatch, cases: Sequence[dict[str, Any]]) -> None:
    insert_many([Person(id=UUID(case["person"]), org_id=actor.org_id) for case in cases])
    insert_many(
        [
            Case(
                id=UUID(case["case"]),
                org_id=actor.org_id,
                person_id=UUID(case["person"]),
                team_id=batch.team_id,
                worker_id=UUID(case["worker"]),
                is_open=case["open"],
                batch=batch,
            )
            for case in cases
        ]
    )
    insert_many(
        [
            Obligation(
                id=UUID(case["due"][0]),
                org_id=actor.org_id,
                case_id=UUID(case["case"]),
                worker_id=UUID(case["worker"]),
                due=date.fromisoformat(case["due"][1]),
            )
            for case in cases
            if case["due"]
        ]
    )


def _add_cards(actor: Actor, batch: ImportBatch, cases: Sequence[dict[str, Any]]) -> Iterable[bytes]:
    keyring = actor.require_keyring()
    found = folders.outlines([UUID(case["case"]) for case in cases])
    for at, compartment in enumerate(_CARDS):
        items = [
            (found[UUID(case["case"])], case["cards"][at]) for case in cases if case["cards"][at] is not None
        ]
        if items:
            ring = keyring.ring(batch.team_id, compartment)
            yield caseload.add_cards(ring, items, columns.PURPOSES[compartment])
