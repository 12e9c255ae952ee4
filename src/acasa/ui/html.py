"""Small helpers to build HTML safely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

EMPTY = mark_safe("")


def attrs(values: Mapping[str, Any] | None = None, /, **more: Any) -> SafeString:
    """Attributes with a leading space each: None, False and "" are left out, True is bare, `_` in keys becomes `-`.

    Keys come from our own templates and code, never from a request; values are escaped.
    """
    merged: dict[str, Any] = {**(values or {}), **more}
    pairs: list[tuple[str, Any]] = []
    bare: list[tuple[str]] = []
    for key, value in merged.items():
        name = key.rstrip("_").replace("_", "-")
        if value is None or value is False or value == "":
            continue
        if value is True:
            bare.append((name,))
        else:
            pairs.append((name, value))
    return format_html_join("", ' {}="{}"', pairs) + format_html_join("", " {}", bare)


def classes(*names: object) -> str:
    """Class names joined with a space, empty ones left out."""
    return " ".join(name for name in names if isinstance(name, str) and name)


def join(parts: Iterable[Any], separator: str = "") -> SafeString:
    """Safe concatenation: every part is escaped unless it is already safe HTML."""
    return mark_safe(conditional_escape(separator).join(conditional_escape(part) for part in parts))  # noqa: S308


def hidden_words(text: Any) -> SafeString:
    """Words that only a screen reader says, with a leading space so that they don't stick to what is before."""
    return format_html(' <span class="govuk-visually-hidden">{}</span>', text) if text else EMPTY


def asset(path: str) -> str:
    """Address of a static file; the plain one when the manifest doesn't know it, so that error pages never fail."""
    from django.conf import settings

    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL or '/static/'}{path}"
