"""Forms of needs, challenges and the plan. Her words come first; nothing about her is ever required."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acasa import vocabularies
from acasa.cases import codes
from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.plan.words import AT_HOME_WORDS, HOW_WORDS, NEED_STATUS_WORDS, SEVERITY_WORDS
from acasa.cases.queries.case import Colleague
from acasa.ui.forms import AcasaForm, DateField

Choices = list[tuple[str, Any]]
HERSELF = "herself"


def _set(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field its choices, or take it away when there is nothing to choose."""
    if choices:
        form.fields[name].choices = choices  # type: ignore[attr-defined]
    else:
        del form.fields[name]


def challenge_choices(*, barrier: bool) -> Choices:
    """Challenges of the library; or those of them that are barriers on the way home."""
    entries = vocabularies.load("challenges").codes
    return [
        (entry.code, entry.label(codes.language()))
        for entry in entries
        if not entry.deprecated and (not barrier or entry.extra.get("barrier"))
    ]


class NeedForm(AcasaForm):
    """What she, a child or the family needs. What she does not want is an answer like any other."""

    about = forms.ChoiceField(label=_("Whose need is it?"), widget=forms.RadioSelect)
    domain = forms.ChoiceField(label=_("What is it about?"), choices=choices_of("need_domains"))
    words = forms.CharField(
        label=_("In her own words"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As she says it, in her language. It may stay empty until she wants to say it."),
    )
    severity = forms.ChoiceField(
        label=_("How pressing is it?"), widget=forms.RadioSelect, choices=list(SEVERITY_WORDS.items())
    )
    status = forms.ChoiceField(
        label=_("Where it stands"),
        widget=forms.RadioSelect,
        initial="open",
        choices=list(NEED_STATUS_WORDS.items()),
        help_text=_("Not wanted is written down and respected. It changes nothing in the help she gets."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, about: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, "about", about)
        self.fields["about"].initial = about[0][0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("severity") == "met" and data.get("status") == "open":
            data["status"] = "met"
        return data


class ChallengeForm(AcasaForm):
    """What stands in the way, at which stage, and what it blocks."""

    code = forms.ChoiceField(label=_("What stands in the way?"))
    about = forms.ChoiceField(label=_("For whom?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In her own words"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As she says it, in her language. It may stay empty until she wants to say it."),
    )
    stage = forms.ChoiceField(label=_("At which stage did it show?"), choices=choices_of("stages"))
    barriers = forms.MultipleChoiceField(
        label=_("So that…"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What it blocks on the way home."),
    )
    leads_to = forms.MultipleChoiceField(
        label=_("Which needs come from it?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    status = forms.ChoiceField(
        label=_("Where it stands"),
        widget=forms.RadioSelect,
        initial="stands",
        choices=[
            ("stands", _("It stands in the way")),
            ("eased", _("It has eased")),
            ("over", _("It is over")),
        ],
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, about: Choices, needs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, "code", [("", _("Choose")), *challenge_choices(barrier=False)])
        _set(self, "about", about)
        self.fields["about"].initial = about[0][0]
        _set(self, "barriers", challenge_choices(barrier=True))
        _set(self, "leads_to", needs)


class GoalForm(AcasaForm):
    """A goal in her words, and which needs and challenges it answers."""

    words = forms.CharField(
        label=_("Her goal, in her own words"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: That she comes to me by herself."),
    )
    child_view = forms.CharField(
        label=_("What the child says to it"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In the child's words, or what the child showed. Asked without pressure."),
    )
    needs = forms.MultipleChoiceField(
        label=_("Which needs does it answer?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    challenges = forms.MultipleChoiceField(
        label=_("Which challenges does it meet?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, needs: Choices, challenges: Choices, with_child: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _set(self, "needs", needs)
        _set(self, "challenges", challenges)
        if not with_child:
            del self.fields["child_view"]


class ActionForm(AcasaForm):
    """What is done for a goal: with her, with relatives, school or neighbours; by whom, and by when."""

    text = forms.CharField(
        label=_("What is done?"),
        max_length=300,
        help_text=_("Work with relatives, the school or the neighbours counts as well."),
    )
    assistance = forms.ChoiceField(
        label=_("Kind of help"), required=False, choices=choices_of("assistance_types", _("Not said"))
    )
    with_whom = forms.ChoiceField(
        label=_("With whom?"), required=False, choices=choices_of("action_partners", _("Not said"))
    )
    who = forms.ChoiceField(label=_("Who does it?"), required=False)
    organisation = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        help_text=_("If somebody outside the team does it: a clinic, a school, an office."),
    )
    due = DateField(label=_("By when?"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, colleagues: list[Colleague], name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(
            self,
            "who",
            [
                ("", _("Nobody of the team")),
                (HERSELF, _("%(name)s herself") % {"name": name}),
                *[(str(c.id), c.name) for c in colleagues],
            ],
        )


class VersionForm(AcasaForm):
    """Before a draft becomes a version: when it is looked at again, and what is new in it."""

    review_on = DateField(label=_("When do you look at it again with her?"), required=False)
    reason = forms.CharField(
        label=_("What is new in this version, and why"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(AcasaForm):
    """The plan was looked at and stays: when again?"""

    on = DateField(label=_("When do you look at it again with her?"), required=False)


class AgreeForm(AcasaForm):
    """What she says to the plan. Each answer is good; help does not depend on it."""

    answer = forms.ChoiceField(
        label=_("What does she say to this plan?"),
        widget=forms.RadioSelect,
        choices=[
            ("agreed", _("She agrees")),
            ("not_yet", _("Not yet")),
            ("refused", _("She does not want it")),
        ],
        help_text=_("Each answer is a good one. The help she gets does not depend on it."),
    )
    on = DateField(label=_("On which day?"))
    how = forms.ChoiceField(
        label=_("How did she say it?"),
        required=False,
        widget=forms.RadioSelect,
        choices=list(HOW_WORDS.items()),
    )
    words = forms.CharField(
        label=_("What she said"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2})
    )
    safe_to_take_home = forms.ChoiceField(
        label=_("Is it safe to take her copy home?"),
        widget=forms.RadioSelect,
        choices=list(AT_HOME_WORDS.items()),
        help_text=_("Ask before printing: who lives with her, and who looks through her things?"),
    )
    number = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class FinishActionForm(AcasaForm):
    """What became of an action. What was not possible is no failure of hers."""

    status = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        initial="done",
        choices=[
            ("done", pgettext_lazy("action", "Done")),
            ("dropped", _("No longer needed, or not possible")),
            ("open", _("Still open")),
        ],
    )
    outcome = forms.CharField(
        label=_("What came of it?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What changed for her, in her words where you can."),
    )
    due = DateField(label=_("New day, if it is put off"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    reveals = {"status": {"open": ["due"]}}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("status") != "open":
            data["due"] = None
        return data


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
