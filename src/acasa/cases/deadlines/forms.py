"""Forms of deadlines: one reason each."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.deadlines.deriving import DONE
from acasa.cases.deadlines.services.deciding import ASIDE
from acasa.ui.forms import AcasaForm

REASON = 1_000


class ExtendForm(AcasaForm):
    """Why a deadline is put off."""

    reason = forms.CharField(
        label=_("Why is it put off, and who decided it?"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettleForm(AcasaForm):
    """Whether it is done, or need not be done."""

    how = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        choices=[
            (DONE, _("It is done")),
            (ASIDE, _("Set it aside: it does not fit here, or she does not want it")),
        ],
    )
    reason = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What came of it. To set it aside, the reason is needed."),
    )

    def clean(self) -> dict[str, object]:
        data: dict[str, object] = super().clean() or {}
        if data.get("how") == ASIDE and not str(data.get("reason", "")).strip():
            self.add_error("reason", _("Say why it is set aside."))
        return data
