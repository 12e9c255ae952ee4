"""Forms on which the standing of a case changes. Labels are plain words; nothing but a name is ever required."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.cases.forms.common import LONG, NOTE, choices_of, in_ten_years
from acasa.cases.forms.opening import NextStepForm
from acasa.cases.queries.case import Colleague
from acasa.ui.forms import AcasaForm, DateField


class RiskForm(AcasaForm):
    """How urgent it is, until when that holds, and what everybody must know."""

    mark_optional = False

    risk = forms.ChoiceField(
        label=_("Risk"),
        required=False,
        widget=forms.RadioSelect,
        choices=choices_of("risk_levels", _("Not assessed yet")),
    )
    review_on = DateField(label=_("Look at it again on"), required=False, latest=in_ten_years)
    alerts = forms.MultipleChoiceField(
        label=_("Alerts"), required=False, widget=forms.CheckboxSelectMultiple, choices=choices_of("alerts")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class StageForm(AcasaForm):
    """Where the work stands now."""

    stage = forms.ChoiceField(label=_("Next stage"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why now?"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, stages: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(s, codes.label("stages", s)) for s in stages]  # type: ignore[attr-defined]


class CloseForm(AcasaForm):
    """Why the case is closed. She may come back at any time."""

    reason = forms.ChoiceField(
        label=_("Why is it closed?"), widget=forms.RadioSelect, choices=choices_of("closure_reasons")
    )
    on = DateField(label=_("On which day?"), latest=lambda: date.today() + timedelta(days=1))  # noqa: DTZ011
    words = forms.CharField(
        label=_("How she leaves, and what was agreed for afterwards"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReopenForm(StageForm, NextStepForm):
    """She is back: at which stage, why, and what comes next."""

    field_order = ("stage", "reason", "step_text", "step_due")


class AssignForm(AcasaForm):
    """Who accompanies her from now on."""

    worker = forms.ChoiceField(label=_("Who accompanies her from now on?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should your colleague know?"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "What is promised, what she fears, what must not be said. The rest stands in the hand-over pack."
        ),
    )
    before = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [(str(c.id), c.name) for c in colleagues]  # type: ignore[attr-defined]
