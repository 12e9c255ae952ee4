"""How a child's plan and school read on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.childplan import library, rules, words
from acasa.cases.childplan.queries import ChildFile
from acasa.cases.plan.rules import compare
from acasa.cases.presenters import day_words, due_words
from acasa.vault.folders import Opened

Shown = dict[str, Any]


def by(data: Mapping[str, Any]) -> str:
    """Who is responsible: a person, an organisation, or both."""
    return ", ".join(str(part) for part in (data.get("responsible"), data.get("organisation")) if part)


def line(data: Mapping[str, Any], today: date) -> Shown:
    """A line with who does it, when it is due and what the child says."""
    status = str(data.get("status", rules.OPEN))
    when, late = "", False
    if data.get("due"):
        due = date.fromisoformat(str(data["due"]))
        when, late = due_words(due, today) if status == rules.OPEN else (day_words(due), False)
    look, look_late = "", False
    if data.get("review_on") and status == rules.OPEN:
        look, look_late = due_words(date.fromisoformat(str(data["review_on"])), today)
    how = str(data.get("child_view_how", ""))
    consent = str(data.get("consent", rules.NOT_YET))
    again = _("look again: %(when)s") % {"when": look} if look else ""
    takes = str(data.get("resources") or "")
    return {
        **{
            name: str(data.get(name, ""))
            for name in ("id", "domain", "need", "goal", "action", "resources", "child_view", "outcome")
        },
        "title": rules.title(data),
        "by": by(data),
        "when": when,
        "late": late,
        "look": again,
        "facts": [part for part in (by(data), when, again, takes) if part],
        "look_late": look_late,
        "how": how,
        "how_words": words.way(how),
        "heard": bool(data.get("child_view")),
        "consent": consent,
        "consent_words": words.CONSENT_WORDS.get(consent, ""),
        "consent_tone": words.CONSENT_TONES.get(consent, "grey"),
        "status": status,
        "status_words": words.STATUS_WORDS.get(status, status),
        "status_tone": words.STATUS_TONES.get(status, "grey"),
    }


def domains(plan: Mapping[str, Any] | None, file: ChildFile, today: date) -> list[Shown]:
    """The eleven domains, each with its lines; an empty one says gently how it stands."""
    optional = library.opt_in()
    looked = dict(plan.get("looked", {})) if plan else {}
    points = file.points()
    found = []
    for code in library.domains():
        last = points[code][-1] if code in points else None
        seen = looked.get(code)
        found.append(
            {
                "code": code,
                "name": words.domain(code),
                "lines": [line(item, today) for item in rules.lines(plan) if item["domain"] == code],
                "opt_in": code in optional,
                "looked": seen and {"on": day_words(str(seen["on"])), "by": seen["by_name"]},
                "level": words.level(last.level) if last else "",
                "level_tone": tone(last.step) if last else "",
            }
        )
    return found


def tone(step: int) -> str:
    return {1: "brick", 2: "grey", 3: "amber"}.get(step, "pine")


def _signer(item: Mapping[str, Any]) -> str:
    """Who signed, with the profession, or for whom."""
    told = [str(item.get("name", ""))]
    if item["who"] == rules.TEAM:
        told.append(codes.label("professions", str(item.get("profession", ""))))
    elif item["who"] == rules.OTHER:
        told += [str(item.get("profession", "")), str(item.get("organisation", ""))]
    else:
        told.append(str(words.WHO_WORDS[item["who"]]))
    return ", ".join(part for part in told if part)


def signed_words(item: Mapping[str, Any]) -> str:
    """A signature in one line."""
    return f"{_signer(item)}, {day_words(str(item['on']))}"


def _signed(item: Mapping[str, Any]) -> Shown:
    return {
        "who": _signer(item),
        "on": day_words(str(item["on"])),
        "how": _("on paper") if item["how"] == "paper" else _("on the screen"),
        "file": item.get("file", ""),
    }


def _answer(plan: Mapping[str, Any], who: str) -> Shown:
    said = rules.answer_of(plan, who)
    answer = str(said.get("answer", ""))
    return {
        "words": words.ANSWER_WORDS.get(answer, ""),
        "tone": words.ANSWER_TONES.get(answer, "grey"),
        "said": said.get("words", ""),
        "how": words.way(said.get("how")),
        "name": said.get("guardian_name", ""),
        "on": day_words(str(said.get("at", ""))),
    }


def plan(record: Opened) -> Shown:
    """A version in short."""
    data = record.data
    return {
        "number": data["number"],
        "made": day_words(str(data["on"])),
        "by": data.get("by_name", ""),
        "reason": data.get("reason", ""),
        "review": day_words(str(data.get("review_on", ""))),
        "signed": [_signed(item) for item in rules.signers(data)],
        "child": _answer(data, rules.CHILD),
        "guardian": _answer(data, rules.GUARDIAN),
    }


def version_name(number: object) -> str:
    return str(_("Version %(number)s") % {"number": number})


def blocked(found: Sequence[rules.Guardian]) -> list[Shown]:
    """Who may not sign for the child, and why."""
    return [{"name": one.name, "why": words.WHY_WORDS[one.why]} for one in found if not one.may_sign]


def field_words(colleagues: Mapping[str, str], name: str, value: Any) -> str:
    """A stored value in words, for two versions side by side."""
    if isinstance(value, list | tuple):
        return "; ".join(field_words(colleagues, name, item) for item in value)
    text = "" if value in (None, False) else str(value)
    lists = {
        "domain": library.DOMAINS,
        "child_view_how": library.WAYS,
        "how": library.WAYS,
        "level": library.PROGRESS,
        "state": library.STATES,
        "support": "school_support",
        "may_know": library.MAY_KNOW,
        "language": "languages",
    }
    if name in lists:
        return codes.label(lists[name], text)
    said: dict[str, Mapping[str, Any]] = {
        "consent": words.CONSENT_WORDS,
        "status": words.STATUS_WORDS,
        "answer": words.ANSWER_WORDS,
        "who": colleagues,
    }
    if name in said:
        return str(said[name].get(text, text) or text)
    return day_words(text) if name in ("due", "review_on", "since", "until", "on") and text else text


def differences(file: ChildFile, old: str, new: str, today: date) -> list[Shown]:
    """Two versions, line by line."""
    said = {
        compare.ADDED: (_("added"), "pine"),
        compare.REMOVED: (_("taken out"), "brick"),
        compare.CHANGED: (_("changed"), "amber"),
        compare.SAME: (_("as before"), "grey"),
    }
    return [
        {
            "domain": words.domain((item.new or item.old or {}).get("domain")),
            "what": item.what,
            "words": said[item.what][0],
            "tone": said[item.what][1],
            "old": line(item.old, today) if item.old else None,
            "new": line(item.new, today) if item.new else None,
        }
        for item in rules.compare(file.version(old), file.version(new))
    ]


def school(record: Opened) -> Shown:
    """Where the child learns, in words."""
    data = record.data
    return {
        "id": str(record.id),
        "state": codes.label(library.STATES, str(data.get("state", ""))),
        "language": codes.label("languages", str(data.get("language", ""))),
        "support": codes.labels("school_support", list(data.get("support", ()))),
        "may_know": codes.labels(library.MAY_KNOW, list(data.get("may_know", ()))),
        "since": day_words(str(data.get("from", ""))),
        "until": day_words(str(data.get("to", ""))),
        **{
            name: str(data.get(name, ""))
            for name in ("school", "group", "catching_up", "contact", "contact_how", "words")
        },
        "history": [_was(item) for item in reversed(data.get("history", ()))],
    }


def _was(item: Mapping[str, Any]) -> Shown:
    """What stood before a change, in words."""
    names = {"from": "since", "to": "until"}
    told = [field_words({}, names.get(name, name), value) for name, value in item["was"].items()]
    said = "; ".join(part for part in told if part)
    return {
        "when": day_words(str(item["at"])),
        "who": item.get("by_name", ""),
        "said": said or _("nothing yet"),
    }


def told(record: Opened, may: Sequence[str]) -> Shown:
    """Who at the school knows what; and what goes beyond what was agreed."""
    known = list(record.data.get("told", ()))
    return {
        "who": record.data["who"],
        "on": day_words(str(record.data["on"])),
        "told": codes.labels(library.MAY_KNOW, known),
        "too_much": codes.labels(library.MAY_KNOW, rules.told_too_much(known, may)),
    }


def school_note(record: Opened) -> Shown:
    attends = str(record.data.get("attendance", ""))
    return {
        "on": day_words(str(record.data["on"])),
        "attendance": codes.label("school_attendance", attends),
        "tone": "pine" if attends == "regular" else "amber",
        "words": record.data.get("words", ""),
        "by": record.data.get("by_name", ""),
    }
