"""Renders Django's plain widgets without templates: a filter form has some sixty of them and their parts.

The HTML is Django's own, to the letter (see the test); whatever is not listed here takes Django's template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString, mark_safe

_INPUTS = (
    "input", "text", "number", "email", "url", "color", "search", "tel", "password", "hidden", "checkbox", "date",
    "datetime", "time", "file",
)  # fmt: skip


class PlainRenderer(TemplatesSetting):
    """Django's renderer with a quick way for inputs, selects and text areas."""

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> SafeString:
        """The widget's HTML."""
        quick = _QUICK.get(template_name)
        if quick is None:
            return mark_safe(super().render(template_name, dict(context), request))  # noqa: S308  a template's
        return mark_safe(quick(context["widget"]))  # noqa: S308  escaped part by part


def _text(value: Any) -> str:
    safe = getattr(value, "__html__", None)
    return str(safe()) if safe is not None else escape(str(value))


def _attrs(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    shown = "" if value is None else f' value="{_text(value)}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{shown}{_attrs(widget)}>'


def _option(widget: Mapping[str, Any]) -> str:
    return f'<option value="{_text(widget["value"])}"{_attrs(widget)}>{_text(widget["label"])}</option>'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{_attrs(widget)}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_text(group)}">')
        parts += [f"\n  {_option(option)}\n" for option in options]
        if group:
            parts.append("\n  </optgroup>")
    parts.append("\n</select>")
    return "".join(parts)


def _textarea(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    return f'<textarea name="{_text(widget["name"])}"{_attrs(widget)}>\n{_text(value) if value else ""}</textarea>'


_QUICK: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in _INPUTS},
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
}
