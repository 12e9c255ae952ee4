"""Forms of this part. Nothing must be asked of her; what was not asked is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.papers.forms import SheetForm
from acasa.identification import words
from acasa.identification.library import Published, said
from acasa.identification.rules import determination as decided
from acasa.identification.rules import screening as rules
from acasa.identification.rules.screening import Dimension
from acasa.ui.forms import AcasaForm, DateField

SHORT = 300


def _today() -> Any:
    return timezone.localdate()


def field_name(indicator: str) -> str:
    """An indicator's id as the name of a field."""
    return indicator.replace(".", "-")


class PageForm(AcasaForm):
    """The indicators of one page of a screening, each with four answers."""

    mark_optional = False

    def __init__(
        self, *args: Any, published: Published, dimensions: Sequence[Dimension], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        language = codes.language()
        self.dimensions = dimensions
        self.published = published
        for dimension in dimensions:
            for one in dimension.indicators:
                self.fields[field_name(one.id)] = forms.ChoiceField(
                    label=published.label(one.id, language),
                    required=False,
                    widget=forms.RadioSelect,
                    initial=rules.NOT_ASKED,
                    choices=list(words.ANSWERS.items()),
                    help_text=published.method(one.id, language),
                )
        self.inline = list(self.fields)  # type: ignore[misc]

    def groups_of_rows(self) -> list[dict[str, Any]]:
        """Each dimension with its title, its question to think with, and its fields."""
        language = codes.language()
        return [
            {
                "title": self.published.group(one.code, language),
                "about": said(self.published.groups[one.code].abouts, language),
                "rows": [self[field_name(each.id)] for each in one.indicators],
            }
            for one in self.dimensions
        ]

    def answers(self) -> dict[str, str]:
        return {
            one.id: self.cleaned_data.get(field_name(one.id)) or rules.NOT_ASKED
            for dimension in self.dimensions
            for one in dimension.indicators
        }


class ResultForm(AcasaForm):
    """The day of a screening, and a word beside it."""

    mark_optional = False

    on = DateField(label=_("On which day was it?"), latest=_today)
    words = forms.CharField(
        label=_("What must be known beside the marks"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How it came about, who told it, what to ask another day. No story, no names."),
    )


class DeterminationForm(AcasaForm):
    """What people decided: who, by which procedure, on what ground, and whether it may be appealed."""

    mark_optional = False

    status = forms.ChoiceField(
        label=_("What was decided?"), widget=forms.RadioSelect, choices=list(words.STATUSES.items())
    )
    by_whom = forms.ChoiceField(
        label=_("Who decided?"),
        widget=forms.RadioSelect,
        choices=choices_of("htcds/decision_making_organisation"),
    )
    who = forms.CharField(label=_("Which team, authority or organisation?"), required=False, max_length=SHORT)
    procedure = forms.ChoiceField(
        label=_("Under which procedure?"), choices=choices_of("identification_procedures", _("Choose"))
    )
    on = DateField(label=_("When was it decided?"), latest=_today)
    ground = forms.CharField(
        label=_("On what ground?"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "In a few sentences, as it was given. A screening may be looked at; it is no ground by itself."
        ),
    )
    screenings = forms.MultipleChoiceField(
        label=_("Which screenings were looked at?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    told_on = DateField(
        label=_("When was it explained to her, with the way to appeal?"), required=False, latest=_today
    )
    appeal = forms.ChoiceField(label=_("Where does an appeal stand?"), widget=forms.RadioSelect)
    appeal_until = DateField(
        label=_("Until which day may she appeal?"),
        required=False,
        help_text=_("As it stands in the decision. It stands on your day until she decided."),
    )
    appeal_words = forms.CharField(
        label=_("What she says to it, who helps, what came of it"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    DECISION: ClassVar[tuple[str, ...]] = (
        "status", "by_whom", "who", "procedure", "on", "ground", "screenings",
    )  # fmt: skip
    APPEAL: ClassVar[tuple[Any, tuple[str, ...]]] = (
        _("Told, and appeal"),
        ("told_on", "appeal", "appeal_until", "appeal_words"),
    )
    groups: ClassVar[Any] = ((_("The decision"), DECISION), APPEAL)
    reveals = {"appeal": {decided.APPEAL_OPEN: ["appeal_until"]}}

    def __init__(
        self, *args: Any, screenings: Sequence[tuple[str, str]], appeals: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if screenings:
            self.fields["screenings"].choices = screenings  # type: ignore[attr-defined]
        else:
            del self.fields["screenings"]
            decision = tuple(name for name in self.DECISION if name != "screenings")
            self.groups = ((_("The decision"), decision), self.APPEAL)  # type: ignore[misc]
        self.fields["appeal"].choices = [(code, words.APPEALS[code]) for code in appeals]  # type: ignore[attr-defined]
        if isinstance(self.initial.get("screenings"), str):
            self.initial["screenings"] = [self.initial["screenings"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on = data.get("on")
        if (
            data.get("appeal") == decided.APPEAL_OPEN
            and not data.get("appeal_until")
            and "appeal_until" in data
        ):
            self.add_error("appeal_until", _("Say until when, so that the day does not pass unseen."))
        for name in ("told_on", "appeal_until"):
            if on and data.get(name) and data[name] < on:
                self.add_error(name, _("This day lies before the decision."))
        return data

    def values(self) -> dict[str, Any]:
        """What is kept; days as ISO text."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in ("on", "told_on", "appeal_until"):
            data[name] = data[name].isoformat() if data.get(name) else ""
        return data


class StatusForm(AcasaForm):
    """The determination taken over into the facts, knowingly."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PrintForm(SheetForm):
    """In which language a screening is printed, and with which name."""
