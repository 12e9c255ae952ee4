"""Forms of the list. Labels are plain words; nothing but a name is ever required."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acasa.cases.forms.common import choices_of
from acasa.cases.queries.case import Colleague
from acasa.ui.forms import AcasaForm


class FilterForm(AcasaForm):
    """What the list is narrowed to. Read from the address, so it can't hold a name."""

    mark_optional = False

    status = forms.ChoiceField(
        label=_("Cases"),
        required=False,
        choices=[
            ("open", pgettext_lazy("cases", "Open")),
            ("closed", pgettext_lazy("cases", "Closed")),
            ("all", pgettext_lazy("cases", "All")),
        ],
    )
    worker = forms.ChoiceField(label=_("Whose"), required=False)
    stage = forms.MultipleChoiceField(
        label=_("Stage"), required=False, widget=forms.CheckboxSelectMultiple, choices=choices_of("stages")
    )
    risk = forms.MultipleChoiceField(
        label=_("Risk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of("risk_levels"),
    )
    alert = forms.ChoiceField(label=_("Alert"), required=False, choices=choices_of("alerts", _("Any")))
    late = forms.BooleanField(label=_("Next step is late"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [  # type: ignore[attr-defined]
            ("", _("Everybody's")),
            ("me", _("Mine")),
            *[(str(c.short), c.name) for c in colleagues],
        ]


class AboutFilterForm(FilterForm):
    """The same with what a case is about; a form of its own because its lists are long."""

    exploitation = forms.ChoiceField(
        label=_("Form of exploitation"),
        required=False,
        choices=choices_of("htcds/type_of_exploitation", _("Any")),
    )
    trafficking = forms.ChoiceField(
        label=_("Trafficking status"),
        required=False,
        choices=choices_of("htcds/trafficking_status", _("Any")),
    )
    country = forms.ChoiceField(
        label=_("Country of exploitation"), required=False, choices=choices_of("countries", _("Any"))
    )
    need = forms.ChoiceField(
        label=_("Open need"), required=False, choices=choices_of("need_domains", _("Any"))
    )
    overdue = forms.BooleanField(label=_("A deadline is overdue"), required=False)

    groups = ((_("What the case is about"), ("exploitation", "trafficking", "country", "need", "overdue")),)


class SaveViewForm(AcasaForm):
    """A name for the filters in use."""

    name = forms.CharField(label=_("Name of this view"), max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
