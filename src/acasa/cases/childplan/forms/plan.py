"""Forms of the plan: a line of it, a version, what came of a line, what the child and a guardian say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acasa.cases import codes
from acasa.cases.childplan import library, rules
from acasa.cases.childplan.words import ANSWER_WORDS, CONSENT_WORDS
from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.plan import forms as plans
from acasa.cases.queries.case import Colleague
from acasa.ui.forms import AcasaForm, DateField

Choices = list[tuple[str, Any]]
_TWO = {"rows": 2}


def domain_choices() -> Choices:
    return list(codes.choices(library.DOMAINS))


def _silent(form: AcasaForm, data: dict[str, Any]) -> None:
    """Nothing that was typed is lost: words beside "did not want to say" are asked about."""
    if data.get("child_view") and data.get("child_view_how") == rules.SILENT:
        form.add_error(
            "child_view",
            _("The child did not want to say: take these words out, or choose how they were said."),
        )


def _child_view() -> forms.CharField:
    return forms.CharField(
        label=_("What the child says to it, or shows"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs=_TWO),
        help_text=_("In the child's own words and language; of a drawing, what is on it."),
    )


class LineForm(AcasaForm):
    """One line of the plan."""

    domain = forms.ChoiceField(label=_("What is it about?"), choices=domain_choices)
    need = forms.CharField(
        label=_("What does the child need?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs=_TWO),
    )
    goal = forms.CharField(
        label=_("The goal, in the child's words where you can"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs=_TWO),
        help_text=_("For example: I know who wakes me in the morning."),
    )
    action = forms.CharField(
        label=_("What is done?"),
        required=False,
        max_length=300,
        help_text=_("Work with relatives, the school or the neighbours counts as well."),
    )
    who = forms.ChoiceField(label=_("Who is responsible?"), required=False)
    other = forms.CharField(label=_("Or somebody outside the team: who?"), required=False, max_length=100)
    organisation = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        help_text=_("If somebody outside the team does it: a clinic, a school, an office."),
    )
    due = DateField(label=_("By when?"), required=False)
    resources = forms.CharField(
        label=_("What is needed for it?"),
        required=False,
        max_length=500,
        help_text=_("Money, a room, the way there, somebody who goes along."),
    )
    child_view_how = forms.ChoiceField(
        label=_("How did the child say what it thinks of it?"),
        required=False,
        widget=forms.RadioSelect,
        initial=rules.NOT_ASKED,
        choices=choices_of(library.WAYS),
        help_text=_("Asked without pressure. “Did not want to say” is an answer."),
    )
    child_view = _child_view()
    consent = forms.ChoiceField(
        label=_("Does the child agree to this line?"),
        widget=forms.RadioSelect,
        initial=rules.NOT_YET,
        choices=list(CONSENT_WORDS.items()),
        help_text=_("In the way a child of this age can. What is not wanted is not done to the child."),
    )
    review_on = DateField(label=_("When do you look at it again with the child?"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    inline = ("consent",)
    groups = (
        (_("Who, and by when"), ("who", "other", "organisation", "due", "resources")),
        (_("The child's view"), ("child_view_how", "child_view", "consent", "review_on")),
    )

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(c.id), c.name) for c in colleagues]
        self.fields["who"].choices = [("", _("Nobody of the team")), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (data.get("need") or data.get("goal") or data.get("action")):
            self.add_error("need", _("Say what the child needs, what the goal is, or what is done."))
        _silent(self, data)
        return data


class VersionForm(plans.VersionForm):
    """Before a draft becomes a version: when all of it is looked at again, and what is new in it."""

    review_on = DateField(label=_("When do you look at the whole plan again with the child?"), required=False)


class ReviewForm(plans.ReviewForm):
    """The plan was looked at and stays: when again?"""

    on = DateField(label=_("When do you look at the whole plan again with the child?"), required=False)


class LookForm(AcasaForm):
    """What became of a line, and how it goes. What was not possible is no failure of the child's."""

    status = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        initial=rules.OPEN,
        choices=[
            ("done", pgettext_lazy("action", "Done")),
            ("open", _("Still open")),
            ("dropped", _("No longer needed, or not possible")),
        ],
    )
    due = DateField(label=_("New day, if it is put off"), required=False)
    review_on = DateField(label=_("When do you look at it again with the child?"), required=False)
    outcome = forms.CharField(
        label=_("What came of it?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What changed for the child, in the child's words where you can."),
    )
    level = forms.ChoiceField(
        label=_("How does it go in this domain?"),
        required=False,
        widget=forms.RadioSelect,
        choices=choices_of(library.PROGRESS),
        help_text=_("What you and the child see; no measurement, and never for proceedings about custody."),
    )
    child_view_how = LineForm.base_fields["child_view_how"]
    child_view = _child_view()
    version = forms.IntegerField(widget=forms.HiddenInput)

    reveals = {"status": {"open": ["due", "review_on"]}}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("status") != rules.OPEN:
            data["due"] = data["review_on"] = None
        _silent(self, data)
        return data


class AnswerForm(AcasaForm):
    """What the child, or a guardian, says to the plan."""

    answer = forms.ChoiceField(
        label=_("What is the answer to this plan?"),
        widget=forms.RadioSelect,
        choices=list(ANSWER_WORDS.items()),
        help_text=_(
            "Each answer is a good one. The help does not depend on it, and nothing is taken away for a no."
        ),
    )
    how = forms.ChoiceField(
        label=_("How was it said?"),
        required=False,
        widget=forms.RadioSelect,
        choices=lambda: [pair for pair in codes.choices(library.WAYS) if pair[0] != rules.NOT_ASKED],
    )
    words = forms.CharField(
        label=_("In their own words"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    guardian = forms.ChoiceField(label=_("Which guardian?"), required=False)
    number = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("guardian",)

    def __init__(self, *args: Any, guardians: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if guardians is None:
            del self.fields["guardian"]
        else:
            del self.fields["how"]
            self.fields["guardian"].choices = guardians  # type: ignore[attr-defined]
            self.fields["guardian"].required = True


class TemplateForm(AcasaForm):
    """Which lines of a template the plan begins with, and in which language."""

    language = forms.ChoiceField(label=_("In which language?"), widget=forms.RadioSelect)
    lines = forms.MultipleChoiceField(
        label=_("Which lines fit this child?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They go into the draft, to be changed with the child. Whatever nobody ticks stays away."
        ),
    )

    inline = ("language",)

    def __init__(self, *args: Any, languages: Choices, lines: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.fields["lines"].choices = lines  # type: ignore[attr-defined]


class CompareForm(AcasaForm):
    """Which two versions stand side by side."""

    old = forms.ChoiceField(label=_("The earlier one"))
    new = forms.ChoiceField(label=_("The later one"))

    def __init__(self, *args: Any, versions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            self.fields[name].choices = versions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("old") and data.get("old") == data.get("new"):
            raise ValidationError(_("Choose two different versions."))
        return data
