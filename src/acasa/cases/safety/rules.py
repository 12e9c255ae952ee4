"""What may happen in an assessment, a safety plan and a same-day protocol. Pure: no Django, no keys.

Indicators inform, people decide: `proposal` explains, it sets nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

# --- assessing risk

PRESENT: Final = "present"
ABSENT: Final = "absent"
UNKNOWN: Final = "unknown"
NOT_ASKED: Final = "not_asked"
ANSWERS: Final = (PRESENT, ABSENT, UNKNOWN, NOT_ASKED)

HIGH: Final = "high"
MEDIUM: Final = "medium"
LOW: Final = "low"
LEVELS: Final = (LOW, MEDIUM, HIGH)

GROUPS: Final = ("her", "people", "children", "health", "place", "digital", "family", "staff")

MANY: Final = 3
"""So many factors of medium weight weigh as much as one of high weight. Ours, not a validated scale."""

REVIEW_DAYS: Final = {HIGH: 7, MEDIUM: 30, LOW: 90}
"""When a level is proposed to be looked at again. Practice, to be changed by whoever sets it."""


@dataclass(frozen=True)
class Factor:
    """Something that may be dangerous, as the library says it. `signal` is the protocol that it opens."""

    code: str
    group: str
    weight: str = MEDIUM
    signal: str = ""
    alert: str = ""
    health: bool = False


@dataclass(frozen=True)
class Proposal:
    """What the answers suggest and why. `level` is "" while too little is known to say that there is little danger.

    `because` are the codes that carry it, `open` those of high weight that nobody knows yet.
    """

    level: str
    because: tuple[str, ...]
    open: tuple[str, ...]
    signals: tuple[str, ...]
    alerts: tuple[str, ...]


def proposal(factors: Sequence[Factor], answers: Mapping[str, str]) -> Proposal:
    """Never lowered by what protects her: that is weighed by people. One more danger never lowers it."""
    present = [factor for factor in factors if answers.get(factor.code) == PRESENT]
    weighty = [factor for factor in present if factor.weight == HIGH]
    medium = [factor for factor in present if factor.weight == MEDIUM]
    known = [factor for factor in factors if answers.get(factor.code) in (PRESENT, ABSENT)]
    if weighty or len(medium) >= MANY:
        level, because = HIGH, [*weighty, *medium]
    elif medium or len(present) >= MANY:
        level, because = MEDIUM, medium or present
    elif present or 2 * len(known) >= len(factors) > 0:
        level, because = LOW, present
    else:
        level, because = "", []
    return Proposal(
        level,
        tuple(factor.code for factor in because),
        tuple(
            factor.code
            for factor in factors
            if factor.weight == HIGH and answers.get(factor.code, NOT_ASKED) in (UNKNOWN, NOT_ASKED)
        ),
        _once(factor.signal for factor in present),
        _once(factor.alert for factor in present),
    )


def _once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code))


def review_day(level: str, today: date) -> date | None:
    """When a level is proposed to be looked at again."""
    return today + timedelta(days=REVIEW_DAYS[level]) if level in REVIEW_DAYS else None


# --- the safety plan

AGREED: Final = "agreed"
NOT_YET: Final = "not_yet"
REFUSED: Final = "refused"
AGREEMENTS: Final = (AGREED, NOT_YET, REFUSED)

# What every colleague at night must find is kept in essentials; the rest is case work.
NIGHT_PARTS: Final = ("code_word", "night", "call")
PLAN_PARTS: Final = ("warning", "places", "people", "bag", "phone", "children", "words")
PARTS: Final = (
    "warning",
    "code_word",
    "call",
    "people",
    "places",
    "night",
    "bag",
    "phone",
    "children",
    "words",
)
# Where names of others stand: left empty on a paper without names, for her own hand.
NAMED_PARTS: Final = ("call", "people")


# How Romanian and Russian bend a name: what stands in place of, or after, its last vowel.
_LAST_LETTERS: Final = "aăeiouаяыиеуюйь"
_ENDING: Final = (
    "(?:a|ă|e|i|o|u|ei|ii|ia|iei|iii|lui|ul|ului|ule"
    "|а|я|ы|и|е|у|ю|ой|ей|ёй|ою|ею|ом|ем|ём|ью|ым|им|ых|их|ам|ям|ами|ями|ах|ях|ова|овой|ову|ева|евой|еву)?"
)


def _bent(name: str) -> str:
    """A pattern of a name in its cases. A short one is bent but one way: its stem would be a word of its own."""
    words = []
    for word in name.split():
        stem = word[:-1] if word[-1].lower() in _LAST_LETTERS else word
        if len(stem) >= 3 and word.isalpha():
            words.append(re.escape(stem) + _ENDING)
        elif len(stem) == 2 and word[-1].lower() == "a":
            words.append(f"(?:{re.escape(word)}|{re.escape(stem)}ei)")
        else:
            words.append(re.escape(word))
    return r"\s+".join(words)


def nameless(text: str, names: Collection[str]) -> str:
    """A text in which none of these names stands: each becomes an ellipsis. Whole words, any case, also bent."""
    known = sorted(
        {part for name in names for part in (name.strip(),) if len(part) > 1}, key=len, reverse=True
    )
    if not known:
        return text
    pattern = r"(?<!\w)(?:" + "|".join(map(_bent, known)) + r")(?!\w)"
    return re.sub(pattern, "…", text, flags=re.IGNORECASE)


def changed_parts(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Which parts of a plan differ between two versions."""
    return [part for part in PARTS if str(old.get(part, "")) != str(new.get(part, ""))]


# --- a same-day protocol

OPEN: Final = "open"
DONE: Final = "done"
SKIPPED: Final = "skipped"
ENDED: Final = "ended"

State = dict[str, Any]


class Impossible(ValueError):
    """The protocol does not allow this now; `args[0]` is one of: ended, no_step, settled, needs_words, needs_end."""


def begin(signal: str, steps: Sequence[tuple[str, int]], *, at: str, on: str) -> State:
    """A protocol as it begins: each step with its clock, in minutes from the beginning."""
    return {
        "kind": "protocol",
        "signal": signal,
        "begun_at": at,
        "on": on,
        "state": OPEN,
        "steps": [{"code": code, "within": within, "state": OPEN} for code, within in steps],
    }


def settle(protocol: State, code: str, state: str, *, at: str, by_name: str, words: str = "") -> State:
    """A step is done, or left out with a word. What is settled stays settled: the stamp is a witness."""
    if protocol.get("state") != OPEN:
        raise Impossible("ended")
    if state not in (DONE, SKIPPED):
        raise Impossible("no_step")
    found = next((step for step in protocol["steps"] if step["code"] == code), None)
    if found is None:
        raise Impossible("no_step")
    if found["state"] != OPEN:
        raise Impossible("settled")
    if state == SKIPPED and not words.strip():
        raise Impossible("needs_words")
    told = {"state": state, "at": at, "by_name": by_name, "words": words.strip()}
    return {
        **protocol,
        "steps": [{**step, **told} if step["code"] == code else step for step in protocol["steps"]],
    }


def end(protocol: State, *, outcome: str, words: str, at: str, by_name: str) -> State:
    """The protocol is over: how it ended must be said. Steps that are open stay so, in sight."""
    if protocol.get("state") != OPEN:
        raise Impossible("ended")
    if not outcome:
        raise Impossible("needs_end")
    return {
        **protocol,
        "state": ENDED,
        "outcome": outcome,
        "outcome_words": words.strip(),
        "ended_at": at,
        "ended_by": by_name,
    }


def due_at(protocol: Mapping[str, Any], step: Mapping[str, Any]) -> datetime:
    """When a step is due."""
    return datetime.fromisoformat(str(protocol["begun_at"])) + timedelta(minutes=int(step.get("within", 0)))


def minutes_left(protocol: Mapping[str, Any], step: Mapping[str, Any], now: datetime) -> int:
    """Minutes until a step is due, negative when it is late; whole minutes, so that nothing jumps."""
    return int((due_at(protocol, step) - now).total_seconds() // 60)


def next_step(protocol: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The open step that is due first."""
    waiting = [step for step in protocol.get("steps", ()) if step.get("state") == OPEN]
    return min(waiting, key=lambda step: int(step.get("within", 0)), default=None)


def offers(
    by_alert: Mapping[str, Collection[str]],
    alerts: Collection[str],
    since: Mapping[str, str],
    dangers: Collection[tuple[str, str]],
    answered: Mapping[str, str],
    running: Collection[str],
) -> list[str]:
    """Protocols to offer: a signal stands that nobody has answered yet, by beginning or by saying why not.

    `by_alert` has the alerts of each protocol, `since` when an alert was set ("" before that was written down),
    `dangers` pairs of (protocol, when) from what was observed, `answered` when each was last begun or declined.
    """
    found = []
    for signal, theirs in by_alert.items():
        if signal in running:
            continue
        moments = [since.get(alert, "") for alert in theirs if alert in alerts]
        moments += [at for code, at in dangers if code == signal]
        if moments and (signal not in answered or max(moments) > answered[signal]):
            found.append(signal)
    return found


# --- reactions of a child

AGES: Final = ("0-2", "3-5", "6-11", "12-17")
INTENSITIES: Final = ("mild", "strong", "overwhelming")


def age_group(birth_year: int | None, year: int) -> str:
    """The group of an age in years, as far as a year of birth tells it; "" for who is grown up or not known."""
    if not birth_year:
        return ""
    age = year - birth_year
    if age < 0 or age > 17:
        return ""
    return AGES[0] if age <= 2 else AGES[1] if age <= 5 else AGES[2] if age <= 11 else AGES[3]
