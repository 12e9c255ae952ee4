"""What a case holds of needs, challenges and plans, as far as the colleague's keys open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from acasa.cases.plan.rules import chain, plans
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage, Colleague
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened

FAMILY = "family"


@dataclass(frozen=True)
class PlanFile:
    """Needs, challenges and plans of one case. `draft` is what is being worked on; None when nobody does."""

    page: CasePage
    needs: list[Opened]
    challenges: list[Opened]
    versions: list[Opened]
    draft: Opened | None
    kin: list[Opened]

    @property
    def plan(self) -> Opened | None:
        """The present version."""
        return max(self.versions, key=lambda version: int(version.data["number"]), default=None)

    @property
    def goals(self) -> list[plans.Goal]:
        return plans.goals(self.plan.data if self.plan else None)

    @property
    def next_goals(self) -> list[plans.Goal]:
        """What the next version would hold as it stands: the draft's goals, or those of the present version."""
        return plans.goals(self.draft.data) if self.draft else self.goals

    @property
    def of_a_child(self) -> tuple[bool, bool]:
        """Whether the plan is a child's own, and whether it may concern one."""
        around = [item.data for item in self.kin if not item.data.get("removed")]
        return plans.is_childs(self.page.facts.get("alerts", ()), around)

    def strands(self) -> tuple[chain.Strand, ...]:
        """The chain of the present version and of all needs and challenges."""
        return chain.build(parts(self.needs), parts(self.challenges), self.goals)

    def version(self, number: str) -> Mapping[str, Any] | None:
        """A version by its number, or the draft by its name."""
        if number == "draft":
            return self.draft.data if self.draft else None
        return next((item.data for item in self.versions if str(item.data["number"]) == number), None)


def parts(records: list[Opened]) -> list[chain.Part]:
    return [chain.Part(str(record.id), record.data) for record in records]


def of_page(found: CasePage) -> PlanFile:
    """From a case page that is open already: no further statement."""
    folder = found.case_folder
    severity = {code: at for at, code in enumerate(plans.SEVERITIES)}
    status = {code: at for at, code in enumerate(plans.NEED_STATUS)}
    needs = sorted(
        folder.of_kind("need"),
        key=lambda need: (
            status.get(need.data.get("status", ""), 9),
            severity.get(need.data.get("severity", ""), 9),
        ),
    )
    challenges = sorted(folder.of_kind("challenge"), key=lambda item: item.data.get("status") == "over")
    versions = sorted(folder.of_kind("plan"), key=lambda version: int(version.data["number"]))
    draft = next((item for item in folder.of_kind("plan_draft") if item.data.get("open")), None)
    return PlanFile(found, needs, challenges, versions, draft, folder.of_kind("kin"))


def plan_file(actor: Actor, case_id: UUID, verb: str = "plan.read") -> PlanFile:
    """A case's needs and plan; Refused without the compartment, as for a case that is not there."""
    found = cases.case_page(actor, case_id, verb=verb)
    if people.CASEWORK not in found.compartments:
        raise Refused(verb, case_id)
    return of_page(found)


def record_of(file: PlanFile, kind: str, record_id: UUID, verb: str) -> Opened:
    """A need or a challenge of this case."""
    for record in file.needs if kind == "need" else file.challenges:
        if record.id == record_id:
            return record
    raise Refused(verb, file.page.id)


def helpers(actor: Actor, found: CasePage) -> list[Colleague]:
    """Colleagues who may be made responsible: the team's, or those by whom a restricted case is opened."""
    team = cases.colleagues(actor, found.team_id)
    named = set(found.facts.get("named", ()))
    return [colleague for colleague in team if not named or str(colleague.id) in named]
