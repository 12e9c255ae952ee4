"""The control of a question: which fields it has on the page, and how what is typed becomes an answer and back."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from acasa.questionnaires.engine.model import Node
from acasa.ui.forms import DateField, TimeField

# More choices than these stand in a list that opens.
CHOICES_AT_MOST = 12
STEPS_AT_MOST = 11
SIDE_BY_SIDE = 5
FILE_BYTES = 25 * 1024 * 1024
_LISTED = {"minimal", "autocomplete", "search", "quick-minimal"}
_INLINE = {
    "horizontal", "horizontal-compact", "columns", "columns-pack", "columns-flex", "likert", "compact",
}  # fmt: skip
_ACCEPT = {"image": "image/jpeg,image/png", "audio": "audio/*", "video": "video/*"}

Choices = Sequence[tuple[str, SafeString]]


@dataclass(frozen=True)
class Control:
    """Fields by name, what they show for an answer, and the answer from what was typed.

    `value` gets the cleaned values by name; it may raise ValidationError.
    """

    fields: dict[str, forms.Field] = field(default_factory=dict)
    initial: Callable[[str], dict[str, Any]] = lambda value: {}
    value: Callable[[Mapping[str, Any]], str] = lambda cleaned: ""
    inline: bool = False


class WholeNumber(forms.CharField):
    """Digits as people write them."""

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s\u00a0\u202f]", "", str(value or ""))
        if text and not re.fullmatch(r"[+-]?\d{1,18}", text):
            raise ValidationError(_("Enter a whole number, for example 7"))
        return str(int(text)) if text else ""


class DecimalNumber(forms.CharField):
    """A number with a point or a comma."""

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s\u00a0\u202f]", "", str(value or "")).replace(",", ".")
        if not text:
            return ""
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > Decimal(10) ** 18:
            raise ValidationError(_("Enter a number, for example 7.5"))
        return format(number, "f")


class Point(forms.CharField):
    """Latitude and longitude as text, in degrees."""

    def clean(self, value: Any) -> str:
        found = re.findall(r"-?\d+(?:[.,]\d+)?", str(value or "").replace(", ", " "))
        if not str(value or "").strip():
            return ""
        numbers = [float(each.replace(",", ".")) for each in found]
        if len(numbers) not in (2, 3, 4) or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
            raise ValidationError(_("Enter latitude and longitude, for example 47.02 28.83"))
        return " ".join(f"{number:g}" for number in (*numbers, 0.0, 0.0)[:4])


class FileAnswer(forms.FileField):
    """A file of a kind and size that can be sealed."""

    def clean(self, value: Any, initial: Any = None) -> Any:
        given = super().clean(value, initial)
        if given and given.size > FILE_BYTES:
            raise ValidationError(_("This file is larger than 25 MB. Make it smaller or split it."))
        return given


def control_of(node: Node, name: str, choices: Choices) -> Control:
    """The control of a question that may be answered."""
    made = _MAKERS.get(node.type, _text)
    return made(node, name, choices)


def _plain(name: str, made: forms.Field, *, inline: bool = False) -> Control:
    return Control(
        {name: made}, lambda value: {name: value}, lambda cleaned: str(cleaned.get(name) or ""), inline
    )


def _text(node: Node, name: str, _choices: Choices) -> Control:
    appearance = set(node.appearance)
    if appearance & {"numbers", "url", "masked"}:
        attrs = {"autocomplete": "off"} | ({"inputmode": "decimal"} if "numbers" in appearance else {})
        return _plain(name, forms.CharField(required=False, widget=forms.TextInput(attrs)))
    rows = 6 if "multiline" in appearance else _rows(node)
    return _plain(name, forms.CharField(required=False, widget=forms.Textarea({"rows": rows})))


def _rows(node: Node) -> int:
    given = node.parameters.get("rows", "")
    return min(int(given), 20) if given.isdecimal() and int(given) else 2


def _line(node: Node, name: str, _choices: Choices) -> Control:
    widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    return _plain(name, forms.CharField(required=False, widget=widget))


def _whole(_node: Node, name: str, _choices: Choices) -> Control:
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return _plain(name, WholeNumber(required=False, widget=widget))


def _decimal(_node: Node, name: str, _choices: Choices) -> Control:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return _plain(name, DecimalNumber(required=False, widget=widget))


def _date(node: Node, name: str, _choices: Choices) -> Control:
    appearance = set(node.appearance)
    if "year" in appearance:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        year = forms.RegexField(
            r"^\d{4}$",
            required=False,
            label=pgettext("date", "Year"),
            widget=widget,
            error_messages={"invalid": gettext_lazy("The year must have 4 digits")},
        )
        return Control(
            {name: year},
            lambda value: {name: value[:4]},
            lambda cleaned: f"{cleaned[name]}-01-01" if cleaned.get(name) else "",
        )
    return Control(
        {name: DateField(required=False)},
        lambda value: {name: value[:10]},
        lambda cleaned: cleaned[name].isoformat() if cleaned.get(name) else "",
    )


def _time(_node: Node, name: str, _choices: Choices) -> Control:
    return Control(
        {name: TimeField(required=False)},
        lambda value: {name: value[:5]},
        lambda cleaned: _clock(cleaned.get(name)),
    )


def _clock(given: datetime.time | None) -> str:
    return given.strftime("%H:%M:00.000") if given else ""


def _moment(_node: Node, name: str, _choices: Choices) -> Control:
    at = f"at:{name}"

    def initial(value: str) -> dict[str, Any]:
        day, _t, clock = value.partition("T")
        return {name: day, at: clock[:5]}

    def value(cleaned: Mapping[str, Any]) -> str:
        day, clock = cleaned.get(name), cleaned.get(at)
        if not day and not clock:
            return ""
        if not day or not clock:
            raise ValidationError(_("Give both the day and the time."))
        zone = timezone.get_current_timezone()
        moment = datetime.datetime.combine(day, clock, tzinfo=zone)
        return moment.isoformat(timespec="milliseconds")

    fields: dict[str, forms.Field] = {
        name: DateField(required=False, label=_("On which day?")),
        at: TimeField(required=False, label=_("At what time?")),
    }
    return Control(fields, initial, value)


def _one(node: Node, name: str, choices: Choices) -> Control:
    appearance = set(node.appearance)
    if appearance & _LISTED or len(choices) > CHOICES_AT_MOST:
        offered = [("", pgettext("answer", "Choose")), *choices]
        return _plain(name, forms.ChoiceField(required=False, choices=offered, widget=forms.Select))
    inline = bool(appearance & _INLINE) and len(choices) <= SIDE_BY_SIDE
    made = forms.ChoiceField(required=False, choices=list(choices), widget=forms.RadioSelect)
    return _plain(name, made, inline=inline)


def _many(_node: Node, name: str, choices: Choices) -> Control:
    made = forms.MultipleChoiceField(
        required=False, choices=list(choices), widget=forms.CheckboxSelectMultiple
    )
    return Control(
        {name: made}, lambda value: {name: value.split()}, lambda cleaned: " ".join(cleaned.get(name) or ())
    )


def _rank(_node: Node, name: str, choices: Choices) -> Control:
    """A number beside each, so that it works without script and with a keyboard."""
    names = {f"rank:{name}:{code}": code for code, _label in choices}
    numbers = [("", "–"), *((str(n), str(n)) for n in range(1, len(choices) + 1))]
    fields: dict[str, forms.Field] = {
        each: forms.ChoiceField(required=False, choices=numbers, label=label)
        for each, (_code, label) in zip(names, choices, strict=True)
    }

    def initial(value: str) -> dict[str, Any]:
        order = value.split()
        return {each: str(order.index(code) + 1) for each, code in names.items() if code in order}

    def value(cleaned: Mapping[str, Any]) -> str:
        given = {each: int(cleaned[each]) for each in names if cleaned.get(each)}
        if not given:
            return ""
        if sorted(given.values()) != list(range(1, len(names) + 1)):
            raise ValidationError(_("Give each line a number of its own, from 1 for the first."))
        return " ".join(names[each] for each in sorted(given, key=given.__getitem__))

    return Control(fields, initial, value)


def _range(node: Node, name: str, choices: Choices) -> Control:
    steps = range_steps(node)
    if not steps:
        return _decimal(node, name, choices)
    if len(steps) <= STEPS_AT_MOST:
        offered = [(step, step) for step in steps]
        made = forms.ChoiceField(required=False, choices=offered, widget=forms.RadioSelect)
        return _plain(name, made, inline=True)
    offered = [("", "–"), *((step, step) for step in steps)]
    return _plain(name, forms.ChoiceField(required=False, choices=offered))


def range_steps(node: Node) -> list[str]:
    """The values of a range from its parameters; empty when they are no sense or too many to show."""
    try:
        start, end = Decimal(node.parameters.get("start", "1")), Decimal(node.parameters.get("end", "10"))
        step = abs(Decimal(node.parameters.get("step", "1")))
    except InvalidOperation:
        return []
    if not step or abs(end - start) / step > 200:
        return []
    step = step if end >= start else -step
    count = int((end - start) / step) + 1
    return [format(start + step * number, "f") for number in range(count)]


def _acknowledge(_node: Node, name: str, _choices: Choices) -> Control:
    made = forms.BooleanField(required=False, label=pgettext("acknowledge", "Yes, I have read this"))
    return Control(
        {name: made}, lambda value: {name: bool(value)}, lambda cleaned: "OK" if cleaned.get(name) else ""
    )


def _point(_node: Node, name: str, _choices: Choices) -> Control:
    rough = f"rough:{name}"
    fields: dict[str, forms.Field] = {
        name: Point(required=False, label=_("Latitude and longitude")),
        rough: forms.BooleanField(required=False, label=_("Don't keep the exact place, only the area")),
    }

    def value(cleaned: Mapping[str, Any]) -> str:
        given = str(cleaned.get(name) or "")
        if not given or not cleaned.get(rough):
            return given
        # A tenth of a degree is some ten kilometres.
        latitude, longitude, *_rest = given.split()
        return f"{round(float(latitude), 1):g} {round(float(longitude), 1):g} 0 0"

    return Control(fields, lambda answer: {name: " ".join(answer.split()[:2])}, value)


def _file(node: Node, name: str, _choices: Choices) -> Control:
    accept = _ACCEPT.get(node.mediatype.partition("/")[0], "")
    fields: dict[str, forms.Field] = {
        name: FileAnswer(
            required=False, widget=forms.FileInput({"accept": accept} if accept else {}), max_length=200
        )
    }
    if "signature" in node.appearance:
        fields[f"strokes:{name}"] = forms.CharField(required=False, widget=forms.HiddenInput)
    fields[f"drop:{name}"] = forms.BooleanField(required=False, label=_("Take this file away"))
    return Control(fields)


_MAKERS: dict[str, Callable[[Node, str, Choices], Control]] = {
    "string": _text,
    "int": _whole,
    "decimal": _decimal,
    "date": _date,
    "time": _time,
    "dateTime": _moment,
    "select1": _one,
    "select": _many,
    "rank": _rank,
    "range": _range,
    "acknowledge": _acknowledge,
    "barcode": _line,
    "geopoint": _point,
    "geotrace": _text,
    "geoshape": _text,
    "binary": _file,
}
