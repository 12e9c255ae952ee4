"""What is wrong with a form, at the top of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.ui.components.field import error_target, layout, revealed
from acasa.ui.html import EMPTY, format_html, format_html_join


def error_summary(*forms_: Any) -> SafeString:
    """What is wrong, at the top of the page, each line linked to its control; nothing when all is well."""
    lines: list[tuple[SafeString]] = []
    for form in forms_:
        if not form:
            continue
        for member in getattr(form, "forms", None) or [form]:
            lines += [(line,) for line in _error_lines(member)]
        if hasattr(form, "non_form_errors"):
            lines += [(format_html("{}", text),) for text in form.non_form_errors()]
    if not lines:
        return EMPTY
    return format_html(
        '<div class="govuk-error-summary" data-module="govuk-error-summary"><div role="alert">'
        '<h2 class="govuk-error-summary__title">{}</h2><div class="govuk-error-summary__body">'
        '<ul class="govuk-list govuk-error-summary__list">{}</ul></div></div></div>',
        _("There is a problem"),
        format_html_join("", "<li>{}</li>", lines),
    )


def _error_lines(form: forms.BaseForm) -> list[SafeString]:
    """Lines in the order of the page, each with the name of its field, since "Fill this in" alone says too little."""
    lines = [format_html("{}", text) for text in form.non_field_errors()]
    uncovered = revealed(form)
    shown = [
        inner for _l, names in layout(form) for name in names for inner in (name, *uncovered.get(name, ()))
    ]
    for name in [*(name for name in form.fields if name not in shown), *shown]:
        bound = form[name]
        label = str(bound.label)
        for text in bound.errors:
            if bound.is_hidden:
                lines.append(format_html("{}", text))
            else:
                sign = "" if label[-1:] in "?:.!" else ":"
                lines.append(format_html('<a href="#{}">{}{} {}</a>', error_target(bound), label, sign, text))
    return lines
