"""How far an intake is, read from a case page whose folders are open already: no further statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from acasa.cases.intake import library, rules
from acasa.cases.intake.rules import Answers, Section
from acasa.cases.queries.case import CasePage
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened, OpenFolder

SECTIONS: Mapping[str, Section] = {section.code: section for section in (rules.SAFETY, *rules.REST)}


def record_of(folder: OpenFolder, step: str) -> Opened | None:
    """The record of one page of questions."""
    return next((r for r in folder.of_kind("intake") if r.data.get("step") == step), None)


def answers_of(found: CasePage, section: Section) -> dict[str, Any]:
    """What is known: what the page kept, over what was said when the case was opened."""
    record = record_of(found.case_folder, section.code)
    known: dict[str, Any] = {}
    if section.code == rules.SAFETY.code:
        for question, field in (("safe_place", "safe_now"), ("danger", "in_danger")):
            if found.essentials.get(field):
                known[question] = {"answer": str(found.essentials[field]), "words": ""}
    return known | (dict(record.data.get("answers", {})) if record else {})


def consents(found: CasePage) -> list[Opened]:
    """All answers about consent, oldest first."""
    return found.case_folder.of_kind("consent")


def of_purpose(found: CasePage, purpose: str) -> list[Opened]:
    """Answers for one purpose, oldest first."""
    return [record for record in consents(found) if record.data.get("purpose") == purpose]


def told(found: CasePage) -> list[Opened]:
    """Each time that she was told what can't be kept secret, oldest first."""
    return found.case_folder.of_kind("told")


def reports(found: CasePage) -> list[Opened]:
    """Reports that the law demands, oldest first."""
    return found.case_folder.of_kind("report")


def report_of(actor: Actor, found: CasePage, report_id: UUID) -> Opened:
    """One of them; Refused if the actor's keys don't open it."""
    actor.require_keyring()
    for record in reports(found):
        if record.id == report_id:
            return record
    raise Refused("intake.report", found.id)


def waiting_needs(found: CasePage) -> list[tuple[str, str]]:
    """Needs of the first days that were said, without a step yet: code and her words."""
    record = record_of(found.case_folder, "needs")
    if record is None:
        return []
    planned = record.data.get("planned", [])
    answers: Answers = record.data.get("answers", {})
    return [
        (question.code, answers[question.code].get("words", ""))
        for question in library.needs().questions
        if answers.get(question.code, {}).get("answer") == rules.YES and question.code not in planned
    ]


@dataclass(frozen=True)
class Standing:
    """How far one step is. `count` of `total` questions; no more than that, and never as a duty."""

    code: str
    state: str
    count: int = 0
    total: int = 0
    by: str = ""
    at: str = ""


def standing(found: CasePage) -> dict[str, Standing]:
    """All steps with where they stand; those of a compartment that is not held are left out."""
    made: dict[str, Standing] = {}
    if people.CASEWORK in found.compartments:
        made[rules.SAFETY.code] = _of_section(found, rules.SAFETY)
        made["told"] = _of_records("told", told(found))
        for purpose in rules.PURPOSES:
            made[purpose] = _of_records(purpose, of_purpose(found, purpose))
        made["needs"] = _of_section(found, library.needs())
    for section in rules.REST:
        if section.compartment in found.compartments:
            made[section.code] = _of_section(found, section)
    return made


def _of_section(found: CasePage, section: Section) -> Standing:
    answers = answers_of(found, section)
    record = record_of(found.case_folder, section.code)
    count, total = rules.progress(section, answers)
    told = record.data if record else {}
    return Standing(
        section.code,
        rules.state(section, answers),
        count,
        total,
        str(told.get("by_name", "")),
        str(told.get("at", "")),
    )


def _of_records(code: str, records: list[Opened]) -> Standing:
    if not records:
        return Standing(code, rules.OPEN)
    last = records[-1].data
    return Standing(code, rules.DONE, by=str(last.get("by_name", "")), at=str(last.get("at", "")))
