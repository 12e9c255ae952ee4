"""What may follow what in a visit, when follow-ups fall, what comes next when contact is lost, how aid adds up. Pure.

Sources: the practice of home visits in social work (lone-worker safety: planned time, check-in, expected back,
somebody who acts; certainty: high) and of case management of the field (follow-up and loss of contact; medium).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final

# --- a visit and its watch

PLANNED: Final = "planned"
AWAY: Final = "away"
THERE: Final = "there"
SAFE: Final = "safe"
ENDED: Final = "ended"
CANCELLED: Final = "cancelled"
STATES: Final = (PLANNED, AWAY, THERE, SAFE, ENDED, CANCELLED)
OUT: Final = (AWAY, THERE)
OVER: Final = (SAFE, ENDED, CANCELLED)

# By the worker: sets off, is there, is out; by the worker before setting off: it does not take place;
# by a colleague who has found the worker safe: ended.
TRANSITIONS: Final = (
    (PLANNED, AWAY),
    (PLANNED, THERE),
    (PLANNED, SAFE),
    (PLANNED, ENDED),
    (PLANNED, CANCELLED),
    (AWAY, THERE),
    (AWAY, SAFE),
    (AWAY, ENDED),
    (THERE, SAFE),
    (THERE, ENDED),
)

# How long after the expected return colleagues are told; the worker chooses.
GRACE_MINUTES: Final = (0, 15, 30)
# By how much one press puts the return off.
EXTEND_MINUTES: Final = (15, 30, 60)
# How long colleagues read that an alarm has ended.
TOLD_AFTER: Final = timedelta(hours=2)
LONGEST_VISIT: Final = timedelta(hours=14)


def may(before: str, after: str) -> bool:
    """Whether the table has this step."""
    return (before, after) in TRANSITIONS


def diagram() -> str:
    """The table as a Mermaid state diagram, as it stands in docs/visits.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {PLANNED}"]
    lines += [f"    {before} --> {after}" for before, after in TRANSITIONS]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in OVER)]) + "\n"


def is_alarm(state: str, alarm_at: datetime, now: datetime) -> bool:
    """A worker is out and has not come back in time."""
    return state in OUT and alarm_at <= now


def no_word(state: str, alarm_at: datetime, now: datetime) -> bool:
    """A planned visit should be over, and nobody said whether it began."""
    return state == PLANNED and alarm_at <= now


def alarm_at(on: date, back: time, grace: int, zone: tzinfo, *, start: time | None = None) -> datetime:
    """When colleagues are told. A return earlier than the start is on the next day."""
    day = on + timedelta(days=1) if start is not None and back <= start else on
    return datetime.combine(day, back, zone) + timedelta(minutes=grace)


def put_off(alarm: datetime, minutes: int, now: datetime) -> datetime:
    """A later alarm: from the former one or from now, whichever is later, so that it never ends in the past."""
    return max(alarm, now) + timedelta(minutes=minutes)


def needs_reason(*, safe_to_go: str, alone: bool, dangers: Sequence[str], never_home: bool) -> bool:
    """Whether going there in this way must be explained first: the software warns, people decide."""
    return never_home or safe_to_go != "yes" or (alone and bool(dangers))


# --- follow-up


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def schedule(start: date, months: Iterable[int]) -> list[tuple[int, date]]:
    """Months after `start` and their days, earliest first."""
    return [(count, add_months(start, count)) for count in sorted(set(months))]


FOLLOWUP_RESULTS: Final = ("done", "not_reached", "stopped")

# --- loss of contact

REACHED: Final = "reached"


@dataclass(frozen=True)
class LostStep:
    """A way to look for her: how often it is tried, and whether only with her agreement given before."""

    code: str
    times: int
    agreed_only: bool


def tries(attempts: Iterable[Mapping[str, Any]], step: LostStep) -> int:
    """How often this step was tried in a way that she named as safe. Another way is written down and never counts."""
    return sum(
        attempt["step"] == step.code and attempt.get("result") != "skipped" and attempt.get("safe", True)
        for attempt in attempts
    )


def paused(search: Mapping[str, Any]) -> bool:
    """Whether looking for her waits until a day; she may be back on any day all the same."""
    return bool(search.get("paused"))


def next_lost_step(steps: Sequence[LostStep], attempts: Sequence[Mapping[str, Any]]) -> LostStep | None:
    """The first step that is neither tried often enough nor left out; None when all were gone."""
    skipped = {attempt["step"] for attempt in attempts if attempt.get("result") == "skipped"}
    for step in steps:
        if step.code not in skipped and tries(attempts, step) < step.times:
            return step
    return None


# --- aid

CURRENCIES: Final = ("MDL", "EUR", "USD", "RON", "UAH", "RUB", "TMT", "TRY", "GBP", "CHF")


MOST_MONEY: Final = Decimal("9999999999.99")
_GROUPED: Final = r"[1-9]\d{0,2}(?:[ \u00a0\u202f.,']\d{3})+"
_MONEY: Final = re.compile(rf"(?:{_GROUPED}|\d+)(?:[.,]\d{{1,2}})?", re.ASCII)


def money(typed: str) -> Decimal | None:
    """An amount as people write it: 1250, 1250.5, 1 250,50, 1.250,50; None when it is none. Never a float."""
    text = typed.strip()
    if not _MONEY.fullmatch(text):
        return None
    whole, cents = text, ""
    if (end := re.search(r"[.,](\d{1,2})$", text)) is not None:
        whole, cents = text[: end.start()], end[1]
    amount = Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{cents or 0}").quantize(Decimal("0.01"))
    return amount if amount <= MOST_MONEY else None


@dataclass(frozen=True)
class Total:
    """What one donor gave in one currency; `items` counts what has no price as well."""

    donor: str
    currency: str
    amount: Decimal
    items: int


def totals(given: Iterable[Mapping[str, Any]]) -> list[Total]:
    """Sums by donor and currency. Amounts are decimal texts; what was taken back is left out."""
    sums: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for aid in given:
        if aid.get("taken_back"):
            continue
        money = Decimal(aid["amount"]) if aid.get("amount") else Decimal(0)
        key = (str(aid.get("donor", "")), str(aid.get("currency", "")) if aid.get("amount") else "")
        amount, items = sums.get(key, (Decimal(0), 0))
        sums[key] = (amount + money, items + 1)
    return [
        Total(donor, currency, amount, items) for (donor, currency), (amount, items) in sorted(sums.items())
    ]


# --- interpreters


def needs_conflict_reason(conflicts: Iterable[str]) -> bool:
    """Whether choosing this interpreter for this case must be explained."""
    return any(conflict != "none" for conflict in conflicts)
