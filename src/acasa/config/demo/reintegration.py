"""How life went for Natalia and Liuba, and Natalia's sessions with her daughter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.family.rules import cases_of
from acasa.cases.queries import case as cases
from acasa.cases.reintegration import queries
from acasa.cases.reintegration.services import joint, outcomes
from acasa.core.actor import Actor

AIM = "Să mă ia singură de mână."


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was written in these cases, as it came about."""
    _natalia(teller, ids["natalia"], ids["daria"])
    _liuba(teller, ids["liuba"])


def _round(actor: Actor, case: UUID, on: date, moment: str, said: Mapping[str, tuple[str, str, str]]) -> None:
    """`said`: domain to her own rating, ours, and her words."""
    answers = {
        domain: {"her_level": hers, "level": ours, "words": words}
        for domain, (hers, ours, words) in said.items()
    }
    outcomes.record(actor, case, on=on, moment=moment, answers=answers)


def _natalia(teller: Any, case: UUID, daughter: UUID) -> None:
    elena, ana = teller.actor("elena"), teller.actor("ana")
    with teller._on(-15):
        first = {
            "work": ("1", "1", ""),
            "housing": ("2", "3", "С сестрой тесно, но дверь закрывается."),
            "income": ("1", "2", ""),
            "family": ("1", "2", "Дочка смотрит как на чужую."),
            "documents": ("1", "1", ""),
            "health": ("rather_not_say", "1", ""),
            "safety": ("2", "2", ""),
            "trust": ("1", "1", ""),
        }
        _round(elena, case, teller._day(-15), "intake", first)
    with teller._on(-2):
        now = {
            "work": ("2", "1", "Хочу шить."),
            "housing": ("3", "3", ""),
            "income": ("2", "2", ""),
            "family": ("2", "3", "Она дала мне ложку."),
            "documents": ("2", "2", ""),
            "health": ("2", "2", "Сплю по четыре часа, раньше по три."),
            "safety": ("3", "2", ""),
            "social": ("not_now", "", ""),
            "trust": ("2", "2", ""),
        }
        _round(elena, case, teller._day(-2), "between", now)
    with teller._on(-13):
        page = cases.case_page(ana, case)
        child = next(item for item in queries.children(page) if str(daughter) in cases_of(item.data))
        new = joint.NewSeries(child.id, 8, "week", teller._day(-13), AIM, teller.house.users["ana"].id)
        series = joint.plan(ana, case, new=new)
        joint.consent(
            ana,
            case,
            answer="agreed",
            on=teller._day(-13),
            words="Dacă rămâne între noi și nu ajunge la judecată.",
        )
    told = (
        (
            -13,
            {
                "her_attendance": "came",
                "child_attendance": "late",
                "techniques": ["relaxation", "art_therapy"],
                "methods": ["dyad"],
                "done": "Au desenat fiecare la masa ei. Spre sfârșit fetița și-a tras scaunul mai aproape.",
                "mood_before": "Mi-e frică de ea.",
                "mood_after": "S-a uitat la mine o dată.",
                "child_mood": "Tăcută; la sfârșit a întrebat de creioane.",
            },
            {"eye_contact": "1", "affection": "0", "comfort": "0", "play": "1", "talk": "1", "conflict": "2"},
            "Fetița se oprește când mama ridică vocea. De lucrat cu tonul, nu cu regula.",
        ),
        (
            -6,
            {
                "her_attendance": "came",
                "child_attendance": "came",
                "techniques": ["occupational_therapy", "positive_thinking"],
                "methods": ["dyad"],
                "done": "Au copt împreună. Fetița i-a întins lingura.",
                "mood_before": "Mai bine ca data trecută.",
                "mood_after": "Mi-a dat lingura.",
                "child_mood": "A râs de făină.",
            },
            {
                "eye_contact": "2",
                "affection": "1",
                "comfort": "0",
                "play": "3",
                "talk": "2",
                "conflict": "1",
                "limits": "1",
            },
            "Primul gest venit de la copil. Mama a plâns după, singură; am rămas cu ea.",
        ),
    )
    for day, said, rates, note in told:
        with teller._on(day):
            found = next(
                item
                for item in queries.together(cases.case_page(ana, case).case_folder).series
                if item.record.id == series
            )
            joint.finish(
                ana,
                case,
                found.coming[0].id,
                state="held",
                on=teller._day(day),
                told=said,
                rates=rates,
                note=note,
            )


def _liuba(teller: Any, case: UUID) -> None:
    elena = teller.actor("elena")
    months = (
        (-170, "intake", ("1", "2", "2", "1", "1", "2")),
        (-100, "between", ("2", "3", "2", "3", "3", "2")),
        (-20, "closure", ("4", "3", "3", "4", "5", "3")),
        (-3, "after", ("4", "4", "4", "4", "5", "4")),
    )
    domains = ("work", "housing", "income", "family", "documents", "trust")
    for day, moment, hers in months:
        with teller._on(day):
            said = {
                domain: (value, str(max(1, int(value) - (at + day) % 2)), "")
                for at, (domain, value) in enumerate(zip(domains, hers, strict=True))
            }
            if moment == "after":
                said["work"] = ("4", "4", "Am contract. Nimeni nu m-a întrebat de unde vin.")
                said["safety"] = ("5", "4", "")
            _round(elena, case, teller._day(day), moment, said)
