"""Forms of cases. Labels are plain words; nothing but a name to call her by is ever required of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from acasa.cases import codes
from acasa.cases.queries.case import Colleague
from acasa.people import rules as people
from acasa.ui.forms import AcasaForm, DateField, YesNoField

LONG = 4_000
NOTE = 20_000
FILE_BYTES = 25 * 1024 * 1024


def _choices(vocabulary: str, empty: Any = None) -> Callable[[], list[tuple[str, Any]]]:
    def make() -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = list(codes.choices(vocabulary))
        return [("", empty), *found] if empty is not None else found

    return make


def _years_ago(years: int) -> date:
    today = date.today()  # noqa: DTZ011 - a bound in years, where a day does not matter
    return today.replace(year=today.year - years, day=min(today.day, 28))


COMPARTMENT_LABELS = {
    people.ESSENTIALS: _("Essentials"),
    people.IDENTITY: _("Identity"),
    people.CASEWORK: _("Case work"),
    people.HEALTH: _("Health"),
    people.LEGAL: _("Legal"),
    people.STATISTICS: _("Statistics"),
}


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
        choices=_choices("contact_channels", _("Not known yet")),
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
        choices=_choices("languages", _("Not known yet")),
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
        choices=_choices("risk_levels", _("Not assessed yet")),
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
        label=_("Gender"), required=False, choices=_choices("htcds/gender", _("Not recorded"))
    )
    nationality = forms.ChoiceField(
        label=_("Nationality"), required=False, choices=_choices("countries", _("Not recorded"))
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
        if day > date.today() or day < _years_ago(120):  # noqa: DTZ011 - a bound in years
            raise ValidationError(_("This date of birth can't be right."))
        return str(typed)

    def clean_other_names(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["other_names"].splitlines() if line.strip()]


class ContactForm(NextStepForm):
    """What happened. An attempt without an answer counts as well."""

    what = forms.ChoiceField(
        label=_("What was it?"), choices=_choices("contact_kinds"), initial="conversation"
    )
    on = DateField(label=_("When?"), latest=lambda: date.today() + timedelta(days=1))  # noqa: DTZ011
    text = forms.CharField(
        label=_("What happened, and what was agreed?"),
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Facts and her own words; no opinions about her."),
    )
    minutes = forms.IntegerField(label=_("How long, in minutes"), required=False, min_value=1, max_value=1440)

    widths = {"minutes": 4}
    field_order = ("what", "on", "text", "minutes", "step_text", "step_due")


class NoteForm(AcasaForm):
    """A note in the compartment where it belongs."""

    compartment = forms.ChoiceField(label=_("Where does it belong?"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Note"), max_length=NOTE, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, compartments: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [c for c in (people.CASEWORK, people.HEALTH, people.LEGAL) if c in compartments]
        self.fields["compartment"].choices = [(c, COMPARTMENT_LABELS[c]) for c in offered]  # type: ignore[attr-defined]
        if offered:
            self.fields["compartment"].initial = offered[0]


class StepForm(AcasaForm):
    """The next step: what, by when, by whom."""

    text = forms.CharField(label=_("What is to be done?"), max_length=300)
    due = DateField(label=_("By when?"))
    worker = forms.ChoiceField(label=_("By whom?"))

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [(str(c.id), c.name) for c in colleagues]  # type: ignore[attr-defined]


class FinishStepForm(AcasaForm):
    """A step is done, put off, or not needed any more."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        initial="done",
        choices=[("done", _("Done")), ("not_needed", _("No longer needed")), ("later", _("Put it off"))],
    )
    text = forms.CharField(
        label=_("What happened?"), required=False, max_length=NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )
    due = DateField(label=_("New day"), required=False)
    reveals = {"outcome": {"later": ["due"]}}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == "later" and not data.get("due") and "due" not in self.errors:
            self.add_error("due", _("Say to which day it is put off."))
        return data


class RiskForm(AcasaForm):
    """How urgent it is, until when that holds, and what everybody must know."""

    mark_optional = False

    risk = forms.ChoiceField(
        label=_("Risk"),
        required=False,
        widget=forms.RadioSelect,
        choices=_choices("risk_levels", _("Not assessed yet")),
    )
    review_on = DateField(label=_("Look at it again on"), required=False)
    alerts = forms.MultipleChoiceField(
        label=_("Alerts"), required=False, widget=forms.CheckboxSelectMultiple, choices=_choices("alerts")
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
        label=_("Why is it closed?"), widget=forms.RadioSelect, choices=_choices("closure_reasons")
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

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [(str(c.id), c.name) for c in colleagues]  # type: ignore[attr-defined]


class FileForm(NoteForm):
    """A document, sealed before it reaches the disk."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Up to 25 MB. It is sealed; nobody without this compartment can open it."),
        max_length=200,
    )
    text = None  # type: ignore[assignment]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise ValidationError(_("This file is larger than 25 MB. Make it smaller or split it."))
        return file


class FilterForm(AcasaForm):
    """What the list is narrowed to. Read from the address, so it can't hold a name."""

    mark_optional = False

    status = forms.ChoiceField(
        label=_("Cases"),
        required=False,
        choices=[("open", _("Open")), ("closed", _("Closed")), ("all", _("All"))],
    )
    worker = forms.ChoiceField(label=_("Whose"), required=False)
    stage = forms.MultipleChoiceField(
        label=_("Stage"), required=False, widget=forms.CheckboxSelectMultiple, choices=_choices("stages")
    )
    risk = forms.MultipleChoiceField(
        label=_("Risk"), required=False, widget=forms.CheckboxSelectMultiple, choices=_choices("risk_levels")
    )
    alert = forms.ChoiceField(label=_("Alert"), required=False, choices=_choices("alerts", _("Any")))
    late = forms.BooleanField(label=_("Next step is late"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [  # type: ignore[attr-defined]
            ("", _("Everybody's")),
            ("me", _("Mine")),
            *[(str(c.short), c.name) for c in colleagues],
        ]


class SaveViewForm(AcasaForm):
    """A name for the filters in use."""

    name = forms.CharField(label=_("Name of this view"), max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


def days_late(count: int) -> Any:
    """ "2 days late", in the reader's language."""
    return ngettext_lazy("%(count)d day late", "%(count)d days late", "count") % {"count": count}
