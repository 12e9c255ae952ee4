"""The words of needs and plans: what codes mean, what the record calls its acts, lines of the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from acasa.cases import codes, presenters

SEVERITY_WORDS: Final[dict[str, Any]] = {
    "urgent": pgettext_lazy("need", "urgent"),
    "serious": pgettext_lazy("need", "serious"),
    "some": pgettext_lazy("need", "some need"),
    "met": pgettext_lazy("need", "nothing needed"),
}
SEVERITY_TONES: Final = {"urgent": "brick", "serious": "amber", "some": "grey", "met": "pine"}
NEED_STATUS_WORDS: Final[dict[str, Any]] = {
    "open": pgettext_lazy("need", "open"),
    "met": pgettext_lazy("need", "met"),
    "not_wanted": pgettext_lazy("need", "not wanted"),
}
NEED_STATUS_TONES: Final = {"open": "grey", "met": "pine", "not_wanted": "plum"}
CHALLENGE_STATUS_WORDS: Final[dict[str, Any]] = {
    "stands": "",
    "eased": pgettext_lazy("challenge", "eased"),
    "over": pgettext_lazy("challenge", "over"),
}
ACTION_STATUS_WORDS: Final[dict[str, Any]] = {
    "open": pgettext_lazy("action", "open"),
    "done": pgettext_lazy("action", "done"),
    "dropped": pgettext_lazy("action", "not needed or not possible"),
}
ACTION_STATUS_TONES: Final = {"open": "grey", "done": "pine", "dropped": "grey"}
ANSWER_WORDS: Final[dict[str, Any]] = {
    "agreed": pgettext_lazy("plan", "agreed"),
    "not_yet": pgettext_lazy("plan", "not yet agreed"),
    "refused": pgettext_lazy("plan", "she does not want it"),
}
ANSWER_TONES: Final = {"agreed": "pine", "not_yet": "amber", "refused": "plum"}
HOW_WORDS: Final[dict[str, Any]] = {
    "spoken": gettext_lazy("In words"),
    "signed": gettext_lazy("She signed it"),
    "interpreter": gettext_lazy("Through an interpreter"),
}
AT_HOME_WORDS: Final[dict[str, Any]] = {
    "yes": gettext_lazy("Yes, she takes it home"),
    "no": gettext_lazy("No: she reads it here"),
    "not_asked": gettext_lazy("Not asked yet"),
}

VERBS: Final[dict[str, Any]] = {
    "need.add": gettext_lazy("Recording a need"),
    "need.change": gettext_lazy("Changing a need"),
    "challenge.add": gettext_lazy("Recording a challenge"),
    "challenge.change": gettext_lazy("Changing a challenge"),
    "plan.read": gettext_lazy("Reading needs and plan"),
    "plan.draft": gettext_lazy("Working on a plan"),
    "plan.version": gettext_lazy("Making a version of a plan"),
    "plan.agree": gettext_lazy("Recording what she says to a plan"),
    "plan.approve": gettext_lazy("Approving a plan"),
    "plan.finish": gettext_lazy("Recording what became of an action"),
    "plan.review": gettext_lazy("Looking at a plan again"),
}

Told = tuple[str, str, str]


def _need(data: Mapping[str, Any]) -> Told:
    words = {"domain": codes.label("need_domains", str(data["domain"]))}
    title = _("Need: %(domain)s") % words
    if data.get("about_name"):
        title = f"{title} ({data['about_name']})"
    return title, str(data.get("words", "")), "plum" if data.get("status") == "not_wanted" else ""


def _challenge(data: Mapping[str, Any]) -> Told:
    title = _("In the way: %(challenge)s") % {"challenge": codes.label("challenges", str(data["code"]))}
    return title, str(data.get("words", "")), ""


def _plan(data: Mapping[str, Any]) -> Told:
    title = _("Plan, version %(number)s") % {"number": data["number"]}
    return title, str(data.get("reason", "")), "plum"


def _event(data: Mapping[str, Any]) -> Told:
    what, text = str(data["what"]), str(data.get("text", ""))
    said = {
        "number": data.get("number", ""),
        "action": data.get("action", ""),
        "day": presenters.day_words(str(data.get("due", ""))),
    }
    titles = {
        "agreed": _("She agreed to the plan, version %(number)s"),
        "not_yet": _("She has not agreed to the plan yet, version %(number)s"),
        "refused": _("She does not want the plan, version %(number)s"),
        "approved": _("Plan approved, version %(number)s"),
        "reviewed": _("Plan looked at again, version %(number)s"),
        "action_done": _("Done: %(action)s"),
        "action_dropped": _("Not needed or not possible: %(action)s"),
        "action_open": _("Still open: %(action)s"),
        "put_off": _("Put off to %(day)s: %(action)s"),
    }
    tone = {"agreed": "pine", "action_done": "pine", "approved": "pine"}.get(what, "")
    return titles.get(what, what) % said, text, tone


TITLES = {"need": _need, "challenge": _challenge, "plan": _plan, "plan_event": _event}


def review_words() -> str:
    """What the day says when a plan is to be looked at again."""
    return pgettext("day", "Look at the plan again with her")


def family() -> str:
    """Whom a need is about when it is everybody's at home."""
    return _("The family")
