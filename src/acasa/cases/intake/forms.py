"""Forms of the intake. Nothing in them must be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.intake import library, rules, words
from acasa.cases.intake.rules import Section
from acasa.ui.forms import AcasaForm, DateField

SHORT = 300


def _choices(table: Mapping[str, Any], order: Sequence[str] = ()) -> list[tuple[str, Any]]:
    return [(code, table[code]) for code in (order or table)]


class SectionForm(AcasaForm):
    """A page of questions; each takes its own answers, and always the two that end a question."""

    mark_optional = False

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        uncovered: dict[str, dict[str, list[str]]] = {}
        for question in section.questions:
            more = f"{question.code}_words"
            self.fields[question.code] = forms.ChoiceField(
                label=words.question(question.code),
                required=False,
                widget=forms.RadioSelect,
                choices=_choices(words.ANSWERS, question.allowed),
            )
            told = question.words_on == rules.TOLD
            self.fields[more] = forms.CharField(
                label=words.MORE.get(question.code, _("In her words")),
                required=False,
                max_length=LONG,
                widget=forms.Textarea(attrs={"rows": 3 if told else 2}),
            )
            uncovered[question.code] = {question.words_on: [more]}
        self.reveals = uncovered  # type: ignore[misc]
        self._settle()

    def _settle(self) -> None:
        """For pages with more than questions."""

    def answers(self) -> dict[str, dict[str, str]]:
        """What was answered, as it is kept."""
        data = self.cleaned_data
        given = {
            question.code: {
                "answer": data.get(question.code, ""),
                "words": data.get(f"{question.code}_words", ""),
            }
            for question in self.section.questions
        }
        return rules.tidy(self.section, given)

    @staticmethod
    def stored(answers: rules.Answers) -> dict[str, str]:
        """Stored answers as this form's fields."""
        made: dict[str, str] = {}
        for code, given in answers.items():
            made[code], made[f"{code}_words"] = given.get("answer", ""), given.get("words", "")
        return made


class SafetyForm(SectionForm):
    """Safety; and how urgent it is, if that has changed."""

    risk = forms.ChoiceField(
        label=_("How urgent is it?"),
        required=False,
        widget=forms.RadioSelect,
        choices=choices_of("risk_levels", _("Leave it as it is")),
    )

    def _settle(self) -> None:
        self.order_fields([*(name for name in self.fields if name != "risk"), "risk"])


class NeedsForm(SectionForm):
    """The needs of the first days: short answers side by side, a word beside each."""

    def _settle(self) -> None:
        self.reveals = {}  # type: ignore[misc]
        self.inline = [question.code for question in self.section.questions]  # type: ignore[misc]
        for question in self.section.questions:
            self.fields[f"{question.code}_words"] = forms.CharField(
                label=_("A word about it"), required=False, max_length=SHORT
            )
        self.pairs = [(q.code, f"{q.code}_words") for q in self.section.questions]

    def rows(self) -> list[tuple[Any, Any]]:
        """Answer and word of each need, for the page."""
        return [(self[answer], self[word]) for answer, word in self.pairs]


class NeedStepsForm(AcasaForm):
    """The offered next step of each need: words and a day. Without words no step is made."""

    mark_optional = False

    def __init__(self, *args: Any, waiting: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [code for code, _words in waiting]
        groups = []
        for code, _words in waiting:
            self.fields[f"{code}_text"] = forms.CharField(
                label=_("What is to be done?"),
                required=False,
                max_length=SHORT,
                help_text=_("Take the words away if it needs no step."),
            )
            self.fields[f"{code}_due"] = DateField(label=_("By when?"), required=False)
            groups.append((words.question(code), (f"{code}_text", f"{code}_due")))
        self.groups = groups  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for code in self.codes:
            if data.get(f"{code}_text") and not data.get(f"{code}_due") and f"{code}_due" not in self.errors:
                self.add_error(f"{code}_due", _("Say by when."))
        return data

    def steps(self) -> list[tuple[str, str, date | None]]:
        """Need, words and day of each; no words, no step."""
        data = self.cleaned_data
        return [(code, data[f"{code}_text"].strip(), data[f"{code}_due"]) for code in self.codes]


class _ToldForm(AcasaForm):
    """How something was told to her."""

    mark_optional = False

    language = forms.ChoiceField(label=_("In which language?"), choices=choices_of("languages"))
    interpreter = forms.CharField(label=_("Interpreter"), required=False, max_length=120)
    words = forms.CharField(
        label=_("What she asked or said"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reveals = {"how": {"interpreter": ["interpreter"]}}


class ToldForm(_ToldForm):
    """She was told what can't be kept secret: how, and in which language."""

    how = forms.ChoiceField(
        label=_("How was it told?"), widget=forms.RadioSelect, choices=_choices(words.HOW)
    )
    field_order = ("how", "interpreter", "language", "words")


class ConsentForm(_ToldForm):
    """Each point as it is explained, then her answer."""

    explained = forms.MultipleChoiceField(
        label=_("Tick each point as you explain it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answer = forms.ChoiceField(
        label=_("What does she answer?"),
        widget=forms.RadioSelect,
        choices=_choices(words.CONSENTS),
        help_text=_("Each answer is right. She is helped in the same way."),
    )
    how = forms.ChoiceField(
        label=_("How did she answer?"), widget=forms.RadioSelect, choices=_choices(words.CONSENT_HOW)
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("explained", "answer", "how", "interpreter", "language", "words")

    def __init__(self, *args: Any, points: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["explained"].choices = points  # type: ignore[attr-defined]
        self.points = [code for code, _words in points]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") == rules.AGREED and rules.unexplained(data.get("explained", []), self.points):
            self.add_error(
                "explained", _("Explain and tick each point before she agrees, or choose “Not now”.")
            )
        return data


class StopForm(AcasaForm):
    """She chose to stop."""

    words = forms.CharField(
        label=_("What she said, if she wants it kept"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReportForm(AcasaForm):
    """What the law demands: what, to whom, the least facts, and whether she knows."""

    mark_optional = False

    duty = forms.ChoiceField(label=_("What must be reported?"), widget=forms.RadioSelect)
    what = forms.CharField(label=_("In a sentence"), required=False, max_length=SHORT)
    to = forms.CharField(
        label=_("To whom?"), required=False, max_length=SHORT, help_text=_("Empty: as said above.")
    )
    facts = forms.CharField(
        label=_("The least facts that must be given"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only what the law asks for. Not her story."),
    )
    due = DateField(label=_("By when?"), required=False, help_text=_("Empty: as the law says."))
    reported_on = DateField(label=_("Reported on"), required=False, latest=date.today)
    reference = forms.CharField(label=_("Their reference number"), required=False, max_length=120)
    told = forms.ChoiceField(
        label=_("Does she know of the report?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Yes, she was told")),
            ("not_yet", _("Not yet: it was not safe, or not the time")),
            ("safe", _("Not yet, but it is safe: she may read of it in her own view")),
        ],
        help_text=_("She is told as soon as it is safe, best of all before."),
    )
    told_on = DateField(label=_("Told on"), required=False, latest=date.today)
    told_words = forms.CharField(label=_("What she said to it"), required=False, max_length=LONG)
    look_again = DateField(label=_("When do we look again whether it is safe?"), required=False)
    police = forms.ChoiceField(
        label=_("Does she want contact with the police?"),
        required=False,
        widget=forms.RadioSelect,
        choices=_choices(words.ANSWERS, (rules.YES, rules.NO, *rules.ALWAYS)),
        help_text=_("A no changes nothing in how she is helped. Colleagues see it as an alert."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"reference": 20}
    reveals = {"told": {"yes": ["told_on", "told_words"], "not_yet": ["look_again"]}}
    groups = (
        (_("What became of it"), ("reported_on", "reference")),
        (_("She and the report"), ("told", "police")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = library.duties()
        self.fields["duty"].choices = [(item.code, item.what) for item in offered]  # type: ignore[attr-defined]
        hints = {
            item.code: _("To: %(to)s. How sure: %(certainty)s.")
            % {"to": item.to, "certainty": CERTAINTY[item.certainty]}
            for item in offered
            if item.to
        }
        self.choice_hints = {"duty": hints}  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        found = library.duty(data.get("duty", ""))
        if found and not found.to and not data.get("to"):
            self.add_error("to", _("Say to whom."))
        if data.get("told") == "yes" and not data.get("told_on") and "told_on" not in self.errors:
            self.add_error("told_on", _("Say when she was told."))
        return data


CERTAINTY = {"high": _("sure"), "medium": _("fairly sure"), "low": _("not sure, ask a lawyer")}
