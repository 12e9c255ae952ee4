"""Forms for those who can't sign in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.accounts.forms.founding import KitForm
from acasa.accounts.forms.passwords import NewPasswordMixin, again_field, new_password_field
from acasa.ui.forms import AcasaForm


def email_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail"),
            "invalid": _("Enter an e-mail like name@example.org"),
        },
    )


def card_field() -> forms.CharField:
    return forms.CharField(
        label=_("The seven groups of your recovery card"),
        help_text=_("Capitals, spaces and dashes don’t matter."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the groups from your recovery card")},
    )


class CardForm(NewPasswordMixin, AcasaForm):
    """E-mail, card, new password."""

    email = email_field()
    card = card_field()
    new_password = new_password_field()
    again = again_field()

    widths = {"email": 30, "new_password": 30, "again": 30}


class KitRecoveryForm(NewPasswordMixin, KitForm):
    """The kit, a key keeper's e-mail, new password."""

    email = email_field()
    new_password = new_password_field()
    again = again_field()

    widths = {"email": 30, "new_password": 30, "again": 30}


class RestoreForm(AcasaForm):
    """The former card, after a reset."""

    card = card_field()


class JoinForm(NewPasswordMixin, AcasaForm):
    """A password for a new colleague, or after a reset."""

    new_password = new_password_field()
    again = again_field()

    widths = {"new_password": 30, "again": 30}


class ChangePasswordForm(NewPasswordMixin, AcasaForm):
    """The old password and a new one."""

    old_password = forms.CharField(
        label=_("Your present password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your present password")},
    )
    new_password = new_password_field()
    again = again_field()

    widths = {"old_password": 30, "new_password": 30, "again": 30}
