"""What of a case is counted: coded facts only, no name, no day, no word of hers, and as coarse as tables need them.

A card of the statistics ring has a piece for each compartment that its facts come from (vault/posted.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from acasa.cases import columns, rules
from acasa.cases.children.rules.age import birthday, latest_birth
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.questionnaires import catalogue
from acasa.questionnaires.engine.model import Form
from acasa.vault.caseload import Purpose
from acasa.vault.folders import Opened, OpenFolder

# What everybody is counted by.
COUNTED: Final = Purpose(
    "counted",
    {
        "stage": pl.UInt8(),
        "since": pl.UInt16(),
        "exploitation": pl.UInt32(),
        "status": pl.UInt8(),
        "country": pl.UInt16(),
        "age": pl.UInt8(),
        "gender": pl.UInt32(),
        "nationality": pl.UInt16(),
        "challenges": pl.List(pl.Int64()),
        "barriers": pl.List(pl.Int64()),
        "needs": pl.List(pl.Int64()),
    },
)
# What was chosen in questionnaires.
ANSWERS: Final = Purpose("answers", {"marks": pl.List(pl.Int64())})
PURPOSES: Final = (COUNTED, ANSWERS)

# The first age of each band; a band's number counts from 1: append, never reorder.
AGES: Final = (0, 6, 12, 18, 25, 36, 50)
# In an entry, the place of a stage that is not told.
NO_STAGE: Final = 7
# What people may have several of: the kind of record in which it stands.
NAMED: Final = ("challenges", "barriers", "needs")
# In a mark, what stands for the year in which a questionnaire was answered.
YEAR: Final = "@year"
# Compartments whose questionnaires are counted, for those who hold them.
_PARTS: Final = (people.CASEWORK, people.HEALTH, people.LEGAL)


def mark(*parts: str) -> int:
    """What stands for a code: no list of codes needs an order of its own, and no free text can be read from it."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def small_mark(code: str) -> int:
    """The same in 32 bits, never 0."""
    return (mark(code) >> 31) or 1


def half_year(day: str) -> int:
    """A day as its half-year, counted from 1970; 0 for none."""
    try:
        found = date.fromisoformat(day[:10])
    except ValueError:
        return 0
    return max(0, (found.year - 1970) * 2 + (found.month > 6))


def year_of(half: int) -> int:
    """The year of a half-year."""
    return 1970 + half // 2


def entry(code: str, stage: str, day: str) -> int:
    """Something that was named once: what (32 bits), in which half-year (16), at which stage (4)."""
    at = rules.STAGES.index(stage) if stage in rules.STAGES else NO_STAGE
    return (small_mark(code) & 0x7FFFFFFF) << 24 | (half_year(day) & 0xFFFF) << 4 | at


def entry_code(code: str) -> int:
    """What an entry of this code is, without when and at which stage: `entry >> 24`."""
    return small_mark(code) & 0x7FFFFFFF


def age_band(birth: str, opened: str) -> int:
    """The number of the age band on the day on which the case was opened; 0 where it is not known."""
    born = latest_birth(birth)
    try:
        on = date.fromisoformat(opened[:10])
    except ValueError:
        return 0
    if born is None or born > on:
        return 0
    years = on.year - born.year
    if birthday(born, years) > on:
        years -= 1
    return sum(first <= years for first in AGES)


def pieces(actor: Actor, case_folder: OpenFolder, person_folder: OpenFolder) -> dict[str, dict[str, Any]]:
    """The pieces of a case's card that these keys can make, by compartment."""
    found: dict[str, dict[str, Any]] = {}
    facts = case_folder.one("case")
    opened = str(facts.data.get("opened_on", "")) if facts else ""
    forms: dict[str, Form | None] = {}
    for compartment in _PARTS:
        if not case_folder.can_open(compartment):
            continue
        piece: dict[str, Any] = {}
        if compartment == people.CASEWORK:
            piece["counted"] = _casework(case_folder, opened)
        piece["answers"] = {"marks": _answers(actor, case_folder, compartment, forms)}
        found[compartment] = piece
    identity = person_folder.one("identity")
    if identity is not None:
        found[people.IDENTITY] = {"counted": _identity(identity.data, opened)}
    return found


def _casework(case_folder: OpenFolder, opened: str) -> dict[str, Any]:
    def of(kind: str) -> list[dict[str, Any]]:
        return [r.data for r in case_folder.of_kind(kind) if r.compartment == people.CASEWORK]

    course = case_folder.one("course")
    told = of("trafficking")
    countries = [str(code) for data in reversed(told) for code in data.get("countries", ())]
    exploitation = {code for data in told for code in data.get("exploitation", ())}
    challenges = of("challenge")
    stage = str(course.data.get("stage", "")) if course else ""
    return {
        "stage": rules.STAGES.index(stage) + 1 if stage in rules.STAGES else 0,
        "since": half_year(opened),
        "exploitation": sum(columns.bit_of(columns.EXPLOITATION, code) for code in exploitation),
        "status": columns.number_of(
            columns.STATUSES, next((str(d["status"]) for d in reversed(told) if d.get("status")), "")
        ),
        "country": columns.country_number(countries[0]) if countries else 0,
        "challenges": _once(
            (str(d["code"]), str(d.get("stage", "")), str(d.get("at", ""))) for d in challenges
        ),
        "barriers": _once(
            (str(code), str(d.get("stage", "")), str(d.get("at", "")))
            for d in challenges
            for code in d.get("barriers", ())
        ),
        "needs": _once((str(d["domain"]), "", str(d.get("at", ""))) for d in of("need")),
    }


def _once(named: Iterable[tuple[str, str, str]]) -> list[int]:
    """Each code once, as it was named first: so the columns of a row add up."""
    first: dict[str, tuple[str, str]] = {}
    for code, stage, at in named:
        first.setdefault(code, (stage, at))
    return [entry(code, stage, at) for code, (stage, at) in first.items()]


def _identity(identity: Mapping[str, Any], opened: str) -> dict[str, Any]:
    return {
        "age": age_band(str(identity.get("birth_date", "")), opened),
        "gender": small_mark(str(identity["gender"])) if identity.get("gender") else 0,
        "nationality": columns.country_number(str(identity.get("nationality", ""))),
    }


# --- questionnaires


def _answers(
    actor: Actor, case_folder: OpenFolder, compartment: str, forms: dict[str, Form | None]
) -> list[int]:
    newest: dict[str, Opened] = {}
    for record in case_folder.of_kind("interview"):
        # Who stopped an interview did not give it to be counted.
        whole = record.data.get("state", "done") == "done" and not record.data.get("superseded_by")
        if whole and record.compartment == compartment and record.data.get("form_id"):
            newest[str(record.data["form_id"])] = record
    found: list[int] = []
    for form_id, record in newest.items():
        ref = str(record.data.get("ref", ""))
        if ref not in forms:
            try:
                forms[ref] = catalogue.find(actor, ref).form
            except Refused:
                forms[ref] = None
        form = forms[ref]
        if form is not None:
            found += answer_marks(form_id, form, record.data.get("answers") or {})
            when = str(record.data.get("ended_at") or record.data.get("at") or "")[:4]
            found.append(mark(form_id, YEAR, when))
    return found


def answer_marks(form_id: str, form: Form, answers: Mapping[str, Any]) -> list[int]:
    """A mark for each coded question that was answered, and one for each choice. Free text leaves none."""
    found: list[int] = []
    for node in form.walk():
        known = {choice.name for choice in form.choices.get(node.choices, ())} if node.choices else set()
        if node.type not in ("select1", "select") or not known:
            continue
        chosen = {
            value
            for text in _values(answers, node.path.strip("/").split("/")[1:])
            for value in text.split()
            if value in known
        }
        if chosen:
            found.append(mark(form_id, node.path))
            found += [mark(form_id, node.path, value) for value in sorted(chosen)]
    return found


def _values(answers: Any, names: list[str]) -> Iterable[str]:
    if isinstance(answers, list):
        for each in answers:
            yield from _values(each, names)
    elif names and isinstance(answers, Mapping):
        yield from _values(answers.get(names[0]), names[1:])
    elif not names and answers is not None:
        yield " ".join(answers) if isinstance(answers, (list, tuple)) else str(answers)
