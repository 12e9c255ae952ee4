"""Forms about colleagues."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.accounts import queries, words
from acasa.people.rules import KEEPERS, ORGANISATION_RINGS, TEAM_COMPARTMENTS
from acasa.ui.forms import AcasaForm


class DetailsForm(AcasaForm):
    """Who the colleague is and what they may do."""

    display_name = forms.CharField(
        label=_("Name"), max_length=100, error_messages={"required": _("Enter the colleague’s name")}
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The name for signing in. Acasa sends nothing to it."),
        max_length=254,
        error_messages={
            "required": _("Enter an e-mail"),
            "invalid": _("Enter an e-mail like name@example.org"),
        },
    )
    profession = forms.ChoiceField(label=_("Profession"), choices=queries.professions)
    teams = forms.MultipleChoiceField(label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple)
    rights = forms.MultipleChoiceField(
        label=_("Rights"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=(("supervisor", _("Supervisor")), ("key_keeper", _("Key keeper"))),
    )

    widths = {"display_name": 30, "email": 30}
    mark_optional = False
    choice_hints = {
        "rights": {
            "supervisor": _("Approves plans and closures, assigns cases, reads the record."),
            "key_keeper": _("Invites colleagues and gives them keys. At least two people should."),
        }
    }

    def __init__(
        self, *args: Any, teams: list[tuple[UUID, str]], existing: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].choices = [(str(team_id), name) for team_id, name in teams]  # type: ignore[attr-defined]
        if existing:
            del self.fields["email"]

    @property
    def details(self) -> dict[str, Any]:
        """As the services want them."""
        data = self.cleaned_data
        found = {name: data[name] for name in ("display_name", "email", "profession") if name in data}
        return found | {
            "is_supervisor": "supervisor" in data["rights"],
            "is_key_keeper": "key_keeper" in data["rights"],
        }


class RingsForm(AcasaForm):
    """Which rings the colleague gets: those of the chosen teams, and of the organisation."""

    mark_optional = False

    def __init__(
        self,
        data: Any = None,
        *,
        teams: list[tuple[UUID, str]],
        allowed: set[tuple[UUID | None, str]],
        chosen: set[tuple[UUID | None, str]],
    ) -> None:
        super().__init__(data)
        groups: list[tuple[UUID | None, Any, tuple[str, ...]]] = [
            *((team_id, name, TEAM_COMPARTMENTS) for team_id, name in teams),
            (None, _("The organisation"), tuple(name for name in ORGANISATION_RINGS if name != KEEPERS)),
        ]
        for number, (team_id, name, compartments) in enumerate(groups):
            choices = [
                (words.ring_code(team_id, ring), words.COMPARTMENTS[ring])
                for ring in compartments
                if (team_id, ring) in allowed
            ]
            if choices:
                self.fields[f"rings_{number}"] = forms.MultipleChoiceField(
                    label=name,
                    choices=choices,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    initial=[code for code, _words in choices if words.ring_of(code) in chosen],
                )

    @property
    def rings(self) -> set[tuple[UUID | None, str]]:
        return {words.ring_of(code) for name in self.fields for code in self.cleaned_data[name]}


class TeamForm(AcasaForm):
    name = forms.CharField(
        label=_("Name of the team"),
        max_length=100,
        error_messages={"required": _("Enter the name of the team")},
    )

    widths = {"name": 30}


class ResetForm(AcasaForm):
    second_factor = forms.BooleanField(
        label=_("The telephone or security key and the printed codes are lost, too"), required=False
    )
