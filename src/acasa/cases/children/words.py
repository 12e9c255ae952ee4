"""Words of this part for the record of who did what, and for the timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acasa.cases import codes

# Audit verbs to words; details of the record to a label.
VERBS: dict[str, Any] = {
    "child.read": gettext_lazy("Looking at a child's file"),
    "child.age": gettext_lazy("Recording the age of a child"),
    "child.guardian": gettext_lazy("Recording the guardian of a child"),
    "child.notice": gettext_lazy("Notifying the guardianship authority"),
    "child.assessment": gettext_lazy("Assessing a child's best interests"),
    "child.determination": gettext_lazy("Preparing a determination of best interests"),
    "child.decide": gettext_lazy("Deciding on a child's best interests"),
    "child.reopen": gettext_lazy("Reopening a determination of best interests"),
    "child.told": gettext_lazy("Telling the child what was decided"),
    "child.care": gettext_lazy("Recording where a child lives"),
    "child.care_visit": gettext_lazy("Visiting a child where the child lives"),
    "child.emergency": gettext_lazy("Looking at an emergency placement again"),
    "child.eighteen": gettext_lazy("Preparing an eighteenth birthday"),
    "child.of_age": gettext_lazy("Recording that a child has come of age"),
}

WHY = {
    "presumed": gettext_lazy("Presumed to be under 18: in doubt a child"),
    "birth_date": gettext_lazy("By the date of birth"),
    "estimate": gettext_lazy("By an estimate"),
    "alert": gettext_lazy("By the alert “Under 18”; the age itself is not recorded yet"),
}

# Reasons of the rules, in words. What the library limits is filled in where they are said.
REASONS = {
    "conflict_found": gettext_lazy("A conflict of interest was found: another guardian must be appointed."),
    "conflict_possible": gettext_lazy(
        "A conflict of interest is possible: until it is cleared, another guardian must be appointed."
    ),
    "guardian_ended": gettext_lazy("The appointment has ended."),
    "guardian_not_begun": gettext_lazy("The appointment has not begun yet."),
    "no_guardian": gettext_lazy("No guardian is appointed."),
    "adult": gettext_lazy("The person is of age: nobody signs in the person's place any more."),
    "draft_open": gettext_lazy("A version is being written already."),
    "no_draft": gettext_lazy("No version is being written. Begin one first."),
    "no_assessment": gettext_lazy("The assessment of best interests is not finished yet."),
    "panel_small": gettext_lazy("The panel needs at least %(panel)s members."),
    "panel_one_profession": gettext_lazy("The panel needs members of at least %(professions)s professions."),
    "panel_conflict": gettext_lazy(
        "A member of the panel has a conflict of interest. Somebody else must sit in."
    ),
    "options_few": gettext_lazy("At least %(options)s options must be weighed."),
    "child_view_missing": gettext_lazy(
        "The child's view is missing on an option: the child's words, or what the child showed."
    ),
    "decision_not_weighed": gettext_lazy("The decision must be one of the options that were weighed."),
    "reasons_missing": gettext_lazy("Say why, in words that the child can read one day."),
    "review_missing": gettext_lazy("Set a day after today on which it is looked at again."),
    "no_determination": gettext_lazy(
        "The child's best interests must be determined first. Nothing is decided yet."
    ),
    "not_decided": gettext_lazy("The determination of best interests is being written and not decided yet."),
    "being_reviewed": gettext_lazy(
        "The determination of best interests was reopened: the new version must be decided first."
    ),
    "decided_otherwise": gettext_lazy("The determination of best interests decided otherwise."),
    "review_overdue": gettext_lazy(
        "The determination of best interests must be reviewed first: its day has passed."
    ),
    "child_not_told": gettext_lazy("The child must be told what was decided first."),
    "no_key": gettext_lazy(
        "You can't open the determination of best interests. Ask a colleague of the case."
    ),
    "emergency_open": gettext_lazy("An emergency placement has not been looked at again yet."),
    "view_missing": gettext_lazy("Hear the child first, or say why that was not possible."),
    "heard_missing": gettext_lazy("Say how the child was heard, and by whom."),
    "elements_missing": gettext_lazy(
        "Write something on each part. “Nobody knows yet” is a finding like any other."
    ),
    "danger_missing": gettext_lazy("Say what the immediate danger is."),
    "birthday_unknown": gettext_lazy(
        "The birthday is not known to the day. Record the date of birth, or review the age."
    ),
    "still_a_child": gettext_lazy("Nothing says yet that the person is of age. Review the age first."),
    "no_emergency": gettext_lazy("This is no emergency placement."),
    "emergency_too_long": gettext_lazy(
        "An emergency placement lasts %(days)s days at most: then a determination must be decided."
    ),
    "emergency_backwards": gettext_lazy("Choose a day after the placement."),
}

IN_OWN_FILE = gettext_lazy(
    "The child has a file of its own. A change of care is recorded there, under “The child”; "
    "a placement in immediate danger as well."
)


def reasons(against: Iterable[str]) -> list[str]:
    """Codes of the rules in the reader's language."""
    from acasa.cases.children import library

    limits = vars(library.limits())
    return [str(REASONS[code]) % limits for code in against]


CONFLICTS = {
    "none": (gettext_lazy("no conflict of interest"), "pine"),
    "possible": (gettext_lazy("possible conflict of interest"), "amber"),
    "found": (gettext_lazy("conflict of interest"), "brick"),
}

_EVENTS = {
    "age": gettext_lazy("Age looked at"),
    "guardian": gettext_lazy("Guardian: %(name)s"),
    "guardian_conflict": gettext_lazy("Possible conflict of interest of the guardian: %(name)s"),
    "guardian_ended": gettext_lazy("No longer guardian: %(name)s"),
    "notice": gettext_lazy("The guardianship authority was notified"),
    "assessed": gettext_lazy("Best interests assessed"),
    "decided": gettext_lazy("Best interests determined, version %(name)s"),
    "reopened": gettext_lazy("Best interests reopened, version %(name)s"),
    "told": gettext_lazy("The child was told what was decided"),
    "care": gettext_lazy("The child lives now: %(name)s"),
    "emergency": gettext_lazy("Emergency placement: %(name)s"),
    "emergency_reviewed": gettext_lazy("Emergency placement looked at again"),
    "care_visit": gettext_lazy("Visited the child: %(name)s"),
    "eighteen": gettext_lazy("Before the eighteenth birthday: %(name)s"),
    "of_age": gettext_lazy("Of age"),
}
_TONES = {
    "guardian_conflict": "brick",
    "emergency": "brick",
    "decided": "plum",
    "told": "plum",
    "care": "plum",
}


# Events whose name is a code, and its list.
_LISTS = {
    "care": "placements",
    "emergency": "placements",
    "care_visit": "placements",
    "eighteen": "turning_eighteen",
}


def event(data: Mapping[str, Any]) -> tuple[str, str, str]:
    """What happened in a child's file, as a line of a timeline: title, text, tone."""
    what, name = str(data.get("what", "")), str(data.get("name", ""))
    name = codes.label(_LISTS[what], name) if what in _LISTS else name
    title = str(_EVENTS.get(what, _("The child"))) % {"name": name}
    return title, str(data.get("words", "")), _TONES.get(what, "")


# Kinds of records to what the timeline says of them: (title, text, tone).
TITLES: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {"child_event": event}
# Kinds of long forms that keep themselves while somebody types.
FORM_KINDS: tuple[str, ...] = ("child_assessment",)
