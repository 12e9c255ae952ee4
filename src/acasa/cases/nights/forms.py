"""Forms at night and on leave."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import COMPARTMENT_LABELS, LONG
from acasa.cases.nights import rules, words
from acasa.ui.forms import AcasaForm, DateField, PasswordInput


class EmergencyForm(AcasaForm):
    """What is needed now, why, and the proof that it is you."""

    compartments = forms.MultipleChoiceField(
        label=_("What do you need to read?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you need now."),
        error_messages={"required": _("Choose what you need to read")},
    )
    reason = forms.CharField(
        label=_("Why now?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Her worker and the supervisors read it at once."),
        error_messages={"required": _("Say why you need it now")},
    )
    code = forms.CharField(
        label=_("Code of your app, or one of your codes on paper"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        error_messages={"required": _("Enter a code")},
    )
    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        widget=PasswordInput(),
        error_messages={"required": _("Enter your password")},
    )
    widths = {"code": 20}
    mark_optional = False

    def __init__(self, *args: Any, compartments: list[str], by_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["compartments"].choices = [  # type: ignore[attr-defined]
            (c, COMPARTMENT_LABELS[c]) for c in compartments
        ]
        del self.fields["password" if by_code else "code"]

    @property
    def proof(self) -> str:
        """What was typed as proof."""
        return str(self.cleaned_data.get("code") or self.cleaned_data.get("password") or "")


class ReviewForm(AcasaForm):
    """Was it justified?"""

    verdict = forms.ChoiceField(
        label=_("Was it right to open it?"),
        widget=forms.RadioSelect,
        choices=lambda: list(words.VERDICTS.items()),
        error_messages={"required": _("Say whether it was right")},
    )
    words = forms.CharField(
        label=_("In words"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you asked, what you heard, what follows. Her worker reads it in the case."),
        error_messages={"required": _("Say it in a few words")},
    )


class WordForm(AcasaForm):
    """What was done at night."""

    text = forms.CharField(
        label=_("What happened, and what did you do?"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Facts only. Whoever works with her, and whoever is on duty, can read it."),
    )


class SearchForm(AcasaForm):
    """Whom to look for at night."""

    words = forms.CharField(
        label=_("Name that she uses with us, or the code of her case"),
        max_length=80,
        error_messages={"required": _("Enter a name or a code")},
    )
    widths = {"words": 20}


class CodeForm(AcasaForm):
    """The code of a night envelope."""

    code = forms.CharField(
        label=_("Code from the envelope"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Seven groups. Capitals, spaces and dashes don’t matter."),
        error_messages={"required": _("Enter the code")},
    )


class EnvelopeForm(AcasaForm):
    """For which team, and for how long an unused envelope is good."""

    team = forms.ChoiceField(label=_("Whose essentials does it open?"))
    days = forms.TypedChoiceField(
        label=_("How long is it good, if nobody uses it?"),
        coerce=int,
        widget=forms.RadioSelect,
        initial=7,
        choices=((1, _("A day")), (7, _("A week")), (31, _("A month"))),
    )

    def __init__(self, *args: Any, teams: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [(str(team), name) for team, name in teams]  # type: ignore[attr-defined]
        assert {days for days, _words in self.fields["days"].choices} == set(rules.ENVELOPE_DAYS)  # type: ignore[attr-defined]


class CoverForm(AcasaForm):
    """Who is away, who stands in, and from when to when."""

    absent = forms.ChoiceField(label=_("Who is away?"))
    covering = forms.ChoiceField(
        label=_("Who stands in?"),
        help_text=_(
            "Somebody who holds the same teams’ keys. What is due then stands on that colleague’s day."
        ),
    )
    first = DateField(label=_("First day away"))
    last = DateField(label=_("Last day away"))

    def __init__(
        self, *args: Any, colleagues: list[tuple[UUID, str]], me: UUID, anybody: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        everybody = [(str(user_id), name) for user_id, name in colleagues]
        mine = [choice for choice in everybody if choice[0] == str(me)]
        self.fields["absent"].choices = everybody if anybody else mine  # type: ignore[attr-defined]
        self.fields["absent"].initial = str(me)
        self.fields["covering"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a colleague")),
            *(choice for choice in everybody if anybody or choice[0] != str(me)),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        if data.get("covering") and data.get("covering") == data.get("absent"):
            self.add_error("covering", _("Nobody stands in for themselves."))
        return data


class DeputyForm(AcasaForm):
    """Who else may open a restricted case."""

    colleague = forms.ChoiceField(label=_("Who else may open this case?"))

    def __init__(self, *args: Any, colleagues: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a colleague")),
            *((str(user_id), name) for user_id, name in colleagues),
        ]
