"""Forms of follow-up and of looking for whom one can't reach. Most of what they ask may stay empty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.reintegration.levels import domains, level_choices
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # How life goes in the same talk: one line for each domain, in her own rating.
        self.domains = {f"life_{code}": code for code in domains()}
        for name, code in self.domains.items():
            self.fields[name] = forms.ChoiceField(
                label=codes.label("outcome_domains", code),
                required=False,
                choices=level_choices(code, _("Not asked")),
            )
        self.groups = ((_("How life goes, as she says it"), tuple(self.domains)),)  # type: ignore[misc]

    def outcomes(self) -> dict[str, dict[str, str]]:
        """Her own ratings, by domain; what was not asked is not there."""
        said = {code: str(self.cleaned_data.get(name, "")) for name, code in self.domains.items()}
        return {code: {"her_level": value} for code, value in said.items() if value}


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
    safe = forms.ChoiceField(
        label=_("In which way?"),
        required=False,
        widget=forms.RadioSelect,
        initial="yes",
        choices=[
            ("yes", _("In a way that she named as safe, at her safe hours")),
            ("no", _("In another way, or at another hour: it does not count as an attempt")),
        ],
    )
    on = DateField(label=_("When?"), latest=tomorrow)
    words = forms.CharField(label=_("A word, if you like"), required=False, max_length=300)
    reveals = {"result": {"not_reached": ["safe"]}}


class PauseForm(AcasaForm):
    """Waiting with the search."""

    until = DateField(
        label=_("Until when?"),
        earliest=tomorrow,
        help_text=_("On that day you are asked to go on. What was tried still counts."),
    )
    reason = forms.CharField(
        label=_("Why does it wait?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: somebody else has her phone now; she is abroad until spring."),
    )


class EndSearchForm(AcasaForm):
    """We stop looking."""

    words = forms.CharField(
        label=_("Why now, and how she can find us again"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
