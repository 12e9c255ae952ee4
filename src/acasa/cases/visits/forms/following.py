"""Forms of follow-up and of looking for whom one can't reach. Most of what they ask may stay empty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.visits.forms.common import offer, tomorrow, yesterday
from acasa.ui.forms import AcasaForm, DateField, YesNoField


class ScheduleForm(AcasaForm):
    """Follow-ups: those of the usual schedule, and a day of one's own."""

    after = forms.MultipleChoiceField(
        label=_("When shall we ask how she is?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own = DateField(label=_("Or on another day"), required=False, earliest=yesterday)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "after", [*offered])
        if not offered:
            del self.fields["after"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.setdefault("after", [])
        if not data["after"] and not data.get("own") and not self.errors:
            self.add_error("own", _("Choose at least one day."))
        return data


class FollowupForm(AcasaForm):
    """Short questions, each of which may stay unanswered."""

    mark_optional = False

    state = forms.ChoiceField(
        label=_("Did we reach her?"), widget=forms.RadioSelect, choices=choices_of("followup_results")
    )
    safe = YesNoField(label=_("Does she feel safe?"), required=False)
    home = YesNoField(label=_("Has she a home that will last?"), required=False)
    work = YesNoField(label=_("Has she work, or a place to learn?"), required=False)
    feels = forms.CharField(
        label=_("How does she feel, in her own words?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = YesNoField(
        label=_("Does she want us to call again?"),
        required=False,
        help_text=_("If not, nobody calls her any more; she may come back on any day."),
    )
    words = forms.CharField(
        label=_("What else?"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})
    )
    inline = ("safe", "home", "work", "contact")
    reveals = {"state": {"done": ["safe", "home", "work", "feels", "contact"]}}


class SearchForm(AcasaForm):
    """Beginning to look for her."""

    stop_on = DateField(
        label=_("Until when do we look?"),
        required=False,
        earliest=yesterday,
        help_text=_("On that day you are asked whether to go on. She may come back on any day after."),
    )
    words = forms.CharField(
        label=_("Since when, and what do you know?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TryForm(AcasaForm):
    """One step of looking for her."""

    step = forms.ChoiceField(label=_("What was done?"), choices=choices_of("lost_contact_steps"))
    result = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        choices=[
            ("not_reached", _("Not reached")),
            ("reached", _("She is in touch again")),
            ("skipped", _("Left out: she did not agree to it, or it is not safe")),
        ],
    )
    on = DateField(label=_("When?"), latest=tomorrow)
    words = forms.CharField(label=_("A word, if you like"), required=False, max_length=300)


class EndSearchForm(AcasaForm):
    """We stop looking."""

    words = forms.CharField(
        label=_("Why now, and how she can find us again"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
