"""What the gallery shows: a form with every kind of field, and rows. Nobody in it is anyone."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from acasa.ui.forms import AcasaForm, DateField, PasswordInput, TimeField, YesNoField
from acasa.ui.navigation import Item


class ExampleForm(AcasaForm):
    """Every kind of field."""

    name = forms.CharField(
        label=_("What shall we call this?"), max_length=60, help_text=_("A working name is enough.")
    )
    channel = forms.ChoiceField(
        label=_("How may we answer?"),
        widget=forms.RadioSelect,
        choices=[("phone", _("Telephone")), ("visit", _("A visit")), ("none", _("Not now"))],
    )
    phone = forms.CharField(label=_("Telephone number"), required=False)
    safe = YesNoField(label=_("Is now a good time?"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("ro", "Română"), ("ru", "Русский"), ("en", "English"), ("none", _("None of these"))],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Choose")), ("a", _("Bread")), ("b", _("Books"))]
    )
    due = DateField(
        label=_("When is it due?"),
        help_text=_("For example 27 3 2024"),
        earliest=datetime.date(2020, 1, 1),
        latest=datetime.date(2039, 12, 31),
    )
    at = TimeField(label=_("At what time?"), required=False, help_text=_("For example 18:30"))
    count = forms.IntegerField(label=_("How many?"), min_value=0, required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, max_length=200, required=False)
    secret = forms.CharField(label=_("Password"), widget=PasswordInput(new=True))
    paper = forms.FileField(label=_("Paper"), required=False)
    agreed = forms.BooleanField(label=_("I have read this"), help_text=_("You can change your mind."))

    widths = {"phone": 20, "at": 5, "count": 3}
    inline = ("safe",)
    counts = ("note",)
    choice_hints = {"channel": {"visit": _("At a place of your choice.")}}
    reveals = {"channel": {"phone": ["phone"]}}
    exclusive = {"languages": ["none"]}
    groups = ((_("When"), ("due", "at")),)


class ExampleFilter(AcasaForm):
    """A filter as on a list."""

    mark_optional = False
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), ("bread", _("Bread")), ("books", _("Books"))],
    )
    late = forms.BooleanField(label=_("Only late ones"), required=False)


def rows(page: str | int, sort: str) -> Any:
    """A page of twelve of sixty made-up parcels, sorted by `number` or `kind`, `-` for backwards."""
    kinds = (
        ("Bread", "pine", "on its way"),
        ("Books", "amber", "no answer, 2 days"),
        ("Seeds", "brick", "late"),
    )
    made: list[dict[str, Any]] = [
        {
            "number": f"P-{n:04d}",
            "kind": kinds[n % 3][0],
            "tone": kinds[n % 3][1],
            "state": kinds[n % 3][2],
            "weight": n * 7 % 31,
        }
        for n in range(1, 61)
    ]
    key = sort.lstrip("-") if sort.lstrip("-") in ("number", "kind", "weight") else "number"
    made.sort(key=lambda row: row[key], reverse=sort.startswith("-"))
    return Paginator(made, 12).get_page(page)


def context() -> dict[str, Any]:
    """What the gallery's template needs besides the form."""
    return {
        "stages": [
            (_("Sown"), "done"),
            (_("Sprouted"), "done"),
            (_("In leaf"), "now"),
            (_("In flower"), "later"),
            (_("Harvest"), "later"),
        ],
        "counts": [(_("sown"), 5, "brick"), (_("in leaf"), 8, "amber"), (_("in flower"), 5, "pine")],
        "codes": ["otter-lamp-field", "river-bread-nine", "cloud-seven-oak", "stone-tea-garden"],
        "parts": [Item(_("Overview"), "#", True), Item(_("Papers"), "#", count=3), Item(_("History"), "#")],
        "filter": ExampleFilter(),
    }
