"""Taking an import back: its cases vanish at once; what they held is then removed part by part.

A case on which somebody has worked since stays, and is named. None of this needs keys but for naming those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from acasa.cases.deadlines import queries as deadlines
from acasa.cases.imports.services import access
from acasa.cases.imports.services.sealed import PLAN
from acasa.cases.models import Assignment, Case, Draft, ImportBatch, ImportPart, Obligation, Person
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.vault import caseload, folders
from acasa.vault.models import Card, Record, SealedFile

CHANGED: Final = "changed"
ADDED: Final = "added"
ANOTHER_CASE: Final = "another_case"
Made = list[Any]
"""Case id, person id, records of the case's folder, records of the person's folder."""


@dataclass(frozen=True)
class Outlook:
    """What an undoing would do: how many cases go, and which stay for what reason."""

    going: int
    staying: dict[UUID, str]


def drop_prepared(batches: QuerySet[ImportBatch]) -> None:
    """Remove batches that were never started, with the rows that wait in them."""
    ids = list(batches.filter(started_at=None).values_list("id", flat=True))
    ImportPart.objects.filter(batch_id__in=ids).delete()
    Draft.objects.filter(kind=PLAN, about__in=ids).delete()
    ImportBatch.objects.filter(id__in=ids).delete()


def outlook(actor: Actor, batch: ImportBatch) -> Outlook:
    """What taking back a batch would do now."""
    staying: dict[UUID, str] = {}
    total = 0
    for part in _parts(batch):
        total += len(part.made)
        if batch.finished_at is not None:
            staying |= _touched(part.made, batch)
    return Outlook(total - len(staying), staying)


def _parts(batch: ImportBatch) -> Iterator[ImportPart]:
    return ImportPart.objects.filter(batch=batch).defer("sealed").order_by("number").iterator(chunk_size=20)


def _touched(made: list[Made], batch: ImportBatch) -> dict[UUID, str]:
    """Cases of a part on which somebody has worked: a constant number of queries."""
    of_folder = {UUID(folder): UUID(row[0]) for row in made for folder in row[:2]}
    counts = {UUID(row[0]): row[2] for row in made} | {UUID(row[1]): row[3] for row in made}
    # Deadlines by rule come by themselves, and move by themselves.
    anew: Counter[UUID] = Counter()
    for case, (count, times) in deadlines.derived(set(of_folder.values())).items():
        counts[case] += count
        anew[case] -= times
    found: dict[UUID, str] = {}
    for folder, number, versions in (
        Record.objects.filter(folder_id__in=of_folder)
        .values_list("folder_id")
        .annotate(Count("id"), Sum("version"))
    ):
        if number != counts[folder]:
            found[of_folder[folder]] = ADDED
        anew[of_folder[folder]] += versions - number
    for folder in SealedFile.objects.filter(folder_id__in=of_folder).values_list("folder_id", flat=True):
        found[of_folder[folder]] = ADDED
    # Also what leaves no record: whose case it is.
    cards = Card.objects.filter(folder_id__in=of_folder, version__gt=1)
    for folder, version in cards.values_list("folder_id", "version"):
        anew[of_folder[folder]] += version - 1
    for case, times in anew.items():
        if times:
            found.setdefault(case, CHANGED)
    others = Case.objects.filter(person_id__in=of_folder).exclude(batch=batch)
    for person in others.values_list("person_id", flat=True):
        found[of_folder[person]] = ANOTHER_CASE
    return found


def begin(actor: Actor, batch_id: UUID) -> Outlook:
    """Take an import back, finished or not: nothing of it is to be seen afterwards but what was worked on."""
    with scope.scoped(actor.org_id):
        batch = access.undoable_batch(actor, batch_id, "import.undo", lock=True)
        if batch.undone_at is not None:
            raise Refused("import.undo", batch_id)
        _lock_cases(batch)
        found = outlook(actor, batch)
        if batch.finished_at is not None:
            _hide(batch, found)
        abandon(actor, batch, staying=len(found.staying))
    return found


def _lock_cases(batch: ImportBatch) -> None:
    """Whoever works on one of the cases right now finishes first, and is seen."""
    list(Case.objects.select_for_update().filter(batch=batch).order_by("id").values_list("id"))


def _hide(batch: ImportBatch, found: Outlook) -> None:
    """Take the untouched cases out of every list; the parts keep what is still to be removed."""
    for part in _parts(batch):
        going = [row for row in part.made if UUID(row[0]) not in found.staying]
        cases = [UUID(row[0]) for row in going]
        ImportPart.objects.filter(id=part.id).update(made=going)
        Draft.objects.filter(about__in=cases).delete()
        for model in (Obligation, Assignment):
            model.objects.filter(case_id__in=cases).delete()
        caseload.remove_cards(cases)
        Case.objects.filter(id__in=cases).delete()
        Person.objects.filter(id__in=[UUID(row[1]) for row in going]).delete()


def abandon(actor: Actor, batch: ImportBatch, *, staying: int = 0) -> None:
    """Mark a batch as taken back; `remove_part` then removes what it made."""
    Draft.objects.filter(kind=PLAN, about=batch.id).delete()
    ImportPart.objects.filter(batch=batch).update(sealed=b"")
    ImportPart.objects.filter(batch=batch, made=[]).delete()
    batch.undone_at, batch.number_of_cases = timezone.now(), staying
    batch.save(update_fields=["undone_at", "number_of_cases"])
    folders.note(actor, "import.undo", batch.id, detail={"stay": staying})


def left(batch: ImportBatch) -> int:
    """How many cases' folders are still to be removed."""
    return sum(len(made) for made in ImportPart.objects.filter(batch=batch).values_list("made", flat=True))


def step(actor: Actor, batch_id: UUID) -> int:
    """Remove what one more part held; returns for how many cases this is still to be done."""
    with scope.scoped(actor.org_id):
        batch = access.undoable_batch(actor, batch_id, "import.undo", lock=True)
        if batch.undone_at is None:
            raise Refused("import.undo", batch_id)
        remove_part(actor, batch)
        return left(batch)


def remove_part(actor: Actor, batch: ImportBatch) -> None:
    """Remove the folders of one part of a batch that was taken back, with their secrets."""
    part = ImportPart.objects.filter(batch=batch).order_by("number").first()
    if part is None:
        return
    doomed = [UUID(folder) for row in part.made for folder in row[:2]]
    folders.delete_folders(actor, doomed)
    part.delete()
    folders.note(actor, "import.removed", batch.id, detail={"cases": len(part.made)})
