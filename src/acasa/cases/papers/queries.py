"""Reads for papers: what was made, what a referral may tell. The actor comes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from acasa.cases.papers import rules, telling
from acasa.cases.papers.orders import Order
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened

FILING = (people.CASEWORK, people.HEALTH, people.LEGAL)


def page(actor: Actor, case_id: UUID) -> CasePage:
    """The case under whose head a paper is made."""
    return cases.case_page(actor, case_id)


def page_for(actor: Actor, case_id: UUID, what: str) -> CasePage:
    """The case, for somebody who may make this paper; else Refused."""
    found = cases.case_page(actor, case_id)
    if not rules.may_make(what, found.compartments):
        raise Refused("paper.make", case_id)
    return found


def page_for_filing(actor: Actor, case_id: UUID) -> tuple[CasePage, list[str]]:
    """The case and the compartments into which a signed paper may be sealed; Refused if there are none."""
    found = cases.case_page(actor, case_id)
    offered = [compartment for compartment in FILING if compartment in found.compartments]
    if not offered:
        raise Refused("paper.keep", case_id)
    return found, offered


@dataclass(frozen=True)
class Made:
    """Papers of a case, newest first, and what partners answered."""

    papers: list[Opened]
    answers: list[Opened]


def made(found: CasePage) -> Made:
    """From the records that are open already."""
    return Made(
        list(reversed(found.case_folder.of_kind("paper"))),
        list(reversed(found.case_folder.of_kind("partner_answer"))),
    )


def identity_for(actor: Actor, case_id: UUID, order: Order) -> dict[str, Any] | None:
    """Who she is, for a letter that tells it: a look like any other, recorded. None when nothing of it is told."""
    if not telling.asks_identity(order.ticked):
        return None
    return cases.identity(actor, case_id)[0]
