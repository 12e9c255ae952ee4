"""What is due, what counts and how much time is left in her way through law. Pure.

Sources: Council of Europe Convention on Action against Trafficking (CETS 197), articles 10 to 16 and 26 to 30
(recovery and reflection period, residence, compensation, non-punishment, protection; certainty: high); how long a
period lasts, and what a decision is called, differs by country and is typed, not assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

ROLE: Final = "legal_role"
COOPERATION: Final = "cooperation"
PROCEEDING: Final = "proceeding"
HEARING: Final = "hearing"
ORDER: Final = "protection_order"
STATUS: Final = "legal_status"
NON_PUNISHMENT: Final = "non_punishment"
COMPENSATION: Final = "compensation"
DOCUMENT: Final = "legal_document"

# In the order of the page.
KINDS: Final = (
    COOPERATION,
    ROLE,
    HEARING,
    PROCEEDING,
    STATUS,
    ORDER,
    NON_PUNISHMENT,
    COMPENSATION,
    DOCUMENT,
)
# Of which a case has one.
SINGLE: Final = (ROLE, COOPERATION)

REFLECTION: Final = "reflection"
HELD: Final = ("granted", "partly")
PLANNED: Final = "planned"
HEARING_STATES: Final = (PLANNED, "held", "cancelled")
COOPERATION_ANSWERS: Final = ("agreed", "not_now", "refused")

# What a record's history never keeps: who and when stand beside it.
_OWN: Final = frozenset(
    {"kind", "at", "by", "by_name", "changed_at", "history", "slots", "dues", "worker", "appointment"}
    | {"obligation", "text", "done_at", "done_by", "payments"}
)

Data = Mapping[str, Any]


def dues(kind: str, data: Data) -> dict[str, date]:
    """What of a record falls on a day, by the field that says the day."""
    state = str(data.get("state", ""))
    wanted: list[str] = []
    if kind == HEARING and state == PLANNED:
        wanted = ["on"]
    elif kind == ORDER and state in HELD:
        wanted = ["until"]
    elif kind == STATUS:
        wanted = ["until"] if state in HELD else []
        wanted += ["appeal_until"] if state == "refused" else []
    elif kind == DOCUMENT and not data.get("returned_on"):
        wanted = ["expected_on"] if data.get("held_by") == "applied" else ["valid_until"]
    return {name: date.fromisoformat(str(data[name])) for name in wanted if data.get(name)}


def facts(records: Iterable[Data]) -> dict[str, str]:
    """What deadlines may look at: dates and a code, never a word."""
    known: dict[str, str] = {}
    periods: list[tuple[str, str]] = []
    for data in records:
        kind, state = data.get("kind"), data.get("state")
        if kind == HEARING and state == PLANNED and data.get("on"):
            known["hearing_on"] = min(str(data["on"]), known.get("hearing_on", "9999"))
        elif kind == STATUS and state in HELD:
            if data.get("what") == REFLECTION:
                periods.append((str(data.get("since") or ""), str(data.get("until") or "")))
            elif data.get("until"):
                # A new permit follows an old one: she may stay until the last of them ends.
                known["status_until"] = max(str(data["until"]), known.get("status_until", ""))
        elif kind == ORDER and state in HELD and data.get("until"):
            known["protection_until"] = max(str(data["until"]), known.get("protection_until", ""))
        elif kind == COOPERATION and data.get("answer"):
            known["cooperation"] = str(data["answer"])
    if periods:
        since, until = max(periods)
        known |= {"reflection_from": since, "reflection_to": until}
    return {name: value for name, value in known.items() if value}


@dataclass(frozen=True)
class Clock:
    """How a period stands on a day. `left` counts today; `share` is what has gone, in percent."""

    state: str
    day: int
    length: int
    left: int
    share: int


def clock(since: str, until: str, today: date) -> Clock | None:
    """The clock of a period from one ISO day to another, both of them counted; None when a day is missing."""
    if not since or not until:
        return None
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    if last < first:
        return None
    length = (last - first).days + 1
    gone = min(max((today - first).days, 0), length)
    state = "ahead" if today < first else "over" if today > last else "running"
    return Clock(state, min(gone + 1, length), length, length - gone, round(100 * gone / length))


def paid(payments: Sequence[Data]) -> dict[str, Decimal]:
    """What was paid so far, by currency. Amounts are decimal texts."""
    sums: dict[str, Decimal] = {}
    for payment in payments:
        currency = str(payment.get("currency", ""))
        sums[currency] = sums.get(currency, Decimal(0)) + Decimal(str(payment["amount"]))
    return sums


def changed(former: Data, new: Data) -> dict[str, Any]:
    """What stood before of each field that is different now, for the history."""
    names = (set(former) | set(new)) - _OWN
    return {
        name: former.get(name, "")
        for name in sorted(names)
        if (former.get(name) or "") != (new.get(name) or "")
    }


def wants_company(data: Data) -> bool:
    """Whether a colleague without the legal key is told to go with her: never unless the lawyer says so."""
    return data.get("state") == PLANNED and data.get("share") == "yes" and bool(data.get("accompany"))
