"""Natalia's and Daria's needs and plans, as they came about."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from acasa.cases.plan import queries
from acasa.cases.plan.services import drafting, needs, versions
from acasa.cases.team.services import approving
from acasa.core.actor import Actor

REVIEW = "Look at the plan again with her"


class _Case:
    """One case before one colleague."""

    def __init__(self, actor: Actor, case: UUID) -> None:
        self.actor, self.case = actor, case
        self.person = str(queries.plan_file(actor, case).page.person_id)

    def need(self, domain: str, severity: str, words: str, *, about: str = "", status: str = "open") -> str:
        data = {"domain": domain, "severity": severity, "words": words, "status": status}
        data |= {"about": about or self.person, "about_name": "The family" if about else ""}
        return str(needs.add(self.actor, self.case, kind="need", data=data))

    def challenge(self, code: str, stage: str, words: str, barriers: list[str], leads_to: list[str]) -> str:
        data: dict[str, Any] = {"code": code, "stage": stage, "words": words, "barriers": barriers}
        data |= {"leads_to": leads_to, "status": "stands", "about": self.person, "about_name": ""}
        return str(needs.add(self.actor, self.case, kind="challenge", data=data))

    def goal(self, words: str, *, answers: list[str], meets: list[str] | None = None, child: str = "") -> str:
        data = {"words": words, "needs": answers, "challenges": meets or [], "child_view": child}
        return drafting.save_goal(self.actor, self.case, goal_id="", data=data, rev=0)

    def action(self, goal: str, text: str, kind: str, due: date | None, **by: Any) -> str:
        who = by.get("who")
        data = {
            "text": text,
            "assistance": kind,
            "who": str(who.id) if who else "",
            "who_name": who.display_name if who else by.get("name", ""),
            "herself": bool(by.get("name")),
            "organisation": by.get("organisation", ""),
            "with_whom": by.get("whom", ""),
            "due": due.isoformat() if due else "",
        }
        return drafting.save_action(self.actor, self.case, goal_id=goal, action_id="", data=data, rev=0)

    def version(self, review: date, reason: str = "") -> None:
        draft = queries.plan_file(self.actor, self.case).draft
        assert draft is not None
        versions.make_version(
            self.actor, self.case, review_on=review, review_words=REVIEW, reason=reason, version=draft.version
        )


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """`ids`: cases by the names of their tales. Told after all else, on the days on which it was."""
    users = teller.house.users

    def on(day: int) -> AbstractContextManager[None]:
        moment: AbstractContextManager[None] = teller._on(day)
        return moment

    def day(offset: int) -> date:
        moment: date = teller._due(offset)
        return moment

    elena, irina, vera = (teller.actor(key) for key in ("elena", "irina", "vera"))
    with on(-9):
        her = _Case(elena, ids["natalia"])
        bond = her.need("family_child", "urgent", "My girl looks at me as at a stranger.")
        work = her.need("work", "serious", "To earn without being looked at.")
        sleep = her.need("mental_health", "serious", "I want to sleep through one night.")
        home = her.need("home", "some", "A room with a door, for the three of us.", about="family")
        her.need("spiritual", "some", "", status="not_wanted")
        lost = her.challenge(
            "bond_with_child_lost", "crisis", "She hides when I come in.", ["family_broken"], [bond]
        )
        her.challenge("stigma_blame", "stabilisation", "In the village they turn away.", ["no_job"], [work])
        her.challenge("fear_anger", "crisis", "", ["no_trust_medical"], [sleep])
    with on(-8):
        close = her.goal("That she comes to me by herself.", answers=[bond], meets=[lost])
        her.action(
            close,
            "Joint sessions with Daria, one a week",
            "family_mediation",
            day(4),
            who=users["ana"],
            whom="herself",
        )
        baking = her.action(
            close, "Bake together on Sundays", "parenting_support", None, name="Natalia", whom="herself"
        )
        night = her.goal("Sleep.", answers=[sleep])
        her.action(
            night, "Evening breathing, learnt with Ana", "psychological_counselling", day(5), who=users["ana"]
        )
        her.version(day(21), "The first plan, made with her over tea.")
    with on(-5):
        earn = her.goal("To earn without being looked at.", answers=[work])
        her.action(
            earn, "See the workshop together, then decide", "vocational_training", day(8), who=users["elena"],
            organisation="Workshop „Meșter”", whom="community",
        )  # fmt: skip
        her.version(day(21), "She asked for work.")
        said = {"answer": "agreed", "on": day(-5).isoformat(), "how": "spoken", "safe_to_take_home": "no"}
        versions.agree(elena, ids["natalia"], data={**said, "words": "Keep it here."}, number=2, rev=0)
        versions.finish(
            elena, ids["natalia"], baking, status="done", outcome="The girl gave her the spoon.", rev=1
        )
    with on(-4):
        approving.approve(vera, ids["natalia"], what="plan")
    del home
    with on(-3):
        child = _Case(irina, ids["daria"])
        trust = child.need("family_child", "urgent", "„Она опять уедет?”")
        left = child.challenge("child_left_with_strangers", "crisis", "", ["family_broken"], [trust])
        goal = child.goal(
            "Чтобы мама не уезжала.",
            answers=[trust],
            meets=[left],
            child="Рисует дом. В доме теперь есть дверь.",
        )
        child.action(goal, "Совместные занятия с мамой", "family_mediation", day(4), who=users["irina"])
        child.action(
            goal, "Talk with the kindergarten", "education_enrolment_remedial", day(2), who=users["irina"]
        )
        child.version(teller._day(0) + timedelta(days=28))
