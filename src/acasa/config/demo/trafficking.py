"""What happened, as far as a few people of the story tell it, and how they came home. Everybody here is fictional."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.trafficking import words
from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.services import facts, returning
from acasa.core.actor import Actor


class _Case:
    """One case before one colleague."""

    def __init__(self, actor: Actor, case: UUID) -> None:
        self.actor, self.case = actor, case

    def step(self, code: str, told: str = "", **values: Any) -> None:
        facts.save_section(
            self.actor, self.case, section=shape.BY_CODE[code], values=values, told=told, rev=0
        )

    def back(self, state: str, **data: Any) -> None:
        text = words.due_text(str(data.get("from_country", "")))
        returning.save_return(self.actor, self.case, data={"state": state, **data}, text=text)


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """`ids`: cases by the names of their tales."""
    elena = teller.actor("elena")

    def day(offset: int) -> str:
        found: date = teller._day(offset)
        return found.isoformat()

    with teller._on(-13):
        her = _Case(elena, ids["natalia"])
        her.step(
            "status",
            first_contact_on=day(-16),
            identified_on=day(-16),
            status=shape.POSSIBLE,
            decided_by="NGO",
            decided_on=day(-16),
        )
        her.back(
            shape.BACK,
            arrived_on=day(-17),
            from_country="IT",
            by_whom="IOM",
            travel="plane",
            escort="Alone; she wanted it so",
            arrival="The airport, in the evening",
            met_by="Elena and a colleague",
            first_place="shelter",
            safe_place="yes",
            wish="yes",
            assistance=["safe_accommodation_shelter", "medical_general", "documentation_ID", "transport"],
            agreed="Nobody is told the day. Her sister hears from her, not from us.",
        )
    with teller._on(-11):
        her.step(
            "recruitment",
            recruitment=["ThroughFriendsOrSocialEvents", "ThroughOnlineSocialNetworks"],
            recruitment_apps=["Viber"],
            relation="Acquainted",
            recruited=f"{teller.today.year - 2}-09",
            recruitment_country="MD",
        )
        her.step(
            "control",
            control=[
                "FalsePromises",
                "WithholdsDocuments",
                "TakesEarnings",
                "UsesChildren",
                "RestrictsMovement",
            ],
        )
        her.step("exploitation", told=shape.NOT_NOW, exploitation=["ForcedLabour"])
        her.step("work", industries=["T_ActivitiesOfHouseholdsAsEmployers"])
    with teller._on(-6):
        her.step("places", countries=["IT"], transit=["RO", "HU"], places="The south, by the sea",
                 **{"from": f"{teller.today.year - 2}-10", "to": day(-20)[:7]})  # fmt: skip
        her.step("vulnerability", told=shape.RATHER_NOT)
        facts.save_party(
            elena,
            ids["natalia"],
            compartment="casework",
            data={"roles": ["RecruiterOrIntermediary"], "relation": "Acquainted", "near": "yes"},
        )
    with teller._on(-40):
        before = _Case(elena, ids["oksana"])
        before.step("status", status=shape.ACTUAL, decided_by="CourtOrProsecution",
                    decided_on=day(-45)[:7], identified_on=day(-58))  # fmt: skip
        before.step("exploitation", exploitation=["ForcedBegging", "ForcedCriminality"])
        before.step("places", countries=["RU"], **{"from": str(teller.today.year - 3)})
    with teller._on(-119):
        aygul = _Case(elena, ids["aygul"])
        aygul.back(
            shape.BACK,
            arrived_on=day(-119),
            from_country="MD",
            by_whom="IOM",
            travel="plane",
            met_by="The partner at home",
            first_place="friends",
            safe_place="yes",
            wish="yes",
            assistance=["transport", "financial_cash"],
        )
    with teller._on(-13):
        gerek = _Case(elena, ids["ogulgerek"])
        gerek.step(
            "status", identified_on=day(-13), status=shape.POSSIBLE, decided_by="NGO", decided_on=day(-13)
        )
        gerek.step(
            "control", told=shape.RATHER_NOT, control=["WithholdsDocuments", "ThreatensChildrenFamily"]
        )
        gerek.back(
            shape.PLANNED,
            planned_on=teller._due(25).isoformat(),
            from_country="MD",
            by_whom="IOM",
            travel="plane",
            escort="Somebody of the organisation as far as the gate",
            wish="unsure",
            agreed="The ticket can wait. She decides, and may decide anew.",
        )
