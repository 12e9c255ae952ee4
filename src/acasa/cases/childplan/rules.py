"""The child's plan: lines over eleven domains, who may sign it, how it goes; and school. Pure: no Django, no keys.

A plan is what the sealed record holds: `lines`, each with `id` ("l1"), `domain`, `need`, `goal`, `action`,
`responsible` (a name; `responsible_id` if a colleague), `organisation`, `due`, `resources`, `child_view` with
`child_view_how`, `consent`, `status`, `outcome`, `review_on`; and `looked`: domains at which the team looked and found
nothing needed. `rev` counts a line's changes, so that two colleagues at two lines don't disturb each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from acasa.cases.children.rules import guardian_may_sign
from acasa.cases.children.rules.guardians import NONE as NO_CONFLICT
from acasa.cases.plan.rules.compare import Difference, difference, pairs
from acasa.cases.plan.rules.plans import Goal, with_goal

Line = dict[str, Any]
Plan = Mapping[str, Any]

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATUS: Final = (OPEN, DONE, DROPPED)
AGREED, NOT_YET, REFUSED = "agreed", "not_yet", "refused"
CONSENT: Final = (AGREED, NOT_YET, REFUSED)
# Answers to a whole plan; each is a good one.
ANSWERS: Final = (AGREED, "changes", NOT_YET, REFUSED)
SILENT, NOT_ASKED = "silent", "not_asked"

TEAM, GUARDIAN, CHILD, OTHER = "team", "guardian", "child", "other"
FIELDS: Final = (
    "domain",
    "need",
    "goal",
    "action",
    "responsible",
    "organisation",
    "due",
    "resources",
    "child_view_how",
    "child_view",
    "consent",
    "status",
    "outcome",
    "review_on",
)
# Kin who may stand for a child when the law leaves them the right to.
PARENTS: Final = frozenset({"mother", "father", "guardian"})


# Why a guardian may not sign, as the child's own room says it, in the words of this one.
_WHY: Final = {
    "conflict_found": "conflict",
    "conflict_possible": "conflict",
    "guardian_ended": "ended",
    "guardian_not_begun": "not_begun",
}


def is_child(alerts: Iterable[str], facts: Mapping[str, str]) -> bool:
    """Whether the person of a case is a child, or is presumed to be one."""
    return "minor" in set(alerts) or facts.get("is_child") == "yes"


# --- lines


def lines(plan: Plan | None) -> list[Line]:
    """Lines of a plan, none of no plan."""
    return list(plan.get("lines", ())) if plan else []


def line_of(plan: Plan | None, line_id: str) -> Line | None:
    return next((line for line in lines(plan) if line["id"] == line_id), None)


def new_id(plans: Iterable[Plan | None]) -> str:
    """The next free name of a line over all versions: one name is one thing for ever."""
    return f"l{max([0, *(int(line['id'][1:]) for plan in plans for line in lines(plan))]) + 1}"


def with_line(items: Sequence[Line], line: Line) -> list[Line]:
    """The lines with this one changed, or added at the end."""
    return with_goal(items, line)


def title(line: Mapping[str, Any]) -> str:
    """A line in few words: what is done, or else the goal, or else the need."""
    return str(line.get("action") or line.get("goal") or line.get("need") or "")


def settled(line: Mapping[str, Any], *, before: Mapping[str, Any] | None = None) -> Line:
    """A consistent line: a child who did not want to say is given no words; words that stand there were said."""
    kept = dict(line)
    if kept.get("child_view_how") == SILENT:
        kept["child_view"] = ""
    elif kept.get("child_view") and kept.get("child_view_how", "") in ("", NOT_ASKED):
        kept["child_view_how"] = "said"
    kept.setdefault("status", (before or {}).get("status", OPEN))
    return kept


def empty_domains(plan: Plan | None, domains: Iterable[str]) -> list[str]:
    """Domains without a line at which nobody has looked yet."""
    if plan is None:
        return list(domains)
    there = {line["domain"] for line in lines(plan)} | set(plan.get("looked", {}))
    return [domain for domain in domains if domain not in there]


def compare(old: Plan | None, new: Plan | None) -> list[Difference]:
    """Lines of two versions in the order of the newer one; what was taken out stands last."""
    found = pairs(lines(old), lines(new))
    return [
        difference("line", (after or before or {})["id"], before, after, FIELDS) for before, after in found
    ]


# --- what is due: the day's own machinery knows goals and actions, so a line lends itself as one


def as_goals(items: Iterable[Line], look_again: Mapping[str, str]) -> list[Goal]:
    """Lines as goals with two actions each: what is done, and looking at it again (words by line in `look_again`)."""
    found = []
    for line in items:
        action = {
            "id": line["id"],
            "text": title(line),
            "due": line.get("due", ""),
            "status": line.get("status", OPEN),
            "who": line.get("responsible_id", ""),
            "who_name": line.get("responsible", ""),
            # Who is no colleague is named on the day.
            "herself": not line.get("responsible_id"),
            "organisation": line.get("organisation", ""),
            "obligation": line.get("obligation", ""),
        }
        again = {
            "id": f"{line['id']}r",
            "text": look_again.get(line["id"], ""),
            "due": line.get("review_on", ""),
            "status": line.get("status", OPEN),
            "obligation": line.get("review_obligation", ""),
        }
        found.append({"id": line["id"], "actions": [action, again]})
    return found


def with_obligations(items: Iterable[Line], goals: Iterable[Goal]) -> list[Line]:
    """The lines with the obligations that the day gave them."""
    given = {goal["id"]: goal["actions"] for goal in goals}
    return [
        {
            **line,
            "obligation": given[line["id"]][0]["obligation"],
            "review_obligation": given[line["id"]][1]["obligation"],
        }
        for line in items
    ]


def review_day(plan: Plan | None) -> str:
    """The next day on which something of the plan is looked at again; "" if none is set."""
    if plan is None:
        return ""
    days = [str(plan.get("review_on", ""))]
    days += [str(line.get("review_on", "")) for line in lines(plan) if line.get("status", OPEN) == OPEN]
    return min((day for day in days if day), default="")


# --- templates


def from_template(
    entries: Iterable[Mapping[str, Any]], language: str, today: date, *, source: str
) -> list[Line]:
    """Lines to begin from. The child's view, consent and who is responsible are never given: they are asked."""
    found = []
    for entry in entries:
        words = {
            part: entry.get(part, {}).get(language, "") for part in ("need", "goal", "action", "resources")
        }
        found.append(
            {
                **words,
                "domain": entry["domain"],
                "due": (today + timedelta(days=int(entry["days"]))).isoformat(),
                "review_on": (today + timedelta(days=int(entry["review_days"]))).isoformat(),
                "from": f"{source}#{entry['id']}",
                "child_view": "",
                "child_view_how": NOT_ASKED,
                "consent": NOT_YET,
                "responsible": "",
                "responsible_id": "",
                "organisation": "",
            }
        )
    return found


# --- who may sign


@dataclass(frozen=True)
class Guardian:
    """Somebody who stands for the child. `id` is the record's; `why` is a code when they may not sign."""

    id: str
    name: str
    why: str = ""

    @property
    def may_sign(self) -> bool:
        return not self.why


def guardians(
    appointed: Iterable[tuple[str, Mapping[str, Any]]],
    kin: Iterable[tuple[str, Mapping[str, Any]]],
    today: date,
    *,
    eighteenth: date | None = None,
) -> list[Guardian]:
    """Guardians and parents of the records, those first who may sign.

    Of a guardian the rule of the child's own room holds. A parent may sign whose rights are known. A name that is
    marked as a conflict anywhere is so everywhere: who is kept out as an uncle does not come in as a guardian. From
    the eighteenth birthday on nobody signs but the person.
    """
    grown = "adult" if eighteenth is not None and today >= eighteenth else ""
    relatives = [(record, data) for record, data in kin if not data.get("removed")]
    marked = {_plain(data) for _record, data in relatives if _in_conflict(data)}
    named = [(record, data) for record, data in appointed if data.get("name")]
    marked |= {_plain(data) for _record, data in named if data.get("conflict") != NO_CONFLICT}
    found = []
    for record, data in named:
        against = ["conflict_found"] if _plain(data) in marked else guardian_may_sign(data, today)
        why = _WHY[against[0]] if against else ""
        found.append(Guardian(record, str(data["name"]), grown or why))
    known = {one.name.casefold() for one in found}
    for record, data in relatives:
        name = str(data.get("name", ""))
        if (
            not name
            or data.get("relation") not in PARENTS
            or name.casefold() in known
            or data.get("ended_on")
        ):
            continue
        why = "conflict" if _plain(data) in marked else _without_rights(data)
        found.append(Guardian(record, name, grown or why))
    return sorted(found, key=lambda one: not one.may_sign)


def _plain(data: Mapping[str, Any]) -> str:
    return " ".join(str(data.get("name", "")).casefold().split())


def _in_conflict(kin: Mapping[str, Any]) -> bool:
    involved = kin.get("conflict") or kin.get("may_be_involved")
    return bool(involved) or kin.get("relation") == "suspected_exploiter"


def _without_rights(data: Mapping[str, Any]) -> str:
    rights = str(data.get("parental_rights", ""))
    return "" if rights == "yes" else "rights_unknown" if rights in ("", "unknown") else "no_rights"


def answer_of(plan: Plan | None, who: str) -> Mapping[str, Any]:
    """The newest answer of the child or the guardian to a plan; empty while there is none."""
    answers = [item for item in (plan or {}).get("answers", ()) if item["who"] == who]
    return answers[-1] if answers else {}


def signers(plan: Plan | None) -> list[Mapping[str, Any]]:
    """Who signed a version, each once, as they last did."""
    newest = {
        (item["who"], item.get("user") or item["name"]): item for item in (plan or {}).get("signed", ())
    }
    return list(newest.values())


# --- how it goes


@dataclass(frozen=True)
class Point:
    """How it went in a domain on a day; `step` from 1 to 5."""

    on: str
    level: str
    step: int
    words: str
    by: str


def progress(
    records: Iterable[Mapping[str, Any]], steps: Mapping[str, int], domains: Sequence[str]
) -> dict[str, list[Point]]:
    """Points by domain, in the plan's order and each in time. What the list of levels does not know is left out."""
    found: dict[str, list[Point]] = {}
    for data in records:
        if data.get("level") in steps:
            level = str(data["level"])
            said = Point(
                str(data["on"]), level, steps[level], str(data.get("words", "")), str(data.get("by_name", ""))
            )
            found.setdefault(str(data["domain"]), []).append(said)
    known = [domain for domain in domains if domain in found]
    return {domain: sorted(found[domain], key=lambda point: point.on) for domain in known}


# --- school


def schools(records: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Schools of a child, the present one first: without an end, then the latest begun."""
    return sorted(
        records,
        key=lambda item: (not item[1].get("to"), item[1].get("from", ""), item[1].get("at", "")),
        reverse=True,
    )


def enrolled_on(records: Iterable[Mapping[str, Any]], enrolled: Iterable[str]) -> str:
    """The day on which the child's present enrolment began; "" while the child has none."""
    counts = set(enrolled)
    days = [
        str(data.get("from", ""))
        for data in records
        if data.get("state") in counts and data.get("from") and not data.get("to")
    ]
    return max(days, default="")


def told_too_much(told: Iterable[str], may: Iterable[str]) -> list[str]:
    """What somebody at school knows beyond what was agreed."""
    allowed = set(may)
    return [code for code in told if code not in allowed]
