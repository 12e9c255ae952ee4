"""Visits, appointments, follow-up and aid of a few people of the story. Everybody in it is fictional."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

from acasa.cases.services import working
from acasa.cases.visits import queries
from acasa.cases.visits.services import aiding, appointments, following, interpreting, watching
from acasa.config.demo.story import Teller
from acasa.core.scope import scoped

TEAM = "Reintegrare"


def tell(teller: Teller, ids: Mapping[str, UUID]) -> None:
    """Once the cases stand: budget lines, an interpreter, Natalia's week, Daria's visit, Liuba a year after."""
    with scoped(teller.house.org.id):
        _lines(teller)
        _natalia(teller, ids["natalia"])
        _daria(teller, ids["daria"])
        _liuba(teller, ids["liuba"])


def _working_day(teller: Teller, offset: int) -> date:
    """That many days from today; what would fall on a weekend is on Monday."""
    day = teller.today + timedelta(days=offset)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _lines(teller: Teller) -> None:
    vera, maria = teller.actor("vera"), teller.actor("maria")
    aiding.add_line(vera, donor="Fundația „Vatra”", line="Iarnă caldă")
    aiding.add_line(vera, donor="Fundația „Vatra”", line="Acte și drum")
    aiding.add_line(vera, donor="Parohia din deal")
    told = {
        "name": "Oguljan (interpretă)",
        "languages": ["tk", "ru"],
        "phone": "+373 00 412 900",
        "gender": "Feminine",
        "checked": "Recomandată de avocat; a semnat păstrarea secretului",
        "notes": "Doar prin telefon, seara.",
    }
    interpreting.add(maria, team_id=teller.house.teams[TEAM].id, told=told)


def _natalia(teller: Teller, case: UUID) -> None:
    elena = teller.actor("elena")
    working.add_contact(
        elena,
        case,
        what="attempt",
        text="A woman's voice, not her sister's. Said I sell carpets.",
        more={"result": "other_answered", "way": "phone"},
    )
    meeting = appointments.Appointment(
        "documents",
        _working_day(teller, 5),
        time(10, 30),
        {
            "place": "Documents office, second floor",
            "transport": "Our car, from the bakery",
            "interpreter": "",
            "bring": "Travel document, two photographs, the fee",
        },
    )
    appointments.add(elena, case, new=meeting)
    lines = {line.words: line.id for line in queries.budget_lines(elena)}
    for what, ago, amount, quantity, line in (
        ("food", 15, None, "two bags for a week", "Parohia din deal"),
        ("clothes", 12, Decimal("640.00"), "", "Fundația „Vatra”: Iarnă caldă"),
        ("documents", 3, Decimal("370.50"), "", "Fundația „Vatra”: Acte și drum"),
    ):
        gift = aiding.Aid(
            what=what,
            on=teller.today - timedelta(days=ago),
            amount=amount,
            currency="MDL",
            quantity=quantity,
            line_id=lines[line],
            receipt="signed" if amount else "not_asked",
        )
        aiding.add(elena, case, aid=gift)


def _daria(teller: Teller, case: UUID) -> None:
    told = {
        "address": "У тёти, за школой, зелёный забор",
        "phone": "+373 00 412 077",
        "agreed": "yes",
        "safe_to_go": "yes",
        "who_there": "Тётя и дети",
        "dangers": ["dog"],
        "pair": "pair",
        "second": "Ana Ceban",
        "help_words": "Я забыла синюю папку",
        "why": "",
    }
    plan = watching.Plan(
        on=_working_day(teller, 2), start=time(15, 0), back=time(16, 30), grace=15, told=told
    )
    watching.plan_visit(teller.actor("irina"), case, plan=plan)


def _liuba(teller: Teller, case: UUID) -> None:
    elena = teller.actor("elena")
    days = [(months, _working_day(teller, 30 * months - 20)) for months in (1, 3, 6, 12)]
    following.plan(elena, case, days=days)
