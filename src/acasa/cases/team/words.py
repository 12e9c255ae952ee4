"""Words of this part: for the record of who did what, for the timeline, and for what the rules forbid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from acasa.cases import codes, presenters
from acasa.cases.team import rules

# Audit verbs to words; details of the record to a label.
VERBS: dict[str, Any] = {
    "team.read": gettext_lazy("Reading a case's team work"),
    "team.add": gettext_lazy("Adding somebody to the team of a case"),
    "team.change": gettext_lazy("Changing who is in the team of a case"),
    "task.add": gettext_lazy("Asking a colleague for something"),
    "task.change": gettext_lazy("Changing a task"),
    "task.finish": gettext_lazy("Finishing a task"),
    "conference.plan": gettext_lazy("Planning a case conference"),
    "conference.off": gettext_lazy("Calling a case conference off"),
    "conference.hold": gettext_lazy("Writing the minutes of a case conference"),
    "conference.decide": gettext_lazy("Adding a decision to a case conference"),
    "conference.print": gettext_lazy("Printing the minutes of a case conference"),
    "approval.read": gettext_lazy("Looking at what waits for approval"),
    "approval.ask": gettext_lazy("Asking for approval"),
    "approval.approve": gettext_lazy("Approving"),
    "approval.return": gettext_lazy("Returning for changes"),
    "approval.take_back": gettext_lazy("Taking a request for approval back"),
    "own.read": gettext_lazy("Looking at one's own notes"),
    "own.write": gettext_lazy("Writing a note of one's own"),
    "own.delete": gettext_lazy("Deleting a note of one's own"),
    "own.share": gettext_lazy("Saying that supervision took place"),
}

WHAT_WORDS: Final[dict[str, Any]] = {
    rules.ASSESSMENT: pgettext_lazy("approval", "Assessment"),
    rules.PLAN: pgettext_lazy("approval", "Plan"),
    rules.CLOSURE: pgettext_lazy("approval", "Closure"),
}
ABOUT_WORDS: Final[dict[str, Any]] = {
    rules.ASSESSMENT: gettext_lazy("Needs, what stands in the way, and risk, as they are written down now."),
    rules.PLAN: gettext_lazy("The version of the plan that holds now."),
    rules.CLOSURE: gettext_lazy("That the work with her ends, and why."),
}
STANDING_WORDS: Final[dict[str, Any]] = {
    rules.NOTHING: pgettext_lazy("approval", "nothing yet"),
    rules.OPEN: pgettext_lazy("approval", "not asked"),
    rules.ASKED: pgettext_lazy("approval", "waits for an answer"),
    rules.RETURNED: pgettext_lazy("approval", "returned for changes"),
    rules.APPROVED: pgettext_lazy("approval", "approved"),
    rules.CHANGED: pgettext_lazy("approval", "changed since it was approved"),
    rules.TAKEN_BACK: pgettext_lazy("approval", "taken back"),
}
STANDING_TONES: Final = {
    rules.NOTHING: "grey",
    rules.OPEN: "grey",
    rules.ASKED: "amber",
    rules.RETURNED: "brick",
    rules.APPROVED: "pine",
    rules.CHANGED: "amber",
    rules.TAKEN_BACK: "grey",
}
REASON_WORDS: Final[dict[str, Any]] = {
    rules.NOTHING: gettext_lazy("There is nothing to approve yet."),
    rules.NOT_SUPERVISOR: gettext_lazy("A supervisor of the team does this."),
    rules.OWN: gettext_lazy("It is your own work, or you asked for it: another supervisor answers."),
    rules.ASKED_ALREADY: gettext_lazy("A supervisor is asked already."),
    rules.APPROVED_ALREADY: gettext_lazy("It is approved already, and nothing changed since."),
    rules.NOT_ASKED: gettext_lazy("Nobody asks for this at the moment."),
    rules.NOT_ASKER: gettext_lazy("Only who asked takes it back."),
    rules.NEWER: gettext_lazy("It changed while you were reading. Look at it as it is now, then decide."),
}
TASK_WORDS: Final[dict[str, Any]] = {
    "open": pgettext_lazy("task", "to do"),
    rules.DONE: pgettext_lazy("task", "done"),
    rules.DROPPED: pgettext_lazy("task", "not needed any more"),
}
TASK_TONES: Final = {"open": "grey", rules.DONE: "pine", rules.DROPPED: "grey"}
CONFERENCE_WORDS: Final[dict[str, Any]] = {
    rules.PLANNED: pgettext_lazy("conference", "planned"),
    rules.HELD: pgettext_lazy("conference", "held"),
    rules.CALLED_OFF: pgettext_lazy("conference", "called off"),
}
CONFERENCE_TONES: Final = {rules.PLANNED: "amber", rules.HELD: "pine", rules.CALLED_OFF: "grey"}
HER_PART_WORDS: Final[dict[str, Any]] = {
    rules.TOOK_PART: gettext_lazy("She took part"),
    rules.CHOSE_NOT: gettext_lazy("She was invited and chose not to take part"),
    rules.COULD_NOT: gettext_lazy("She wanted to and could not"),
    rules.NOT_ASKED_HER: gettext_lazy("She was not invited"),
}
BECOMES_WORDS: Final[dict[str, Any]] = {
    rules.TASK: gettext_lazy("A task for a colleague"),
    rules.ACTION: gettext_lazy("An action in the draft of her plan"),
    rules.ONLY: gettext_lazy("Only a decision"),
}
OWN_WORDS: Final[dict[str, Any]] = {
    "debrief": pgettext_lazy("own note", "After a hard day"),
    "supervision": pgettext_lazy("own note", "Supervision"),
}


def conference_words() -> str:
    """What the day says of a conference."""
    return pgettext("day", "Case conference")


def returned_words(what: str) -> str:
    """What the day says of something that came back."""
    return pgettext("day", "Returned for changes: %(what)s") % {"what": WHAT_WORDS[what]}


def what_words(data: Mapping[str, Any]) -> str:
    """What an approval is of, with the plan's version."""
    said = str(WHAT_WORDS[data["what"]])
    if data.get("number"):
        return _("%(what)s, version %(number)s") % {"what": said, "number": data["number"]}
    return said


Told = tuple[str, str, str]


def _member(data: Mapping[str, Any]) -> Told:
    said = [codes.label("professions", str(data.get("profession", ""))), str(data.get("organisation", ""))]
    title = _("In the team: %(name)s") % {"name": data["name"]}
    return title, ", ".join(part for part in said if part), ""


def _task(data: Mapping[str, Any]) -> Told:
    names = {"task": data["text"]}
    if data["state"] == rules.DONE:
        return _("Done: %(task)s") % names, str(data["result"]), "pine"
    return _("Not needed any more: %(task)s") % names, str(data["result"]), ""


def _conference(data: Mapping[str, Any]) -> Told:
    if data["state"] == rules.CALLED_OFF:
        return _("Case conference called off"), str(data.get("reason", "")), ""
    day = {"day": presenters.day_words(data["on"])}
    decisions = "\n".join(f"· {item['text']}" for item in data["decisions"])
    return _("Case conference of %(day)s") % day, decisions or str(data.get("discussed", "")), "plum"


def _approval(data: Mapping[str, Any]) -> Told:
    what = {"what": what_words(data)}
    state = data["state"]
    if state == rules.APPROVED:
        return _("Approved: %(what)s") % what, str(data.get("answer", "")), "pine"
    if state == rules.RETURNED:
        return _("Returned for changes: %(what)s") % what, str(data.get("answer", "")), "amber"
    if state == rules.TAKEN_BACK:
        return _("Approval not asked for any more: %(what)s") % what, "", ""
    return _("Approval asked for: %(what)s") % what, str(data.get("words", "")), ""


# Kinds of records to what the timeline says of them: (title, text, tone).
TITLES: dict[str, Callable[[Mapping[str, Any]], Told]] = {
    "team_member": _member,
    "task": _task,
    "conference": _conference,
    "approval": _approval,
}
# Kinds of long forms that keep themselves while somebody types.
FORM_KINDS: tuple[str, ...] = ("team_conference", "team_minutes", "team_own")
