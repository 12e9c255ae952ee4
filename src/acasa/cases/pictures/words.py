"""Words of the pictures."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy, pgettext_lazy

GROUPS: Final[dict[str, Any]] = {
    "household": pgettext_lazy("ecomap", "lives with her"),
    "family": pgettext_lazy("ecomap", "family"),
    "friend": pgettext_lazy("ecomap", "friend, neighbour"),
    "us": pgettext_lazy("ecomap", "we"),
    "service": pgettext_lazy("ecomap", "service"),
    "school": pgettext_lazy("ecomap", "school"),
    "work": pgettext_lazy("ecomap", "work"),
    "aid": pgettext_lazy("ecomap", "aid"),
    "other": pgettext_lazy("ecomap", "something else"),
}
STRENGTHS: Final[dict[str, Any]] = {
    "strong": pgettext_lazy("tie", "strong"),
    "weak": pgettext_lazy("tie", "weak"),
    "stressful": pgettext_lazy("tie", "stressful"),
    "broken": pgettext_lazy("tie", "broken off"),
}
TONES: Final = {"strong": "pine", "weak": "grey", "stressful": "brick", "broken": "amber"}
DIRECTIONS: Final[dict[str, Any]] = {
    "both": pgettext_lazy("tie", "both give and take"),
    "to_her": pgettext_lazy("tie", "gives to her"),
    "from_her": pgettext_lazy("tie", "takes from her"),
}
SOURCES: Final[dict[str, Any]] = {
    "family": pgettext_lazy("ecomap", "from the family"),
    "plan": pgettext_lazy("ecomap", "from the plan"),
    "answer": pgettext_lazy("ecomap", "a partner's answer"),
    "aid": pgettext_lazy("ecomap", "from aid"),
    "appointment": pgettext_lazy("ecomap", "from appointments"),
    "school": pgettext_lazy("ecomap", "from school"),
    "work": pgettext_lazy("ecomap", "from work"),
}
STATES: Final[dict[str, Any]] = {
    "open": pgettext_lazy("action", "open"),
    "done": pgettext_lazy("action", "done"),
    "dropped": pgettext_lazy("action", "not needed or not possible"),
}
STATE_TONES: Final = {"open": "amber", "done": "pine", "dropped": "grey"}

VERBS: Final[dict[str, Any]] = {"ecomap.change": gettext_lazy("Changing the ecomap")}
# Forms that keep themselves while somebody types.
FORM_KINDS: tuple[str, ...] = ("ecomap",)
