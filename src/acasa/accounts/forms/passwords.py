"""Choosing a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.accounts import rules
from acasa.ui.forms import PasswordInput

WEAK = {
    "short": _(
        "The password must have at least 12 characters. Four words that nobody would put together do well."
    ),
    "simple": _("The password must have more different characters."),
    "common": _("This password is among the first that anybody tries. Choose another one."),
    "yours": _("This password holds your name, e-mail or organisation. Choose another one."),
}


def new_password_field() -> forms.CharField:
    return forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters. Four words that nobody would put together do well."),
        max_length=1000,
        strip=False,
        widget=PasswordInput(new=True),
        error_messages={"required": _("Choose a password")},
    )


def again_field() -> forms.CharField:
    return forms.CharField(
        label=_("The same password again"),
        max_length=1000,
        strip=False,
        widget=PasswordInput(new=True),
        error_messages={"required": _("Type the password once more")},
    )


class NewPasswordMixin:
    """Checks `new_password` and `again`; `about` holds words that the password must not be made of."""

    about: tuple[str, ...] = ()
    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc]
        chosen = data.get("new_password")
        known = (*self.about, *(str(data.get(name, "")) for name in ("email", "display_name")))
        if chosen:
            why = rules.weakness(chosen, tuple(word for word in known if word))
            if why:
                self.add_error("new_password", WEAK[why])  # type: ignore[attr-defined]
            elif data.get("again") and data["again"] != chosen:
                self.add_error("again", _("The two passwords are not the same"))  # type: ignore[attr-defined]
        return data
