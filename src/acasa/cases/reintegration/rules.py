"""Phases, outcomes over time, series of joint sessions, and what is open when a case closes. Pure.

Nothing here adds levels up: a sum of an unvalidated scale would look like a measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from acasa.cases import rules as cases
from acasa.cases.visits.rules import add_months

# --- phases

PHASES: Final = (cases.CRISIS, cases.STABILISATION, cases.REINTEGRATION, cases.AUTONOMY)


@dataclass(frozen=True)
class Stay:
    """A stage of the case with the days on which it began; several when she came back to it."""

    stage: str
    state: str
    since: tuple[str, ...] = ()


def stays(events: Iterable[Mapping[str, Any]], *, opened_on: str, stage: str) -> list[Stay]:
    """The stages in their order, each `done`, `now` or `later`, with the ISO days on which it began.

    `events`: the case's own (`what`, `before`, `after`, `at`). A case that began at a later stage skipped none: what
    it never was in has no day.
    """
    if stage not in cases.STAGES:
        return []
    moves = sorted(
        (event for event in events if event.get("after") in cases.STAGES and event.get("at")),
        key=lambda event: str(event["at"]),
    )
    first = str(moves[0].get("before") or stage) if moves else stage
    since: dict[str, list[str]] = {name: [] for name in cases.STAGES}
    if opened_on and first in since:
        since[first].append(opened_on[:10])
    for move in moves:
        since[str(move["after"])].append(str(move["at"])[:10])
    at = cases.STAGES.index(stage)
    return [
        Stay(name, "now" if i == at else "done" if i < at else "later", tuple(since[name]))
        for i, name in enumerate(cases.STAGES)
    ]


# --- outcomes over time

LEVELS: Final = ("1", "2", "3", "4", "5")
RATHER_NOT: Final = "rather_not_say"
NOT_NOW: Final = "not_now"
# These are answers like any other: who gives one is not asked again for it.
WITHOUT_LEVEL: Final = (RATHER_NOT, NOT_NOW)
ANSWERS: Final = (*LEVELS, *WITHOUT_LEVEL)


@dataclass(frozen=True)
class Point:
    """A domain on a day: her own rating, the worker's (1 to 5, None without a number), and whether it was answered."""

    on: date
    hers: int | None
    ours: int | None
    hers_said: str = ""
    ours_said: str = ""


def level(answer: str) -> int | None:
    """The number of an answer; None for what is none."""
    return int(answer) if answer in LEVELS else None


def told(answer: Mapping[str, Any]) -> bool:
    """Whether anything was said in a domain: a level, a refusal, or words."""
    return any(answer.get(name) for name in ("level", "her_level", "words"))


def points(outcomes: Iterable[Mapping[str, Any]]) -> dict[str, list[Point]]:
    """Domains to their points, earliest first; of two on one day the later written comes last."""
    found: dict[str, list[Point]] = {}
    for item in sorted(outcomes, key=lambda item: (str(item["on"]), str(item.get("at", "")))):
        hers, ours = str(item.get("her_level", "")), str(item.get("level", ""))
        point = Point(date.fromisoformat(item["on"]), level(hers), level(ours), hers, ours)
        found.setdefault(str(item["domain"]), []).append(point)
    return found


def suggested_moment(*, is_open: bool, moments: Iterable[str], opened_on: date | None, today: date) -> str:
    """Which moment a new round most likely belongs to."""
    there = set(moments)
    if not is_open:
        return "closure" if "closure" not in there else "after"
    if "intake" not in there:
        return "intake"
    if opened_on:
        for code, months in (("m12", 12), ("m6", 6)):
            if code not in there and today >= add_months(opened_on, months):
                return code
    return "between"


# --- a series of joint sessions

MOST_SESSIONS: Final = 24
RHYTHMS: Final = ("week", "two_weeks", "month")


def session_days(begin: date, rhythm: str, number: int) -> list[date]:
    """The days of a series, the first on `begin`."""
    if rhythm == "month":
        return [add_months(begin, count) for count in range(number)]
    apart = timedelta(weeks=2 if rhythm == "two_weeks" else 1)
    return [begin + apart * count for count in range(number)]


PLANNED: Final = "planned"
HELD: Final = "held"
CANCELLED: Final = "cancelled"
SESSION_RESULTS: Final = (HELD, PLANNED, CANCELLED)
# A session that is planned is held, put off (it stays planned) or cancelled; what was told of one held is corrected.
SESSION_TRANSITIONS: Final = ((PLANNED, HELD), (PLANNED, PLANNED), (PLANNED, CANCELLED), (HELD, HELD))


def may(before: str, after: str) -> bool:
    """Whether a session may go from one state to the other."""
    return (before, after) in SESSION_TRANSITIONS


# --- observing mother and child: only if she agrees

AGREED: Final = "agreed"
CONSENT_ANSWERS: Final = (AGREED, "not_now", "refused")
SEEN: Final = ("0", "1", "2", "3", "4")


def may_observe(consent: Mapping[str, Any] | None) -> bool:
    """Whether observations may be written, and are shown."""
    return bool(consent) and (consent or {}).get("answer") == AGREED


def seen(observations: Iterable[Mapping[str, Any]]) -> dict[str, list[tuple[date, int]]]:
    """Items to (day, 0 to 4), earliest first. What was not looked at has no point."""
    found: dict[str, list[tuple[date, int]]] = {}
    for item in sorted(observations, key=lambda item: str(item["on"])):
        for code, value in (item.get("rates") or {}).items():
            if value in SEEN:
                found.setdefault(code, []).append((date.fromisoformat(item["on"]), int(value)))
    return found


# --- with whom the plan works


def partners(actions: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """With whom to (done, all) of the actions that say so and are not dropped."""
    found: dict[str, tuple[int, int]] = {}
    for action in actions:
        code = str(action.get("with_whom", ""))
        if not code or action.get("status") == "dropped":
            continue
        done, all_ = found.get(code, (0, 0))
        found[code] = (done + (action.get("status") == "done"), all_ + 1)
    return found


# --- what is open when closing: a list to look at, never a gate


@dataclass(frozen=True)
class Open:
    """Something that is open: what, how many, and its words where they fit a line."""

    what: str
    count: int = 1
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class AtClosing:
    """What is known of a case before it closes. Each list holds the words of what is open."""

    steps: Sequence[str] = ()
    actions: Sequence[str] = ()
    needs: Sequence[str] = ()
    sessions: Sequence[str] = ()
    appointments: Sequence[str] = ()
    child_lines: Sequence[str] = ()
    tasks: Sequence[str] = ()
    conferences: Sequence[str] = ()
    returns: Sequence[str] = ()
    plan_unanswered: bool = False
    plan_draft: bool = False
    searching: bool = False
    closing_round: bool = False
    followups: int = 0
    safe_way: bool = True


def open_at_closing(known: AtClosing) -> list[Open]:
    """What somebody may want to look at before closing, the weightiest first."""
    found: list[Open] = []
    if known.searching:
        found.append(Open("searching"))
    lists = (
        "needs",
        "actions",
        "child_lines",
        "returns",
        "conferences",
        "tasks",
        "sessions",
        "appointments",
        "steps",
    )
    for name in lists:
        lines = tuple(getattr(known, name))
        if lines:
            found.append(Open(name, len(lines), lines))
    if known.plan_draft:
        found.append(Open("plan_draft"))
    if known.plan_unanswered:
        found.append(Open("plan_unanswered"))
    if not known.closing_round:
        found.append(Open("closing_round"))
    if not known.followups:
        found.append(Open("followups"))
    if not known.safe_way:
        found.append(Open("safe_way"))
    return found
