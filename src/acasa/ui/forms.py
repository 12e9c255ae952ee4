"""Forms in Acasa's look: `AcasaForm`, and fields for dates, times and yes / no / rather not say."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import dates
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acasa.ui.components.field import form_body
from acasa.ui.widgets import DateInput, DateParts, PasswordInput

__all__ = [
    "RATHER_NOT_SAY",
    "AcasaForm",
    "AcasaFormMixin",
    "DateField",
    "DateInput",
    "DateParts",
    "PasswordInput",
    "TimeField",
    "YesNoField",
]

RATHER_NOT_SAY = "rather_not_say"


class AcasaFormMixin:
    """Look of a form. Put it before `forms.Form`; subclasses may set:

    groups: (legend, field names) pairs, shown as fieldsets after the ungrouped fields
    widths: field name to width in characters (2, 3, 4, 5, 10, 20, 30)
    inline: names of radios shown side by side
    choice_hints: field name to {choice: hint}
    reveals: field name to {choice: names of the fields that this choice uncovers}
    exclusive: field name to the choices that clear all others ("none of these")
    counts: names of text areas that say how many characters are left (needs `max_length`)
    mark_optional: False to leave out "(optional)"
    """

    groups: ClassVar[Iterable[tuple[Any, Iterable[str]]]] = ()
    widths: ClassVar[Mapping[str, int]] = {}
    inline: ClassVar[Iterable[str]] = ()
    choice_hints: ClassVar[Mapping[str, Mapping[Any, Any]]] = {}
    reveals: ClassVar[Mapping[str, Mapping[Any, Iterable[str]]]] = {}
    exclusive: ClassVar[Mapping[str, Iterable[Any]]] = {}
    counts: ClassVar[Iterable[str]] = ()
    mark_optional: ClassVar[bool] = True

    fields: dict[str, forms.Field]
    use_required_attribute = False  # errors are ours, next to the field, in the person's language

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            calm_widget(field)
            plain_required(field)

    def render(
        self, template_name: str | None = None, context: Any = None, renderer: Any = None
    ) -> SafeString:
        """`{{ form }}` is `{% form_body form %}`."""
        if template_name:
            return super().render(template_name, context, renderer)  # type: ignore[misc]
        return form_body(self)  # type: ignore[arg-type]

    __str__ = render
    __html__ = render


class AcasaForm(AcasaFormMixin, forms.Form):
    """The base of every form."""


def plain_required(field: forms.Field) -> None:
    """What to do, in place of Django's "This field is required."; a field's own words stay."""
    if str(field.error_messages.get("required")) != str(forms.Field.default_error_messages["required"]):
        return
    if isinstance(field, forms.BooleanField):
        words = _("Tick this box to go on")
    elif isinstance(field, forms.FileField):
        words = _("Choose a file")
    elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        words = _("Choose an answer")
    else:
        words = _("Fill this in")
    field.error_messages["required"] = words


def calm_widget(field: forms.Field) -> None:
    """Take away number spinners that change on scroll, and limits that cut pasted text silently."""
    widget = field.widget
    widget.attrs.pop("maxlength", None)
    widget.attrs.pop("minlength", None)
    if isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
        if widget.attrs.get("rows") == "10":  # Django's default, too tall for a phone
            widget.attrs["rows"] = 5
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        whole = isinstance(field, forms.IntegerField) and not isinstance(
            field, forms.DecimalField | forms.FloatField
        )
        widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
        for name in ("min", "max", "step"):
            widget.attrs.pop(name, None)


class YesNoField(forms.ChoiceField):
    """Yes, no, and (unless `refusable=False`) rather not say. Cleans to "yes", "no", "rather_not_say" or ""."""

    widget = forms.RadioSelect

    def __init__(self, *, refusable: bool = True, **kwargs: Any) -> None:
        choices = [("yes", _("Yes")), ("no", _("No"))]
        if refusable:
            choices.append((RATHER_NOT_SAY, _("Rather not say")))
        super().__init__(choices=choices, **kwargs)


class DateField(forms.DateField):
    """A date in three boxes; the month may be a number or a name in the language in use. One ISO value is taken too.

    `earliest`, `latest`: a date, or a callable that returns one; both ends are allowed.
    Errors name the boxes to mark in `params["parts"]`.
    """

    widget = DateInput
    default_error_messages = {
        "required": _("Enter a date"),
        "incomplete": _("The date must include: %(missing)s"),
        "impossible": _("Enter a real date, for example 27 3 2024"),
        "year": _("The year must have 4 digits"),
        "early": _("The date must be %(limit)s or later"),
        "late": _("The date must be %(limit)s or earlier"),
    }

    def __init__(
        self,
        *,
        earliest: datetime.date | Callable[[], datetime.date] | None = None,
        latest: datetime.date | Callable[[], datetime.date] | None = None,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        """A date, or None for three empty boxes. ValidationError says what is missing or wrong."""
        if value in self.empty_values or (isinstance(value, DateParts) and not value):
            return None
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        if isinstance(value, str):
            try:
                return datetime.date.fromisoformat(value.strip())
            except ValueError:
                raise self._wrong("impossible") from None
        return self._from_parts(value)

    def validate(self, value: Any) -> None:
        """Required, and within the limits."""
        super().validate(value)
        if value is None:
            return
        from django.utils.formats import date_format

        for code, limit in (("early", self.earliest), ("late", self.latest)):
            end = limit() if callable(limit) else limit
            if end and (value < end if code == "early" else value > end):
                raise self._wrong(code, limit=date_format(end, "DATE_FORMAT"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Text that is no date counts as changed."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _from_parts(self, typed: DateParts) -> datetime.date:
        names = {"day": gettext("a day"), "month": gettext("a month"), "year": gettext("a year")}
        missing = [part for part in DateInput.parts if not getattr(typed, part)]
        if missing:
            raise self._wrong("incomplete", missing, missing=", ".join(names[part] for part in missing))
        month = month_number(typed.month)
        if month is None or not 1 <= month <= 12:
            raise self._wrong("impossible", ["month"])
        if not typed.day.isdecimal():
            raise self._wrong("impossible", ["day"])
        if not re.fullmatch(r"\d{4}", typed.year):
            raise self._wrong("year", ["year"])
        try:
            return datetime.date(int(typed.year), month, int(typed.day))
        except ValueError:
            raise self._wrong("impossible") from None

    def _wrong(self, code: str, parts: Iterable[str] = DateInput.parts, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"parts": tuple(parts), **params})


def month_number(text: str) -> int | None:
    """1 to 12 from a number, or a month's name of three letters or more in English or the language in use."""
    text = text.strip().rstrip(".").casefold()
    if text.isdecimal():
        return int(text)
    english = ["january", "february", "march", "april", "may", "june"]
    english += ["july", "august", "september", "october", "november", "december"]
    for number in range(1, 13):
        names = (
            str(dates.MONTHS[number]),
            str(dates.MONTHS_ALT[number]),
            str(dates.MONTHS_3[number]),
            english[number - 1],
        )
        if any(
            text == name.casefold().rstrip(".") or (len(text) >= 3 and name.casefold().startswith(text))
            for name in names
        ):
            return number
    return None


class TimeField(forms.TimeField):
    """A time of day as people write it: 9, 9:30, 930, 18.00, 6 pm."""

    default_error_messages = {"invalid": _("Enter a time, for example 18:30"), "required": _("Enter a time")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.time | None:
        """A time, or None when empty."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.time):
            return value
        found = re.fullmatch(
            r"(\d{1,2})(?:\s*[:.\-h ]?\s*(\d{2}))?\s*([ap])?\.?(?:m\.?)?", str(value).strip().lower()
        )
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half:
            if not 1 <= hour <= 12:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            hour = hour % 12 + (12 if half == "p" else 0)
        try:
            return datetime.time(hour, minute)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
