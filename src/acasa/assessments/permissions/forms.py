"""An owner's permission, and the form that comes with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acasa.assessments.permissions.services import LARGEST
from acasa.ui.forms import AcasaForm, DateField


def _today() -> date:
    return timezone.localdate()


class PermissionForm(AcasaForm):
    """Who permits what, until when, and where that is written."""

    granted_by = forms.CharField(
        label=_("Who permits it?"), max_length=200, help_text=_("The owner, or whoever speaks for it.")
    )
    reference = forms.CharField(
        label=_("Where is it written?"),
        max_length=200,
        help_text=_("A letter with its date, a licence number, the page where the terms stand."),
    )
    scope_words = forms.CharField(
        label=_("What is permitted?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For whom, in which languages, on paper or on screen, with what notice."),
    )
    until = DateField(
        label=_("Until when?"),
        required=False,
        earliest=_today,
        help_text=_("Leave it empty when it has no end."),
    )
    widths = {"granted_by": 30, "reference": 30}


class OwnFormForm(AcasaForm):
    """The owner's sheet as an XLSForm."""

    file = forms.FileField(
        label=_("The form (XLSForm)"),
        help_text=_("XLSX, XLS, CSV or Markdown, up to 2 MB. Its questions carry the names that stand below."),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.md"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 2 MB. A form of questions is much smaller."))
        return file
