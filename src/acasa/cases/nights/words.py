"""Words of the record and the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acasa.cases import presenters
from acasa.cases.nights import rules

# What an entry of the record about a night tells: a label, and how its value is said where that is a code.
DETAILS: Final[dict[str, Any]] = {
    "words": (gettext_lazy("Looked for"), str),
    "reason": (gettext_lazy("Why"), str),
    "compartments": (gettext_lazy("What was opened"), presenters.compartment_label),
    # The id of the opening says nothing to a reader.
    "opening": ("", lambda value: None),
    "covering": (gettext_lazy("Who stands in"), None),
    "verdict": (gettext_lazy("What the review found"), lambda value: str(VERDICTS.get(value, value))),
    "until": (gettext_lazy("Until"), lambda value: presenters.moment_words(str(value))),
    "days": (gettext_lazy("Days"), None),
    "count": (gettext_lazy("How many"), None),
    "from": (gettext_lazy("From"), lambda value: presenters.day_words(str(value))),
    "to": (gettext_lazy("To"), None),
}

VERBS: Final[dict[str, Any]] = {
    "emergency.open": gettext_lazy("Emergency opening"),
    "emergency.end": gettext_lazy("Ending an emergency opening"),
    "emergency.review": gettext_lazy("Reviewing an emergency opening"),
    "emergency.read": gettext_lazy("Reading an emergency opening to review"),
    "emergency.lend": gettext_lazy("Using what an emergency lent"),
    "emergency.set_up": gettext_lazy("Setting emergency opening up"),
    "emergency.prepare": gettext_lazy("Preparing older cases for emergencies"),
    "night.word": gettext_lazy("Leaving word from the night"),
    "night.search": gettext_lazy("Looking for a person at night"),
    "envelope.make": gettext_lazy("Making a night envelope"),
    "envelope.use": gettext_lazy("Opening a night envelope"),
    "envelope.revoke": gettext_lazy("Taking a night envelope back"),
    "envelope.seen": gettext_lazy("Reading that a night envelope was opened"),
    "cover.make": gettext_lazy("Saying who stands in"),
    "cover.end": gettext_lazy("Ending a cover"),
    "deputy.take": gettext_lazy("Taking a restricted case over"),
    "deputy.name": gettext_lazy("Naming who may open a restricted case"),
    "deputy.remove": gettext_lazy("Taking somebody off a restricted case"),
}

VERDICTS: Final[dict[str, Any]] = {
    rules.JUSTIFIED: gettext_lazy("It was right"),
    rules.NOT_NEEDED: gettext_lazy("In good faith, but not needed"),
    rules.NOT_JUSTIFIED: gettext_lazy("It was not right"),
}
TONES: Final = {rules.JUSTIFIED: "pine", rules.NOT_NEEDED: "amber", rules.NOT_JUSTIFIED: "brick"}


def compartments(codes: Any) -> str:
    """Compartments in words."""
    return ", ".join(presenters.compartment_label(str(code)) for code in codes)


def _emergency(data: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("Opened in an emergency: %(what)s") % {"what": compartments(data.get("compartments", ()))}
    lines = [str(data.get("reason", ""))]
    verdict = str(data.get("verdict", ""))
    if verdict:
        said = {"verdict": str(VERDICTS.get(verdict, verdict)), "name": str(data.get("reviewed_by", ""))}
        lines.append(_("%(name)s reviewed it: %(verdict)s.") % said + " " + str(data.get("review", "")))
    return title, "\n".join(line.strip() for line in lines if line.strip()), TONES.get(verdict, "brick")


def _word(data: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Word from the night"), str(data.get("text", "")), "plum"


TITLES = {"emergency": _emergency, "night_word": _word}
