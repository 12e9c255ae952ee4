"""The words of a child's plan and of school: what codes mean, what the record calls its acts, lines of the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from acasa.cases import codes
from acasa.cases.childplan import library, rules
from acasa.cases.plan.words import ACTION_STATUS_TONES, ACTION_STATUS_WORDS

STATUS_WORDS: Final[dict[str, Any]] = ACTION_STATUS_WORDS
STATUS_TONES: Final = ACTION_STATUS_TONES
CONSENT_WORDS: Final[dict[str, Any]] = {
    rules.AGREED: pgettext_lazy("consent to a line", "Agreed"),
    rules.NOT_YET: pgettext_lazy("consent to a line", "Not agreed yet"),
    rules.REFUSED: pgettext_lazy("consent to a line", "Not wanted"),
}
CONSENT_TONES: Final = {rules.AGREED: "pine", rules.NOT_YET: "amber", rules.REFUSED: "plum"}
ANSWER_WORDS: Final[dict[str, Any]] = {
    rules.AGREED: pgettext_lazy("answer to a plan", "Yes"),
    "changes": pgettext_lazy("answer to a plan", "Yes, with changes"),
    rules.NOT_YET: pgettext_lazy("answer to a plan", "Not now"),
    rules.REFUSED: pgettext_lazy("answer to a plan", "No"),
}
ANSWER_TONES: Final = {"agreed": "pine", "changes": "amber", "not_yet": "amber", "refused": "plum"}
WHO_WORDS: Final[dict[str, Any]] = {
    rules.CHILD: gettext_lazy("The child"),
    rules.GUARDIAN: gettext_lazy("The guardian"),
    rules.TEAM: gettext_lazy("The team"),
    rules.OTHER: gettext_lazy("Another organisation"),
}
WHY_WORDS: Final[dict[str, Any]] = {
    "conflict": gettext_lazy("a conflict of interest is possible or found"),
    "ended": gettext_lazy("no longer guardian"),
    "not_begun": gettext_lazy("not guardian yet"),
    "no_rights": gettext_lazy("the parental rights are limited or taken away"),
    "rights_unknown": gettext_lazy("the parental rights are not recorded"),
    "adult": gettext_lazy("the person is of age and signs alone"),
}

VERBS: Final[dict[str, Any]] = {
    "childplan.read": gettext_lazy("Reading a child's plan"),
    "childplan.draft": gettext_lazy("Working on a child's plan"),
    "childplan.version": gettext_lazy("Making a version of a child's plan"),
    "childplan.answer": gettext_lazy("Recording what is said to a child's plan"),
    "childplan.look": gettext_lazy("Looking at a line of a child's plan"),
    "childplan.review": gettext_lazy("Looking at a child's plan again"),
    "childplan.print": gettext_lazy("Printing a child's plan"),
    "childplan.read_here": gettext_lazy("Showing a child's plan on the screen"),
    "childplan.sign": gettext_lazy("A child's plan signed"),
    "school.save": gettext_lazy("Recording a child's school"),
    "school.note": gettext_lazy("Recording how a child attends"),
    "school.told": gettext_lazy("Recording what a school was told"),
}
FORM_KINDS: Final = ("child_line", "school")

Told = tuple[str, str, str]


def domain(code: object) -> str:
    return codes.label(library.DOMAINS, str(code or ""))


def level(code: object) -> str:
    return codes.label(library.PROGRESS, str(code or ""))


def way(code: object) -> str:
    return codes.label(library.WAYS, str(code or ""))


def review_words() -> str:
    """What the day says when the whole plan is to be looked at again."""
    return _("Look at the child's plan again, with the child")


def look_again_words(line: Mapping[str, Any]) -> str:
    """What the day says when one line is to be looked at again."""
    said = {"domain": domain(line["domain"]), "line": rules.title(line)}
    return _("See how it goes: %(domain)s, %(line)s") % said


def _plan(data: Mapping[str, Any]) -> Told:
    title = _("Child's plan, version %(number)s") % {"number": data["number"]}
    return title, str(data.get("reason", "")), "plum"


def _event(data: Mapping[str, Any]) -> Told:
    what = str(data["what"])
    if what == "answer":
        answer = str(data["answer"])
        said = {"who": WHO_WORDS.get(str(data["who"]), ""), "answer": ANSWER_WORDS.get(answer, answer)}
        title = _("%(who)s on the child's plan: %(answer)s") % said
        return title, str(data.get("text", "")), ANSWER_TONES.get(answer, "")
    named = {
        "number": data.get("number", ""),
        "line": data.get("line", ""),
        "domain": domain(data.get("domain")),
        "names": ", ".join(data.get("names", ())),
    }
    titles = {
        "reviewed": _("Child's plan looked at again, version %(number)s"),
        "signed": _("Child's plan signed, version %(number)s: %(names)s"),
        "line_done": _("%(domain)s: done, %(line)s"),
        "line_dropped": _("%(domain)s: not needed or not possible, %(line)s"),
        "line_open": _("%(domain)s: looked at, %(line)s"),
    }
    title = titles.get(what, what) % named
    if data.get("level"):
        title += f" ({level(data['level'])})"
    return title, str(data.get("text", "")), "pine" if what in ("line_done", "signed") else ""


def _school(data: Mapping[str, Any]) -> Told:
    title = codes.label(library.STATES, str(data.get("state", "")))
    if data.get("school"):
        title = _("%(state)s: %(school)s") % {"state": title, "school": data["school"]}
    return title, str(data.get("group", "")), ""


def _school_note(data: Mapping[str, Any]) -> Told:
    attends = codes.label("school_attendance", str(data.get("attendance", "")))
    title = _("School: %(attendance)s") % {"attendance": attends}
    return title, str(data.get("words", "")), "" if data.get("attendance") == "regular" else "amber"


def _school_told(data: Mapping[str, Any]) -> Told:
    title = _("Told at school: %(who)s") % {"who": data.get("who", "")}
    return title, "; ".join(codes.labels(library.MAY_KNOW, list(data.get("told", ())))), ""


TITLES: Final[dict[str, Callable[[Mapping[str, Any]], Told]]] = {
    "child_plan": _plan,
    "child_plan_event": _event,
    "school": _school,
    "school_note": _school_note,
    "school_told": _school_told,
}
