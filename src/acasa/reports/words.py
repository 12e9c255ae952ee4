"""Words of the figures: what stands in rows and columns, what the record calls its acts."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from acasa.reports import counted, queries

FIELD_WORDS: Final[dict[str, Any]] = {
    "challenges": _("Challenges"),
    "barriers": _("Barriers on the way home"),
    "needs": _("Needs"),
    "exploitation": _("Form of exploitation"),
    "stage": _("Stage now"),
    "opened": _("Year of opening"),
    "age": _("Age at opening"),
    "gender": _("Gender"),
    "country": _("Country of exploitation"),
    "nationality": _("Nationality"),
    "status": _("Trafficking status"),
    "stage_named": _("Stage at which it showed"),
    "year_named": _("Year in which it was named"),
    "half_named": _("Half-year in which it was named"),
    queries.ANSWERED: _("Year of the answer"),
    queries.QUESTION: _("A question"),
}
FILTER_WORDS: Final[dict[str, Any]] = {
    "stage": _("Stage now"),
    "opened": _("Opened in"),
    "age": _("Age at opening"),
    "exploitation": _("Form of exploitation"),
    "named": _("Named in"),
}

# The same as fields of the form that narrows a table.
ONLY: Final[dict[str, Any]] = {
    "stage": _("Only this stage"),
    "opened": _("Only opened in"),
    "age": _("Only this age"),
    "exploitation": _("Only this exploitation"),
    "named": _("Only named in"),
}

VERBS: dict[str, str | Promise] = {
    "reports.table": _("Looking at a table of figures"),
    "reports.export": _("Taking a table of figures along"),
    "reports.merge": _("Putting figures in order"),
    "reports.bring_in": _("Beginning to bring the figures up to date"),
    "reports.brought_in": _("Bringing cases into the figures"),
}


def _field(value: Any) -> Any:
    return FIELD_WORDS.get(str(value), value)


DETAILS: dict[str, Any] = {
    "figure_rows": (_("What is counted"), _field),
    "figure_columns": (_("Crossed with"), _field),
    "figure_form": (_("Questionnaire"), str),
    "figure_question": (_("Question"), str),
    "figure_part": (_("Only this part"), str),
    "figure_file": (_("Kind of file"), str),
    "figure_counted": (_("Cases that are counted"), None),
}
TITLES: dict[str, Any] = {}
FORM_KINDS: tuple[str, ...] = ()


def ages() -> list[tuple[str, Any]]:
    """The age bands: code and words."""
    found: list[tuple[str, Any]] = []
    for at, first in enumerate(counted.AGES):
        last = counted.AGES[at + 1] - 1 if at + 1 < len(counted.AGES) else None
        words: Any = f"{first}–{last}" if last is not None else _("%(age)d and older") % {"age": first}
        found.append((str(at + 1), words))
    return found
