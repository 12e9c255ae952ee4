"""Forms of handing over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import NOTE
from acasa.cases.handover.moving import Receiving
from acasa.cases.handover.queries import Held
from acasa.cases.papers.forms import LANGUAGES
from acasa.cases.queries.case import Colleague
from acasa.ui.forms import AcasaForm


class HandOverForm(AcasaForm):
    """To whom, which cases, and what the colleague should know of all of them."""

    cases = forms.MultipleChoiceField(
        label=_("Which cases?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the cases that you hand over.")},
    )
    to = forms.ChoiceField(
        label=_("Who accompanies them from now on?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colleague.")},
    )
    words = forms.CharField(
        label=_("What should your colleague know?"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands in each of these cases. What concerns one person only, write in her case."),
    )

    def __init__(self, *args: Any, held: list[Held], colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [(str(item.id), f"{item.name}, {item.code}") for item in held]  # type: ignore[attr-defined]
        self.fields["to"].choices = [(str(c.id), c.name) for c in colleagues]  # type: ignore[attr-defined]


class OtherTeamForm(AcasaForm):
    """Who in which team takes the case, and what they should know."""

    to = forms.ChoiceField(
        label=_("Who accompanies her from now on?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colleague.")},
    )
    words = forms.CharField(
        label=_("What should your colleague know?"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "What is promised, what she fears, what must not be said. The rest stands in the hand-over pack."
        ),
    )
    understood = forms.BooleanField(
        label=_(
            "The former team can't open this case any more. She knows of it, and who accompanies her now."
        ),
        error_messages={"required": _("Tell her first, then tick this.")},
    )

    def __init__(self, *args: Any, teams: list[Receiving], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (f"{team.id}:{colleague.id}", f"{colleague.name}, {team.name}")
            for team in teams
            for colleague in team.colleagues
        ]


class PackForm(AcasaForm):
    """In which language, and whether names stand on paper."""

    mark_optional = False

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    without_names = forms.BooleanField(
        label=_("Only codes, no names"),
        required=False,
        help_text=_("For paper that leaves the office. Whoever knows the codes finds the names in Acasa."),
    )
