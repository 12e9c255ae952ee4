"""Words of interviews: what the record calls its acts, lines of the timeline, who answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from acasa.cases.interviews import rules

RESPONDENTS: Final[dict[str, Any]] = {
    rules.SELF: gettext_lazy("She answers herself"),
    rules.PARENT: gettext_lazy("A parent answers about a child"),
    rules.CHILD: gettext_lazy("A child answers"),
    rules.WORKER: gettext_lazy("You answer, from what you saw"),
}
# The same, said of an interview that was kept.
ANSWERED: Final[dict[str, Any]] = {
    rules.SELF: pgettext_lazy("interview", "she answered herself"),
    rules.PARENT: pgettext_lazy("interview", "a parent answered about a child"),
    rules.CHILD: pgettext_lazy("interview", "a child answered"),
    rules.WORKER: pgettext_lazy("interview", "a colleague answered"),
}

VERBS: dict[str, Any] = {
    "interview.keep": gettext_lazy("Keeping an interview"),
    "interview.read": gettext_lazy("Reading interviews"),
    "interview.begin": gettext_lazy("Beginning an interview"),
    "interview.file": gettext_lazy("Opening a file of an interview"),
    "interview.print": gettext_lazy("Printing an interview"),
    "interview.blank": gettext_lazy("Printing a blank questionnaire"),
}
DETAILS: dict[str, Any] = {}
FORM_KINDS: tuple[str, ...] = ()

Told = tuple[str, str, str]


def _interview(data: Mapping[str, Any]) -> Told:
    title = _("Interview: %(title)s") % {"title": data["title"]}
    if data.get("superseded_by"):
        return title, _("Corrected later."), "grey"
    if data.get("state") == rules.STOPPED:
        return title, _("Stopped. What was said until then is kept."), "amber"
    return title, _("By a device.") if data.get("source") == rules.DEVICE else "", ""


TITLES: dict[str, Any] = {rules.KIND: _interview}
