"""Acasa's own simple table, for those who start from nothing: one row of names, in their language."""

from __future__ import annotations

import csv
import io
from typing import Final

from acasa.cases.imports.fields import TEMPLATE
from acasa.cases.imports.headers import template_label

# What a spreadsheet program of that language splits a CSV by.
_DELIMITERS: Final = {"en": ","}


def template_headers(language: str) -> list[str]:
    """The column names of the template in English, Romanian or Russian; each is understood on the way in."""
    tag = language.split("-")[0].lower()
    return [template_label(key, tag) for key in TEMPLATE]


def template_csv(language: str) -> bytes:
    """The template as CSV in UTF-8 with a mark, so that spreadsheet programs read its letters."""
    text = io.StringIO()
    delimiter = _DELIMITERS.get(language.split("-")[0].lower(), ";")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(template_headers(language))
    return text.getvalue().encode("utf-8-sig")
