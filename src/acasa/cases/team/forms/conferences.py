"""Forms of a case conference: planning it, writing its minutes, printing them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import LONG, NOTE
from acasa.cases.papers.forms import LANGUAGES
from acasa.cases.queries.case import Colleague
from acasa.cases.team.forms import Names, _lines, _names
from acasa.cases.team.words import HER_PART_WORDS
from acasa.ui.forms import AcasaForm, DateField, TimeField

DECISIONS = 4


class ConferenceForm(AcasaForm):
    """Plan a conference, or change what was planned."""

    on = DateField(label=_("On which day?"))
    hour = TimeField(label=_("At what time?"), required=False)
    place = forms.CharField(
        label=_("Where?"),
        required=False,
        max_length=120,
        help_text=_("In a word: our office, the clinic, by telephone. Never a shelter's address."),
    )
    invited = forms.MultipleChoiceField(
        label=_("Who is invited?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = forms.CharField(
        label=_("Who else?"),
        required=False,
        max_length=LONG,
        widget=_lines(3),
        help_text=_("One person a line: name, profession, organisation. Ask her first whom she wants there."),
    )
    suggested = forms.MultipleChoiceField(
        label=_("What is open, to put on the agenda"), required=False, widget=forms.CheckboxSelectMultiple
    )
    agenda = forms.CharField(
        label=_("What else shall be spoken about?"),
        required=False,
        max_length=LONG,
        widget=_lines(4),
        help_text=_("One point a line."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"hour": 5, "place": 20}

    def __init__(
        self, *args: Any, colleagues: list[Colleague], suggestions: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invited"].choices = _names(colleagues)  # type: ignore[attr-defined]
        for name in ("invited", "suggested"):
            if isinstance(self.initial.get(name), str):
                self.initial[name] = [self.initial[name]]
        if suggestions:
            self.fields["suggested"].choices = [(text, text) for text in suggestions]  # type: ignore[attr-defined]
        else:
            del self.fields["suggested"]

    def data_of(self) -> dict[str, Any]:
        """What the record keeps beside the day."""
        data = self.cleaned_data
        agenda = [*data.get("suggested", []), *(line.strip() for line in data["agenda"].splitlines())]
        return {
            "hour": data["hour"].strftime("%H:%M") if data["hour"] else "",
            "place": data["place"],
            "agenda": list(dict.fromkeys(point for point in agenda if point)),
            "invited": list(data["invited"]),
            "guests": data["guests"],
        }


class MinutesForm(AcasaForm):
    """It was held: who was there, her view, what was discussed, what was decided."""

    on = DateField(label=_("On which day was it?"), latest=lambda: date.today() + timedelta(days=1))  # noqa: DTZ011
    there = forms.MultipleChoiceField(
        label=_("Who was there?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Who else was there?"),
        required=False,
        max_length=LONG,
        widget=_lines(3),
        help_text=_("One person a line: name, profession, organisation."),
    )
    her_part = forms.ChoiceField(
        label=_("And she?"), widget=forms.RadioSelect, choices=list(HER_PART_WORDS.items())
    )
    her_view = forms.CharField(
        label=_("Her own view, in her words"),
        required=False,
        max_length=LONG,
        widget=_lines(3),
        help_text=_("Also when she was not there: ask her before, and tell her afterwards."),
    )
    discussed = forms.CharField(
        label=_("What was discussed?"), required=False, max_length=NOTE, widget=_lines(6)
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, people: Names, colleagues: list[Colleague], deciding: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["there"].choices = people  # type: ignore[attr-defined]
        if isinstance(self.initial.get("there"), str):
            self.initial["there"] = [self.initial["there"]]
        self.rows = range(1, DECISIONS + 1) if deciding else range(0)
        groups: list[tuple[str, tuple[str, ...]]] = []
        for number in self.rows:
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("What was decided?"), required=False, max_length=300
            )
            self.fields[f"who_{number}"] = forms.ChoiceField(
                label=_("By whom?"), required=False, choices=[("", _("Nobody yet")), *_names(colleagues)]
            )
            self.fields[f"due_{number}"] = DateField(label=_("By when?"), required=False)
            title = gettext("Decision %(number)s") % {"number": number}
            groups.append((title, tuple(f"{name}_{number}" for name in ("text", "who", "due"))))
        self.groups = tuple(groups)  # type: ignore[misc]
        if not people:
            del self.fields["there"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in self.rows:
            text, who, due = (data.get(f"{name}_{number}") for name in ("text", "who", "due"))
            if (who or due) and not text:
                self.add_error(f"text_{number}", _("Say what was decided."))
            if text and bool(who) != bool(due) and f"due_{number}" not in self.errors:
                name = "due" if who else "who"
                self.add_error(f"{name}_{number}", _("A task needs both somebody who does it and a day."))
        return data

    def decided(self) -> list[tuple[str, str, date | None]]:
        """What was decided, by whom and by when; the last two are empty for what is only a decision."""
        data = self.cleaned_data
        return [
            (data[f"text_{number}"], data[f"who_{number}"], data[f"due_{number}"])
            for number in self.rows
            if data[f"text_{number}"]
        ]


class PrintForm(AcasaForm):
    """In which language, and where the paper goes."""

    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=LANGUAGES, widget=forms.RadioSelect, initial="en"
    )
    where = forms.ChoiceField(
        label=_("Where does the paper go?"),
        widget=forms.RadioSelect,
        choices=[
            ("stays", _("It stays in this house")),
            ("leaves", _("It leaves the house: her name only as initials")),
        ],
        help_text=_("Names within texts stay as they were typed, but for hers: read it before you give it."),
    )
    inline = ("language",)
