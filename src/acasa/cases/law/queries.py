"""What a case holds of the legal track, for those who hold the legal key. Made from the case's page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from acasa.cases.law import rules
from acasa.cases.law.services import find
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage, Colleague
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened


@dataclass(frozen=True)
class LawFile:
    """Everything of this part in one case, by kind."""

    page: CasePage
    records: dict[str, list[Opened]]

    def of(self, kind: str) -> list[Opened]:
        return self.records.get(kind, [])

    def one(self, kind: str) -> Opened | None:
        return next(iter(self.of(kind)), None)

    @property
    def hearings(self) -> list[Opened]:
        """Those to come, the nearest first."""
        ahead = [record for record in self.of(rules.HEARING) if record.data.get("state") == rules.PLANNED]
        return sorted(ahead, key=lambda record: (str(record.data["on"]), str(record.data.get("start") or "")))

    @property
    def reflection(self) -> Opened | None:
        """The newest reflection period that was granted."""
        periods = [
            record
            for record in self.of(rules.STATUS)
            if record.data.get("what") == rules.REFLECTION and record.data.get("state") in rules.HELD
        ]
        return max(periods, key=lambda record: str(record.data.get("since") or ""), default=None)

    @property
    def empty(self) -> bool:
        return not any(self.records.values())


def of_page(found: CasePage) -> LawFile:
    """From a case page that is open already: no further statement."""
    records = {
        kind: [record for record in found.case_folder.of_kind(kind) if record.compartment == people.LEGAL]
        for kind in rules.KINDS
    }
    # What lies ahead stands first, then the newest.
    records[rules.HEARING].sort(key=lambda record: str(record.data.get("on", "")), reverse=True)
    return LawFile(found, records)


def law_file(actor: Actor, case_id: UUID, verb: str = "law.read") -> LawFile:
    """A case's legal pages; Refused without the compartment, as for a case that is not there."""
    found = cases.case_page(actor, case_id, verb=verb)
    if people.LEGAL not in found.compartments:
        raise Refused(verb, case_id)
    return of_page(found)


def record_of(file: LawFile, record_id: UUID, verb: str) -> Opened:
    """A record of these pages."""
    return find(file.page.case_folder.records, record_id, verb, file.page.id)


def helpers(actor: Actor, found: CasePage) -> list[Colleague]:
    """Who may go with her: the team, or those by whom a restricted case is opened."""
    team = cases.colleagues(actor, found.team_id)
    named = set(found.facts.get("named", ()))
    return [colleague for colleague in team if not named or str(colleague.id) in named]
