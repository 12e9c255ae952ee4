"""Words of the legal track: what codes mean, what the record calls its acts, lines of the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from acasa.cases import codes, presenters
from acasa.cases.law import rules

TITLE: Final[dict[str, Any]] = {
    rules.COOPERATION: gettext_lazy("Her decision about the authorities"),
    rules.ROLE: gettext_lazy("Her role, and who represents her"),
    rules.HEARING: gettext_lazy("Hearings"),
    rules.PROCEEDING: gettext_lazy("Proceedings"),
    rules.STATUS: gettext_lazy("Status and residence"),
    rules.ORDER: gettext_lazy("Protection orders"),
    rules.NON_PUNISHMENT: gettext_lazy("Not to be punished"),
    rules.COMPENSATION: gettext_lazy("Compensation"),
    rules.DOCUMENT: gettext_lazy("Her documents"),
}
ONE: Final[dict[str, Any]] = {
    rules.COOPERATION: TITLE[rules.COOPERATION],
    rules.ROLE: TITLE[rules.ROLE],
    rules.HEARING: gettext_lazy("A hearing"),
    rules.PROCEEDING: gettext_lazy("Proceedings"),
    rules.STATUS: gettext_lazy("A status, a permit, a reflection period"),
    rules.ORDER: gettext_lazy("A protection order"),
    rules.NON_PUNISHMENT: gettext_lazy("What she was made to do"),
    rules.COMPENSATION: gettext_lazy("A claim for compensation"),
    rules.DOCUMENT: gettext_lazy("A document"),
}
# Questions of the forms, as they stand beside an answer.
SHORT: Final[dict[str, Any]] = {
    "counsel_kind": pgettext_lazy("law", "Represented by"),
    "counsel": pgettext_lazy("law", "Lawyer"),
    "counsel_contact": pgettext_lazy("law", "Reached by"),
    "counsel_since": pgettext_lazy("law", "Since"),
    "words": pgettext_lazy("law", "Note"),
    "role": pgettext_lazy("law", "Her role"),
    "number": pgettext_lazy("law", "File"),
    "opened_on": pgettext_lazy("law", "Since"),
    "proceeding": pgettext_lazy("law", "Proceedings"),
    "place": pgettext_lazy("law", "Where"),
    "protection": pgettext_lazy("law", "Protection"),
    "protection_state": pgettext_lazy("law", "Answer"),
    "accompany": pgettext_lazy("law", "Goes with her"),
    "outcome": pgettext_lazy("law", "Outcome"),
    "next": pgettext_lazy("law", "Next"),
    "against": pgettext_lazy("law", "Against"),
    "authority": pgettext_lazy("law", "Authority"),
    "breached_on": pgettext_lazy("law", "Broken on"),
    "breach": pgettext_lazy("law", "Broken"),
    "appeal_until": pgettext_lazy("law", "Appeal until"),
    "appeal": pgettext_lazy("law", "Appeal"),
    "offences": pgettext_lazy("law", "Blamed for"),
    "forced": pgettext_lazy("law", "Made to do it"),
    "asked_of": pgettext_lazy("law", "Asked of"),
    "asked_on": pgettext_lazy("law", "Asked on"),
    "decided_on": pgettext_lazy("law", "Decided on"),
    "decision": pgettext_lazy("law", "Decision"),
    "basis": pgettext_lazy("law", "For what"),
    "kept_at": pgettext_lazy("law", "Kept at"),
    "applied_at": pgettext_lazy("law", "Office"),
    "applied_on": pgettext_lazy("law", "Applied on"),
    "expected_on": pgettext_lazy("law", "Ready on"),
    "valid_until": pgettext_lazy("law", "Valid until"),
}
HEARING_STATES: Final[dict[str, Any]] = {
    "planned": pgettext_lazy("hearing", "to come"),
    "held": pgettext_lazy("hearing", "it took place"),
    "cancelled": pgettext_lazy("hearing", "called off"),
}
MEASURES: Final[dict[str, Any]] = {
    "asked": pgettext_lazy("measures", "asked for"),
    "granted": pgettext_lazy("measures", "granted"),
    "partly": pgettext_lazy("measures", "granted in part"),
    "refused": pgettext_lazy("measures", "refused"),
}
ANSWERS: Final[dict[str, Any]] = {
    "agreed": gettext_lazy("She agrees to work with them"),
    "not_now": gettext_lazy("Not now"),
    "refused": gettext_lazy("She does not want it"),
}
TONES: Final = {
    "planned": "amber",
    "held": "pine",
    "cancelled": "grey",
    "agreed": "pine",
    "not_now": "grey",
    "asked": "amber",
    "granted": "pine",
    "partly": "pine",
    "refused": "brick",
    "appeal": "amber",
    "ended": "grey",
    "preparing": "grey",
    "court": "amber",
    "investigation": "amber",
    "decided": "pine",
}

# Audit verbs to words; details of the record to a label.
VERBS: dict[str, Any] = {
    "law.read": gettext_lazy("Looking at the legal pages"),
    "law.add": gettext_lazy("Writing in the legal pages"),
    "law.change": gettext_lazy("Changing something in the legal pages"),
    "law.returned": gettext_lazy("Giving a document back to her"),
}

# What the timeline calls them.
TOLD: Final[dict[str, Any]] = {
    rules.ROLE: pgettext_lazy("timeline", "Her role"),
    rules.STATUS: pgettext_lazy("timeline", "Status"),
    rules.ORDER: pgettext_lazy("timeline", "Protection order"),
    rules.DOCUMENT: pgettext_lazy("timeline", "Document"),
    rules.COMPENSATION: pgettext_lazy("timeline", "Compensation"),
}

Told = tuple[str, str, str]


def what(kind: str, data: Mapping[str, Any]) -> str:
    """A record of this part in a few words."""
    if kind == rules.HEARING:
        return codes.label("hearing_kinds", str(data.get("what_for", "")))
    if kind == rules.PROCEEDING:
        said = codes.label("proceeding_kinds", str(data.get("type", "")))
        return f"{said} · {data['authority']}" if data.get("authority") else said
    if kind == rules.ORDER:
        return codes.label("protection_order_kinds", str(data.get("what", "")))
    if kind == rules.STATUS:
        return codes.label("legal_status_kinds", str(data.get("what", "")))
    if kind == rules.DOCUMENT:
        said = codes.label("document_types", str(data.get("type", "")))
        return f"{said} · {data['which']}" if data.get("which") else said
    if kind == rules.COMPENSATION:
        return codes.label("compensation_sources", str(data.get("against", "")))
    if kind == rules.ROLE:
        return ", ".join(codes.labels("legal_roles", list(data.get("roles", ()))))
    if kind == rules.COOPERATION:
        return str(ANSWERS.get(str(data.get("answer", "")), ""))
    return str(ONE[kind])


def state(kind: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """How a record stands, and its tone."""
    code = str(data.get("state", ""))
    if kind == rules.DOCUMENT:
        code = str(data.get("held_by", ""))
        tone = {"her": "pine", "us": "plum", "exploiter": "brick", "applied": "amber"}.get(code, "grey")
        return codes.label("document_holders", code), tone
    if kind == rules.HEARING:
        return str(HEARING_STATES.get(code, "")), TONES.get(code, "grey")
    if kind == rules.PROCEEDING:
        return codes.label("proceeding_states", code), TONES.get(code, "grey")
    if kind == rules.COOPERATION:
        return "", ""
    return codes.label("legal_answers", code), TONES.get(code, "grey")


def due_text(kind: str, slot: str, data: Mapping[str, Any]) -> str:
    """What the day says of it, to those who hold the key."""
    said = {"what": what(kind, data)}
    if kind == rules.HEARING:
        if data.get("start"):
            return _("%(what)s at %(hour)s") % {**said, "hour": data["start"]}
        return said["what"]
    if slot == "appeal_until":
        return _("Last day to appeal: %(what)s") % said
    if slot == "expected_on":
        return _("To be ready: %(what)s") % said
    return _("Ends: %(what)s") % said


def _plain(kind: str, text: str) -> Callable[[Mapping[str, Any]], Told]:
    def told(data: Mapping[str, Any]) -> Told:
        name = str(TOLD.get(kind, ONE[kind]))
        title = f"{name}: {what(kind, data)}" if what(kind, data) != str(ONE[kind]) else name
        how, _tone = state(kind, data)
        return f"{title} ({how})" if how else title, str(data.get(text, "")), ""

    return told


def _hearing(data: Mapping[str, Any]) -> Told:
    day = presenters.day_words(str(data.get("on", "")))
    title = pgettext("timeline", "Hearing on %(day)s: %(what)s") % {
        "day": day,
        "what": what(rules.HEARING, data),
    }
    how, tone = state(rules.HEARING, data)
    return f"{title} ({how})", str(data.get("outcome", "")), tone if data.get("state") == "held" else ""


def _cooperation(data: Mapping[str, Any]) -> Told:
    said = {"answer": what(rules.COOPERATION, data)}
    # Each answer is a good one: none has a colour of its own.
    return _("Working with the authorities: %(answer)s") % said, str(data.get("words", "")), "plum"


def _document(data: Mapping[str, Any]) -> Told:
    if data.get("returned_on"):
        return _("Given back to her: %(what)s") % {"what": what(rules.DOCUMENT, data)}, "", "pine"
    return _plain(rules.DOCUMENT, "words")(data)


# Kinds of records to what the timeline says of them: (title, text, tone).
TITLES: dict[str, Callable[[Mapping[str, Any]], Told]] = {
    rules.ROLE: _plain(rules.ROLE, ""),
    rules.COOPERATION: _cooperation,
    rules.PROCEEDING: _plain(rules.PROCEEDING, "words"),
    rules.HEARING: _hearing,
    rules.ORDER: _plain(rules.ORDER, "words"),
    rules.STATUS: _plain(rules.STATUS, "words"),
    rules.NON_PUNISHMENT: _plain(rules.NON_PUNISHMENT, "offences"),
    rules.COMPENSATION: _plain(rules.COMPENSATION, "basis"),
    rules.DOCUMENT: _document,
}
# Kinds of long forms that keep themselves while somebody types.
FORM_KINDS: tuple[str, ...] = tuple(f"law_{kind}" for kind in rules.KINDS)
