"""Forms of this part. Nothing in them must be answered, and nobody is asked for a story."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acasa import vocabularies
from acasa.cases import codes
from acasa.cases.forms.common import choices_of
from acasa.cases.trafficking import words
from acasa.cases.trafficking.rules import shape
from acasa.ui.forms import AcasaForm, DateField, DateInput, DateParts, YesNoField
from acasa.ui.forms import month_number as month_of

PLACE = 1000
SHORT = 300
# Countries are chosen one by one: a list of two hundred boxes helps nobody.
COUNTRIES_AT_FIRST = 2
COUNTRIES_MORE = 1


# What is given around a return; other help has pages of its own.
HELP_AFTER_RETURN = (
    "crisis_intervention",
    "safe_accommodation_shelter",
    "long_term_housing",
    "food_clothing_hygiene",
    "medical_general",
    "psychological_counselling",
    "social_casework_home_visit",
    "family_mediation",
    "family_tracing",
    "child_care",
    "documentation_ID",
    "legal_information",
    "interpretation",
    "transport",
    "voluntary_return_escort",
    "financial_cash",
    "safety_planning",
    "other",
)


def _tomorrow() -> date:
    today = date.today()  # noqa: DTZ011 - the organisation may be a day ahead of the machine
    return date.fromordinal(today.toordinal() + 1)


class PartialDateInput(DateInput):
    """Three boxes, of which day and month may stay empty."""

    def format_value(self, value: Any) -> DateParts:
        if isinstance(value, str) and value:
            year, month, day = (*value.split("-"), "", "")[:3]
            return DateParts(day.lstrip("0"), month.lstrip("0"), year)
        return super().format_value(value)


class PartialDateField(DateField):
    """A date as far as it is known. Cleans to "2024", "2024-05", "2024-05-12", or "" when nothing is typed."""

    widget = PartialDateInput

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or (isinstance(value, DateParts) and not value):
            return ""
        if isinstance(value, date):
            return value.isoformat()
        typed = value if isinstance(value, DateParts) else PartialDateInput().format_value(str(value).strip())
        if not typed.year.isdecimal() or len(typed.year) != 4:
            raise self._wrong("year", ["year"])
        if typed.day and not typed.month:
            raise self._wrong("incomplete", ["month"], missing=_("a month"))
        month = month_of(typed.month) if typed.month else None
        if typed.month and (month is None or not 1 <= month <= 12):
            raise self._wrong("impossible", ["month"])
        if typed.day and not typed.day.isdecimal():
            raise self._wrong("impossible", ["day"])
        try:
            return shape.partial(int(typed.year), month, int(typed.day) if typed.day else None)
        except ValueError:
            raise self._wrong("impossible") from None

    def validate(self, value: Any) -> None:
        """Nothing that is still to come, as far as it is known."""
        if value and shape.bounds(value)[0] > _tomorrow():
            raise forms.ValidationError(_("This lies in the future."))


def _hints(vocabulary: str) -> dict[str, Any]:
    """Codes that the standard lacks say so, because a report to others may leave them out."""
    if vocabulary == "countries":
        return {}
    found = vocabularies.load(vocabulary).codes
    return {each.code: _("Not in HTCDS: an addition of Acasa") for each in found if each.extension}


class SectionForm(AcasaForm):
    """One short step: its facts, and for what she is asked whether she tells."""

    mark_optional = False

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, section: shape.Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.countries: dict[str, list[str]] = {}
        hints: dict[str, dict[str, Any]] = {}
        for fact in section.facts:
            if fact.kind == "codes" and fact.vocabulary == "countries":
                self._choose_countries(fact.name)
                continue
            self.fields[fact.name] = _field(fact)
            if fact.kind == "codes" and (more := _hints(fact.vocabulary)):
                hints[fact.name] = more
        self.choice_hints = hints  # type: ignore[misc]
        self.widths = {"age": 3}  # type: ignore[misc]
        if section.hers:
            self.fields["told"] = forms.ChoiceField(
                label=_("Does she tell?"),
                required=False,
                widget=forms.RadioSelect,
                choices=list(words.TOLD.items()),
                help_text=_("Each of these is an answer. She may tell a part and keep the rest."),
            )

    def _choose_countries(self, name: str) -> None:
        known = list(self.initial.pop(name, None) or ())
        sent = [
            int(key[len(name) + 1 :])
            for key in (self.data if self.is_bound else self.initial)
            if key.startswith(f"{name}_") and key[len(name) + 1 :].isdecimal()
        ]
        offered = 0 if self.is_bound else len(known) + COUNTRIES_MORE
        number = max(COUNTRIES_AT_FIRST, offered, *sent)
        self.countries[name] = [f"{name}_{at}" for at in range(1, min(number, 30) + 1)]
        for at, key in enumerate(self.countries[name]):
            self.fields[key] = forms.ChoiceField(
                label=words.LABELS[name] if at == 0 else _("Another country"),
                required=False,
                choices=choices_of("countries", _("Not recorded")),
            )
            self.initial.setdefault(key, known[at] if at < len(known) else "")

    def values(self) -> dict[str, Any]:
        """What was answered, by the names of the facts."""
        data = self.cleaned_data
        told = {name: data.get(name) for name in (fact.name for fact in self.section.facts)}
        for name, keys in self.countries.items():
            told[name] = [data[key] for key in keys if data.get(key)]
        return told

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = str(data.get("from") or ""), str(data.get("to") or "")
        if not shape.in_order(first, last):
            self.add_error("to", _("This lies before the beginning."))
        return data


def _field(fact: shape.Fact) -> forms.Field:
    told: dict[str, Any] = {
        "label": words.LABELS[fact.name],
        "help_text": words.HINTS.get(fact.name, ""),
        "required": False,
    }
    if fact.kind == "codes":
        return forms.MultipleChoiceField(
            widget=forms.CheckboxSelectMultiple, choices=codes.choices(fact.vocabulary), **told
        )
    if fact.kind == "code":
        options = [
            (code, words.code(fact.name, code) or label) for code, label in codes.choices(fact.vocabulary)
        ]
        if fact.vocabulary == "countries":
            return forms.ChoiceField(choices=[("", _("Not recorded")), *options], **told)
        return forms.ChoiceField(widget=forms.RadioSelect, choices=[*options, ("", _("Not known"))], **told)
    if fact.kind == "day":
        return DateField(latest=_tomorrow, **told)
    if fact.kind == "partial":
        return PartialDateField(**told)
    if fact.kind == "number":
        return forms.IntegerField(min_value=0, max_value=110, **told)
    return forms.CharField(max_length=PLACE, widget=forms.Textarea(attrs={"rows": 2}), **told)


class PartyForm(AcasaForm):
    """Somebody's part in it: what it was and how near this person is. A name only where the law needs one."""

    mark_optional = False

    roles = forms.MultipleChoiceField(
        label=_("What did this person do?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    relation = forms.ChoiceField(
        label=_("Who is it to her?"),
        required=False,
        widget=forms.RadioSelect,
    )
    near = YesNoField(
        label=_("May this person find her?"),
        required=False,
        help_text=_("If so, it belongs in her safety plan as well."),
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=200,
        help_text=_(
            "Only if she wants protection from this person, or goes to law: a protection order needs a name. It is "
            "sealed in the legal compartment and shown to nobody else. This is no list of suspects."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(code, words.role(code)) for code, _label in codes.choices("htcds/role_in_process")]
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]
        relations = [*words.RELATION.items(), ("", _("Not known"))]
        self.fields["relation"].choices = relations  # type: ignore[attr-defined]
        if not named:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("roles", "relation", "near", "name")):
            self.add_error("roles", _("Say at least one thing, or leave this page."))
        return data


class ReturnForm(AcasaForm):
    """The way home: from where, with whom, to where, and what she gets on arrival."""

    mark_optional = False

    state = forms.ChoiceField(label=_("Where does it stand?"), widget=forms.RadioSelect)
    wish = forms.ChoiceField(
        label=_("What does she want?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[*words.WISH.items(), ("", _("Not asked yet"))],
    )
    planned_on = DateField(label=_("Planned day of arrival"), required=False)
    arrived_on = PartialDateField(
        label=_("Day of arrival"), required=False, help_text=_("As far as it is known: a year alone will do.")
    )
    from_country = forms.ChoiceField(
        label=_("From which country?"), required=False, choices=choices_of("countries", _("Not recorded"))
    )
    by_whom = forms.ChoiceField(
        label=_("Who arranges it?"),
        required=False,
        choices=choices_of("return_organisers", _("Not recorded")),
    )
    travel = forms.ChoiceField(
        label=_("How does she travel?"), required=False, choices=choices_of("travel_ways", _("Not recorded"))
    )
    escort = forms.CharField(
        label=_("Who goes with her?"),
        required=False,
        max_length=SHORT,
        help_text=_("Name and organisation, or that she travels alone because she wants to."),
    )
    arrival = forms.CharField(
        label=_("Where does she arrive?"),
        required=False,
        max_length=SHORT,
        help_text=_("A station or an airport, and the hour if it is known."),
    )
    met_by = forms.CharField(label=_("Who meets her?"), required=False, max_length=SHORT)
    first_place = forms.ChoiceField(
        label=_("Where does she go first?"),
        required=False,
        choices=choices_of("first_places", _("Not recorded")),
        help_text=_("Only what kind of place. Its address stands nowhere here."),
    )
    safe_place = YesNoField(label=_("Was it checked that this place is safe?"), required=False)
    assistance = forms.MultipleChoiceField(
        label=_("Help on arrival and in the first weeks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.CharField(
        label=_("What was agreed with her"),
        required=False,
        max_length=PLACE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    reveals = {"state": {shape.PLANNED: ["planned_on"], shape.BACK: ["arrived_on"]}}
    inline = ("safe_place",)
    groups = (
        (_("The journey"), ("from_country", "by_whom", "travel", "escort")),
        (pgettext_lazy("return", "Arrival"), ("arrival", "met_by", "first_place", "safe_place")),
        (_("Help after the return"), ("assistance", "agreed")),
    )

    def __init__(self, *args: Any, states: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            shape.PLANNED: _("It is planned"),
            shape.BACK: _("She is back"),
            shape.CANCELLED: _("It was called off"),
        }
        known = self.initial.get("assistance") or ()
        self.fields["assistance"].choices = [  # type: ignore[attr-defined]
            choice
            for choice in codes.choices("assistance_types")
            if choice[0] in (*HELP_AFTER_RETURN, *known)
        ]
        self.fields["state"].choices = [(state, labels[state]) for state in states]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        against = data.get("wish") == "no" and data.get("by_whom") != "deported"
        if data.get("state") == shape.PLANNED and against:
            self.add_error(
                "wish", _("No return is planned against her will. Talk with her and your supervisor.")
            )
        return data

    def values(self) -> dict[str, Any]:
        """What is kept; days as ISO text."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        planned = data.pop("planned_on")
        return {**data, "planned_on": planned.isoformat() if planned else ""}
