"""What a case holds of risk and safety, as far as the colleague's keys open it. The first argument is the actor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from acasa.cases import rooms
from acasa.cases import rules as cases_rules
from acasa.cases.family.rules import CHILDREN
from acasa.cases.models import Case
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.cases.safety import library, rules
from acasa.cases.safety.models import Run
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened, OpenFolder
from acasa.vault.models import Folder

# More than these at once is no day but a catastrophe; the list stays readable.
AT_MOST = 40


@dataclass(frozen=True)
class SafetyFile:
    """Risk, plan, protocols and reactions of one case, each newest first."""

    page: CasePage
    assessments: list[Opened] = field(default_factory=list)
    plans: list[Opened] = field(default_factory=list)
    night: Opened | None = None
    protocols: list[Opened] = field(default_factory=list)
    reactions: list[Opened] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)

    @property
    def running(self) -> list[Opened]:
        """Protocols that are open, the oldest first: it waits longest."""
        return [record for record in reversed(self.protocols) if record.data["state"] == rules.OPEN]

    @property
    def plan(self) -> Opened | None:
        return self.plans[0] if self.plans else None

    @property
    def may_work(self) -> bool:
        """Whether the colleague may stamp steps: not somebody who reads by duty or emergency alone."""
        return not self.page.visiting

    def holds(self, compartment: str) -> bool:
        return compartment in self.page.compartments

    def clinical(self, assessment: Opened) -> Mapping[str, str]:
        """Words of an assessment that are sealed in health; empty without that key."""
        return self._clinical().get(str(assessment.id), {})

    def _clinical(self) -> dict[str, Mapping[str, str]]:
        return {str(r.data["of"]): r.data["words"] for r in self.page.case_folder.of_kind("risk_words")}

    def followup(self, protocol: Opened) -> str:
        """What comes after a protocol that ended, in the words of its step; empty without case work."""
        step = protocol.data.get("followup", {}).get("step", "")
        found = (r.data["text"] for r in self.page.case_folder.of_kind("step") if str(r.id) == step)
        return str(next(found, ""))

    def notes(self, protocol: Opened) -> list[Opened]:
        """Clinical words to a protocol, for those who hold health."""
        found = self.page.case_folder.of_kind("protocol_note")
        return [record for record in found if record.data["of"] == str(protocol.id)]


def newest_plan(folder: OpenFolder) -> tuple[Opened | None, Opened | None]:
    """The newest version of the safety plan, and the lines of it that the night needs."""

    def newest(kind: str) -> Opened | None:
        return max(folder.of_kind(kind), key=lambda record: int(record.data["number"]), default=None)

    return newest("safety_plan"), newest("safety_night")


def night_of(folder: OpenFolder, number: int) -> Opened | None:
    """The lines for the night of one version."""
    found = (r for r in folder.of_kind("safety_night") if int(r.data["number"]) == number)
    return next(found, None)


def whole_plan(file: SafetyFile, number: int = 0) -> dict[str, Any] | None:
    """A version with its lines for the night, the newest if no number is given; None if there is none."""
    record = next((r for r in file.plans if number in (0, int(r.data["number"]))), None)
    if record is None:
        return None
    night = night_of(file.page.case_folder, int(record.data["number"]))
    return {**(night.data if night else {}), **record.data}


def of_page(found: CasePage) -> SafetyFile:
    """From a case page that is open already: no further statement."""
    folder = found.case_folder
    by_number = sorted(folder.of_kind("safety_plan"), key=lambda r: int(r.data["number"]), reverse=True)
    reactions = sorted(folder.of_kind("crisis_reaction"), key=lambda r: (r.data["on"], r.data["at"]))
    protocols = folder.of_kind("protocol")[::-1]
    return SafetyFile(
        page=found,
        assessments=sorted(
            folder.of_kind("risk"), key=lambda r: (str(r.data["on"]), str(r.data["at"])), reverse=True
        ),
        plans=by_number,
        night=newest_plan(folder)[1],
        protocols=protocols,
        reactions=reactions[::-1],
        offers=_offers(found, folder, protocols) if found.is_open else [],
    )


def _offers(found: CasePage, folder: OpenFolder, protocols: list[Opened]) -> list[str]:
    answered: dict[str, str] = {}
    for record in [*protocols, *folder.of_kind("protocol_declined")]:
        signal, at = str(record.data["signal"]), str(record.data["at"])
        answered[signal] = max(at, answered.get(signal, ""))
    watch = folder.one("risk_watch")
    return rules.offers(
        {code: item.alerts for code, item in library.protocols().items()},
        found.facts.get("alerts", ()),
        watch.data.get("since", {}) if watch else {},
        [(d, str(r.data["at"])) for r in folder.of_kind("crisis_reaction") for d in r.data["dangers"]],
        answered,
        [str(record.data["signal"]) for record in protocols if record.data["state"] == rules.OPEN],
    )


def safety_file(
    actor: Actor, case_id: UUID, verb: str = "safety.read", compartment: str = people.ESSENTIALS
) -> SafetyFile:
    """A case's safety; Refused without the compartment, as for a case that is not there."""
    found = cases.case_page(actor, case_id, verb=verb)
    if compartment not in found.compartments:
        raise Refused(verb, case_id)
    return of_page(found)


def protocol_of(file: SafetyFile, record_id: UUID, verb: str) -> Opened:
    """A protocol of this case."""
    for record in file.protocols:
        if record.id == record_id:
            return record
    raise Refused(verb, file.page.id)


def assessment_of(file: SafetyFile, record_id: UUID) -> Opened:
    """An assessment of this case."""
    for record in file.assessments:
        if record.id == record_id:
            return record
    raise Refused("risk.read", file.page.id)


@dataclass(frozen=True)
class Child:
    """Somebody whose reactions may be written down: a child of the family, or the person of the case."""

    id: str
    name: str
    age: str
    hers: bool = False


def children(file: SafetyFile, year: int) -> list[Child]:
    """Children of the family, and the case's own person; a child's own case begins with that child."""
    page = file.page
    own = Child(str(page.person_id), page.name, "", hers=True)
    kin = [
        Child(str(record.id), str(record.data.get("name", "")), _age(record.data, year))
        for record in page.case_folder.of_kind("kin")
        if record.data.get("relation") in CHILDREN and not record.data.get("removed")
    ]
    return [own, *kin] if "minor" in page.facts.get("alerts", ()) else [*kin, own]


def _age(data: Mapping[str, Any], year: int) -> str:
    born = str(data.get("birth_year") or "")[:4]
    return rules.age_group(int(born) if born.isdigit() else None, year)


# --- the day


@dataclass(frozen=True)
class Running:
    """A protocol on the day of whoever must know: whom it is about if the keys open it, what is next."""

    case_id: UUID
    begun_at: datetime
    worker: str
    name: str = ""
    protocol: Opened | None = None


def running_now(actor: Actor, today: date) -> list[Running]:
    """Protocols that run: one's own cases and those one stands in for; all for supervisors and who is on duty.

    One statement while none runs. In one's own teams a row whose case the keys don't open is still told: a supervisor
    must ask. Of a restricted case nobody learns whom it does not name, nor of what runs in other teams.
    """
    rows = list(
        Run.objects.filter(org_id=actor.org_id, ended_at__isnull=True).order_by("begun_at", "id")[:AT_MOST]
    )
    if not rows:
        return []
    hidden = Exists(Folder.objects.filter(id=OuterRef("id"), restricted=True))
    found = Case.objects.filter(id__in={row.case_id for row in rows}).annotate(hidden=hidden)
    columns = list(
        found.values_list("id", "person_id", "team_id", "worker_id", "worker__display_name", "hidden")
    )
    known = {
        case_id: (person, team, worker, name) for case_id, person, team, worker, name, _hidden in columns
    }
    restricted = {column[0] for column in columns if column[5]}
    on_duty = actor.keyring is not None and actor.keyring.holds(None, people.ON_DUTY)
    if not (actor.is_supervisor or on_duty):
        workers = {actor.user_id, *rooms.standing_in(actor, today)}
        rows = [row for row in rows if known[row.case_id][2] in workers or row.begun_by == actor.user_id]
    wanted = {part for row in rows for part in (row.case_id, known[row.case_id][0])}
    opened = folders.open_many(actor, wanted) if wanted and actor.keyring is not None else {}
    told = [_told(row, *known[row.case_id], opened=opened) for row in rows]
    return [
        item
        for item in told
        if item.protocol is not None
        or (item.case_id not in restricted and known[item.case_id][1] in actor.teams)
    ]


def _told(
    row: Run, person_id: UUID, team_id: UUID, _worker_id: UUID, worker: str, *, opened: dict[UUID, OpenFolder]
) -> Running:
    case, person = opened.get(row.case_id), opened.get(person_id)
    facts = case.one("case") if case else None
    essentials = person.one("essentials") if person else None
    bare = Running(row.case_id, row.begun_at, worker)
    if case is None or facts is None or essentials is None:
        return bare
    if not cases_rules.belongs(facts.data, person_id=person_id, team_id=team_id):
        return bare
    record = next((r for r in case.of_kind("protocol") if r.data.get("run") == str(row.id)), None)
    name = str(essentials.data.get("working_name", ""))
    return Running(row.case_id, row.begun_at, worker, name, record)
