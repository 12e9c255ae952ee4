"""What is true of a family's records. Pure: no Django, no keys, no words of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

# Relations of whoever may speak for a child; a mark of conflict on one of them asks for another one.
GUARDIAN: Final = "guardian"
CHILDREN: Final = frozenset({"child", "stepchild", "ward", "grandchild", "sibling"})
FEMALE: Final = frozenset({"Feminine", "TransgenderFeminine"})
MALE: Final = frozenset({"Masculine", "TransgenderMasculine"})
# A relation to her that makes a parent of somebody who is to her what stands before it.
_PARENTS_OF: Final = {
    "child": ("husband", "partner"),
    "sibling": ("mother", "father"),
    "grandchild": ("child",),
}
UNSAFE: Final = frozenset({"not_safe", "must_not_know"})

_MONTH_YEAR = re.compile(r"(\d{1,2})[./\- ](\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})[./\- ](\d{1,2})")
_FULL = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")


class NotAMonth(ValueError):
    """What was typed is no day, month or year."""


def as_month(typed: str) -> str:
    """A day, month or year as people write it (2025, 3.2025, 2025-03, 14.3.2025), in ISO as exact as it was said."""
    text = typed.strip()
    if not text:
        return ""
    try:
        if re.fullmatch(r"\d{4}", text):
            return f"{date(int(text), 1, 1).year:04d}"
        if found := _MONTH_YEAR.fullmatch(text):
            return f"{date(int(found[2]), int(found[1]), 1):%Y-%m}"
        if found := _YEAR_MONTH.fullmatch(text):
            return f"{date(int(found[1]), int(found[2]), 1):%Y-%m}"
        if found := _FULL.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotAMonth(typed) from None


def first_month(value: str) -> int:
    """The first month that a partial date may mean, counted from the year 0."""
    return int(value[:4]) * 12 + (int(value[5:7]) - 1 if len(value) > 4 else 0)


def last_month(value: str) -> int:
    """The last month that a partial date may mean."""
    return int(value[:4]) * 12 + (int(value[5:7]) - 1 if len(value) > 4 else 11)


@dataclass(frozen=True)
class Stretch:
    """A part of a child's line: from a month to a month (inclusive). `care` is None where nobody is recorded."""

    care: int | None
    start: int
    end: int
    # Whether the episode has no recorded end.
    open: bool = False


@dataclass(frozen=True)
class CareLine:
    """Episodes of care on lanes, so that two at the same time don't cover each other."""

    start: int
    end: int
    stretches: tuple[Stretch, ...]
    lanes: tuple[int, ...]
    # Months between episodes of which nobody knows who cared.
    unknown: tuple[Stretch, ...]

    @property
    def height(self) -> int:
        return max(self.lanes, default=-1) + 1


def care_line(episodes: Sequence[Mapping[str, Any]], today: date) -> CareLine | None:
    """How the episodes of one child lie in time; None while none has a beginning."""
    now = today.year * 12 + today.month - 1
    stretches = []
    for at, care in enumerate(episodes):
        if not care.get("from"):
            continue
        start = first_month(str(care["from"]))
        ended = str(care.get("to") or "")
        end = max(start, last_month(ended) if ended else now)
        stretches.append(Stretch(at, start, end, open=not ended))
    if not stretches:
        return None
    stretches.sort(key=lambda item: (item.start, item.end, item.care))
    lanes: list[int] = []
    busy: list[int] = []
    for item in stretches:
        lane = next((i for i, until in enumerate(busy) if until < item.start), len(busy))
        if lane == len(busy):
            busy.append(item.end)
        else:
            busy[lane] = item.end
        lanes.append(lane)
    unknown, until = [], stretches[0].end
    for item in stretches[1:]:
        if item.start > until + 1:
            unknown.append(Stretch(None, until + 1, item.start - 1))
        until = max(until, item.end)
    return CareLine(stretches[0].start, until, tuple(stretches), tuple(lanes), tuple(unknown))


def present(kin: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Persons who are recorded, ended relations among them; mistakes are not."""
    return [one for one in kin if not one.get("removed")]


def conflicted(kin: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those marked as a possible conflict of interest, as long as the relation lasts."""
    return [one for one in present(kin) if one.get("conflict") and not one.get("ended_on")]


def needs_another(kin: Iterable[Mapping[str, Any]]) -> bool:
    """Whether another guardian must be appointed: somebody is in conflict, and nobody free of it is recorded as one."""
    here = present(kin)
    if not conflicted(here):
        return False
    return not any(
        # `guardian` marks a relative who is appointed as one in the child's own room.
        (one.get("relation") == GUARDIAN or one.get("guardian"))
        and not one.get("conflict")
        and not one.get("ended_on")
        for one in here
    )


def cared_by_parent(child: Mapping[str, Any], care: Mapping[str, Any]) -> bool:
    """Whether the carer is a parent of this child. As long as nobody said who the other parent is: in doubt one."""
    if child.get("parent"):
        return str(care.get("carer") or "") == str(child["parent"])
    return str(care.get("relation")) in _PARENTS_OF.get(str(child.get("relation")), ())


def must_not_know(kin: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Persons who must not learn of anything. An ended relation does not make it safer."""
    return [one for one in present(kin) if one.get("contact") == "must_not_know"]


def cases_of(kin: Mapping[str, Any]) -> list[str]:
    """Ids of the files that were linked to a person, the newest first."""
    linked = [str(case) for case in kin.get("cases", ())]
    newest = str(kin.get("case") or "")
    return ([newest] if newest else []) + [case for case in reversed(linked) if case != newest]


def with_case(kin: Mapping[str, Any], *, person: str, case: str) -> dict[str, Any]:
    """The record with one more link. Former ones stay: the writer may not be able to see them."""
    known = [str(item) for item in kin.get("cases", ())]
    if kin.get("case") and str(kin["case"]) not in known:
        known.append(str(kin["case"]))
    if case not in known:
        known.append(case)
    return {**kin, "person": person, "case": case, "cases": known}


def without_case(kin: Mapping[str, Any], case: str) -> dict[str, Any]:
    """The record without a link that was a mistake."""
    known = [str(item) for item in kin.get("cases", ()) if str(item) != case]
    newest = str(kin.get("case") or "")
    if newest == case:
        return {**kin, "case": known[-1] if known else "", "person": "", "cases": known}
    return {**kin, "cases": known}
