"""Forms of her way. Nothing about her is required; each answer may stay empty, or be a refusal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.cases.forms.common import LONG, NOTE, choices_of
from acasa.cases.queries.case import Colleague
from acasa.cases.reintegration import rules
from acasa.cases.reintegration.levels import domains, level_choices
from acasa.cases.visits.forms.common import names, offer, tomorrow, yesterday
from acasa.ui.forms import AcasaForm, DateField

Choices = list[tuple[str, Any]]


class OutcomesForm(AcasaForm):
    """How life goes: for each domain her own rating first, then the worker's, and her words."""

    mark_optional = False

    on = DateField(label=_("On which day?"), latest=tomorrow)
    moment = forms.ChoiceField(label=_("When is it?"), choices=choices_of("outcome_moments"))

    def __init__(self, *args: Any, only: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [code for code in domains() if not only or code == only]
        groups = []
        for domain in self.asked:
            # Of one thing alone, the levels stand open, so that she can read them herself.
            open_: dict[str, Any] = {"widget": forms.RadioSelect} if only else {}
            fields = {
                f"{domain}_her_level": forms.ChoiceField(
                    label=_("She says"),
                    required=False,
                    choices=level_choices(domain, _("Not asked")),
                    **open_,
                ),
                f"{domain}_level": forms.ChoiceField(
                    label=_("What you see"),
                    required=False,
                    choices=level_choices(domain, _("Nothing to say")),
                    **open_,
                ),
                f"{domain}_words": forms.CharField(
                    label=_("In her own words"), required=False, max_length=LONG
                ),
            }
            self.fields.update(fields)
            groups.append((codes.label("outcome_domains", domain), tuple(fields)))
        self.groups = tuple(groups)  # type: ignore[misc]

    def answers(self) -> dict[str, dict[str, str]]:
        """What was said, by domain."""
        return {
            domain: {
                name: str(self.cleaned_data.get(f"{domain}_{name}", ""))
                for name in ("her_level", "level", "words")
            }
            for domain in self.asked
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(rules.told(answer) for answer in self.answers().values()):
            self.add_error(None, _("Say at least one thing. “Rather not say” is an answer."))
        return data


class SeriesForm(AcasaForm):
    """Planning joint sessions of mother and child."""

    child = forms.ChoiceField(label=_("With which child?"), widget=forms.RadioSelect)
    aim = forms.CharField(
        label=_("What for, in her own words"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: That she takes my hand by herself."),
    )
    number = forms.IntegerField(
        label=_("How many sessions?"),
        min_value=1,
        max_value=rules.MOST_SESSIONS,
        help_text=_("One can be added later, and each can be put off."),
    )
    rhythm = forms.ChoiceField(
        label=_("How often?"), widget=forms.RadioSelect, choices=choices_of("session_rhythms")
    )
    begin = DateField(label=_("When is the first one?"), earliest=yesterday)
    lead = forms.ChoiceField(
        label=_("Who leads them?"), help_text=_("Most often a psychologist or a psychopedagogue.")
    )
    place = forms.ChoiceField(
        label=_("Beside a programme?"), widget=forms.RadioSelect, choices=choices_of("session_place")
    )
    widths = {"number": 3}
    inline = ("rhythm",)

    def __init__(self, *args: Any, children: Choices, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "child", children)
        offer(self, "lead", names(colleagues))


class OneMoreForm(AcasaForm):
    """One more session of a series."""

    due = DateField(label=_("When is it?"), earliest=yesterday)


class SessionForm(AcasaForm):
    """What became of a session. Staying away costs nothing; being observed is hers to allow."""

    mark_optional = False

    on = DateField(label=_("On which day?"), help_text=_("If it is put off: the new day."))
    state = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        initial=rules.HELD,
        choices=[
            (rules.PLANNED, _("It is put off")),
            (rules.CANCELLED, _("It does not take place")),
            (rules.HELD, _("It was held")),
        ],
    )
    her_attendance = forms.ChoiceField(
        label=_("She"),
        required=False,
        widget=forms.RadioSelect,
        choices=choices_of("session_attendance"),
        help_text=_("Choosing not to come is written down without any consequence."),
    )
    child_attendance = forms.ChoiceField(
        label=_("The child"),
        required=False,
        widget=forms.RadioSelect,
        choices=choices_of("session_attendance"),
    )
    techniques = forms.MultipleChoiceField(
        label=_("Techniques"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of("session_techniques"),
    )
    methods = forms.MultipleChoiceField(
        label=_("How you worked"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of("session_methods"),
    )
    done = forms.CharField(
        label=_("What was done"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})
    )
    mood_before = forms.CharField(label=_("Before, in her own words"), required=False, max_length=300)
    mood_after = forms.CharField(label=_("After, in her own words"), required=False, max_length=300)
    child_mood = forms.CharField(
        label=_("How the child was, before and after"),
        required=False,
        max_length=300,
        help_text=_("In the child's words, or what the child showed."),
    )
    note = forms.CharField(
        label=_("Your own notes"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sealed in the health compartment: only colleagues of health read them."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    inline = ("her_attendance", "child_attendance")

    TOLD = (
        "her_attendance",
        "child_attendance",
        "techniques",
        "methods",
        "done",
        "mood_before",
        "mood_after",
        "child_mood",
    )

    def __init__(self, *args: Any, observe: bool, notes: bool, held: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if held:
            # What was told of a session that was held is corrected; it does not become one that was not.
            offer(self, "state", [(rules.HELD, _("It was held"))])
        self.rated: list[str] = []
        shown = [name for name in (*self.TOLD, "note") if name != "note" or notes]
        if not notes:
            del self.fields["note"]
        if observe:
            scale = [("", _("Not looked at")), *codes.choices("dyad_levels")]
            for code, label in codes.choices("dyad_items"):
                name = f"see_{code}"
                self.fields[name] = forms.ChoiceField(label=label, required=False, choices=scale)
                self.rated.append(code)
            self.groups = (  # type: ignore[misc]
                (
                    _("What you saw between them: not validated, not for custody proceedings"),
                    tuple(f"see_{code}" for code in self.rated),
                ),
            )
        self.reveals = {"state": {rules.HELD: shown}}  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day = data.get("on")
        if day and data.get("state") == rules.HELD and day > tomorrow():
            self.add_error("on", _("A session that was held is not in the future."))
        if day and data.get("state") == rules.PLANNED and day < yesterday():
            self.add_error("on", _("Say the new day."))
        return data

    def rates(self) -> dict[str, str]:
        """What was looked at, by item."""
        found = {code: str(self.cleaned_data.get(f"see_{code}", "")) for code in self.rated}
        return {code: value for code, value in found.items() if value}


class EndSeriesForm(AcasaForm):
    """A series is over."""

    words = forms.CharField(
        label=_("A word about it, in her words where you can"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("That she chose to stop is reason enough."),
    )


class ObserveForm(AcasaForm):
    """What she says to being observed together with her child."""

    answer = forms.ChoiceField(
        label=_("May the two be observed?"),
        widget=forms.RadioSelect,
        choices=[
            (rules.AGREED, _("She agrees")),
            ("not_now", _("Not now")),
            ("refused", _("She does not want it")),
        ],
        help_text=_("Each answer is a good one. The sessions and the help she gets stay the same."),
    )
    on = DateField(label=_("On which day?"), latest=tomorrow)
    words = forms.CharField(
        label=_("What she said"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RemoveForm(AcasaForm):
    """What becomes of the observations that exist."""

    what = forms.ChoiceField(
        label=_("What does she want done with them?"),
        widget=forms.RadioSelect,
        choices=[
            ("hide", _("Leave them sealed and hidden; she may allow them again")),
            ("remove", _("Take them out for good")),
        ],
    )
