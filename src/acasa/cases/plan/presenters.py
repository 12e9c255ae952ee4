"""How needs, challenges, goals and actions read on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.plan import words
from acasa.cases.plan.queries import FAMILY, PlanFile
from acasa.cases.plan.rules import chain, plans
from acasa.cases.presenters import day_words, due_words
from acasa.cases.team import approvals
from acasa.vault.folders import Opened

Shown = dict[str, Any]


def about_choices(file: PlanFile) -> list[tuple[str, str]]:
    """Whose need it may be: hers, that of each relative who is recorded, or the family's."""
    kin = [(str(item.id), str(item.data.get("name", ""))) for item in file.kin]
    return [
        (str(file.page.person_id), file.page.name),
        *[choice for choice in kin if choice[1]],
        (FAMILY, words.family()),
    ]


def about_name(file: PlanFile, about: str) -> str:
    """The name that stands beside a need; none for her own."""
    if about == str(file.page.person_id):
        return ""
    return dict(about_choices(file)).get(about, "")


def need(record: Opened) -> Shown:
    """A need with its words, tones and history."""
    data = record.data
    return {
        "id": str(record.id),
        "about": words.family() if data.get("about") == FAMILY else str(data.get("about_name", "")),
        "domain": codes.label("need_domains", str(data["domain"])),
        "words": str(data.get("words", "")),
        "severity": words.SEVERITY_WORDS.get(data.get("severity", ""), ""),
        "tone": words.SEVERITY_TONES.get(data.get("severity", ""), "grey"),
        "status": data["status"],
        "status_words": words.NEED_STATUS_WORDS.get(data["status"], ""),
        "status_tone": words.NEED_STATUS_TONES.get(data["status"], "grey"),
        "history": history(record),
    }


def challenge(record: Opened) -> Shown:
    """A challenge with what it blocks."""
    data = record.data
    return {
        "id": str(record.id),
        "about": words.family() if data.get("about") == FAMILY else str(data.get("about_name", "")),
        "label": codes.label("challenges", str(data["code"])),
        "stage": codes.label("stages", str(data.get("stage", ""))),
        "words": str(data.get("words", "")),
        "barriers": codes.labels("challenges", list(data.get("barriers", ()))),
        "status_words": words.CHALLENGE_STATUS_WORDS.get(str(data.get("status", "")), ""),
        "history": history(record),
    }


def history(record: Opened) -> list[Shown]:
    """Former states, the newest first: when and by whom each was written, and what it said."""
    told = []
    for item in reversed(record.data.get("history", ())):
        said = [
            words.SEVERITY_WORDS.get(item.get("severity", ""), ""),
            words.NEED_STATUS_WORDS.get(item.get("status", ""), "")
            or words.CHALLENGE_STATUS_WORDS.get(item.get("status", ""), ""),
            codes.label("stages", str(item.get("stage", ""))),
        ]
        told.append(
            {
                "when": day_words(str(item["at"])),
                "who": item.get("by_name", ""),
                "said": ", ".join(str(part) for part in said if part),
                "words": item.get("words", ""),
            }
        )
    return told


def need_line(record: Opened) -> str:
    """A need in one line, as a box to tick."""
    told = need(record)
    name = f"{told['domain']} ({told['about']})" if told["about"] else told["domain"]
    return f"{name}: {told['words'][:80]}" if told["words"] else name


def challenge_line(record: Opened) -> str:
    told = challenge(record)
    return f"{told['label']} ({told['about']})" if told["about"] else told["label"]


def action(data: Mapping[str, Any], today: date) -> Shown:
    """An action with who does it, when it is due, and what became of it."""
    status = str(data.get("status", "open"))
    when, late = "", False
    if data.get("due"):
        due = date.fromisoformat(data["due"])
        when, late = due_words(due, today) if status == "open" else (day_words(due), False)
    return {
        **{name: data.get(name, "") for name in ("id", "text", "outcome", "organisation", "obligation")},
        "assistance": codes.label("assistance_types", str(data.get("assistance", ""))),
        "with_whom": codes.label("action_partners", str(data.get("with_whom", ""))),
        "by": by(data),
        "when": when,
        "late": late,
        "status": status,
        "status_words": words.ACTION_STATUS_WORDS.get(status, status),
        "status_tone": "brick" if late else words.ACTION_STATUS_TONES.get(status, "grey"),
    }


def by(data: Mapping[str, Any]) -> str:
    """Who does it: a colleague, she herself, an organisation, or both."""
    return ", ".join(str(part) for part in (data.get("who_name"), data.get("organisation")) if part)


def goal(data: Mapping[str, Any], today: date) -> Shown:
    """A goal with its actions and the next of them."""
    following = plans.next_action(dict(data))
    return {
        **{name: data.get(name, "") for name in ("id", "words", "child_view")},
        "actions": [action(item, today) for item in data.get("actions", ())],
        "next": action(following, today) if following else None,
    }


@dataclass(frozen=True)
class ChainLine:
    """One line of the chain on a page: cells are None where the line above still speaks of them."""

    strand: Shown | None = None
    strand_rows: int = 1
    need: Shown | None = None
    need_rows: int = 1
    goal: Shown | None = None
    goal_rows: int = 1
    action: Shown | None = None
    gaps: Shown = field(default_factory=dict)


def chain_lines(file: PlanFile, today: date) -> list[list[ChainLine]]:
    """The whole chain, one list of lines for each strand."""
    known: dict[str, Shown] = {str(record.id): need(record) for record in file.needs}
    causes: dict[str, Shown] = {str(record.id): challenge(record) for record in file.challenges}
    return [[_line(item, known, causes, today) for item in chain.lines(strand)] for strand in file.strands()]


def _line(item: chain.Line, known: dict[str, Shown], causes: dict[str, Shown], today: date) -> ChainLine:
    strand: Shown | None = None
    branch: Shown | None = None
    twig: Shown | None = None
    if item.strand is not None:
        its = causes[item.strand.challenge.id] if item.strand.challenge else {}
        strand = {**its, "elsewhere": [known[need_id] for need_id in item.strand.elsewhere]}
    if item.branch is not None:
        its = known[item.branch.need.id] if item.branch.need else {}
        branch = {**its, "also": [causes[i]["label"] for i in item.branch.also_challenges]}
        # A need that is met or not wanted asks for no goal.
        branch["settled"] = its.get("status", "open") != "open"
    if item.twig is not None:
        twig = {"settled": bool(branch and branch["settled"])}
        if item.twig.goal is not None:
            twig |= {
                "id": item.twig.goal["id"],
                "words": item.twig.goal["words"],
                "child_view": item.twig.goal.get("child_view", ""),
                "also": [known[i]["domain"] for i in item.twig.also_needs],
            }
    return ChainLine(
        strand,
        item.strand_rows,
        branch,
        item.branch_rows,
        twig,
        item.twig_rows,
        action(item.action, today) if item.action is not None else None,
    )


def plan_words(record: Opened, file: PlanFile) -> Shown:
    """A version in short: number, agreement, approval, review."""
    data = record.data
    agreed = data.get("agreed", plans.NOT_YET)
    approved = approvals.of_plan(file.page.case_folder, record)
    return {
        "number": data["number"],
        "made": day_words(str(data["at"])),
        "by": data.get("by_name", ""),
        "reason": data.get("reason", ""),
        "review": day_words(str(data.get("review_on", ""))),
        "answer": words.ANSWER_WORDS.get(agreed["answer"], ""),
        "answer_code": agreed["answer"],
        "answer_tone": words.ANSWER_TONES.get(agreed["answer"], "grey"),
        "answer_on": day_words(str(agreed.get("on", ""))),
        "how": words.HOW_WORDS.get(str(agreed.get("how", "")), ""),
        "answer_words": agreed.get("words", ""),
        "home": agreed.get("safe_to_take_home", "not_asked"),
        "home_words": words.AT_HOME_WORDS.get(str(agreed.get("safe_to_take_home", "not_asked")), ""),
        "approved_by": approved.get("by_name", ""),
        "approved_on": day_words(str(approved.get("at", ""))),
    }


def version_name(number: object) -> str:
    return str(_("Version %(number)s") % {"number": number})


FIELD_WORDS = {
    "domain": "need_domains",
    "stage": "stages",
    "assistance": "assistance_types",
    "with_whom": "action_partners",
    "code": "challenges",
    "barriers": "challenges",
}


def field_words(file: PlanFile, colleagues: Mapping[str, str], name: str, value: Any) -> str:
    """A stored value of this part's forms in words, for two versions side by side."""
    if isinstance(value, list | tuple):
        return "; ".join(field_words(file, colleagues, name, item) for item in value)
    text = "" if value in (None, False) else str(value)
    if name in FIELD_WORDS:
        return codes.label(FIELD_WORDS[name], text)
    said: dict[str, Mapping[str, Any]] = {
        "severity": words.SEVERITY_WORDS,
        "answer": words.ANSWER_WORDS,
        "how": words.HOW_WORDS,
        "safe_to_take_home": words.AT_HOME_WORDS,
        "about": dict(about_choices(file)),
        "who": colleagues,
        "needs": {str(item.id): need_line(item) for item in file.needs},
        "leads_to": {str(item.id): need_line(item) for item in file.needs},
        "challenges": {str(item.id): challenge_line(item) for item in file.challenges},
        "status": {
            **words.CHALLENGE_STATUS_WORDS,
            **words.NEED_STATUS_WORDS,
            "done": words.ACTION_STATUS_WORDS["done"],
            "dropped": words.ACTION_STATUS_WORDS["dropped"],
        },
    }
    if name in said:
        return str(said[name].get(text, text) or text)
    return day_words(text) if name in ("due", "on", "review_on") and text else text
