"""What a case holds of interviews, as far as the colleague's keys open it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from acasa.cases.family import rules as family
from acasa.cases.interviews import rules
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.questionnaires import catalogue
from acasa.questionnaires.catalogue import Listed, Published
from acasa.vault import files as vault_files
from acasa.vault import folders
from acasa.vault.folders import Opened

READ = "interview.read"
# In which an interview may be kept.
COMPARTMENTS = frozenset({people.CASEWORK, people.HEALTH, people.LEGAL})


@dataclass(frozen=True)
class Interviews:
    """Interviews of one case, the newest first; those that were corrected later apart."""

    page: CasePage
    kept: list[Opened]
    corrected: list[Opened]


def of_page(found: CasePage) -> Interviews:
    """From a case page that is open already: no further statement."""
    records = list(reversed(found.case_folder.of_kind(rules.KIND)))
    kept = [record for record in records if not record.data.get("superseded_by")]
    return Interviews(found, kept, [record for record in records if record.data.get("superseded_by")])


def interviews(actor: Actor, case_id: UUID, verb: str = READ) -> Interviews:
    """A case with its interviews; Refused without any compartment in which one may be."""
    found = cases.case_page(actor, case_id, verb=verb)
    if not COMPARTMENTS & found.compartments:
        raise Refused(verb, case_id)
    return of_page(found)


def interview(actor: Actor, case_id: UUID, record_id: UUID, verb: str = READ) -> tuple[CasePage, Opened]:
    """One interview that was kept."""
    found = interviews(actor, case_id, verb)
    for record in [*found.kept, *found.corrected]:
        if record.id == record_id:
            return found.page, record
    raise Refused(verb, case_id)


def offered(actor: Actor, found: CasePage) -> list[Listed]:
    """Questionnaires that may be filled in on this case: those of compartments that one holds here."""
    return [
        each for each in catalogue.listing(actor) if each.compartment in found.compartments & COMPARTMENTS
    ]


def published(actor: Actor, found: CasePage, ref: str) -> Published:
    """A questionnaire of a compartment that one holds here, also one that is not offered any more."""
    form = catalogue.find(actor, ref)
    if form.compartment not in found.compartments & COMPARTMENTS:
        raise Refused(READ, found.id)
    return form


def children(found: CasePage) -> list[tuple[str, str]]:
    """Children around her whom an interview may be about: id of the record and name."""
    kin = [record for record in found.case_folder.of_kind("kin") if not record.data.get("removed")]
    return [
        (str(one.id), str(one.data.get("name", "")))
        for one in kin
        if one.data.get("relation") in family.CHILDREN - {"sibling"}
    ]


def file_of(
    actor: Actor, case_id: UUID, record_id: UUID, file_id: UUID
) -> tuple[dict[str, Any], Iterator[bytes]]:
    """A file of an interview: what is known of it, and its content in chunks."""
    folder = folders.open_one(actor, case_id, verb="interview.file")
    for record in folder.of_kind(rules.KIND):
        if record.id == record_id and str(file_id) in record.data.get("file_facts", {}):
            folders.note(actor, "interview.file", case_id)
            return record.data["file_facts"][str(file_id)], vault_files.read(folder, file_id)
    raise Refused("interview.file", case_id)
