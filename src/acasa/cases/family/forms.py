"""Forms of a family. Nothing but the relation is ever required: what she would rather not say stays empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acasa.cases.family import rules
from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.queries.case import Colleague
from acasa.ui.forms import AcasaForm, DateField

SIDES = [
    ("", _("Not known, or not needed")),
    ("mother", _("Her mother's side")),
    ("father", _("Her father's side")),
]
Named = Sequence[tuple[str, str]]


class MonthField(forms.CharField):
    """A day, a month or only a year, kept as exact as it was said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        try:
            return rules.as_month(str(super().to_python(value)))
        except rules.NotAMonth:
            raise ValidationError(_("Write a month such as 3.2025, or only the year.")) from None


class KinForm(AcasaForm):
    """A person around her."""

    mark_optional = False

    relation = forms.ChoiceField(
        label=_("Who is it to her?"), choices=choices_of("kin_relations", _("Choose"))
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        help_text=_("As she calls this person. It may stay empty."),
    )
    gender = forms.ChoiceField(
        label=_("Gender"), required=False, choices=choices_of("htcds/gender", _("Not recorded"))
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=1900, help_text=_("An estimate will do.")
    )
    bond = forms.ChoiceField(
        label=_("If a partner: how do they stand?"),
        required=False,
        choices=choices_of("kin_bonds", _("Not known")),
    )
    parent = forms.ChoiceField(label=_("If a child: who is the other parent?"), required=False)
    side = forms.ChoiceField(
        label=_("If a grandparent, aunt or uncle: on which side?"), required=False, choices=SIDES
    )
    household = forms.BooleanField(label=_("Lives in the same household as she does"), required=False)
    significant = forms.BooleanField(
        label=_("Significant other: somebody on whom she, or the child, relies"), required=False
    )
    died = forms.BooleanField(label=_("Has died"), required=False)
    contact = forms.ChoiceField(
        label=_("May this person be contacted?"),
        required=False,
        widget=forms.RadioSelect,
        choices=choices_of("kin_contact", _("Not asked yet")),
    )
    contact_how = forms.CharField(label=_("How"), required=False, max_length=200)
    warn = forms.BooleanField(
        label=_("Write it into the box “Before you contact her” as well"), required=False, initial=True
    )
    parental_rights = forms.ChoiceField(
        label=_("Parental rights"),
        required=False,
        initial="unknown",
        choices=choices_of("parental_rights"),
        help_text=_("Of a parent: for her children. Of others: for whom, say below."),
    )
    rights_paper = forms.CharField(
        label=_("Which document says so?"),
        required=False,
        max_length=300,
        help_text=_(
            "For example: decision of the court of Ungheni, 14.3.2024. The paper itself goes to the files."
        ),
    )
    conflict = forms.BooleanField(
        label=_("May have a conflict of interest: may be involved in what was done to her or the child"),
        required=False,
        help_text=_(
            "Raises the alert “The guardian may be involved” at once. Another guardian must be appointed."
        ),
    )
    conflict_words = forms.CharField(
        label=_("Why do you think so?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    words = forms.CharField(
        label=_("What she says of this person, in her words"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"name": 20, "birth_year": 4, "contact_how": 20}
    reveals = {"contact": {"must_not_know": ["warn"], "safe": ["contact_how"]}}
    groups = (
        (_("In the picture"), ("bond", "parent", "side", "household", "significant", "died")),
        (_("Contact"), ("contact", "contact_how", "warn")),
        (_("Rights and guardianship"), ("parental_rights", "rights_paper", "conflict", "conflict_words")),
    )

    def __init__(self, *args: Any, parents: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", _("Not known, or not in the picture")), *parents]  # type: ignore[attr-defined]

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year and year > date.today().year:  # noqa: DTZ011 - a year
            raise ValidationError(_("The year of birth lies in the future."))
        return year


class EndKinForm(AcasaForm):
    """It is over, or it was a mistake."""

    what = forms.ChoiceField(
        label=_("What has changed?"),
        widget=forms.RadioSelect,
        choices=[("ended", _("It is over")), ("mistake", _("It was recorded by mistake"))],
    )
    on = DateField(label=_("Since which day?"), required=False)
    words = forms.CharField(
        label=_("In words"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reveals = {"what": {"ended": ["on"]}}
    choice_hints = {
        "what": {
            "ended": _("Separated, or guardianship withdrawn. The person stays in the picture, pale."),
            "mistake": _("The person leaves the picture. The history keeps what was written."),
        }
    }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on = data.get("on")
        if data.get("what") == "ended" and not on and "on" not in self.errors:
            self.add_error("on", _("Say since when. A guess will do."))
        if on and on > date.today() + timedelta(days=1):  # noqa: DTZ011 - the field's own day may be ahead
            self.add_error("on", _("This day lies in the future."))
        return data


class CareForm(AcasaForm):
    """Who cared for the child, from when to when, and how the child came back."""

    mark_optional = False

    carer = forms.ChoiceField(label=_("Who cared for the child?"), required=False)
    who_name = forms.CharField(
        label=_("If nobody of these: who?"),
        required=False,
        max_length=100,
        help_text=_("A name, or for example: a woman from the market."),
    )
    who_kind = forms.ChoiceField(
        label=_("To the child this was"), widget=forms.RadioSelect, choices=choices_of("carer_kinds")
    )
    since = MonthField(label=_("From"), help_text=_("For example 3.2025, or only the year."))
    until = MonthField(label=_("To"), help_text=_("Empty if it goes on."))
    contact_kept = forms.CharField(
        label=_("Contact with the mother meanwhile"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: calls on Sundays until July, then none."),
    )
    how_returned = forms.CharField(
        label=_("How the child came back"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"who_name": 20, "since": 10, "until": 10}

    def __init__(self, *args: Any, carers: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carer"].choices = [("", _("Nobody of the family as recorded")), *carers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and rules.last_month(until) < rules.first_month(since):
            self.add_error("until", _("This lies before the beginning."))
        return data


class SignForm(AcasaForm):
    """How she is drawn in the picture."""

    gender = forms.ChoiceField(
        label=_("Gender"),
        required=False,
        choices=choices_of("htcds/gender", _("Not recorded")),
        help_text=_(
            "A circle for a woman or girl, a square for a man or boy, a diamond where it is not said."
        ),
    )


class SheIsForm(AcasaForm):
    """What the other file says of her. It is read by whoever may open that file."""

    she_is = forms.ChoiceField(label=_("What is she to this person?"), choices=choices_of("kin_relations"))
    name_there = forms.CharField(
        label=_("How shall she be called in that file?"),
        required=False,
        max_length=100,
        help_text=_("Whoever may open that file reads this. Empty: only the relation stands there."),
    )
    widths = {"name_there": 20}


class OpenForForm(SheIsForm):
    """A case of their own, with rights of its own."""

    working_name = forms.CharField(
        label=_("What shall we call this person?"),
        max_length=80,
        help_text=_("A name that the colleagues of that file see."),
    )
    team = forms.ChoiceField(label=_("Which team opens it?"))
    worker = forms.ChoiceField(label=_("Who accompanies this person?"))
    deputy = forms.ChoiceField(
        label=_("Restrict that file"),
        required=False,
        help_text=_("Only the colleague who accompanies, you and a deputy will be able to open it."),
    )
    widths = {"name_there": 20, "working_name": 20}
    field_order = ("working_name", "team", "worker", "deputy", "she_is", "name_there")

    def __init__(
        self, *args: Any, teams: list[tuple[Any, str]], colleagues: list[Colleague], me: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = [(str(c.id), c.name) for c in colleagues]
        self.fields["team"].choices = [(str(team), name) for team, name in teams]  # type: ignore[attr-defined]
        self.fields["worker"].choices = others  # type: ignore[attr-defined]
        self.fields["worker"].initial = str(me)
        self.fields["deputy"].choices = [  # type: ignore[attr-defined]
            ("", _("Not restricted: the team's rings open it")),
            *[one for one in others if one[0] != str(me)],
        ]


class FindForm(AcasaForm):
    """Which case it is: by name or code, by POST, so that no name stands in an address."""

    q = forms.CharField(label=_("Name or code of the case"), max_length=120)
    widths = {"q": 20}


class LinkForm(SheIsForm):
    """One of the cases that were found."""

    other = forms.ChoiceField(label=_("Which case is it?"), widget=forms.RadioSelect)
    q = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("other", "she_is", "name_there", "q")

    def __init__(self, *args: Any, found: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = list(found)  # type: ignore[attr-defined]
