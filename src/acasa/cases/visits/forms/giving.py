"""Forms of aid and of interpreters. Nothing is asked for its own sake: most of it may stay empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.visits import rules
from acasa.cases.visits.forms.common import offer, tomorrow
from acasa.cases.visits.queries import Known, Line
from acasa.ui.forms import AcasaForm, DateField


class AidForm(AcasaForm):
    """What was given, and from whose money."""

    what = forms.ChoiceField(label=_("What was given?"), choices=choices_of("aid_kinds"))
    on = DateField(label=_("When?"), latest=tomorrow)
    amount = forms.CharField(
        label=_("Amount"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in rules.CURRENCIES], initial=rules.CURRENCIES[0]
    )
    quantity = forms.CharField(
        label=_("Or how much of it"), required=False, max_length=100, help_text=_("Two bags, 3 m³ of wood.")
    )
    line = forms.ChoiceField(label=_("Donor and budget line"), required=False)
    receipt = forms.ChoiceField(
        label=_("Receipt"),
        widget=forms.RadioSelect,
        initial="not_asked",
        choices=[
            ("signed", _("Signed")),
            ("not_safe", _("Not signed: a paper with her name is not safe")),
            ("not_asked", _("Not asked for")),
        ],
    )
    text = forms.CharField(label=_("A word, if you like"), required=False, max_length=300)

    widths = {"amount": 10, "currency": 5, "quantity": 20}

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "line",
            [("", _("Own means, or not known")), *((str(item.id), item.words) for item in lines)],
        )

    def clean_amount(self) -> Decimal | None:
        typed = self.cleaned_data["amount"]
        if not typed.strip():
            return None
        amount = rules.money(typed)
        if amount is None:
            raise ValidationError(_("Write an amount such as 1250 or 1250,50."))
        return amount

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("amount") is None and not data.get("quantity") and not self.errors:
            self.add_error("amount", _("Say how much: an amount or a quantity."))
        return data


class TakeBackForm(AcasaForm):
    """An entry was wrong."""

    why = forms.CharField(label=_("What was wrong with it?"), max_length=300)


class BudgetLineForm(AcasaForm):
    """A donor and a line of its budget."""

    donor = forms.CharField(label=_("Donor"), max_length=120)
    line = forms.CharField(label=_("Budget line"), required=False, max_length=120)
    widths = {"donor": 20, "line": 20}


class InterpreterForm(AcasaForm):
    """An interpreter of the register."""

    name = forms.CharField(label=_("Name"), max_length=100)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), widget=forms.SelectMultiple(attrs={"size": 8}), choices=choices_of("languages")
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=60)
    gender = forms.ChoiceField(
        label=_("Gender"), required=False, choices=choices_of("htcds/gender", _("Not recorded"))
    )
    checked = forms.CharField(
        label=_("How was this person checked?"),
        required=False,
        max_length=300,
        help_text=_("Who recommends, papers seen, promise of secrecy signed."),
    )
    notes = forms.CharField(
        label=_("What else colleagues should know"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    active = forms.BooleanField(label=_("Can be called"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    widths = {"phone": 20}

    def __init__(self, *args: Any, teams: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", [(str(team), name) for team, name in teams])
        if len(teams) <= 1:
            self.fields["team"].widget = forms.HiddenInput()
            self.fields["team"].initial = str(teams[0][0]) if teams else ""


class ChooseInterpreterForm(AcasaForm):
    """Who interprets for her, after asking whether that person may be against her."""

    interpreter = forms.ChoiceField(label=_("Interpreter"), widget=forms.RadioSelect)
    conflicts = forms.MultipleChoiceField(
        label=_("Is there anything between them?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of("interpreter_conflicts"),
        help_text=_("Ask her before, without the interpreter. Leave empty if there is nothing."),
    )
    reason = forms.CharField(
        label=_("Why this interpreter all the same?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, known: Sequence[Known], noted: Mapping[str, str], **kwargs: Any) -> None:
        """`noted`: conflicts that were said before, by interpreter."""
        super().__init__(*args, **kwargs)
        offer(self, "interpreter", [(str(item.id), str(item.data["name"])) for item in known])
        self.choice_hints = {  # type: ignore[misc]
            "interpreter": {
                str(item.id): " · ".join(
                    filter(
                        None,
                        [
                            ", ".join(codes.labels("languages", item.data.get("languages", []))),
                            codes.label("htcds/gender", item.data.get("gender", "")),
                            item.data.get("phone", ""),
                            item.data.get("checked", ""),
                            noted.get(str(item.id), ""),
                        ],
                    )
                )
                for item in known
            }
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if rules.needs_conflict_reason(data.get("conflicts", [])) and not data.get("reason"):
            self.add_error(
                "reason",
                _(
                    "This interpreter may be against her. Look for another, by telephone from another town "
                    "if need be; or say why there is no other way and what protects her."
                ),
            )
        return data


class LanguageForm(AcasaForm):
    """Looking for interpreters by language."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=choices_of("languages", _("Any language"))
    )
