"""Intakes of the demonstration: Natalia's, nearly whole, and Oksana's, who would rather wait. Both are fictional."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from acasa.cases.intake import library, rules, services
from acasa.cases.intake.services import Report, Telling
from acasa.config.demo.story import Teller
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.core.scope import scoped

NATALIA, OKSANA = "natalia", "oksana"


def _said(**given: str) -> dict[str, dict[str, str]]:
    """Answers from `question="answer: words"`."""
    parts = {code: text.partition(": ") for code, text in given.items()}
    return {code: {"answer": answer, "words": words} for code, (answer, _, words) in parts.items()}


def tell(teller: Teller, cases: Mapping[str, UUID]) -> None:
    """Let Elena hold both intakes, a day after each case was opened."""
    elena = teller.actor("elena")
    for name, day, act in ((NATALIA, -16, _natalia), (OKSANA, -63, _oksana)):
        moment = datetime.combine(teller.today + timedelta(days=day), time(11, 20), teller.zone)
        with clock.at(moment), scoped(teller.house.org.id):
            act(elena, cases[name], teller)


def _consent(actor: Actor, case_id: UUID, purpose: str, answer: str, language: str, words: str = "") -> None:
    points = [code for code, _ in library.consent_points(purpose, language)]
    telling = Telling(points, language, "spoken", "", words)
    services.answer_consent(actor, case_id, purpose=purpose, answer=answer, telling=telling, seen=0)


def _told(actor: Actor, case_id: UUID, language: str, **more: str) -> None:
    points = [code for code, _ in library.secrecy_points(language)]
    services.tell(actor, case_id, telling=Telling(points, language, more.pop("how", "read_to_her"), **more))


def _natalia(elena: Actor, case_id: UUID, teller: Teller) -> None:
    answers = _said(
        safe_place="yes: At her sister's kitchen table, when the husband works.",
        danger="no",
        who_with="told: Her sister Olga.",
        children_safe="not_now",
        plan="told: If he comes, she goes to the neighbour and Olga calls us.",
    )
    services.save_section(elena, case_id, section=rules.SAFETY, answers=answers, version=0)
    _told(elena, case_id, "ru", words="She asked whether the school would learn of it.")
    _consent(elena, case_id, rules.KEEP_DATA, rules.AGREED, "ru")
    _consent(elena, case_id, rules.BE_COUNTED, rules.NOT_NOW, "ru", "Perhaps later.")
    needs = _said(
        bed="no", clothes="yes: A winter jacket for the boy.", documents="rather_not_say", money="not_now"
    )
    services.save_needs(elena, case_id, answers=needs, version=0)
    wishes = _said(wants="told: That my son sleeps through the night.", not_wanted="not_now")
    services.save_section(elena, case_id, section=rules.REST[0], answers=wishes, version=0)
    reported = teller.today - timedelta(days=16)
    report = Report(
        duty="child_in_danger",
        what="The boy was left alone with a man who drinks",
        to="Autoritatea tutelară",
        facts="A boy of pre-school age; safe with his aunt since Friday.",
        due=reported,
        text="Sesizare: Autoritatea tutelară",
        tell_text="Tell her about the report, when it is safe",
        look_again=reported,
        reported_on=reported,
        reference="17-412",
        told_on=reported,
        told_words="Better you than the neighbours.",
        police=rules.NOT_NOW,
    )
    services.save_report(elena, case_id, report=report)


def _oksana(elena: Actor, case_id: UUID, teller: Teller) -> None:
    answers = _said(safe_place="yes", danger="no", who_with="rather_not_say", children_safe="none")
    services.save_section(elena, case_id, section=rules.SAFETY, answers=answers, version=0)
    _told(elena, case_id, "ru", how="interpreter", interpreter="Halyna, of the consulate's list")
    _consent(elena, case_id, rules.KEEP_DATA, rules.REFUSED, "ru", "Only my first name.")
