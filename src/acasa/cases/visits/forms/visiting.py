"""Forms of visits, attempts and appointments. Nothing is asked for its own sake: most of it may stay empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import LONG, NOTE, choices_of
from acasa.cases.queries.case import Colleague
from acasa.cases.visits import rules
from acasa.cases.visits.forms.common import names, offer, yesterday
from acasa.ui.forms import AcasaForm, DateField, TimeField, YesNoField


class AttemptForm(AcasaForm):
    """An attempt without an answer: a word, and one press on what became of it."""

    mark_optional = False

    result = forms.ChoiceField(choices=choices_of("attempt_results"), widget=forms.HiddenInput)
    text = forms.CharField(label=_("A word, if you like"), required=False, max_length=300)
    message = forms.BooleanField(label=_("A message was left"), required=False)


class VisitForm(AcasaForm):
    """A home visit: when, where, and whether it is safe to go."""

    on = DateField(label=_("On which day?"), earliest=yesterday)
    start = TimeField(label=_("From what time?"))
    back = TimeField(label=_("Expected back at"), help_text=_("When you will be out and say so here."))
    grace = forms.TypedChoiceField(
        label=_("If you say nothing, when shall colleagues be told?"),
        coerce=int,
        initial="15",
        widget=forms.RadioSelect,
        choices=[("0", _("At that minute")), ("15", _("15 minutes later")), ("30", _("30 minutes later"))],
    )
    worker = forms.ChoiceField(label=_("Who goes?"))
    address = forms.CharField(
        label=_("Where?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In words that a colleague finds. It is sealed; whoever is on duty can open it."),
    )
    phone = forms.CharField(
        label=_("Your telephone there"), max_length=60, help_text=_("On which colleagues call you.")
    )
    agreed = YesNoField(label=_("Does she expect you?"), refusable=False)
    safe_to_go = forms.ChoiceField(
        label=_("Is it safe to go there?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No")), ("unknown", _("We don't know"))],
    )
    who_there = forms.CharField(label=_("Who will be there?"), required=False, max_length=200)
    dangers = forms.MultipleChoiceField(
        label=_("What may be dangerous?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of("visit_dangers"),
    )
    pair = forms.ChoiceField(
        label=_("Do you go in pairs?"),
        widget=forms.RadioSelect,
        choices=[("pair", _("Yes, in pairs")), ("alone", _("No, alone"))],
    )
    second = forms.CharField(label=_("With whom?"), required=False, max_length=100)
    help_words = forms.CharField(
        label=_("Words that mean “I need help”"),
        required=False,
        max_length=100,
        help_text=_("If you can't speak freely on the telephone. For example: I left the blue folder."),
    )
    why = forms.CharField(
        label=_("Why go there all the same?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if it is not known to be safe, or you go alone where something is dangerous."),
    )

    widths = {"start": 5, "back": 5, "phone": 20, "second": 20}
    inline = ("agreed", "safe_to_go", "pair")
    reveals = {"pair": {"pair": ["second"]}}
    groups = (
        (_("When and where"), ("on", "start", "back", "grace", "worker", "address", "phone")),
        (
            _("Before you go"),
            ("agreed", "safe_to_go", "who_there", "dangers", "pair", "second", "help_words", "why"),
        ),
    )

    def __init__(
        self, *args: Any, colleagues: Sequence[Colleague], never_home: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.never_home = never_home
        offer(self, "worker", names(colleagues))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        asked = rules.needs_reason(
            safe_to_go=data.get("safe_to_go", ""),
            alone=data.get("pair") == "alone",
            dangers=data.get("dangers", []),
            never_home=self.never_home,
        )
        if asked and not data.get("why") and not self.errors:
            self.add_error(
                "why",
                _(
                    "Could you meet somewhere else, or go in pairs? If you go all the same, say why: "
                    "a colleague may need to know."
                ),
            )
        return data


class OutForm(AcasaForm):
    """Out and safe. What happened may follow later."""

    mark_optional = False

    text = forms.CharField(
        label=_("What happened, and what was agreed?"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You may leave this for later; that you are safe is what counts now."),
    )
    minutes = forms.IntegerField(label=_("How long, in minutes"), required=False, min_value=1, max_value=1440)
    widths = {"minutes": 4}


class CancelForm(AcasaForm):
    """A planned visit does not take place."""

    reason = forms.CharField(label=_("Why not?"), required=False, max_length=300)


class AppointmentForm(AcasaForm):
    """An appointment: with whom, when, where, who goes along."""

    what = forms.ChoiceField(label=_("With whom?"), choices=choices_of("appointment_kinds"))
    on = DateField(label=_("On which day?"))
    start = TimeField(label=_("At what time?"), required=False)
    place = forms.CharField(label=_("Where?"), required=False, max_length=300)
    worker = forms.ChoiceField(label=_("On whose day shall it stand?"))
    goes_along = YesNoField(label=_("Does this colleague go with her?"), refusable=False, initial="yes")
    transport = forms.CharField(
        label=_("How does she get there and back?"),
        required=False,
        max_length=200,
        help_text=_("Taxi, bus, our car, ticket paid."),
    )
    interpreter = forms.CharField(label=_("Interpreter"), required=False, max_length=100)
    bring = forms.CharField(
        label=_("What to bring"),
        required=False,
        max_length=300,
        help_text=_("Documents, results, money for the fee."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"start": 5, "interpreter": 20}
    inline = ("goes_along",)

    def __init__(
        self, *args: Any, colleagues: Sequence[Colleague], interpreters: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "worker", names(colleagues))
        if interpreters:
            self.fields["interpreter"].help_text = _("Chosen for her: %(names)s") % {
                "names": ", ".join(interpreters)
            }


class OutcomeForm(AcasaForm):
    """What became of an appointment."""

    state = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        choices=[
            ("kept", _("It took place")),
            ("missed", _("It was missed")),
            ("cancelled", _("It was called off")),
        ],
    )
    outcome = forms.CharField(
        label=_("What was the outcome?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A missed appointment counts against nobody. Ask what made it hard to come."),
    )
