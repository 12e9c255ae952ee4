"""Words of this part for the record of who did what, and for the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from acasa.cases import codes, presenters
from acasa.cases.safety import library, rules

# Audit verbs to words; details of the record to a label.
VERBS: dict[str, Any] = {
    "safety.read": gettext_lazy("Reading about risk and safety"),
    "risk.read": gettext_lazy("Reading an assessment of risk"),
    "risk.assess": gettext_lazy("Assessing risk"),
    "safety_plan.read": gettext_lazy("Reading a safety plan"),
    "safety_plan.save": gettext_lazy("Making a version of a safety plan"),
    "safety_plan.answer": gettext_lazy("Recording what she says to a safety plan"),
    "protocol.read": gettext_lazy("Reading a same-day protocol"),
    "protocol.begin": gettext_lazy("Opening a same-day protocol"),
    "protocol.decline": gettext_lazy("Saying why no protocol is needed"),
    "protocol.step": gettext_lazy("A step of a same-day protocol"),
    "protocol.end": gettext_lazy("Ending a same-day protocol"),
    "protocol.note": gettext_lazy("Clinical words to a protocol"),
    "reaction.read": gettext_lazy("Reading about reactions of a child"),
    "reaction.add": gettext_lazy("Recording reactions of a child"),
}

ANSWERS: dict[str, Any] = {
    rules.PRESENT: pgettext_lazy("risk", "yes"),
    rules.ABSENT: pgettext_lazy("risk", "no"),
    rules.UNKNOWN: pgettext_lazy("risk", "not known"),
    rules.NOT_ASKED: pgettext_lazy("risk", "not asked"),
}
ANSWER_TONES = {rules.PRESENT: "brick", rules.ABSENT: "pine", rules.UNKNOWN: "amber", rules.NOT_ASKED: "grey"}
GROUPS: dict[str, Any] = {
    "her": gettext_lazy("What may happen to her"),
    "people": gettext_lazy("From whom the danger comes"),
    "children": gettext_lazy("Her children"),
    "health": gettext_lazy("Health and harm to herself"),
    "place": gettext_lazy("What they know of where she is"),
    "digital": gettext_lazy("Telephone and internet"),
    "family": gettext_lazy("Family"),
    "staff": gettext_lazy("Colleagues"),
}
AGREEMENTS: dict[str, Any] = {
    rules.AGREED: gettext_lazy("She agrees"),
    rules.NOT_YET: gettext_lazy("Not yet"),
    rules.REFUSED: gettext_lazy("She does not want it"),
}
AGREEMENT_TONES = {rules.AGREED: "pine", rules.NOT_YET: "amber", rules.REFUSED: "plum"}
AT_HOME: dict[str, Any] = {
    "yes": gettext_lazy("Yes, she takes it home"),
    "no": gettext_lazy("No: she reads it here"),
    "not_asked": gettext_lazy("Not asked yet"),
}
# The parts of a plan: as colleagues read them, and as she does on her own paper.
PARTS: dict[str, Any] = {
    "warning": gettext_lazy("How she notices that it becomes dangerous"),
    "code_word": gettext_lazy("The word that means: I need help"),
    "call": gettext_lazy("Whom she calls"),
    "people": gettext_lazy("People who are safe"),
    "places": gettext_lazy("Places that are safe"),
    "night": gettext_lazy("Where she goes at night"),
    "bag": gettext_lazy("Bag and papers"),
    "phone": gettext_lazy("Telephone and internet"),
    "children": gettext_lazy("The children"),
    "words": gettext_lazy("What else matters to her"),
}
HERS: dict[str, Any] = {
    "warning": gettext_lazy("How I notice that it becomes dangerous"),
    "code_word": gettext_lazy("The word that means: I need help"),
    "call": gettext_lazy("Whom I call"),
    "people": gettext_lazy("People who are safe for me"),
    "places": gettext_lazy("Places that are safe for me"),
    "night": gettext_lazy("Where I go at night"),
    "bag": gettext_lazy("What lies ready: bag and papers"),
    "phone": gettext_lazy("My telephone and the internet"),
    "children": gettext_lazy("My children"),
    "words": gettext_lazy("What else matters to me"),
}
WHO: dict[str, Any] = {
    "finder": gettext_lazy("whoever is with her"),
    "worker": gettext_lazy("her social worker"),
    "supervisor": gettext_lazy("the supervisor"),
    "clinician": gettext_lazy("the clinician"),
}
INTENSITIES: dict[str, Any] = {
    "mild": pgettext_lazy("reaction", "mild"),
    "strong": pgettext_lazy("reaction", "strong"),
    "overwhelming": pgettext_lazy("reaction", "overwhelming"),
}
INTENSITY_TONES = {"mild": "grey", "strong": "amber", "overwhelming": "brick"}
CERTAINTY: dict[str, Any] = {
    "high": gettext_lazy("sure"),
    "medium": gettext_lazy("fairly sure"),
    "low": gettext_lazy("from memory, to be checked"),
}

# Kinds of long forms that keep themselves while somebody types.
FORM_KINDS: tuple[str, ...] = ("risk_assessment", "safety_plan", "crisis_reaction")

Told = tuple[str, str, str]


def protocol_title(signal: str) -> str:
    """A protocol's name; its code where this library has no such file."""
    found = library.protocols().get(signal)
    return found.title() if found else signal


def within(minutes: int) -> str:
    """How soon a step is to be done."""
    if minutes == 0:
        return _("at once")
    if minutes < 120:
        return ngettext("within %(count)d minute", "within %(count)d minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    return ngettext("within %(count)d hour", "within %(count)d hours", hours) % {"count": hours}


def left(minutes: int) -> str:
    """How much time a step has left, or how late it is."""
    if minutes < 0:
        late = -minutes
        if late < 120:
            return ngettext("%(count)d minute late", "%(count)d minutes late", late) % {"count": late}
        hours = late // 60
        return ngettext("%(count)d hour late", "%(count)d hours late", hours) % {"count": hours}
    if minutes < 120:
        return ngettext("%(count)d minute left", "%(count)d minutes left", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("%(count)d hour left", "%(count)d hours left", hours) % {"count": hours}


def _risk(data: Mapping[str, Any]) -> Told:
    title = _("Risk assessed: %(level)s") % {"level": presenters.risk_label(str(data["level"]))}
    return title, str(data.get("why", "")), presenters.risk_tone(str(data["level"]))


def _plan(data: Mapping[str, Any]) -> Told:
    title = _("Safety plan, version %(number)s") % {"number": data["number"]}
    return title, str(AGREEMENTS.get(str(data.get("agreed")), "")), "plum"


def _protocol(data: Mapping[str, Any]) -> Told:
    title = _("Same-day protocol: %(protocol)s") % {"protocol": protocol_title(str(data["signal"]))}
    if data.get("state") != rules.ENDED:
        return title, _("It is running."), "brick"
    outcome = codes.label("protocol_outcomes", str(data.get("outcome", "")))
    words = str(data.get("outcome_words", ""))
    return title, f"{outcome}. {words}" if words else outcome, "amber"


def _declined(data: Mapping[str, Any]) -> Told:
    title = _("No protocol needed: %(protocol)s") % {"protocol": protocol_title(str(data["signal"]))}
    return title, str(data.get("words", "")), ""


def _note(data: Mapping[str, Any]) -> Told:
    return _("Clinical words to a protocol"), str(data["text"]), ""


def _reaction(data: Mapping[str, Any]) -> Told:
    names = ", ".join(codes.labels("crisis_reactions", list(data["reactions"])))
    title = _("Reactions seen") if not data.get("child_name") else _("Reactions seen: %(child)s")
    title = title % {"child": data.get("child_name", "")}
    text = f"{names}. {data['words']}" if data.get("words") and names else names or str(data.get("words", ""))
    return title, text, "brick" if data.get("dangers") else ""


# Kinds of records to what the timeline says of them: (title, text, tone).
TITLES: dict[str, Callable[[Mapping[str, Any]], Told]] = {
    "risk": _risk,
    "safety_plan": _plan,
    "protocol": _protocol,
    "protocol_declined": _declined,
    "protocol_note": _note,
    "crisis_reaction": _reaction,
}
