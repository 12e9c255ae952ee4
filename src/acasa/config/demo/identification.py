"""Screening and determination of a few people of the story: Natalia, Viorica and Andrei. Everybody is fictional."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.services import facts
from acasa.core.actor import Actor
from acasa.identification import library, services, words

YES, NO, UNKNOWN = "present", "absent", "unknown"


def _answers(
    set_: str, *, yes: tuple[str, ...], no: tuple[str, ...] = (), unknown: tuple[str, ...] = ()
) -> Any:
    """Answers by short ids; a name that the set lacks is a mistake in the story."""
    found = {**dict.fromkeys(yes, YES), **dict.fromkeys(no, NO), **dict.fromkeys(unknown, UNKNOWN)}
    missing = set(found) - set(library.sets()[set_].entries)
    if missing:
        raise KeyError(f"{set_} has no {', '.join(sorted(missing))}")
    return found


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was written in these cases, as it came about."""
    _natalia(teller, ids["natalia"])
    _viorica(teller, ids["viorica"])
    _andrei(teller, ids["boy-andrei"])


def _screen(
    teller: Any, actor: Actor, case: UUID, day: int, set_: str, *, said: str = "", **answers: tuple[str, ...]
) -> UUID:
    with teller._on(day):
        return services.screen(
            actor, case, set_=set_, answers=_answers(set_, **answers), words=said, on=teller._day(day)
        )


def _decide(teller: Any, actor: Actor, case: UUID, day: int, **data: Any) -> None:
    value = {"on": teller._day(day).isoformat(), **data}
    with teller._on(day):
        services.determine(actor, case, data=value, text=words.due_words(value))


def _natalia(teller: Any, case: UUID) -> None:
    """Two screenings a week apart: what was open is known now; presumed, as the facts say."""
    elena = teller.actor("elena")
    deceived = ("deceptive_recruitment.job", "deceptive_recruitment.wages", "deceptive_recruitment.housing")
    held = ("coercion_at_destination.documents", "coercion_at_destination.threat_to_tell")
    first = _screen(
        teller, elena, case, -12, "adult_labour",
        yes=("act.recruited", "act.transported", *deceived, "exploitation.hours", held[0]),
        no=("coercive_recruitment.violence", "coercive_recruitment.abduction"),
        unknown=("exploitation.pay", "coercion_at_destination.debt", "coercion_at_destination.wages"),
        said="From what she told on her own. Pay and debts can wait until she has slept.",
    )  # fmt: skip
    _decide(
        teller, elena, case, -12,
        status="presumed", by_whom="NGO", who="Our team, with the supervisor", procedure="organisation",
        ground="She was deceived about work, pay and place; her passport was kept. Enough to presume and to protect.",
        screenings=[str(first)], appeal="none",
    )  # fmt: skip
    _screen(
        teller, elena, case, -5, "adult_labour",
        yes=(
            "act.recruited", "act.transported", *deceived, "exploitation.hours", "exploitation.pay",
            "exploitation.no_protection", *held, "coercion_at_destination.wages",
            "recruitment_by_abuse_of_vulnerability.poverty", "abuse_of_vulnerability_at_destination.unknown_place",
        ),
        no=("coercive_recruitment.violence", "coercive_recruitment.abduction", "coercion_at_destination.debt"),
        unknown=("coercion_at_destination.isolation",),
        said="She brought her notebook: the months without pay stand there.",
    )  # fmt: skip
    _screen(
        teller, elena, case, -12, "impeding_factors", yes=("hers.fear", "hers.shame", "us.many_interviews")
    )
    _screen(
        teller, elena, case, -12, "protective",
        yes=("people.trusted", "place.safe_place", "own.plans"), no=("place.income",),
    )  # fmt: skip


def _viorica(teller: Any, case: UUID) -> None:
    """Not identified by the authority, with a few days left to appeal; the facts still say presumed."""
    elena = teller.actor("elena")
    with teller._on(-18):
        facts.save_section(
            elena, case, section=shape.STATUS, told="", rev=0,
            values={
                "status": shape.POSSIBLE, "decided_by": "NGO", "decided_on": teller._day(-18).isoformat(),
                "identified_on": teller._day(-18).isoformat(),
            },
        )  # fmt: skip
    screened = _screen(
        teller, elena, case, -18, "adult_labour",
        yes=(
            "act.recruited", "act.harboured", "deceptive_recruitment.wages", "deceptive_recruitment.work_conditions",
            "deceptive_recruitment.contract", "exploitation.hours", "exploitation.pay", "exploitation.living",
        ),
        no=("coercion_at_destination.violence", "coercion_at_destination.documents"),
        unknown=("coercion_at_destination.debt", "coercion_at_destination.isolation"),
        said="The debt to the neighbour who recruited her is not understood yet: ask Daniel.",
    )  # fmt: skip
    _decide(
        teller, elena, case, -18,
        status="presumed", by_whom="NGO", procedure="organisation", screenings=[str(screened)], appeal="none",
        ground="Deceived about pay and work, and exploited. What held her there is not clear yet.",
    )  # fmt: skip
    _decide(
        teller, elena, case, -3,
        status="not_identified", by_whom="Police", who="Investigation unit of the district", procedure="criminal",
        ground="“No force was shown: the person could have left.” The debt was not looked at.",
        screenings=[str(screened)], told_on=teller._day(-2).isoformat(), appeal="open",
        appeal_until=teller._due(7).isoformat(),
        appeal_words="She wants to sleep over it. Daniel writes what the debt means in law.",
    )  # fmt: skip


def _andrei(teller: Any, case: UUID) -> None:
    """A boy of fourteen who worked at night: what holds for children."""
    irina = teller.actor("irina")
    _screen(
        teller, irina, case, -30, "child_labour",
        yes=(
            "act.recruited", "exploitation.hours", "exploitation.hazardous", "exploitation.pay",
            "exploitation.no_school", "recruitment_by_abuse_of_vulnerability.poverty",
        ),
        no=("coercion_at_destination.violence", "coercion_at_destination.isolation"),
        unknown=("coercion_at_destination.debt", "coercion_at_destination.influence"),
        said="He calls it help for a cousin. The owner pays the cousin.",
    )  # fmt: skip
    _screen(
        teller, irina, case, -30, "child_forms",
        yes=("labour.long_hours", "labour.wages_to_others"), no=("sexual.gifts", "online.pictures", "crime.carries"),
    )  # fmt: skip
    _screen(
        teller, irina, case, -30, "vulnerability",
        yes=("family.left_behind", "family.poverty", "life.out_of_school"), no=("life.disability", "signs.missing"),
    )  # fmt: skip
    _screen(
        teller,
        irina,
        case,
        -30,
        "impeding_factors",
        yes=("hers.not_victim", "hers.loyalty", "us.boys", "us.normal"),
    )
