"""Forms of second factors."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.ui.forms import AcasaForm


class CodeForm(AcasaForm):
    """A code from an app or from paper, or the answer of a security key that the script filled in."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from your app, or one of the codes that you printed"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}
        ),
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    widths = {"code": 20}
    mark_optional = False


class AppForm(AcasaForm):
    """The first code that a new app shows."""

    code = forms.CharField(
        label=_("Code that the app shows now"),
        help_text=_("Six digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the six digits that the app shows")},
    )

    widths = {"code": 10}


class KeyForm(AcasaForm):
    """A new security key: its name, and its answer, which the script fills in."""

    name = forms.CharField(
        label=_("What will you call it?"),
        help_text=_("For example: blue key on my ring"),
        max_length=60,
        error_messages={"required": _("Give the key a name by which you will know it")},
    )
    answer = forms.CharField(required=False, max_length=40_000, widget=forms.HiddenInput)

    widths = {"name": 20}
