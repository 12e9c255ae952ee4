"""Risk and safety of four people of the story: Natalia, Daria, Snejana and Cristina. Everybody is fictional."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from acasa.cases.safety import queries
from acasa.cases.safety.queries import SafetyFile
from acasa.cases.safety.services import assessing, planning, protocols, reacting
from acasa.cases.services.opening import Step
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.core.scope import scoped

YES, NO, UNKNOWN = "present", "absent", "unknown"


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was written in these cases, as it came about."""
    _natalia(teller, ids["natalia"])
    _daria(teller, ids["daria"])
    _cristina(teller, ids["cristina"])
    _snejana(teller, ids["snejana"])


def _file(actor: Actor, case: UUID) -> SafetyFile:
    return queries.safety_file(actor, case)


def _assess(
    teller: Any,
    actor: Actor,
    case: UUID,
    day: int,
    answers: Mapping[str, str],
    level: str,
    *,
    review: int,
    alerts: tuple[str, ...] = (),
    begin: tuple[str, ...] = (),
    **more: Any,
) -> None:
    facts = _file(actor, case).page
    standing = list(facts.facts.get("alerts", ()))
    told: dict[str, Any] = {"words": {}, "protective": [], "protective_words": "", "why": "", **more}
    assessing.assess(
        actor,
        case,
        answers=answers,
        level=level,
        on=teller._day(day),
        review_on=teller._due(review),
        alerts=[*standing, *(alert for alert in alerts if alert not in standing)],
        version=facts.facts_version,
        begin=begin,
        **told,
    )


def _natalia(teller: Any, case: UUID) -> None:
    elena, ana = teller.actor("elena"), teller.actor("ana")
    with teller._on(-13):
        _assess(
            teller,
            elena,
            case,
            -13,
            {
                "violent_partner": YES, "threats": YES, "place_found": YES, "phone_known": YES,
                "child_threatened": UNKNOWN, "rejected": YES, "attack_now": NO, "no_safe_night": NO,
                "exploiter_free": UNKNOWN,
            },
            "high",
            review=-5,
            words={
                "violent_partner": "He counts the minutes when she goes for bread.",
                "phone_known": "He set it up for her; she deletes our number each time.",
            },
            protective=["trusted_person", "asks_for_help"],
            protective_words="With Olga I can be silent.",
            why="He does not know where we are. He is looking at the phone each evening.",
        )  # fmt: skip
    plan = {
        "warning": "He comes in without taking off his shoes. The radio goes loud.",
        "code_word": "Have you got the recipe?",
        "call": "Olga\nThe centre, by its bakery name",
        "people": "Olga. The neighbour on the third floor, who has a key.",
        "places": "The neighbour's. The bakery until ten.",
        "night": "To Olga, by the back stairs, not past the shop.",
        "bag": "At the neighbour's: copies of both birth certificates, her papers, tablets, some money.",
        "phone": "Olga's old telephone, in the flour tin.",
        "children": "They stay at Lidia's; he does not know the house. If he comes: Lidia rings the centre first.",
    }
    with teller._on(-12):
        _plan(teller, elena, case, plan, 0, agreed="not_yet", home="not_asked", day=-12)
    with teller._on(-6):
        _plan(teller, elena, case, {**plan, "words": "I want to decide myself when."}, 1, day=-6)
        planning.answer(
            elena, case, number=2, agreed="agreed", safe_to_take_home="no", words="Keep it here. I know it."
        )
    with teller._on(-5):
        _assess(
            teller,
            ana,
            case,
            -5,
            {
                "violent_partner": YES, "threats": NO, "place_found": YES, "phone_known": NO,
                "child_threatened": NO, "rejected": YES, "suicide_thoughts": NO, "self_harm": NO,
            },
            "high",
            review=1,
            words={"suicide_thoughts": "Asked openly; tired, wants to sleep, wants to live."},
            protective=["trusted_person", "asks_for_help", "phone_safe", "plans_ahead"],
            why="Less hangs over her than a week ago. He is still looking: we stay at high.",
        )  # fmt: skip


def _plan(
    teller: Any,
    actor: Actor,
    case: UUID,
    parts: Mapping[str, str],
    number: int,
    *,
    day: int,
    agreed: str = "agreed",
    home: str = "no",
) -> None:
    planning.save(
        actor,
        case,
        parts=parts,
        on=teller._day(day),
        review_on=teller._due(8),
        agreed=agreed,
        safe_to_take_home=home,
        number=number,
    )


def _daria(teller: Any, case: UUID) -> None:
    irina = teller.actor("irina")
    with teller._on(-14):
        child = str(_file(irina, case).page.person_id)
        protocols.decline(
            irina, case, signal="child_in_danger", words="Живёт у тёти, спокойно; опасности сейчас нет."
        )
        told: dict[str, Any] = {"child": child, "age": "3-5"}
        reacting.add(
            irina, case, reactions=["clings", "turns_away", "sleep", "hoards_food"], intensity="strong",
            on=teller._day(-14), since="с возвращения мамы", seen_by="тётя",
            words="Прячется за печку, когда входит мама. Ночью зовёт тётю.", helped="Кролик и свет в коридоре.",
            **told,
        )  # fmt: skip
    with teller._on(-7):
        reacting.add(
            irina, case, reactions=["turns_away", "plays_it_again", "sleep"], intensity="strong",
            on=teller._day(-7), seen_by="тётя и я", words="Играет в автобус, который уезжает.",
            helped="Мама говорит, когда уйдёт и когда вернётся.", **told,
        )  # fmt: skip
    with teller._on(-2):
        reacting.add(
            irina, case, reactions=["clings"], intensity="mild", on=teller._day(-2), seen_by="мама",
            words="Отдала маме ложку. Спала до шести.", helped="Печь вместе по воскресеньям.", **told,
        )  # fmt: skip


def _cristina(teller: Any, case: UUID) -> None:
    elena = teller.actor("elena")
    with teller._on(-5):
        _assess(
            teller, elena, case, -5,
            {
                "pulled_back": YES, "exploiter_free": YES, "debt": YES, "place_known": YES, "phone_known": YES,
                "attack_now": NO, "suicide_thoughts": NO, "alone": NO,
            },
            "high",
            review=2,
            words={"debt": "He writes it into a blue notebook."},
            protective=["plans_ahead", "trusted_person"],
            why="She still works there. Until she is out nobody may be seen with her.",
        )  # fmt: skip


def _snejana(teller: Any, case: UUID) -> None:
    """A protocol that ended, and one that runs today."""
    maria, ana, vera = (teller.actor(key) for key in ("maria", "ana", "vera"))
    with teller._on(-20):
        record = protocols.begin(ana, case, signal="suicide")
        for step in ("stay", "ask", "clinician"):
            protocols.settle(ana, case, record, step=step, state="done")
        protocols.settle(ana, case, record, step="means", state="skipped", words="În cameră nu era nimic.")
        protocols.add_note(
            ana, case, record, text="Ideație fără plan. Contract verbal pentru noapte. Revăzută dimineața."
        )
        protocols.settle(vera, case, record, step="supervisor", state="done")
        protocols.settle(ana, case, record, step="assessed", state="done")
        protocols.settle(maria, case, record, step="tonight", state="done")
    with teller._on(-19):
        protocols.end(
            maria, case, record, outcome="safe_with_us", words="A dormit. Vrea ca Ana să treacă în fiecare zi.",
            step=Step("Ana o vede în fiecare zi, la ceai", teller._due(2)),
        )  # fmt: skip
    # Half an hour before the demonstration is loaded, so that its clock can be watched.
    with clock.at(datetime.now(UTC) - timedelta(minutes=25)), scoped(teller.house.org.id):
        again = protocols.begin(maria, case, signal="suicide")
    for step, minutes in (("stay", 24), ("ask", 17)):
        with clock.at(datetime.now(UTC) - timedelta(minutes=minutes)), scoped(teller.house.org.id):
            protocols.settle(maria, case, again, step=step, state="done")
