"""Forms on which a person is met: how to reach her, opening a case, who she is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import LONG, choices_of, years_ago
from acasa.cases.queries.case import Colleague
from acasa.ui.forms import AcasaForm, DateField, YesNoField


class SafeContactForm(AcasaForm):
    """How she may be reached. Everything may stay empty: what is not known yet must not be guessed."""

    mark_optional = False

    working_name = forms.CharField(
        label=_("What shall we call her?"),
        help_text=_("A first name or any name that she chooses. It is what colleagues of the team see."),
        max_length=80,
    )
    channel = forms.ChoiceField(
        label=_("Safest way to reach her"),
        choices=choices_of("contact_channels", _("Not known yet")),
        required=False,
    )
    contact = forms.CharField(
        label=_("Number or address for it"),
        required=False,
        max_length=200,
        help_text=_("Say whose telephone it is, if it is not hers."),
    )
    hours = forms.CharField(
        label=_("When?"),
        required=False,
        max_length=200,
        help_text=_("For example: after 18:00, never on Sunday."),
    )
    code_word = forms.CharField(
        label=_("Code word, or what to say"),
        required=False,
        max_length=200,
        help_text=_("For example: say that you call about the recipe."),
    )
    must_not_know = forms.CharField(
        label=_("Who must not know?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    if_other_answers = forms.CharField(label=_("If somebody else answers"), required=False, max_length=300)
    language = forms.ChoiceField(
        label=_("Language she speaks with us"),
        required=False,
        choices=choices_of("languages", _("Not known yet")),
    )
    health_now = forms.CharField(
        label=_("Allergies, medicines, whom to call at night"),
        required=False,
        max_length=500,
        help_text=_("What a colleague needs at two in the morning."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"contact": 20, "hours": 20, "code_word": 20}
    groups = (
        (
            _("How to reach her"),
            ("channel", "contact", "hours", "code_word", "must_not_know", "if_other_answers"),
        ),
    )


class NextStepForm(AcasaForm):
    """Offers to say what comes next: words and a day, both or neither."""

    step_text = forms.CharField(label=_("What comes next?"), required=False, max_length=300)
    step_due = DateField(label=_("By when?"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("step_due") and not data.get("step_text") and "step_text" not in self.errors:
            self.add_error("step_text", _("Say what is to be done by that day, or take the day away."))
        if data.get("step_text") and not data.get("step_due") and "step_due" not in self.errors:
            self.add_error("step_due", _("Say by when."))
        return data


class OpenCaseForm(NextStepForm):
    """A case in under a minute: safety first, then a name, then the next step. The rest can wait."""

    mark_optional = False

    safe_now = YesNoField(label=_("Can she talk safely now?"), required=False)
    in_danger = YesNoField(label=_("Is she, or a child of hers, in danger now?"), required=False)
    working_name = SafeContactForm.base_fields["working_name"]
    channel = SafeContactForm.base_fields["channel"]
    contact = SafeContactForm.base_fields["contact"]
    hours = SafeContactForm.base_fields["hours"]
    code_word = SafeContactForm.base_fields["code_word"]
    must_not_know = SafeContactForm.base_fields["must_not_know"]
    given = forms.CharField(label=_("First name"), required=False, max_length=100)
    family = forms.CharField(label=_("Family name"), required=False, max_length=100)
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=1900, help_text=_("An estimate will do.")
    )
    risk = forms.ChoiceField(
        label=_("How urgent is it?"),
        required=False,
        widget=forms.RadioSelect,
        choices=choices_of("risk_levels", _("Not assessed yet")),
    )
    first_words = forms.CharField(
        label=_("What happened, in short"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only what you need now. There is no need to ask for the story."),
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    worker = forms.ChoiceField(label=_("Who accompanies her?"), required=False)
    deputy = forms.ChoiceField(
        label=_("Restrict this case"),
        required=False,
        help_text=_(
            "Only the colleague who accompanies her, you and a deputy will be able to open it. "
            "For a colleague's relative, a public person, or a threat from inside."
        ),
    )
    on_duty = forms.BooleanField(
        label=_("She agreed that whoever is on duty at night may read how to reach her"),
        required=False,
        help_text=_("Only of a restricted case: of the others it is so anyway."),
    )
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)
    not_the_same = forms.BooleanField(widget=forms.HiddenInput, required=False)

    widths = {"contact": 20, "hours": 20, "code_word": 20, "given": 20, "family": 20, "birth_year": 4}
    inline = ("safe_now", "in_danger")
    field_order = (
        "safe_now",
        "in_danger",
        "working_name",
        "channel",
        "contact",
        "hours",
        "code_word",
        "must_not_know",
        "given",
        "family",
        "birth_year",
        "risk",
        "first_words",
        "step_text",
        "step_due",
    )

    def __init__(
        self, *args: Any, teams: list[tuple[Any, str]], colleagues: list[Colleague], me: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [(str(team), name) for team, name in teams]  # type: ignore[attr-defined]
        others = [(str(c.id), c.name) for c in colleagues]
        self.fields["worker"].choices = others  # type: ignore[attr-defined]
        self.fields["worker"].initial = str(me)
        self.fields["deputy"].choices = [  # type: ignore[attr-defined]
            ("", _("Not restricted: the team's rings open it")),
            *[o for o in others if o[0] != str(me)],
        ]
        if len(teams) == 1:
            self.fields["team"].widget = forms.HiddenInput()
            self.fields["team"].initial = str(teams[0][0])

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year and year > date.today().year:  # noqa: DTZ011 - a year
            raise ValidationError(_("The year of birth lies in the future."))
        return year


class IdentityForm(AcasaForm):
    """Who she is. Sealed in a compartment of its own; each look is recorded."""

    mark_optional = False

    given = forms.CharField(label=_("First name"), required=False, max_length=100)
    family = forms.CharField(label=_("Family name"), required=False, max_length=100)
    patronymic = forms.CharField(label=_("Patronymic"), required=False, max_length=100)
    other_names = forms.CharField(
        label=_("Other names"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Maiden name, name in another document, a name she was called by. One a line."),
    )
    birth_date = forms.CharField(
        label=_("Born"),
        required=False,
        max_length=10,
        help_text=_("A date such as 1991-03-27, or only the year. An estimate will do."),
    )
    birth_estimated = forms.BooleanField(label=_("This is an estimate"), required=False)
    gender = forms.ChoiceField(
        label=_("Gender"), required=False, choices=choices_of("htcds/gender", _("Not recorded"))
    )
    nationality = forms.ChoiceField(
        label=_("Nationality"), required=False, choices=choices_of("countries", _("Not recorded"))
    )
    document = forms.CharField(label=_("Document and its number"), required=False, max_length=200)
    home_place = forms.CharField(
        label=_("Home address"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"given": 20, "family": 20, "patronymic": 20, "birth_date": 10}

    def clean_birth_date(self) -> str:
        typed = self.cleaned_data["birth_date"].strip()
        if not typed:
            return ""
        try:
            day = date(int(typed), 1, 1) if len(typed) == 4 else date.fromisoformat(typed)
        except ValueError:
            raise ValidationError(_("Write a date such as 1991-03-27, or a year such as 1991.")) from None
        if day > date.today() or day < years_ago(120):  # noqa: DTZ011 - a bound in years
            raise ValidationError(_("This date of birth can't be right."))
        return str(typed)

    def clean_other_names(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["other_names"].splitlines() if line.strip()]
