"""Forms of risk, safety plan, protocols and reactions. Nothing about her must be answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.cases.forms.common import LONG, NOTE, choices_of, in_ten_years
from acasa.cases.papers.forms import PaperForm
from acasa.cases.safety import library, rules
from acasa.cases.safety import words as told
from acasa.cases.safety.queries import Child
from acasa.ui.forms import AcasaForm, DateField

SHORT = 300


def _today() -> date:
    from django.utils import timezone

    return timezone.localdate()


def _choices(table: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(table.items())


class FactorsForm(AcasaForm):
    """What may be dangerous, one question after the other, each with a word; and what protects her.

    The words of what concerns health are asked only of those who hold health, and sealed there.
    """

    mark_optional = False

    protective = forms.MultipleChoiceField(
        label=_("What protects her?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of("protective_factors"),
        help_text=_("It is weighed by you. It never lowers what is suggested."),
    )
    protective_words = forms.CharField(
        label=_("In her words: what helps, what holds her"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, with_health: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(codes.choices("risk_factors"))
        self.factors = library.factors()
        self.with_health = with_health
        for factor in self.factors:
            self.fields[factor.code] = forms.ChoiceField(
                label=labels[factor.code],
                required=False,
                widget=forms.RadioSelect,
                initial=rules.NOT_ASKED,
                choices=_choices(told.ANSWERS),
            )
            if self._has_words(factor):
                self.fields[f"{factor.code}_words"] = forms.CharField(
                    label=_("A word about it"),
                    required=False,
                    max_length=SHORT,
                    help_text=_("Only those who hold health read it.") if factor.health else "",
                )
        self.inline = [factor.code for factor in self.factors]  # type: ignore[misc]
        kept = self.initial.get("protective")
        if isinstance(kept, str):
            self.initial["protective"] = [kept]

    def _has_words(self, factor: rules.Factor) -> bool:
        return self.with_health or not factor.health

    def groups_of_rows(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        """Groups in order; in each the answer and, where it may be written, the word of every question."""
        rows: dict[str, list[tuple[Any, Any]]] = {group: [] for group in rules.GROUPS}
        for factor in self.factors:
            word = self[f"{factor.code}_words"] if self._has_words(factor) else None
            rows.setdefault(factor.group, []).append((self[factor.code], word))
        return [(told.GROUPS.get(group, group), found) for group, found in rows.items() if found]

    def answers(self) -> dict[str, str]:
        return {f.code: self.cleaned_data.get(f.code) or rules.NOT_ASKED for f in self.factors}

    def said(self) -> dict[str, str]:
        return {f.code: self.cleaned_data.get(f"{f.code}_words", "") for f in self.factors}

    @staticmethod
    def stored(answers: dict[str, str], said: dict[str, str]) -> dict[str, str]:
        """Answers of an earlier assessment as this form's fields."""
        return {**answers, **{f"{code}_words": text for code, text in said.items()}}


class LevelForm(AcasaForm):
    """What people decide: the level, why, until when it holds, what everybody must know, what is opened now."""

    mark_optional = False

    begin = forms.MultipleChoiceField(
        label=_("Open the same-day protocol now"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A sign of danger was answered with yes. Untick it only if it is taken care of already."),
    )
    level = forms.ChoiceField(
        label=_("Which level do you set?"), widget=forms.RadioSelect, choices=choices_of("risk_levels")
    )
    why = forms.CharField(
        label=_("Why this level?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say it above all when you decide otherwise than what is suggested. No clinical words."),
    )
    on = DateField(label=_("On which day did you assess it?"), latest=_today)
    review_on = DateField(label=_("Look at it again on"), required=False, latest=in_ten_years)
    alerts = forms.MultipleChoiceField(
        label=_("Alerts"), required=False, widget=forms.CheckboxSelectMultiple, choices=choices_of("alerts")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, signals: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signals:
            self.fields["begin"].choices = [(s, told.protocol_title(s)) for s in signals]  # type: ignore[attr-defined]
        else:
            del self.fields["begin"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on, review = data.get("on"), data.get("review_on")
        if on and review and review < on:
            self.add_error("review_on", _("This day lies before the assessment."))
        return data


class PlanForm(AcasaForm):
    """The safety plan, made with her and in her words. What she leaves empty stays empty."""

    mark_optional = False

    groups = (
        (_("What she notices"), ("warning",)),
        (
            _("What the night must know"),
            ("code_word", "call", "night"),
        ),
        (_("What lies ready"), ("people", "places", "bag", "phone", "children", "words")),
        (_("What she says to it"), ("agreed", "safe_to_take_home", "on", "review_on")),
    )
    widths = {"code_word": 20}

    on = DateField(label=_("On which day was it made?"), latest=_today)
    review_on = DateField(
        label=_("When do you look at it again with her?"), required=False, latest=in_ten_years
    )
    agreed = forms.ChoiceField(
        label=_("What does she say to this plan?"),
        widget=forms.RadioSelect,
        initial=rules.NOT_YET,
        choices=_choices(told.AGREEMENTS),
        help_text=_("Each answer is a good one. The help she gets does not depend on it."),
    )
    safe_to_take_home = forms.ChoiceField(
        label=_("Is it safe to take home?"),
        widget=forms.RadioSelect,
        initial="not_asked",
        choices=_choices(told.AT_HOME),
        help_text=_("Ask her: who opens her bag, who reads what she carries?"),
    )
    number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    HINTS = {
        "warning": _("What she sees, hears or feels before it happens."),
        "code_word": _("Every colleague on duty sees it."),
        "call": _("Every colleague on duty sees it. One a line."),
        "night": _("Every colleague on duty sees it. Never the address of a shelter."),
        "people": _("Who may know, who comes at once, who takes the children."),
        "places": _("In the house, near it, far from it."),
        "bag": _("Papers or copies, money, keys, medicines, the child's favourite thing: where are they?"),
        "phone": _("Who knows the codes, location off, a second phone, what she deletes."),
        "children": _("What they know, what they do, who fetches them."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in rules.PARTS:
            self.fields[part] = forms.CharField(
                label=told.PARTS[part],
                required=False,
                max_length=200 if part == "code_word" else LONG,
                help_text=self.HINTS.get(part, ""),
                widget=forms.TextInput() if part == "code_word" else forms.Textarea(attrs={"rows": 2}),
            )
        self.order_fields([*rules.PARTS])


class AnswerForm(AcasaForm):
    """What she says to the plan as it stands."""

    agreed = forms.ChoiceField(
        label=_("What does she say to this plan?"),
        widget=forms.RadioSelect,
        choices=_choices(told.AGREEMENTS),
        help_text=_("Each answer is a good one. The help she gets does not depend on it."),
    )
    words = forms.CharField(
        label=_("What she said"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2})
    )
    safe_to_take_home = forms.ChoiceField(
        label=_("Is it safe to take home?"),
        widget=forms.RadioSelect,
        choices=_choices(told.AT_HOME),
        help_text=_("Ask her: who opens her bag, who reads what she carries?"),
    )
    number = forms.IntegerField(widget=forms.HiddenInput)


class PlanPaperForm(PaperForm):
    """The safety plan on paper, in her language."""

    what = "safety_plan"


class SkipForm(AcasaForm):
    """Why a step is left out."""

    words = forms.CharField(
        label=_("Why is this step left out?"),
        max_length=SHORT,
        help_text=_("One sentence. No clinical words: every colleague on duty reads it."),
        error_messages={"required": _("Say in a word why it is left out.")},
    )


class DeclineForm(AcasaForm):
    """Why no protocol is opened although a signal shows."""

    words = forms.CharField(
        label=_("Why is no protocol needed now?"),
        max_length=SHORT,
        help_text=_("One sentence. No clinical words: every colleague on duty reads it."),
        error_messages={"required": _("Say in a word why none is needed.")},
    )


class EndForm(AcasaForm):
    """How a protocol ended, and what comes next."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"), widget=forms.RadioSelect, choices=choices_of("protocol_outcomes")
    )
    words = forms.CharField(
        label=_("What was agreed with her"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No clinical words: every colleague on duty reads it."),
    )
    step_text = forms.CharField(label=_("What comes next?"), max_length=SHORT)
    step_due = DateField(label=_("By when?"))
    alerts_off = forms.BooleanField(label=_("Take the alert away: it holds no longer"), required=False)

    def __init__(self, *args: Any, with_alert: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_alert:
            del self.fields["alerts_off"]


class ClinicalForm(AcasaForm):
    """What only those who hold health read."""

    text = forms.CharField(
        label=_("Clinical words"),
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sealed in health. Only those who hold health read it."),
    )


class ReactionForm(AcasaForm):
    """What was seen of a child: as seen, without a name for it."""

    mark_optional = False

    child = forms.ChoiceField(label=_("Of whom?"), widget=forms.RadioSelect)
    intensity = forms.ChoiceField(
        label=_("How strong is it?"), widget=forms.RadioSelect, choices=_choices(told.INTENSITIES)
    )
    on = DateField(label=_("On which day was it seen?"), latest=_today)
    since = forms.CharField(
        label=_("Since when?"),
        required=False,
        max_length=100,
        help_text=_("For example: since the court, for two weeks."),
    )
    seen_by = forms.CharField(
        label=_("Who saw it?"),
        required=False,
        max_length=100,
        help_text=_("Mother, aunt, teacher, colleague."),
    )
    words = forms.CharField(
        label=_("What was seen, or what the child said"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helped = forms.CharField(
        label=_("What helped?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    inline = ("intensity",)

    def __init__(self, *args: Any, age: str, children: Sequence[Child], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["child"].choices = [(one.id, one.name) for one in children]  # type: ignore[attr-defined]
        names = []
        for domain, items in library.reactions(age):
            name = f"seen_{domain}"
            self.fields[name] = forms.MultipleChoiceField(
                label=codes.label("reaction_domains", domain),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(one.code, one.label) for one in items],
            )
            if isinstance(self.initial.get(name), str):
                self.initial[name] = [self.initial[name]]
            names.append(name)
        self.domains = names
        self.order_fields(["child", *names])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.seen() and not data.get("words"):
            self.add_error("words", _("Tick what was seen, or say it in words."))
        return data

    def seen(self) -> list[str]:
        return [code for name in self.domains for code in self.cleaned_data.get(name, ())]
