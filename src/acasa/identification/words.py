"""Words of screening and determination: answers, readings, the record, the timeline, the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from acasa.cases import codes, presenters
from acasa.identification import library
from acasa.identification.rules import determination as decided
from acasa.identification.rules import screening as rules
from acasa.identification.rules.screening import Need
from acasa.vault import tokens

ANSWERS: Final[dict[str, Any]] = {
    rules.PRESENT: pgettext_lazy("indicator", "Yes"),
    rules.ABSENT: pgettext_lazy("indicator", "No"),
    rules.UNKNOWN: pgettext_lazy("indicator", "Not known"),
    rules.NOT_ASKED: pgettext_lazy("indicator", "Not asked"),
}
STRENGTHS: Final[dict[str, Any]] = {
    rules.STRONG: pgettext_lazy("indicator", "strong"),
    rules.MEDIUM: pgettext_lazy("indicator", "medium"),
    rules.WEAK: pgettext_lazy("indicator", "weak"),
}
# What a dimension says, by positive and open.
STATES: Final[dict[str, Any]] = {
    rules.YES: pgettext_lazy("dimension", "Positive"),
    rules.OPEN: pgettext_lazy("dimension", "Still open"),
    rules.NO: pgettext_lazy("dimension", "Not positive"),
}
STATE_TONES: Final = {rules.YES: "plum", rules.OPEN: "amber", rules.NO: "grey"}
WAYS: Final[dict[str, Any]] = {
    rules.TWO_STRONG: gettext_lazy("two strong indicators"),
    rules.STRONG_AND_OTHER: gettext_lazy("one strong indicator and another one"),
    rules.THREE_MEDIUM: gettext_lazy("three medium indicators"),
    rules.TWO_MEDIUM_ONE_WEAK: gettext_lazy("two medium indicators and a weak one"),
}
ELEMENTS: Final[dict[str, Any]] = {
    rules.ACT: pgettext_lazy("element", "Act"),
    rules.MEANS: pgettext_lazy("element", "Means"),
    rules.EXPLOITATION: pgettext_lazy("element", "Exploitation"),
}
ELEMENT_STATES: Final[dict[str, Any]] = {
    rules.YES: pgettext_lazy("element", "spoken for"),
    rules.OPEN: pgettext_lazy("element", "still open"),
    rules.NO: pgettext_lazy("element", "not spoken for"),
}
READINGS: Final[dict[str, Any]] = {
    rules.YES: gettext_lazy("The answers speak for trafficking"),
    rules.OPEN: gettext_lazy("Too little is known to say"),
    rules.NO: gettext_lazy("By these answers not every part comes together"),
}
READING_TONES: Final = {rules.YES: "plum", rules.OPEN: "amber", rules.NO: "grey", "": "grey"}
READING_MORE: Final[dict[str, Any]] = {
    rules.YES: gettext_lazy("That is a reason to presume it and to protect, not a finding."),
    rules.OPEN: gettext_lazy(
        "What was not asked or is not known could still change it. It can wait until she is ready."
    ),
    rules.NO: gettext_lazy("It is no finding either, and takes no help away. Another day may tell more."),
}
REMARKS: Final[dict[str, Any]] = {
    "exploitation_without_means": gettext_lazy(
        "Exploitation is spoken for, but no means. Exploitation alone gives rights too, and needs help."
    ),
    "deception_without_coercion": gettext_lazy(
        "Deceived and exploited, but nothing speaks of force: the example in the source counts this apart from "
        "trafficking, the definition does not. Talk it over with a lawyer."
    ),
    "means_without_exploitation": gettext_lazy(
        "Somebody was deceived, forced or used, but exploitation is not spoken for. Was it meant, or was it prevented?"
    ),
    "means_not_needed": gettext_lazy(
        "For a child no means need be shown: deceived or forced or not, it counts."
    ),
}
CERTAINTY: Final[dict[str, Any]] = {
    "high": gettext_lazy("The list is as its source says it."),
    "medium": gettext_lazy("The list was taken over from a second hand: check it against the original."),
    "low": gettext_lazy("The list is unverified: your organisation must check it."),
}
OWN: Final = gettext_lazy(
    "A list of our own, after common practice and not validated: your organisation must check it."
)

STATUSES: Final[dict[str, Any]] = {
    decided.PRESUMED: pgettext_lazy("determination", "Presumed to have been trafficked"),
    decided.IDENTIFIED: pgettext_lazy("determination", "Identified as trafficked"),
    decided.NOT_IDENTIFIED: pgettext_lazy("determination", "Not identified as trafficked"),
}
STATUS_TONES: Final = {decided.PRESUMED: "amber", decided.IDENTIFIED: "plum", decided.NOT_IDENTIFIED: "grey"}
APPEALS: Final[dict[str, Any]] = {
    decided.APPEAL_NONE: pgettext_lazy("appeal", "Nothing to appeal"),
    decided.APPEAL_OPEN: pgettext_lazy("appeal", "There is time to appeal"),
    decided.APPEAL_FILED: pgettext_lazy("appeal", "An appeal was made"),
    decided.APPEAL_NOT_WANTED: pgettext_lazy("appeal", "She does not want to appeal"),
    decided.APPEAL_UPHELD: pgettext_lazy("appeal", "The appeal succeeded"),
    decided.APPEAL_REJECTED: pgettext_lazy("appeal", "The appeal was rejected"),
}
APPEAL_TONES: Final = {
    decided.APPEAL_OPEN: "amber",
    decided.APPEAL_FILED: "amber",
    decided.APPEAL_UPHELD: "pine",
}


def draft_kind(set_: str) -> str:
    """Under which name an unfinished screening is kept: it stands beside the case's id and must not tell the set."""
    return f"scr-{tokens.pseudonym('screening draft', set_).hex()[:16]}"


# Audit verbs to words; details of the record to a label.
VERBS: dict[str, Any] = {
    "identification.read": gettext_lazy("Reading the identification"),
    "screening.read": gettext_lazy("Reading a screening"),
    "screening.answer": gettext_lazy("Working on a screening"),
    "screening.save": gettext_lazy("Keeping a screening"),
    "screening.print": gettext_lazy("Printing a screening"),
    "determination.save": gettext_lazy("Recording a determination"),
    "determination.status": gettext_lazy("Taking a determination over into the facts"),
}
DETAILS: dict[str, Any] = {}
# Kinds of long forms that keep themselves while somebody types: each set's screening, and the determination.
FORM_KINDS: tuple[str, ...] = (*(draft_kind(code) for code in library.sets()), "determination")

Told = tuple[str, str, str]


def certainty(published: library.Published) -> str:
    """How far a set can be trusted."""
    return str(OWN if published.own else CERTAINTY[published.certainty])


def set_title(code: str) -> str:
    """A set's name in the reader's language; one that the library lost since is shown by its code."""
    found = library.find(code)
    return found.title(codes.language()) if found else code


def state_of(positive: bool, open_: bool) -> str:
    return rules.YES if positive else rules.OPEN if open_ else rules.NO


def need(one: Need) -> str:
    """What more would be needed: two strong ones, or a strong one and another."""
    parts = (
        (one.strong, lambda n: ngettext("%(count)d strong indicator", "%(count)d strong indicators", n)),
        (one.medium, lambda n: ngettext("%(count)d medium indicator", "%(count)d medium indicators", n)),
        (one.weak, lambda n: ngettext("%(count)d weak indicator", "%(count)d weak indicators", n)),
        (one.other, lambda n: ngettext("%(count)d medium or weak one", "%(count)d medium or weak ones", n)),
    )
    said = [words(number) % {"count": number} for number, words in parts if number]
    return (" " + _("and") + " ").join(said)


def reading(data: Mapping[str, Any]) -> str:
    """What a screening says in one line: its reading, or how many signs there are."""
    code = str((data.get("result") or {}).get("reading", ""))
    if code:
        return str(READINGS[code])
    number = sum(answer == rules.PRESENT for answer in data.get("answers", {}).values())
    return ngettext("%(count)d of them is there", "%(count)d of them are there", number) % {"count": number}


def _screening(data: Mapping[str, Any]) -> Told:
    return _("Screening: %(set)s") % {"set": set_title(str(data["set"]))}, reading(data), ""


def _determination(data: Mapping[str, Any]) -> Told:
    by = str(
        data.get("who") or codes.label("htcds/decision_making_organisation", str(data.get("by_whom", "")))
    )
    text = " · ".join(part for part in (by, presenters.day_words(str(data["on"]))) if part)
    return str(STATUSES[str(data["status"])]), text, "plum"


# Kinds of records to what the timeline says of them: (title, text, tone).
TITLES: dict[str, Callable[[Mapping[str, Any]], Told]] = {
    "screening": _screening,
    "determination": _determination,
}


def due_words(data: Mapping[str, Any]) -> str:
    """What the day says of a determination: the last day of an appeal."""
    return _("The last day to appeal: %(status)s") % {"status": STATUSES[str(data["status"])]}
