"""Forms of the first run and of the recovery kit."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from acasa.accounts import queries
from acasa.accounts.forms.passwords import NewPasswordMixin, again_field, new_password_field
from acasa.ui.forms import AcasaForm


def countries() -> list[tuple[str, str]]:
    """ISO codes and names in the language in use."""
    names = Locale.parse((get_language() or "en").replace("-", "_")).territories
    found = [
        (code, name)
        for code, name in names.items()
        if re.fullmatch(r"[A-Z]{2}", code) and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    ]
    return sorted(found, key=lambda pair: pair[1])


def time_zones() -> list[tuple[str, str]]:
    areas = ("Europe/", "Asia/", "Africa/", "America/", "Atlantic/", "Australia/", "Indian/", "Pacific/")
    names = sorted(name for name in available_timezones() if name.startswith(areas))
    return [(name, name.replace("_", " ")) for name in names]


class OrganisationForm(AcasaForm):
    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        error_messages={"required": _("Enter the name of the organisation")},
    )
    team = forms.CharField(
        label=_("Name of the first team"),
        help_text=_("Colleagues who hold cases together. You can add more teams later."),
        max_length=100,
        error_messages={"required": _("Enter a name, for example: Assistance")},
    )
    case_prefix = forms.RegexField(
        label=_("Letters before case numbers"),
        help_text=_("One to six capital letters. With CL the first case is CL-0001."),
        regex=r"^[A-Z]{1,6}$",
        max_length=6,
        error_messages={
            "required": _("Enter one to six letters"),
            "invalid": _("Enter one to six letters from A to Z"),
        },
    )
    country = forms.ChoiceField(label=_("Country"), choices=countries)
    language = forms.ChoiceField(label=_("Language of the organisation"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)

    widths = {"case_prefix": 5}

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        if data is not None and data.get("case_prefix"):
            data = data.copy()
            data["case_prefix"] = str(data["case_prefix"]).strip().upper()
        super().__init__(data, **kwargs)


FORMS_OF_KIT = (("one", _("One key")), ("shares", _("Three shares, of which any two open")))


class KitFormForm(AcasaForm):
    form_of_kit = forms.ChoiceField(
        label=_("How will you keep the recovery kit?"),
        choices=FORMS_OF_KIT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two")},
    )

    choice_hints = {
        "form_of_kit": {
            "one": _("One sheet, for example in a safe. Whoever has it can open everything."),
            "shares": _(
                "Three sheets for three people or places. One lost sheet does no harm, one stolen sheet neither."
            ),
        }
    }


class FounderForm(NewPasswordMixin, AcasaForm):
    display_name = forms.CharField(
        label=_("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("You sign in with it. Acasa sends nothing to it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail"),
            "invalid": _("Enter an e-mail like name@example.org"),
        },
    )
    profession = forms.ChoiceField(label=_("Your profession"), choices=queries.professions)
    new_password = new_password_field()
    again = again_field()

    widths = {"email": 30, "display_name": 30, "new_password": 30, "again": 30}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ProofForm(AcasaForm):
    """One field for each question about the kit."""

    mark_optional = False

    def __init__(self, data: Any = None, *, questions: tuple[tuple[int, int], ...], in_shares: bool) -> None:
        super().__init__(data)
        for number, (share, place) in enumerate(questions):
            if in_shares:
                label = _("Share %(share)s, word %(word)s") % {"share": share + 1, "word": place + 1}
            else:
                label = _("Group %(group)s of the key") % {"group": place + 1}
            self.fields[f"answer_{number}"] = forms.CharField(
                label=label,
                max_length=30,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
                error_messages={"required": _("Type it from your printed kit")},
            )
        self.widths = dict.fromkeys(self.fields, 10)  # type: ignore[misc]

    @property
    def answers(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]


class KitForm(AcasaForm):
    """A kit typed from paper: the key, or two shares."""

    key = forms.CharField(
        label=_("The key"),
        help_text=_("Fourteen groups of five characters. Capitals, spaces and dashes don’t matter."),
        required=False,
        max_length=400,
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false", "data-no-keep": True}
        ),
    )
    share_1 = forms.CharField(
        label=_("Or: the first share"),
        help_text=_("Thirty-three words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(
            attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "data-no-keep": True}
        ),
    )
    share_2 = forms.CharField(
        label=_("And: the second share"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(
            attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "data-no-keep": True}
        ),
    )

    mark_optional = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(name, "").strip() for name in ("key", "share_1", "share_2")):
            raise ValidationError(_("Type the key, or two of the shares."))
        return data
