"""The shape of the trafficking facts: short steps, fields, dates that are known by half, lists put together.

Pure. A fact is a code or a coarse word, never a story: what happened to her is hers to tell or to keep. HTCDS is the
Human Trafficking Case Data Standard 2.0 by IOM, CC BY 4.0; see `homes` for where each of its fields lives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

# --- fields

Kind = Literal["code", "codes", "day", "partial", "number", "text"]


@dataclass(frozen=True)
class Fact:
    """One field of the trafficking record. `vocabulary`: its code list, for codes."""

    name: str
    kind: Kind
    vocabulary: str = ""


@dataclass(frozen=True)
class Section:
    """One short step. `hers`: she is asked, so that not saying is an answer; else it is what others decided."""

    code: str
    facts: tuple[Fact, ...]
    hers: bool = True


STATUS: Final = Section(
    "status",
    (
        Fact("first_contact_on", "day"),
        Fact("identified_on", "day"),
        Fact("status", "code", "htcds/trafficking_status"),
        Fact("decided_by", "code", "htcds/decision_making_organisation"),
        Fact("decided_on", "partial"),
    ),
    hers=False,
)
SECTIONS: Final = (
    STATUS,
    Section(
        "recruitment",
        (
            Fact("recruitment", "codes", "htcds/method_of_recruitment"),
            Fact("recruitment_apps", "codes", "htcds/websites_and_apps"),
            Fact("relation", "code", "htcds/relationship_to_trafficker"),
            Fact("age", "number"),
            Fact("recruited", "partial"),
            Fact("recruitment_country", "code", "countries"),
            Fact("recruitment_place", "text"),
        ),
    ),
    Section("control", (Fact("control", "codes", "htcds/methods_of_control"),)),
    Section(
        "exploitation",
        (
            Fact("exploitation", "codes", "htcds/type_of_exploitation"),
            Fact("sexual", "codes", "htcds/type_of_sex_exploitation"),
        ),
    ),
    Section(
        "work",
        (
            Fact("industries", "codes", "htcds/forced_labour_industry"),
            Fact("exploitation_apps", "codes", "htcds/websites_and_apps"),
        ),
    ),
    Section(
        "places",
        (
            Fact("countries", "codes", "countries"),
            Fact("transit", "codes", "countries"),
            Fact("places", "text"),
            Fact("from", "partial"),
            Fact("to", "partial"),
        ),
    ),
    Section(
        "vulnerability",
        (
            Fact("vulnerabilities", "codes", "htcds/vulnerabilities"),
            Fact("vulnerability_words", "text"),
        ),
    ),
)
BY_CODE: Final[Mapping[str, Section]] = {section.code: section for section in SECTIONS}
FACTS: Final[Mapping[str, Fact]] = {fact.name: fact for section in SECTIONS for fact in section.facts}
SECTION_OF: Final[Mapping[str, str]] = {
    fact.name: section.code for section in SECTIONS for fact in section.facts
}

# She does not tell: both are answers, and nobody asks again because of an empty line.
RATHER_NOT: Final = "rather_not_say"
NOT_NOW: Final = "not_now"
TOLD_ANSWERS: Final = (RATHER_NOT, NOT_NOW)

POSSIBLE: Final = "PossibleVictimOfTrafficking"
ACTUAL: Final = "ActualVictimOfTrafficking"
NOT_TRAFFICKED: Final = "NotAVictimOfTrafficking"

DONE: Final = "done"
OPEN: Final = "open"


def empty(value: Any) -> bool:
    """Nothing was said. Zero is a number that was."""
    return value is None or value == "" or value == []


def values_of(section: Section, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says in one section, without what is empty."""
    return {fact.name: data[fact.name] for fact in section.facts if not empty(data.get(fact.name))}


def told_of(section: Section, data: Mapping[str, Any]) -> str:
    """Whether she would rather not say, or not now."""
    answer = str((data.get("told") or {}).get(section.code, ""))
    return answer if answer in TOLD_ANSWERS else ""


def state(section: Section, data: Mapping[str, Any]) -> str:
    """Done as soon as anything is answered; that she does not tell is an answer."""
    return DONE if values_of(section, data) or told_of(section, data) else OPEN


def tidy(section: Section, data: Mapping[str, Any]) -> dict[str, Any]:
    """The section's fields as they are kept: known ones only, codes once each, empty ones left out."""
    kept: dict[str, Any] = {}
    for fact in section.facts:
        value = data.get(fact.name)
        if fact.kind == "codes":
            value = list(dict.fromkeys(str(code) for code in value or ()))
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, str):
            value = value.strip()
        if not empty(value):
            kept[fact.name] = value
    return kept


def with_section(
    record: Mapping[str, Any],
    section: Section,
    values: Mapping[str, Any],
    told: str,
    stamp: Mapping[str, str],
) -> dict[str, Any]:
    """The record after one section was saved. What stood there goes to `history`; other sections stay."""
    before, said = values_of(section, record), told_of(section, record)
    after = {name: value for name, value in record.items() if SECTION_OF.get(name) != section.code}
    after |= tidy(section, values)
    answers = {**(record.get("told") or {})}
    answers.pop(section.code, None)
    if section.hers and told in TOLD_ANSWERS:
        answers[section.code] = told
    history = list(record.get("history") or ())
    known = (record.get("saved") or {}).get(section.code)
    if known and (before, said) != (tidy(section, values), answers.get(section.code, "")):
        history.append({"section": section.code, "before": before, "told": said, **known})
    revs = {**(record.get("revs") or {}), section.code: rev(record, section) + 1}
    saved = {**(record.get("saved") or {}), section.code: dict(stamp)}
    return {
        **after,
        "kind": "trafficking",
        "told": answers,
        "revs": revs,
        "saved": saved,
        "history": history,
        **stamp,
    }


def brought(facts: Mapping[str, Any], stamp: Mapping[str, str]) -> dict[str, Any]:
    """A new record of facts that came from elsewhere, each section as if it had been saved once."""
    record: dict[str, Any] = {}
    for section in SECTIONS:
        if values := values_of(section, facts):
            record = with_section(record, section, values, "", stamp)
    return record


def merged(record: Mapping[str, Any], facts: Mapping[str, Any], stamp: Mapping[str, str]) -> dict[str, Any]:
    """The record with these facts added: codes beside those that stand there, single values in their place."""
    made = dict(record)
    for section in SECTIONS:
        new = values_of(section, facts)
        if new:
            now = values_of(section, made)
            both = {**now, **{name: union(now.get(name), value) for name, value in new.items()}}
            made = with_section(made, section, both, told_of(section, made), stamp)
    return made


def rev(record: Mapping[str, Any], section: Section) -> int:
    """How often a section was saved: two people in two sections never meet."""
    return int((record.get("revs") or {}).get(section.code, 0))


# --- dates known by half

_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def partial(year: int, month: int | None = None, day: int | None = None) -> str:
    """A date as far as it is known: 2024, 2024-05 or 2024-05-12. ValueError for a day without a month, or none."""
    if month is None and day is not None:
        raise ValueError("a day without a month")
    date(year, month or 1, day or 1)
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)])


def bounds(value: str) -> tuple[date, date]:
    """The first and the last day that a date known by half may mean. ValueError for anything else."""
    found = _PARTIAL.fullmatch(value)
    if found is None:
        raise ValueError(f"{value!r} is no date")
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if day is not None:
        whole = date(year, month or 1, day)
        return whole, whole
    if month is not None:
        end = date(year + month // 12, month % 12 + 1, 1) if year < date.max.year or month < 12 else None
        return date(year, month, 1), date.fromordinal(end.toordinal() - 1) if end else date.max
    return date(year, 1, 1), date(year, 12, 31)


def in_order(first: str, last: str) -> bool:
    """Whether the first may lie before or on the last, as far as both are known."""
    return not first or not last or bounds(first)[0] <= bounds(last)[1]


def whole_day(value: Any) -> str:
    """A date that is known to the day, else ""."""
    text = str(value or "")
    return text if len(text) == 10 else ""


# --- merging


def union(now: Any, more: Any) -> Any:
    """Codes of both, the present ones first; a single value is replaced."""
    if isinstance(more, list):
        return list(dict.fromkeys([*(now or ()), *more]))
    return more


# --- return

PLANNED: Final = "planned"
BACK: Final = "done"
CANCELLED: Final = "cancelled"
STATES: Final = (PLANNED, BACK, CANCELLED)


def next_states(state: str) -> tuple[str, ...]:
    """To what a return may be set. One that happened can't be planned again: another one is written."""
    if state == BACK:
        return (BACK,)
    if state == CANCELLED:
        return (CANCELLED, PLANNED)
    return STATES if state == PLANNED else (PLANNED, BACK)


def is_decision(state: str) -> bool:
    """Whether recording this state decides something. What has happened is told, never refused."""
    return state == PLANNED


def latest_return(returns: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The return that brought her here: of those that happened the last one, by day of arrival, then of writing."""
    done = [item for item in returns if item.get("state") == BACK]
    return max(
        done, key=lambda item: (str(item.get("arrived_on", "")), str(item.get("at", ""))), default=None
    )


def coded(codes: Iterable[str], known: Iterable[str]) -> list[str]:
    """Those codes that the list knows, in their own order."""
    there = set(known)
    return [code for code in codes if code in there]
