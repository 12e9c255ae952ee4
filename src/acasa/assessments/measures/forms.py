"""Forms of results: an instrument that was filled in on paper, typed in by the numbers of its answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acasa.assessments.measures import instruments
from acasa.assessments.scoring import Instrument
from acasa.cases.papers.forms import SheetForm
from acasa.questionnaires.engine.model import Form
from acasa.ui.forms import AcasaForm, DateField

ITEM = "item_"


class TypeInForm(AcasaForm):
    """One little box for each item: the number of the answer. A box that stays empty is an answer that is missing."""

    mark_optional = False

    on = DateField(label=_("On which day was it filled in?"), latest=timezone.localdate)
    language = forms.ChoiceField(label=_("In which language was it asked?"), required=False)

    def __init__(self, *args: Any, instrument: Instrument, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        if len(form.languages) > 1:
            self.fields["language"].choices = [(one, one) for one in form.languages]  # type: ignore[attr-defined]
        else:
            del self.fields["language"]
        self.only = form.languages[0] if form.languages else ""
        self.widths: dict[str, int] = {}  # type: ignore[misc]
        self.codes: dict[str, dict[str, str]] = {}
        self.offered = ""
        for node in instruments.questions(form, instrument):
            name = f"{ITEM}{node.name}"
            choices = form.choices.get(node.choices, ())
            self.codes[name] = _numbers([choice.name for choice in choices])
            offered = " · ".join(
                f"{number} {instruments.plain(choice.label)}"
                for number, choice in zip(self.codes[name], choices, strict=True)
            )
            # What the first question offers stands above all; others say only what differs.
            self.offered = self.offered or offered
            self.fields[name] = forms.CharField(
                label=f"{len(self.codes)}. {instruments.plain(node.label)}",
                required=False,
                max_length=20,
                help_text=offered if offered != self.offered else "",
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
            self.widths[name] = 2

    def items(self) -> list[Any]:
        """Its boxes, in the order of the paper."""
        return [self[name] for name in self.fields if name.startswith(ITEM)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in [name for name in self.fields if name.startswith(ITEM)]:
            if data.get(name) and data[name] not in self.codes[name]:
                self.add_error(name, _("Type one of: %(codes)s") % {"codes": ", ".join(self.codes[name])})
        if not self.errors and not any(self.instrument.by_id[name].scored for name in self.answers()):
            self.add_error(None, _("Type at least one answer."))
        return data

    def answers(self) -> dict[str, str]:
        """Answers by the items' names."""
        return {
            name.removeprefix(ITEM): self.codes[name][value]
            for name, value in self.cleaned_data.items()
            if name.startswith(ITEM) and value
        }

    def tongue(self) -> str:
        return str(self.cleaned_data.get("language") or self.only)


def _numbers(codes: list[str]) -> dict[str, str]:
    """What is typed for each answer: its own number, or its place where answers have names."""
    if all(code.isdigit() for code in codes):
        return {code: code for code in codes}
    return {str(place): code for place, code in enumerate(codes, start=1)}


class ProfileForm(SheetForm):
    """The language of the paper, and whether her name stands on it."""
