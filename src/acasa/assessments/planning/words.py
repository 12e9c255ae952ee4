"""Words of the measurement plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from acasa.assessments import rules
from acasa.assessments.measures import instruments

MOMENTS: Final[dict[str, Any]] = {
    rules.INTAKE: gettext_lazy("At the beginning, when she has settled"),
    rules.BEFORE: gettext_lazy("Before a programme"),
    rules.AFTER: gettext_lazy("After a programme"),
    "m3": gettext_lazy("After 3 months"),
    "m6": gettext_lazy("After 6 months"),
    "m12": gettext_lazy("After 12 months"),
    rules.AGAIN: gettext_lazy("On another day"),
}
# In one word, where it stands beside a result or on the day.
SHORT: Final[dict[str, Any]] = {
    rules.INTAKE: pgettext_lazy("measurement", "at the beginning"),
    rules.BEFORE: pgettext_lazy("measurement", "before the programme"),
    rules.AFTER: pgettext_lazy("measurement", "after the programme"),
    "m3": pgettext_lazy("measurement", "after 3 months"),
    "m6": pgettext_lazy("measurement", "after 6 months"),
    "m12": pgettext_lazy("measurement", "after 12 months"),
    rules.AGAIN: "",
}
BASES: Final[dict[str, Any]] = {
    "opened_on": gettext_lazy("the day the case was opened"),
    "arrived_on": gettext_lazy("the day she arrived"),
    "first_measured_on": gettext_lazy("the first measurement"),
    "plan_on": gettext_lazy("the newest version of the plan"),
    "closed_on": gettext_lazy("the day the case was closed"),
}


def line_words(title: str, about_name: str, moment: str) -> str:
    """What the day says of a planned measurement: PHQ-9, after 3 months."""
    words = {"instrument": title, "name": about_name, "moment": SHORT.get(moment, "")}
    if about_name and words["moment"]:
        return _("To fill in: %(instrument)s about %(name)s, %(moment)s") % words
    if about_name:
        return _("To fill in: %(instrument)s about %(name)s") % words
    if words["moment"]:
        return _("To fill in: %(instrument)s, %(moment)s") % words
    return _("To fill in: %(instrument)s") % words


def due_words(data: Mapping[str, Any]) -> str:
    """The day's words in the reader's language."""
    try:
        title = instruments.newest(str(data["instrument"])).title
    except KeyError:
        return str(data["text"])
    return line_words(title, str(data.get("about_name", "")), str(data["moment"]))
