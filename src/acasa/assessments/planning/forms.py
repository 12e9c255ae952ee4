"""Forms of the measurement plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acasa.assessments import rules
from acasa.assessments.planning.services import When
from acasa.assessments.planning.words import BASES, MOMENTS
from acasa.assessments.rules import Key
from acasa.cases.forms.common import in_ten_years
from acasa.cases.presenters import day_words
from acasa.cases.queries.case import Colleague
from acasa.ui.forms import AcasaForm, DateField

SHORT = 300
# Moments whose day people say, and the field in which they say it.
SAID = {rules.BEFORE: "before_on", rules.AFTER: "after_on", rules.AGAIN: "again_on"}


def _today() -> date:
    return timezone.localdate()


class PlanForm(AcasaForm):
    """What is filled in, at which moments, counted from what, and by whom it is asked."""

    mark_optional = False

    keys = forms.MultipleChoiceField(
        label=_("What is filled in?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The same person answers each time, in the same language: only then can results be compared."
        ),
    )
    moments = forms.MultipleChoiceField(
        label=_("When?"), widget=forms.CheckboxSelectMultiple, choices=list(MOMENTS.items())
    )
    before_on = DateField(label=_("Before the programme, on which day?"), required=False, latest=in_ten_years)
    after_on = DateField(label=_("After the programme, on which day?"), required=False, latest=in_ten_years)
    again_on = DateField(label=_("On which other day?"), required=False, latest=in_ten_years)
    base = forms.ChoiceField(
        label=_("The months are counted from"),
        widget=forms.RadioSelect,
        help_text=_("If that day changes, what is still open moves with it."),
    )
    worker = forms.ChoiceField(label=_("Who asks?"), help_text=_("It stands on that colleague's day."))

    reveals = {"moments": {moment: [field] for moment, field in SAID.items()}}

    def __init__(
        self,
        *args: Any,
        keys: Sequence[tuple[str, str]],
        facts: dict[str, str],
        colleagues: Sequence[Colleague],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.fields["keys"].choices = list(keys)  # type: ignore[attr-defined]
        self.fields["base"].choices = [  # type: ignore[attr-defined]
            (name, f"{BASES[name]}, {day_words(day)}") for name, day in facts.items()
        ]
        self.fields["worker"].choices = [(str(one.id), one.name) for one in colleagues]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for moment, field in SAID.items():
            if moment in data.get("moments", ()) and not data.get(field) and field not in self.errors:
                self.add_error(field, _("Say the day."))
        return data

    def wanted(self) -> list[Key]:
        """What was ticked."""
        return [Key(*value.split("|")) for value in self.cleaned_data["keys"]]

    def whens(self) -> list[When]:
        """The days that follow from what was ticked."""
        data, found = self.cleaned_data, []
        for moment in data["moments"]:
            if moment in SAID:
                found.append(When(moment, data[SAID[moment]]))
                continue
            day = rules.due_on(moment, date.fromisoformat(self.facts[data["base"]][:10]))
            if day is not None:
                found.append(When(moment, day, data["base"]))
        return found


class MoveForm(AcasaForm):
    """Another day, or another colleague."""

    due = DateField(label=_("On which day?"), latest=in_ten_years)
    worker = forms.ChoiceField(label=_("Who asks?"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [(str(one.id), one.name) for one in colleagues]  # type: ignore[attr-defined]


class DropForm(AcasaForm):
    """It is not asked, and why: a refusal is answer enough."""

    why = forms.CharField(
        label=_("Why is it not needed?"),
        max_length=SHORT,
        help_text=_("“She does not want it” is reason enough. It has no consequence for her."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
