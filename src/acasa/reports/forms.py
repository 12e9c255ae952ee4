"""What is asked of the figures. Read from the address: it holds codes, never a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import choices_of
from acasa.reports import queries, words
from acasa.ui.forms import AcasaForm

FORM = "form:"
Choices = list[tuple[str, Any]]


class TableForm(AcasaForm):
    """Rows, columns and the part of the caseload. A questionnaire's questions appear once it is chosen."""

    mark_optional = False

    rows = forms.ChoiceField(label=_("What is counted"), required=False)
    question = forms.ChoiceField(label=_("Question"), required=False)
    columns = forms.ChoiceField(label=_("Crossed with"), required=False)
    opened = forms.ChoiceField(label=words.ONLY["opened"], required=False)
    stage = forms.ChoiceField(
        label=words.ONLY["stage"], required=False, choices=choices_of("stages", _("Any"))
    )
    age = forms.ChoiceField(label=words.ONLY["age"], required=False)
    exploitation = forms.ChoiceField(
        label=words.ONLY["exploitation"],
        required=False,
        choices=choices_of("htcds/type_of_exploitation", _("Any")),
    )
    named = forms.ChoiceField(label=words.ONLY["named"], required=False)

    def __init__(
        self, *args: Any, forms_: Choices, questions: Choices, years: list[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.get("rows", "") or queries.ROWS[0]
        listed: Choices = [(name, words.FIELD_WORDS[name]) for name in queries.ROWS]
        if forms_:
            listed += [
                (f"{FORM}{ref}", _("Questionnaire: %(title)s") % {"title": title}) for ref, title in forms_
            ]
        self._choose("rows", listed)
        if given.startswith(FORM):
            self._choose("question", [("", _("Choose")), *questions])
        else:
            del self.fields["question"]
        self._choose("columns", [("", _("Not crossed")), *column_choices(given)])
        in_years: Choices = [("", _("Any year")), *((str(year), str(year)) for year in reversed(years))]
        self._choose("opened", in_years)
        self._choose("age", [("", _("Any")), *words.ages()])
        if given in queries.counted.NAMED:
            self._choose("named", in_years)
        else:
            del self.fields["named"]

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def column_choices(rows: str) -> Choices:
    """By what these rows may be crossed."""
    names: list[str] = []
    if rows in queries.counted.NAMED:
        names += queries.WHEN
    if rows.startswith(FORM):
        names.append(queries.ANSWERED)
    names += [name for name in (*queries.ONE, *queries.SEVERAL) if name != rows]
    return [(name, words.FIELD_WORDS[name]) for name in names]
