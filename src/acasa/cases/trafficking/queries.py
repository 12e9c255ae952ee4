"""What a case holds of the trafficking and of the way home, as far as the colleague's keys open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.cases.trafficking.rules import bringing, shape
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened, OpenFolder

# Whoever holds one of these finds a part of the room.
ROOMS = (people.CASEWORK, people.LEGAL)


@dataclass(frozen=True)
class TraffickingFile:
    """The facts of one case. `parties`: roles of persons, those of the legal compartment only where it opens."""

    page: CasePage
    record: Opened | None
    parties: list[Opened] = field(default_factory=list)
    returns: list[Opened] = field(default_factory=list)

    @property
    def data(self) -> Mapping[str, Any]:
        return self.record.data if self.record else {}

    @property
    def casework(self) -> bool:
        return people.CASEWORK in self.page.compartments

    @property
    def legal(self) -> bool:
        return people.LEGAL in self.page.compartments

    @property
    def may_write(self) -> bool:
        """On duty one reads; the work stays with the team."""
        return not self.page.visiting

    def one(self, records: list[Opened], record_id: UUID, verb: str) -> Opened:
        """One of these records; Refused for one that is not there."""
        for record in records:
            if record.id == record_id:
                return record
        raise Refused(verb, self.page.id)


def of_page(found: CasePage) -> TraffickingFile:
    """From a case page that is open already: no further statement."""
    folder = found.case_folder
    return TraffickingFile(
        found,
        folder.one("trafficking", people.CASEWORK),
        [record for record in folder.of_kind("party") if not record.data.get("removed")],
        folder.of_kind("return"),
    )


def file_of(actor: Actor, case_id: UUID, verb: str = "trafficking.read") -> TraffickingFile:
    """What these keys open of it; Refused when that is nothing, as for a case that is not there."""
    found = cases.case_page(actor, case_id, verb=verb)
    if not found.compartments & set(ROOMS):
        raise Refused(verb, case_id)
    return of_page(found)


def casework_file(actor: Actor, case_id: UUID, verb: str) -> TraffickingFile:
    """The same for those who hold casework, and may write."""
    file = file_of(actor, case_id, verb)
    if not file.casework or not file.may_write:
        raise Refused(verb, case_id)
    return file


def imported(folder: OpenFolder) -> list[Opened]:
    """What a spreadsheet brought that may belong here. What tells who she is stays behind its own door."""
    return [record for record in folder.of_kind("imported") if record.compartment in ROOMS]


def waiting(folder: OpenFolder, today: date) -> list[bringing.Item]:
    """Values of a spreadsheet that could be taken over into the facts."""
    facts = folder.one("trafficking", people.CASEWORK)
    known = facts.data if facts else {}
    return [
        item
        for record in imported(folder)
        for item in bringing.items(str(record.id), record.data, known, today)
    ]


def standing(file: TraffickingFile) -> list[tuple[shape.Section, str]]:
    """The short steps, and whether each is done."""
    return [(section, shape.state(section, file.data)) for section in shape.SECTIONS]


def planned(file: TraffickingFile) -> Opened | None:
    """The return that is being prepared."""
    return next((r for r in file.returns if r.data.get("state") == shape.PLANNED), None)
