"""How risk, plans, protocols and reactions read on a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.presenters import day_words, moment_words, risk_label, risk_tone
from acasa.cases.safety import library, rules, words
from acasa.cases.safety.queries import SafetyFile, whole_plan
from acasa.core import clock
from acasa.people import rules as people
from acasa.vault.folders import Opened

Shown = dict[str, Any]


def protocol(record: Opened) -> Shown:
    """A protocol with its steps and clock, as it stands now."""
    data, now = record.data, clock.now()
    definition = library.protocols().get(data["signal"])
    steps = [_step(data, step, definition, now) for step in data["steps"]]
    first = rules.next_step(data)
    return {
        "id": record.id,
        "signal": data["signal"],
        "title": words.protocol_title(str(data["signal"])),
        "begun": moment_words(str(data["begun_at"])),
        "by": str(data.get("by_name", "")),
        "running": data["state"] == rules.OPEN,
        "steps": steps,
        "open": [step for step in steps if step["state"] == rules.OPEN],
        "settled": [step for step in steps if step["state"] != rules.OPEN],
        "next": next((step for step in steps if first and step["code"] == first["code"]), None),
        "late": any(step["late"] for step in steps),
        "done": sum(step["state"] != rules.OPEN for step in steps),
        "outcome": codes.label("protocol_outcomes", str(data.get("outcome", ""))),
        "outcome_words": str(data.get("outcome_words", "")),
        "ended": moment_words(str(data["ended_at"])) if data.get("ended_at") else "",
        "ended_by": str(data.get("ended_by", "")),
        "followup_on": day_words(data.get("followup", {}).get("due")),
        "certainty": words.CERTAINTY.get(definition.certainty, "") if definition else "",
        "source": definition.source if definition else "",
    }


def _step(
    data: Mapping[str, Any],
    step: Mapping[str, Any],
    definition: library.Protocol | None,
    now: datetime,
) -> Shown:
    known = definition.step(str(step["code"])) if definition else None
    running = data["state"] == rules.OPEN and step["state"] == rules.OPEN
    left = rules.minutes_left(data, step, now)
    return {
        "code": step["code"],
        "title": known.title() if known else str(step["code"]),
        "text": known.text() if known else "",
        "who": words.WHO.get(known.who, "") if known else "",
        "within": words.within(int(step["within"])),
        "state": step["state"],
        # What is to be done at once has no minutes that could run out before somebody reads it.
        "left": words.left(left) if int(step["within"]) or left < -1 else _("now"),
        "late": running and left < (-1 if not int(step["within"]) else 0),
        "at": moment_words(str(step.get("at", ""))) if step.get("at") else "",
        "by": str(step.get("by_name", "")),
        "words": str(step.get("words", "")),
    }


def offer(signal: str) -> Shown:
    """A protocol that may be opened."""
    found = library.protocols()[signal]
    return {
        "signal": signal,
        "title": found.title(),
        "when": found.when(),
        "certainty": words.CERTAINTY.get(found.certainty, ""),
        "steps": len(found.steps),
    }


def assessment(file: SafetyFile, record: Opened) -> Shown:
    """An assessment: the level that people set, what carried it, and what was answered."""
    data = record.data
    proposed = str(data.get("proposed", ""))
    return {
        "id": record.id,
        "level": risk_label(str(data["level"])),
        "tone": risk_tone(str(data["level"])),
        "on": day_words(str(data["on"])),
        "review": day_words(data.get("review_on")),
        "by": str(data.get("by_name", "")),
        "why": str(data.get("why", "")),
        "proposed": risk_label(proposed) if proposed else _("too little was known"),
        "otherwise": proposed != data["level"],
        "because": codes.labels("risk_factors", list(data.get("because", ()))),
        "protective": codes.labels("protective_factors", list(data.get("protective", ()))),
        "protective_words": str(data.get("protective_words", "")),
        "groups": _answers(file, record),
    }


def _answers(file: SafetyFile, record: Opened) -> list[Shown]:
    """Questions that were asked, by group; what was not asked is counted."""
    given = record.data.get("answers", {})
    said = {**record.data.get("words", {}), **file.clinical(record)}
    groups: dict[str, Shown] = {}
    for factor in library.factors():
        answer = str(given.get(factor.code, rules.NOT_ASKED))
        group = groups.setdefault(
            factor.group, {"title": words.GROUPS.get(factor.group, factor.group), "rows": [], "not_asked": 0}
        )
        if answer == rules.NOT_ASKED:
            group["not_asked"] += 1
            continue
        group["rows"].append(
            {
                "label": codes.label("risk_factors", factor.code),
                "answer": words.ANSWERS.get(answer, answer),
                "tone": words.ANSWER_TONES.get(answer, "grey"),
                "words": str(said.get(factor.code, "")),
                "sealed": factor.health and not file.holds(people.HEALTH),
            }
        )
    return list(groups.values())


def explained(proposed: rules.Proposal) -> Shown:
    """What the answers suggest, and why, in words."""
    return {
        "level": risk_label(proposed.level) if proposed.level else "",
        "tone": risk_tone(proposed.level),
        "because": codes.labels("risk_factors", list(proposed.because)),
        "open": codes.labels("risk_factors", list(proposed.open)),
        "alerts": codes.labels("alerts", list(proposed.alerts)),
        "certainty": words.CERTAINTY.get(library.certainty("risk_factors"), ""),
    }


def plan(file: SafetyFile, data: Mapping[str, Any]) -> Shown:
    """A version of the safety plan: its parts that were filled, in order."""
    agreed, home = str(data.get("agreed", "")), str(data.get("safe_to_take_home", ""))
    return {
        "number": data["number"],
        "on": day_words(str(data["on"])),
        "by": str(data.get("by_name", "")),
        "review": day_words(data.get("review_on")),
        "agreed": words.AGREEMENTS.get(agreed, agreed),
        "agreed_tone": words.AGREEMENT_TONES.get(agreed, "grey"),
        "answer_words": str(data.get("answer_words", "")),
        "home": home,
        "home_words": words.AT_HOME.get(home, home),
        "parts": [
            (words.PARTS[part], str(data[part]), part in rules.NIGHT_PARTS)
            for part in rules.PARTS
            if data.get(part)
        ],
    }


def night(record: Opened | None) -> list[tuple[Any, str]]:
    """The lines of the plan that the night needs."""
    if record is None:
        return []
    return [
        (words.PARTS[part], str(record.data[part])) for part in rules.NIGHT_PARTS if record.data.get(part)
    ]


def versions(file: SafetyFile) -> list[Shown]:
    """Versions, the newest first, each with the parts that it changed."""
    wholes = [whole_plan(file, int(record.data["number"])) or {} for record in file.plans]
    shown = []
    for at, data in enumerate(wholes):
        before = wholes[at + 1] if at + 1 < len(wholes) else None
        parts = rules.changed_parts(before, data) if before is not None else []
        shown.append({**plan(file, data), "changed": [words.PARTS[part] for part in parts]})
    return shown


def reaction(file: SafetyFile, record: Opened) -> Shown:
    """Reactions of a child as they were seen."""
    data = record.data
    return {
        "child": str(data.get("child_name", "")) or file.page.name,
        "child_id": str(data["child"]),
        "iso": str(data["on"]),
        "on": day_words(str(data["on"])),
        "by": str(data.get("by_name", "")),
        "age": dict(library.ages()).get(str(data["age"]), str(data["age"])),
        "reactions": codes.labels("crisis_reactions", list(data["reactions"])),
        "intensity": words.INTENSITIES.get(str(data["intensity"]), ""),
        "tone": words.INTENSITY_TONES.get(str(data["intensity"]), "grey"),
        "danger": bool(data.get("dangers")),
        "since": str(data.get("since", "")),
        "seen_by": str(data.get("seen_by", "")),
        "words": str(data.get("words", "")),
        "helped": str(data.get("helped", "")),
    }
