"""Forms at the door."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.ui.forms import AcasaForm, PasswordInput


class SignInForm(AcasaForm):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail"),
            "invalid": _("Enter an e-mail like name@example.org"),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=PasswordInput(),
        error_messages={"required": _("Enter your password")},
    )

    widths = {"email": 30, "password": 30}
