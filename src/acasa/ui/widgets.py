"""Widgets that Django lacks: a date in three boxes, a password that can be shown."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.ui.html import attrs as html_attrs
from acasa.ui.html import classes, format_html, join


class DateParts(NamedTuple):
    """What was typed into the three boxes, untouched."""

    day: str
    month: str
    year: str

    def __bool__(self) -> bool:
        return any(self)


class DateInput(forms.Widget):
    """Day, month and year in three boxes named `x_day`, `x_month`, `x_year`; one ISO value named `x` is taken too."""

    needs_multipart_form = False
    use_fieldset = True
    parts = ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateParts | str | None:
        """The typed parts, or the ISO string, or None when nothing was sent."""
        if data.get(name):
            return str(data[name])
        typed = DateParts(*(str(data.get(f"{name}_{part}", "") or "").strip() for part in self.parts))
        return typed or None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """True when none of the boxes was sent."""
        return all(key not in data for key in (name, *(f"{name}_{part}" for part in self.parts)))

    def id_for_label(self, id_: str | None) -> str:
        """A legend names the group, no label does."""
        return ""

    def format_value(self, value: Any) -> DateParts:
        """Split a date or an ISO string into its boxes; typed text comes back as typed."""
        if isinstance(value, DateParts):
            return value
        if isinstance(value, datetime.date):
            return DateParts(str(value.day), str(value.month), f"{value.year:04d}")
        if isinstance(value, str) and value:
            bits = value.split("-")
            if len(bits) == 3 and all(bit.isdigit() for bit in bits):
                return DateParts(bits[2].lstrip("0"), bits[1].lstrip("0"), bits[0])
            return DateParts(value, "", "")
        return DateParts("", "", "")

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The three boxes. `attrs["wrong_parts"]` names the boxes to mark."""
        given = dict(attrs or {})
        wrong = given.pop("wrong_parts", ())
        autocomplete = given.pop("autocomplete", "")
        prefix = given.get("id") or f"id_{name}"
        labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        items = []
        for part, text in zip(self.parts, self.format_value(value), strict=True):
            box = html_attrs(
                class_=classes(
                    "govuk-input govuk-date-input__input",
                    "govuk-input--width-4" if part == "year" else "govuk-input--width-2",
                    part in wrong and "govuk-input--error",
                ),
                id=f"{prefix}_{part}",
                name=f"{name}_{part}",
                type="text",
                inputmode="text" if part == "month" else "numeric",
                autocomplete=f"{autocomplete}-{part}" if autocomplete else "off",
                value=text,
                aria_invalid="true" if part in wrong else None,
            )
            items.append(
                format_html(
                    '<div class="govuk-date-input__item"><div class="govuk-form-group">'
                    '<label class="govuk-label govuk-date-input__label" for="{}_{}">{}</label><input{}></div></div>',
                    prefix,
                    part,
                    labels[part],
                    box,
                )
            )
        return format_html('<div class="govuk-date-input" id="{}">{}</div>', prefix, join(items))


class PasswordInput(forms.PasswordInput):
    """A password box with a button that shows it. `new=True` for choosing one (tells password managers)."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, new: bool = False) -> None:
        given = {"autocomplete": "new-password" if new else "current-password", **(attrs or {})}
        super().__init__(given, render_value=False)
