"""Forms of devices and of what they send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.sync import words
from acasa.ui.forms import AcasaForm


class DeviceForm(AcasaForm):
    """A telephone or tablet to let in."""

    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("For your list of devices, such as “blue tablet”. No name of a person you help."),
        max_length=60,
    )
    team = forms.ChoiceField(
        label=_("For which team?"),
        help_text=_("What it sends is sealed to this team."),
        widget=forms.RadioSelect,
    )
    seals = forms.BooleanField(
        label=_("Encrypt finished answers on the device"),
        help_text=_(
            "Only colleagues with the team's key can read them then, and the device itself can't show them again "
            "once they are finished. Questionnaires on health or law are sealed when they arrive."
        ),
        required=False,
        initial=True,
    )

    widths = {"name": 20}

    def __init__(self, *args: Any, teams: list[tuple[UUID, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(str(team_id), name) for team_id, name in teams]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["team"].initial = choices[0][0]


class KeepForm(AcasaForm):
    """In which case answers are kept, and who gave them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    case = forms.ChoiceField(label=_("Whose answers are these?"), widget=forms.RadioSelect)
    respondent = forms.ChoiceField(
        label=_("Who answered?"),
        widget=forms.RadioSelect,
        choices=list(words.RESPONDENTS.items()),
    )
    stopped = forms.BooleanField(label=_("The interview was stopped before its end"), required=False)

    def __init__(self, *args: Any, cases: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["case"].choices = cases  # type: ignore[attr-defined]


class DiscardForm(AcasaForm):
    """Why answers are not kept."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why are they not kept?"),
        help_text=_("For example: a trial of the form. Nothing is deleted yet."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
