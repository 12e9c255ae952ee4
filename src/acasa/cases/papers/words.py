"""Words of papers: titles, answers, verbs of the record, lines of the timeline; and which records papers read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acasa import vocabularies
from acasa.cases import codes
from acasa.cases.papers import rules
from acasa.vault.folders import OpenFolder

TITLES: Final[dict[str, Any]] = {
    rules.CONSENT: _("What I agree to"),
    rules.PLAN: _("My plan"),
    rules.SAFETY: _("If I need help"),
    rules.REFERRAL: _("Referral letter"),
    rules.SUMMARY: _("Summary of the case"),
    rules.INTAKE: _("First conversation"),
}

# How colleagues call them, and what each is for.
NAMES: Final[dict[str, Any]] = {
    rules.CONSENT: _("Consent form"),
    rules.PLAN: _("Individual plan"),
    rules.SAFETY: _("Safety sheet"),
    rules.REFERRAL: _("Referral letter"),
    rules.SUMMARY: _("Summary of the case"),
    rules.INTAKE: _("Blank intake form"),
}
# Papers that other rooms of a case make; the room of papers tells of them as well.
ELSEWHERE: Final[dict[str, Any]] = {
    "minutes": _("Minutes of a case conference"),
    "child_plan": _("Child's plan"),
    "child_copy": _("The child's own copy of the plan"),
    "safety_plan": _("Safety plan"),
}
ABOUT: Final[dict[str, Any]] = {
    rules.CONSENT: _("What she should know, her three possible answers, who receives what, a place to sign."),
    rules.PLAN: _("Her goals in her words, who does what by when, places to sign."),
    rules.SAFETY: _("Whom she calls and where she goes. No name, no case, no organisation."),
    rules.REFERRAL: _("To a partner, with only the facts that you tick one by one."),
    rules.SUMMARY: _("The parts that you choose, of what your keys open."),
    rules.INTAKE: _("To fill in by hand where there is no device, about nobody yet."),
}

PURPOSES: Final[dict[str, Any]] = {
    "keep_data": _("May we keep what you tell us, to help you?"),
    "be_counted": _("May you be counted, without your name?"),
    "share": _("May we tell the organisations below what they need to help you?"),
    "photo": _("May photographs be taken and kept?"),
}
ANSWERS: Final[dict[str, Any]] = {
    "agreed": pgettext_lazy("her answer", "Yes"),
    "not_now": pgettext_lazy("her answer", "Not now"),
    "refused": pgettext_lazy("her answer", "No"),
}
ACTION_STATES: Final[dict[str, Any]] = {
    "open": pgettext_lazy("action", "to do"),
    "done": pgettext_lazy("action", "done"),
    "dropped": pgettext_lazy("action", "not needed"),
}
PARTNER_ANSWERS: Final[dict[str, Any]] = {
    "accepted": _("They accept"),
    "declined": _("They decline"),
    "waiting_list": _("On a waiting list"),
    "no_answer": _("No answer"),
}
_TONES: Final = {"accepted": "pine", "declined": "brick", "waiting_list": "amber", "no_answer": "amber"}

VERBS: Final[dict[str, Any]] = {
    "paper.make": _("Making a paper"),
    "paper.read_here": _("Showing a paper to her on the screen"),
    "paper.sign": _("A paper signed on the screen"),
    "paper.keep": _("Keeping a paper signed by hand"),
    "paper.blank": _("Printing a blank intake form"),
    "partner.answer": _("Recording a partner's answer"),
}


def _paper(data: Mapping[str, Any]) -> tuple[str, str, str]:
    what = {**NAMES, **ELSEWHERE}.get(str(data.get("what", "")), _("Paper"))
    languages = codes.label("languages", str(data.get("language", "")))
    if data.get("file"):
        by_hand = data.get("signed") == "paper"
        how = _now("signed on paper") if by_hand else _now("signed on the screen")
        return f"{what}, {how}", str(data.get("name", "")), "plum"
    how = _now("read here on the screen") if data.get("read_here") else _now("printed")
    told = [languages]
    if data.get("to"):
        told.append(_now("to %(name)s") % {"name": data["to"]})
    if data.get("safe") == rules.NO:
        told.append(_now("not safe to take home"))
    return f"{what}, {how}", ", ".join(part for part in told if part), ""


def _partner_answer(data: Mapping[str, Any]) -> tuple[str, str, str]:
    answer = str(data.get("answer", ""))
    title = f"{data.get('organisation', '')}: {PARTNER_ANSWERS.get(answer, answer)}"
    said = str(data.get("words", ""))
    if data.get("person"):
        said = f"{data['person']}: {said}" if said else str(data["person"])
    return title, said, _TONES.get(answer, "")


TIMELINE: Final = {"paper": _paper, "partner_answer": _partner_answer}


def plan_of(folder: OpenFolder) -> dict[str, Any] | None:
    """The present plan: the version with the highest number."""
    plans = sorted(folder.of_kind("plan"), key=lambda record: int(record.data.get("number", 0)))
    return plans[-1].data if plans else None


def label(vocabulary: str, code: str) -> str:
    """What a code of a list says; its own letters where this installation has no such list."""
    try:
        return codes.label(vocabulary, code)
    except vocabularies.LibraryError:
        return code.replace("_", " ")
