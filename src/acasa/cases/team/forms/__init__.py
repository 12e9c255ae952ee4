"""Forms of a team's work. Labels are plain words; little is required."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import LONG, NOTE, choices_of
from acasa.cases.queries.case import Colleague
from acasa.cases.team import rules
from acasa.cases.team.words import BECOMES_WORDS, OWN_WORDS
from acasa.ui.forms import AcasaForm, DateField

Names = list[tuple[str, str]]


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _names(colleagues: list[Colleague]) -> Names:
    return [(str(colleague.id), colleague.name) for colleague in colleagues]


class MemberForm(AcasaForm):
    """Somebody in the team of a case: a colleague of ours, or somebody from outside without an account."""

    mark_optional = False

    user = forms.ChoiceField(label=_("Who?"), required=False)
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        help_text=_("Name, profession and organisation only for somebody from outside."),
    )
    profession = forms.ChoiceField(
        label=_("Profession"), required=False, choices=choices_of("professions", _("Another, or not known"))
    )
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=160)
    role = forms.ChoiceField(label=_("Role in this team"), choices=choices_of("team_roles"))
    brings = forms.CharField(
        label=_("What does this person contribute?"),
        required=False,
        max_length=LONG,
        widget=_lines(3),
        help_text=_("For example: sees her each Thursday; answers questions about papers."),
    )
    since = DateField(label=_("From when?"), required=False)
    to = DateField(label=_("Until when?"), required=False, help_text=_("Leave it empty while it goes on."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ours: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [  # type: ignore[attr-defined]
            ("", _("Somebody from outside, without an account")),
            *ours,
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("user") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Say who it is: choose a colleague, or type a name."))
        if data.get("since") and data.get("to") and data["to"] < data["since"]:
            self.add_error("to", _("This is before it began."))
        return data


class TaskForm(AcasaForm):
    """A small thing for a colleague."""

    text = forms.CharField(label=_("What is to be done?"), max_length=300)
    who = forms.ChoiceField(
        label=_("By whom?"), help_text=_("Colleagues whose keys open the case work of this team.")
    )
    due = DateField(label=_("By when?"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = _names(colleagues)  # type: ignore[attr-defined]


class FinishTaskForm(AcasaForm):
    """What became of a task."""

    state = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        initial=rules.DONE,
        choices=[(rules.DONE, _("Done")), (rules.DROPPED, _("No longer needed"))],
    )
    result = forms.CharField(label=_("Result"), required=False, max_length=NOTE, widget=_lines(4))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AskForm(AcasaForm):
    """Ask for approval; of a closure, with its reason."""

    words = forms.CharField(
        label=_("What should the supervisor know?"),
        required=False,
        max_length=LONG,
        widget=_lines(4),
        help_text=_("For example: what is new, what you are not sure of, by when you need an answer."),
    )


class AskClosureForm(AskForm):
    """A closure is put forward with its reason."""

    reason = forms.ChoiceField(label=_("Why does the work end?"), choices=choices_of("closure_reasons"))
    field_order = ("reason", "words")


class AnswerForm(AcasaForm):
    """Approve, or return for changes. `mark` is what was on the page."""

    words = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=LONG,
        widget=_lines(4),
        help_text=_("If you return it, say what should change."),
    )
    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, returning: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.returning = returning

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if self.returning and not words.strip():
            raise ValidationError(_("Say what should change; then it goes back."))
        return words


class OwnNoteForm(AcasaForm):
    """A note of one's own: after a hard day, or from supervision."""

    mark_optional = False

    what = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        choices=list(OWN_WORDS.items()),
        initial="debrief",
    )
    on = DateField(label=_("Which day?"))
    with_whom = forms.CharField(label=_("With whom?"), required=False, max_length=120)
    text = forms.CharField(
        label=_("What I want to write down"),
        required=False,
        max_length=NOTE,
        widget=_lines(7),
        help_text=_("Nobody reads it but you. You need not name anybody."),
    )
    takes = forms.CharField(label=_("What I take with me"), required=False, max_length=LONG, widget=_lines(3))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    reveals = {"what": {"supervision": ["with_whom"]}}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("text") and not data.get("takes") and data.get("what") == "debrief":
            self.add_error("text", _("Write a word or two, or leave the page."))
        return data


class ShareForm(AcasaForm):
    """That supervision took place: to whom, and on which day. There is no field for anything else."""

    supervisor = forms.ChoiceField(label=_("Tell whom?"))
    on = DateField(label=_("On which day did it take place?"))

    def __init__(self, *args: Any, supervisors: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].choices = supervisors  # type: ignore[attr-defined]


class DecisionForm(AcasaForm):
    """One more decision of a conference, and what becomes of it."""

    text = forms.CharField(label=_("What was decided?"), max_length=300)
    becomes = forms.ChoiceField(
        label=_("What becomes of it?"), widget=forms.RadioSelect, choices=list(BECOMES_WORDS.items())
    )
    who = forms.ChoiceField(label=_("By whom?"), required=False)
    goal = forms.ChoiceField(label=_("For which goal of hers?"), required=False)
    due = DateField(label=_("By when?"), required=False)

    reveals = {"becomes": {rules.TASK: ["who"], rules.ACTION: ["goal"]}}

    def __init__(self, *args: Any, colleagues: list[Colleague], goals: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", _("Nobody yet")), *_names(colleagues)]  # type: ignore[attr-defined]
        if goals:
            self.fields["goal"].choices = goals  # type: ignore[attr-defined]
        else:
            del self.fields["goal"]
            offered = [choice for choice in BECOMES_WORDS.items() if choice[0] != rules.ACTION]
            self.fields["becomes"].choices = offered  # type: ignore[attr-defined]
            self.reveals = {"becomes": {rules.TASK: ["who"]}}  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("becomes") == rules.TASK:
            if not data.get("who"):
                self.add_error("who", _("A task needs somebody who does it."))
            if not data.get("due") and "due" not in self.errors:
                self.add_error("due", _("A task needs a day."))
        return data
