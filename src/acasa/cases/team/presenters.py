"""How members, tasks, conferences and approvals read on a page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases import codes
from acasa.cases.presenters import day_words, due_words, moment_words
from acasa.cases.team import rules, words
from acasa.vault.folders import Opened

Shown = dict[str, Any]


def member(record: Opened, able: Collection[UUID]) -> Shown:
    """Somebody of the team; `opens`: whether this colleague's keys open the case work."""
    data = record.data
    ours = str(data.get("user", ""))
    return {
        "id": record.id,
        "name": data["name"],
        "profession": codes.label("professions", str(data.get("profession", ""))),
        "organisation": data.get("organisation", ""),
        "role": codes.label("team_roles", str(data.get("role", ""))),
        "brings": data.get("brings", ""),
        "since": day_words(data.get("from")),
        "to": day_words(data.get("to")),
        "ours": bool(ours),
        "opens": bool(ours) and UUID(ours) in able,
    }


def task(record: Opened, now: date) -> Shown:
    data = record.data
    when, late = due_words(date.fromisoformat(data["due"]), now)
    is_open = data["state"] == "open"
    return {
        "id": record.id,
        "text": data["text"],
        "who": data["who_name"],
        "when": when if is_open else "",
        "late": late and is_open,
        "is_open": is_open,
        "state": words.TASK_WORDS.get(data["state"], ""),
        "tone": words.TASK_TONES.get(data["state"], "grey"),
        "result": data.get("result", ""),
        "by": data.get("by_name", ""),
        "done": moment_words(str(data["done_at"])) if data.get("done_at") else "",
        "from_conference": data.get("source", ""),
    }


def conference(record: Opened) -> Shown:
    data = record.data
    return {
        "id": record.id,
        "on": day_words(data["on"]),
        "hour": data.get("hour", ""),
        "place": data.get("place", ""),
        "state": data["state"],
        "state_words": words.CONFERENCE_WORDS.get(data["state"], ""),
        "tone": words.CONFERENCE_TONES.get(data["state"], "grey"),
        "agenda": data.get("agenda", ()),
        "decisions": [_decision(item) for item in data.get("decisions", ())],
        "reason": data.get("reason", ""),
    }


def _decision(item: dict[str, Any]) -> Shown:
    return {
        **item,
        "when": day_words(item.get("due")),
        "said": words.BECOMES_WORDS.get(item.get("becomes", ""), ""),
    }


def minutes(record: Opened, tasks: list[Opened], names: dict[str, str]) -> Shown:
    """Everything of one conference, with how its tasks stand and what its minutes said before."""
    data = record.data
    states = {str(task.id): task.data["state"] for task in tasks}
    told = conference(record)
    for item in told["decisions"]:
        state = states.get(item.get("task", ""), "")
        item |= {"state": words.TASK_WORDS.get(state, ""), "tone": words.TASK_TONES.get(state, "grey")}
    return {
        **told,
        "invited": [names[user] for user in data.get("invited", ()) if user in names],
        "guests": [line for line in str(data.get("guests", "")).splitlines() if line.strip()],
        "present": [_person(one) for one in data.get("present", ())],
        "her_part": words.HER_PART_WORDS.get(str(data.get("her_part", "")), ""),
        "her_view": data.get("her_view", ""),
        "discussed": data.get("discussed", ""),
        "number": len(data.get("history", ())) + 1,
        "by": (data.get("minuted") or {}).get("by_name", ""),
        "at": moment_words(str((data.get("minuted") or {}).get("at", data["at"]))),
        "history": [_former(number, item) for number, item in enumerate(data.get("history", ()), 1)][::-1],
    }


def _person(one: dict[str, Any]) -> str:
    said = [
        one["name"],
        codes.label("professions", str(one.get("profession", ""))),
        one.get("organisation", ""),
    ]
    return ", ".join(part for part in said if part)


def _former(number: int, item: dict[str, Any]) -> Shown:
    made = item.get("minuted") or {}
    return {
        "number": number,
        "by": made.get("by_name", ""),
        "at": moment_words(str(made["at"])) if made.get("at") else "",
        "discussed": item.get("discussed", ""),
        "her_view": item.get("her_view", ""),
        "present": "; ".join(_person(one) for one in item.get("present") or ()),
    }


def request(record_data: Any) -> Shown:
    """A request with its answer."""
    data = record_data
    answered = data["state"] in (rules.APPROVED, rules.RETURNED)
    return {
        "what": words.what_words(data),
        "state": data["state"],
        "state_words": words.STANDING_WORDS.get(data["state"], ""),
        "tone": words.STANDING_TONES.get(data["state"], "grey"),
        "asked_by": data.get("asked_by_name", ""),
        "asked": moment_words(str(data["at"])) if data.get("asked_by") else "",
        "words": data.get("words", ""),
        "reason": codes.label("closure_reasons", str(data.get("reason", ""))),
        "answered_by": data.get("decided_by_name", "") if answered else "",
        "answered": moment_words(str(data["done_at"])) if data.get("done_at") else "",
        "answer": data.get("answer", ""),
    }
