"""Her way in one case, as far as the colleague's keys open it. Made from the case's page without a further statement;
only the way to the other one's file of mother and child needs a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from acasa.cases import rules as cases_rules
from acasa.cases.childplan import rules as childplan
from acasa.cases.family.rules import cases_of
from acasa.cases.models import Case
from acasa.cases.plan.rules import plans
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage, Colleague
from acasa.cases.reintegration import rules
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened, OpenFolder

VERB = "way.read"


@dataclass(frozen=True)
class Series:
    """A series of joint sessions, its sessions in order, what was observed (only while she agrees), and notes."""

    record: Opened
    sessions: list[Opened]
    observations: dict[str, Opened] = field(default_factory=dict)
    notes: dict[str, list[Opened]] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        return self.record.data

    @property
    def held(self) -> list[Opened]:
        return [item for item in self.sessions if item.data["state"] == rules.HELD]

    @property
    def coming(self) -> list[Opened]:
        return [item for item in self.sessions if item.data["state"] == rules.PLANNED]


@dataclass(frozen=True)
class Together:
    """Joint sessions of a case, and what she said to being observed."""

    series: list[Series]
    consent: Opened | None
    # Observations that exist, shown or not; those taken out do not count.
    kept: int

    @property
    def may_observe(self) -> bool:
        return rules.may_observe(self.consent.data if self.consent else None)


def outcomes(found: CasePage) -> list[dict[str, Any]]:
    """Every outcome of the case, earliest first."""
    records = [record.data for record in found.case_folder.of_kind("outcome")]
    return sorted(records, key=lambda data: (str(data["on"]), str(data["at"])))


def together(folder: OpenFolder) -> Together:
    """Series of a case's folder. Without her agreement no observation is handed out, whoever asks."""
    consent = folder.one("joint_consent", people.CASEWORK)
    shown = rules.may_observe(consent.data if consent else None)
    there = [item for item in folder.of_kind("joint_observation") if not item.data.get("removed")]
    by_session = {str(item.data["session"]): item for item in there} if shown else {}
    notes: dict[str, list[Opened]] = {}
    for note in folder.of_kind("joint_note"):
        notes.setdefault(str(note.data["session"]), []).append(note)
    sessions: dict[str, list[Opened]] = {}
    for item in folder.of_kind("joint_session"):
        sessions.setdefault(str(item.data["series"]), []).append(item)
    found = []
    for record in sorted(folder.of_kind("joint_series"), key=lambda item: str(item.data["at"])):
        own = sorted(sessions.get(str(record.id), ()), key=_when)
        ids = {str(item.id) for item in own}
        found.append(
            Series(
                record,
                own,
                {key: value for key, value in by_session.items() if key in ids},
                {key: value for key, value in notes.items() if key in ids},
            )
        )
    return Together(found, consent, len(there))


def _when(item: Opened) -> tuple[str, int]:
    return str(item.data.get("on") or item.data["due"]), int(item.data["number"])


def children(found: CasePage) -> list[Opened]:
    """Children of hers who are recorded and with whom joint sessions can be planned."""
    return [
        item
        for item in found.case_folder.of_kind("kin")
        if item.data.get("relation") in plans.CHILDREN and not item.data.get("removed")
    ]


@dataclass(frozen=True)
class Elsewhere:
    """A series that stands on the other one's case: mother's or child's."""

    case_id: UUID
    name: str
    series: Series
    consent: bool


def case_of(actor: Actor, case_id: UUID, verb: str = VERB) -> CasePage:
    """The case with its casework open, or Refused: not yours and not there look the same."""
    found = cases.case_page(actor, case_id, verb=verb)
    if people.CASEWORK not in found.compartments:
        raise Refused(verb, case_id)
    return found


def linked(actor: Actor, found: CasePage) -> dict[UUID, OpenFolder]:
    """Case folders of the family that this colleague can open with their casework; a constant number of statements."""
    wanted = {
        UUID(case)
        for item in found.case_folder.of_kind("kin")
        if not item.data.get("removed")
        for case in cases_of(item.data)
    }
    rows = Case.objects.filter(id__in=wanted).values_list("id", "person_id", "team_id")
    theirs = {case: (person, team) for case, person, team in rows}
    opened = folders.open_many(actor, [*theirs, *(person for person, _team in theirs.values())])
    return {
        case: opened[case]
        for case, (person, team) in theirs.items()
        if case in opened and person in opened and _is_whole(opened[case], person, team)
    }


def _is_whole(folder: OpenFolder, person: UUID, team: UUID) -> bool:
    """Whether the case's work is open here, and the case itself names the person and team that its row does."""
    facts = folder.one("case")
    return (
        folder.can_open(people.CASEWORK)
        and facts is not None
        and cases_rules.belongs(facts.data, person_id=person, team_id=team)
    )


def from_mothers(actor: Actor, others: Mapping[UUID, OpenFolder], case_id: UUID) -> list[Elsewhere]:
    """Series on the cases of the family that were planned with the child of this case. Each case is thereby read."""
    found = []
    for other, folder in others.items():
        mine = {
            str(item.id)
            for item in folder.of_kind("kin")
            if not item.data.get("removed") and str(case_id) in cases_of(item.data)
        }
        joint = together(folder)
        for series in joint.series:
            if series.data.get("with") in mine:
                found.append(
                    Elsewhere(other, str(series.data.get("her_name", "")), series, joint.may_observe)
                )
    for other in dict.fromkeys(one.case_id for one in found):
        folders.note(actor, "joint.read", other)
    return found


def child_cases(found: CasePage, series: Series, others: Mapping[UUID, OpenFolder]) -> list[UUID]:
    """The child's own cases that the colleague can open."""
    for item in found.case_folder.of_kind("kin"):
        if str(item.id) == series.data.get("with"):
            return [case for case in (UUID(one) for one in cases_of(item.data)) if case in others]
    return []


def leaders(actor: Actor, found: CasePage) -> list[Colleague]:
    """Colleagues who may lead a series: those of the team, or those by whom a restricted case is opened."""
    team = cases.colleagues(actor, found.team_id)
    named = found.facts.get("named", ()) if found.restricted else ()
    return [one for one in team if not found.restricted or str(one.id) in named]


def session_of(found: CasePage, session_id: UUID, verb: str) -> tuple[Series, Opened, Together]:
    """A session of this case with its series, or Refused."""
    joint = together(found.case_folder)
    for series in joint.series:
        for item in series.sessions:
            if item.id == session_id:
                return series, item, joint
    raise Refused(verb, found.id)


def at_closing(found: CasePage) -> rules.AtClosing:
    """What is open now, in words where there are any."""
    folder = found.case_folder
    versions = [record.data for record in folder.of_kind("plan")]
    plan = plans.present(versions)
    child_plan = max(
        (record.data for record in folder.of_kind("child_plan")),
        key=lambda data: int(data["number"]),
        default=None,
    )

    def planned(kind: str, day: str) -> list[str]:
        records = [record.data for record in folder.of_kind(kind)]
        return [str(data.get(day, "")) for data in records if data.get("state") == rules.PLANNED]

    return rules.AtClosing(
        steps=[str(step.data["text"]) for step in found.steps],
        actions=[
            str(action["text"])
            for _goal, action in plans.actions(plan)
            if action.get("status", "open") == "open"
        ],
        needs=[
            str(need.data["domain"]) for need in folder.of_kind("need") if need.data.get("status") == "open"
        ],
        sessions=[
            str(item.data["due"])
            for item in folder.of_kind("joint_session")
            if item.data["state"] == rules.PLANNED
        ],
        appointments=planned("appointment", "on"),
        child_lines=[
            childplan.title(line)
            for line in childplan.lines(child_plan)
            if line.get("status") == childplan.OPEN
        ],
        tasks=[str(task.data["text"]) for task in folder.of_kind("task") if task.data["state"] == "open"],
        conferences=planned("conference", "on"),
        returns=planned("return", "planned_on"),
        plan_unanswered=bool(plan) and (plan or {}).get("agreed", {}).get("answer") == "not_yet",
        plan_draft=any(item.data.get("open") for item in folder.of_kind("plan_draft")),
        searching=any(item.data.get("state") == "looking" for item in folder.of_kind("lost_contact")),
        closing_round=any(item.data.get("moment") == "closure" for item in folder.of_kind("outcome")),
        followups=sum(item.data.get("state") == "planned" for item in folder.of_kind("followup")),
        safe_way=bool(found.essentials.get("channel") or found.essentials.get("contact")),
    )
