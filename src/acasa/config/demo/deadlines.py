"""What colleagues decided about deadlines by rule, for Natalia and Ogulgerek."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from acasa.cases.deadlines.deriving import DONE, KIND, OPEN
from acasa.cases.deadlines.services import deciding
from acasa.cases.deadlines.services.deciding import ASIDE
from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault import folders

# Days after which nobody looks for a paper any more.
LONG = 40


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was written in these cases, as it came about."""
    with teller._on(-3):
        words = "We sat together on the bench. How she sleeps, eats and whom she trusts is in the notes of that day."
        _settle(teller, teller.actor("elena"), ids["natalia"], "outcome_assessment", DONE, words)
    with teller._on(-2):
        words = "First she decides whether she goes home or stays. Until then her plan is one next step at a time."
        _settle(teller, teller.actor("vera"), ids["ogulgerek"], "first_plan", ASIDE, words)
    with teller._on(-1):
        for key in ("maria", "elena", "vera"):
            _long_ago(teller, teller.actor(key), list(ids.values()))


def _long_ago(teller: Any, actor: Actor, cases: list[UUID]) -> None:
    """What was due long before there was Acasa is on paper in the cupboard."""
    before = (teller.today - timedelta(days=LONG)).isoformat()
    with scoped(teller.house.org.id):
        for case, found in folders.open_many(actor, cases, only=people.CASEWORK).items():
            for record in found.records:
                data = record.data
                if data.get("kind") == KIND and data["state"] == OPEN and data["due"] < before:
                    deciding.settle(
                        actor, case, record.id, how=DONE, reason="Pe hârtie, din vremea dinaintea Acasa."
                    )


def _settle(teller: Any, actor: Actor, case: UUID, rule: str, how: str, reason: str) -> None:
    """If it is still open: another part of the story may have met it."""
    with scoped(teller.house.org.id):
        found = folders.open_one(actor, case, verb="deadlines.read")
        for record in found.records:
            data = record.data
            if data.get("kind") == KIND and data["rule"] == rule and data["state"] == OPEN:
                deciding.settle(actor, case, record.id, how=how, reason=reason)
                return
