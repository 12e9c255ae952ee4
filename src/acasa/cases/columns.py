"""Columns of the sealed caseload that cases use, and the cards they come from. Each card tells only what its own
compartment holds, so that a list shows a colleague exactly what the rings allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from acasa.cases import names, rules
from acasa.people import rules as people
from acasa.vault.caseload import Purpose
from acasa.vocabularies import fold

# Filtered and sorted by every colleague of the team.
LIST: Final = Purpose(
    "list",
    {
        "code": pl.UInt32(),
        "sort": pl.UInt64(),
        "risk": pl.UInt8(),
        "is_open": pl.Boolean(),
        "worker": pl.Int64(),
        "opened": pl.Int32(),
        "alerts": pl.UInt32(),
    },
)
# The course of the work, for those who hold casework.
COURSE: Final = Purpose("course", {"stage": pl.UInt8(), "due": pl.Int32(), "contact": pl.Int32()})
# What a case is about, for those who hold casework; only cases of which something of it is known have a row.
FACETS: Final = Purpose(
    "facets",
    {
        "exploitation": pl.UInt32(),
        "status": pl.UInt8(),
        "country": pl.UInt16(),
        "needs": pl.UInt32(),
        "deadline": pl.Int32(),
    },
)
# Names, folded: the working name in the essentials ring, the whole identity in its own.
FIND: Final = Purpose("find", {"key": pl.String(), "sig": pl.UInt64()})

# The code that a case had before Acasa, folded; only cases that were brought in have a row.
FORMER: Final = Purpose("former", {"former": pl.String()})

PURPOSES: Final[dict[str, tuple[Purpose, ...]]] = {
    people.ESSENTIALS: (LIST, FIND, FORMER),
    people.CASEWORK: (COURSE, FACETS),
    people.IDENTITY: (FIND,),
}

ALERTS: Final = (
    "danger_now",
    "exploiter_nearby",
    "suicide_risk",
    "violence_at_home",
    "pregnant",
    "urgent_health",
    "allergy",
    "medicine_regular",
    "infectious_precautions",
    "child_at_risk",
    "minor",
    "guardian_conflict",
    "interpreter_needed",
    "disability_support",
    "no_police",
    "no_men",
    "do_not_visit_home",
    "do_not_leave_message",
    "missing",
)


# Codes of HTCDS and of need_domains in the order of their bits: append, never reorder.
EXPLOITATION: Final = (
    "ForcedLabour",
    "SexualExploitation",
    "ChildLabour",
    "ForcedMarriage",
    "Servitude",
    "ForcedMilitaryByNonStateActors",
    "OrganRemoval",
    "ForcedBegging",
    "ForcedAdoption",
    "Surrogacy",
    "ForcedCriminality",
    "OnlineSexualExploitation",
    "ChildSexualAbuseMaterial",
    "BenefitFraud",
    "SlaveryLikePractice",
    "Unknown",
    "Other",
)
STATUSES: Final = (
    "PossibleVictimOfTrafficking",
    "ActualVictimOfTrafficking",
    "NotAVictimOfTrafficking",
)
NEEDS: Final = (
    "safety",
    "home",
    "health",
    "mental_health",
    "family_child",
    "documents_law",
    "money",
    "work",
    "school_training",
    "trust_in_services",
    "community",
    "spiritual",
    "other",
)


def bit_of(codes: tuple[str, ...], code: str) -> int:
    """The bit of a code; 0 for one that has none."""
    return 1 << codes.index(code) if code in codes else 0


def number_of(codes: tuple[str, ...], code: str) -> int:
    """A code's number from 1; 0 for one that has none."""
    return codes.index(code) + 1 if code in codes else 0


def country_number(code: str) -> int:
    """A country's two letters as a number; 0 for none."""
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        return 0
    first, second = (ord(letter) - 64 for letter in code.upper())
    return first * 32 + second


def facets(
    *,
    exploitation: Iterable[str] = (),
    status: str = "",
    country: str = "",
    needs: Iterable[str] = (),
    deadline: str | None = None,
) -> dict[str, Any]:
    """The row of FACETS; {} while nothing of it is known."""
    row = {
        "exploitation": sum({bit_of(EXPLOITATION, code) for code in exploitation}),
        "status": number_of(STATUSES, status),
        "country": country_number(country),
        "needs": sum({bit_of(NEEDS, code) for code in needs}),
        "deadline": _day(deadline),
    }
    return row if any(row.values()) else {}


def risk_number(risk: str) -> int:
    """1 high, 2 medium, 3 low, 0 not assessed."""
    return rules.RISKS.index(risk) + 1 if risk in rules.RISKS else 0


def alert_bits(alerts: list[str]) -> int:
    """A bit for each known alert."""
    return sum(1 << ALERTS.index(alert) for alert in alerts if alert in ALERTS)


def _day(value: str | None) -> int | None:
    return rules.days(date.fromisoformat(value[:10])) if value else None


def essentials_card(
    *, essentials: Mapping[str, Any], case: Mapping[str, Any], is_open: bool, worker_short: int, language: str
) -> dict[str, Any]:
    """The card of the essentials ring: who, how urgent, whose."""
    name = str(essentials.get("working_name", ""))
    key = names.search_key(name, *essentials.get("other_working_names", []))
    former = str(case.get("former_code", ""))
    return {
        **({"former": {"former": former_key(former)}} if former else {}),
        "list": {
            "code": case["number"],
            "sort": names.sort_key(name, language),
            "risk": risk_number(case.get("risk", "")),
            "is_open": is_open,
            "worker": worker_short,
            "opened": _day(case.get("opened_on")),
            "alerts": alert_bits(case.get("alerts", [])),
        },
        "find": {"key": key, "sig": names.signature(key)},
        "show": {
            "name": name,
            "code": case["code"],
            "risk": case.get("risk", ""),
            "alerts": case.get("alerts", []),
            "opened": case.get("opened_on"),
            "open": is_open,
            "worker": str(worker_short),
            "safe": safe_line(essentials),
        },
    }


def former_key(code: str) -> str:
    """How codes of other registers are compared: by letters and digits, whatever stands between them."""
    return fold(code) or code


def safe_line(essentials: Mapping[str, Any]) -> dict[str, str]:
    """What a colleague must know before any contact, short enough for a line of a list."""
    return {part: str(essentials.get(part, "")) for part in ("channel", "hours", "code_word")}


def course_card(
    *,
    course: Mapping[str, Any],
    next_step: Mapping[str, Any] | None,
    last_contact: str | None,
    about: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The card of the casework ring: where the work stands."""
    stage = course.get("stage", rules.IDENTIFICATION)
    return {
        **({"facets": dict(about)} if about else {}),
        "course": {
            "stage": rules.STAGES.index(stage),
            "due": _day(next_step.get("due")) if next_step else None,
            "contact": _day(last_contact),
        },
        "show": {
            "stage": stage,
            "step": next_step.get("text", "") if next_step else "",
            "due": next_step.get("due") if next_step else None,
            "contact": last_contact,
        },
    }


def identity_key(identity: Mapping[str, Any]) -> str:
    """All names that a person is known by, folded for search."""
    parts = [str(identity.get(part, "")) for part in ("given", "family", "patronymic")]
    return names.search_key(*parts, *[str(name) for name in identity.get("other_names", [])])


def identity_card(identity: Mapping[str, Any]) -> dict[str, Any]:
    """The card of the identity ring: found by, never shown in a list."""
    key = identity_key(identity)
    year = str(identity.get("birth_date", ""))[:4]
    return {"find": {"key": key, "sig": names.signature(key)}, "show": {"birth_year": year}}
