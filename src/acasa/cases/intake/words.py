"""The words of an intake: questions, pages, answers, and what the record and the timeline call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acasa.cases import codes
from acasa.cases.intake import rules

VERBS: Final[dict[str, Any]] = {
    "intake.save": _("Keeping a page of the intake"),
    "intake.needs": _("Keeping the needs of the first days"),
    "intake.plan": _("Planning steps for the first days"),
    "intake.tell": _("Telling her what can't be kept secret"),
    "intake.report": _("Recording a report that the law demands"),
    "consent.answer": _("Recording her answer about consent"),
}

# Title of each page, and a sentence under it.
PAGES: Final[dict[str, tuple[Any, Any]]] = {
    "safety": (
        _("Is she safe?"),
        _("The place, the people around her, the children, and what we do right now."),
    ),
    "told": (
        _("What can't be kept secret"),
        _("Before any story. Read it with her, in her language, at her pace."),
    ),
    "keep_data": (
        _("May we keep what she tells us?"),
        _("Point by point, in her language. Whatever she answers, she is helped."),
    ),
    "be_counted": (
        _("May she be counted without a name?"),
        _("Asked apart. She may say yes to one and no to the other."),
    ),
    "needs": (_("The first days"), _("What she needs now. Each answer is right, and can change tomorrow.")),
    "wants": (_("What she wants"), _("Her own wishes, before ours.")),
    "came": (_("How she came to us"), _("The way to us, not the way there.")),
    "family": (_("Family"), _("A sentence is enough. The family has a page of its own.")),
    "work": (_("Education and work"), _("What she has learnt, and what she is good at.")),
    "health": (_("Health, in short"), _("Sealed in the compartment of health. No history is needed now.")),
    "legal": (
        _("Papers and law"),
        _("Sealed in the compartment of law. What happened to her is not asked here."),
    ),
}

QUESTIONS: Final[dict[str, Any]] = {
    "safe_place": _("Can she talk safely where she is?"),
    "danger": _("Is she in danger now?"),
    "who_with": _("Who is with her?"),
    "children_safe": _("Are her children safe?"),
    "plan": _("What do we do right now, and what if it gets worse?"),
    "wants": _("What does she want?"),
    "not_wanted": _("What does she not want?"),
    "how": _("How did she come to us, and through whom?"),
    "who_knows": _("Who knows that she is here?"),
    "family": _("Who is her family, in a sentence?"),
    "family_contact": _("Does she want contact with them?"),
    "school": _("What has she learnt?"),
    "work": _("What work has she done, and would like to do?"),
    "good_at": _("What is she good at?"),
    "worries": _("What hurts or worries her now?"),
    "medicines": _("Medicines, allergies, pregnancy"),
    "doctor": _("Does she want to see a doctor?"),
    "papers": _("Which papers does she have, and who holds them?"),
    "court": _("Is anything under way with police or court?"),
    "lawyer": _("Does she want a lawyer?"),
}

# What the words beside a yes or a no tell.
MORE: Final[dict[str, Any]] = {
    "safe_place": _("Where and when could she?"),
    "danger": _("From whom, or from what?"),
    "children_safe": _("Where are they, and with whom?"),
    "family_contact": _("With whom, and how is it safe?"),
    "court": _("Where, and what comes next?"),
}

ANSWERS: Final[dict[str, Any]] = {
    rules.YES: _("Yes"),
    rules.NO: _("No"),
    rules.NONE: _("She has no children"),
    rules.TOLD: _("She tells"),
    rules.RATHER_NOT_SAY: _("Rather not say"),
    rules.NOT_NOW: _("Not the right time"),
}

PURPOSES: Final[dict[str, Any]] = {
    "keep_data": _("Keeping what she tells us"),
    "be_counted": _("Being counted without a name"),
    "share": _("Sharing with others"),
    "photo": _("Photographs"),
}

CONSENTS: Final[dict[str, Any]] = {
    rules.AGREED: pgettext_lazy("consent", "Agreed"),
    rules.NOT_NOW: pgettext_lazy("consent", "Not now"),
    rules.REFUSED: pgettext_lazy("consent", "Refused"),
}

HOW: Final[dict[str, Any]] = {
    "read_to_her": _("Read to her"),
    "she_read": _("She read it herself"),
    "interpreter": _("Through an interpreter"),
}

CONSENT_HOW: Final[dict[str, Any]] = {
    "spoken": _("She said it"),
    "signed": _("She signed"),
    "interpreter": _("Through an interpreter"),
}


def question(code: str) -> str:
    """What a question asks; needs of the first days have their words in the library."""
    return str(QUESTIONS[code]) if code in QUESTIONS else codes.label("first_days", code)


def answer(given: Mapping[str, Any] | None) -> str:
    """An answer in words: "Yes: to the sister's"."""
    if not given or not given.get("answer"):
        return ""
    said, more = str(ANSWERS.get(given["answer"], given["answer"])), str(given.get("words", ""))
    if given["answer"] == rules.TOLD and more:
        return more
    return _now("%(answer)s: %(words)s") % {"answer": said, "words": more} if more else said


def consent(data: Mapping[str, Any]) -> tuple[str, str]:
    """An answer about consent in words, and its tone."""
    if data.get("stopped"):
        return _now("She chose to stop"), "plum"
    tones = {rules.AGREED: "pine", rules.NOT_NOW: "amber", rules.REFUSED: "plum"}
    code = str(data.get("answer", ""))
    return str(CONSENTS.get(code, code)), tones.get(code, "grey")


def _page(data: Mapping[str, Any]) -> tuple[str, str, str]:
    title = PAGES.get(str(data.get("step")), (_("Intake"), ""))[0]
    return _now("Intake: %(page)s") % {"page": title}, "", ""


def _told(data: Mapping[str, Any]) -> tuple[str, str, str]:
    return _now("She was told what can't be kept secret"), str(data.get("words", "")), "plum"


def _consent(data: Mapping[str, Any]) -> tuple[str, str, str]:
    purpose = PURPOSES.get(str(data.get("purpose")), "")
    title = _now("%(purpose)s: %(answer)s") % {"purpose": purpose, "answer": consent(data)[0]}
    return title, str(data.get("words", "")), "plum"


def _report(data: Mapping[str, Any]) -> tuple[str, str, str]:
    to = {"to": data.get("to", "")}
    if not data.get("reported_on"):
        return _now("The law demands a report: %(to)s") % to, str(data.get("what", "")), "amber"
    return _now("Reported: %(to)s") % to, str(data.get("what", "")), "amber"


TITLES: Final = {"intake": _page, "told": _told, "consent": _consent, "report": _report}
