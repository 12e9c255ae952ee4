"""The quick renderer writes what Django's templates write."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from acasa.ui.renderer import _QUICK, PlainRenderer

GRIM = '<b>"O\'Neil" & Söhne</b>'
CHOICES = [
    ("", _("Any")),
    (1, GRIM),
    ("two", mark_safe("<i>2</i>")),
    ("More", [("a", "A"), ("b", _("Today"))]),
]
WIDGETS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput({"class": "x", "required": True, "disabled": False, "data-a": GRIM}), GRIM),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.NumberInput({"min": 0}), 0),
    (forms.EmailInput(), "a@dawn.example"),
    (forms.HiddenInput(), mark_safe("<safe>")),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput({"id": "c"}), False),
    (forms.PasswordInput(render_value=True), GRIM),
    (forms.DateInput(), "2026-11-26"),
    (forms.FileInput(), None),
    (forms.Textarea({"rows": 5}), GRIM),
    (forms.Textarea(), None),
    (forms.Select(choices=CHOICES), 1),
    (forms.Select({"class": "s"}, choices=CHOICES), "b"),
    (forms.Select(choices=CHOICES), GRIM),
    (forms.Select(), None),
    (forms.SelectMultiple(choices=CHOICES), ["two", "a"]),
    (forms.RadioSelect(choices=CHOICES), "a"),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS, ids=lambda part: type(part).__name__)
def test_same_html(widget: forms.Widget, value: Any) -> None:
    ours, theirs = (
        str(widget.render("field", value, {"id": "id_field"}, renderer))
        for renderer in (PlainRenderer(), TemplatesSetting())
    )
    assert ours == theirs


def test_what_is_quick_is_a_template_of_django() -> None:
    from django.template.loader import get_template

    for name in _QUICK:
        get_template(name)


def test_names_are_escaped() -> None:
    assert "<b>" not in forms.TextInput().render('"><b>', GRIM, {"id": GRIM}, PlainRenderer())
