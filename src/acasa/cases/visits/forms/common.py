"""What the forms of this part share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from acasa.cases.queries.case import Colleague


def tomorrow() -> date:
    return date.today() + timedelta(days=1)  # noqa: DTZ011 - a bound that any time zone keeps


def yesterday() -> date:
    return date.today() - timedelta(days=1)  # noqa: DTZ011 - a bound that any time zone keeps


def names(colleagues: Sequence[Colleague]) -> list[tuple[str, str]]:
    return [(str(colleague.id), colleague.name) for colleague in colleagues]


def offer(form: forms.Form, field: str, choices: list[tuple[str, Any]]) -> None:
    form.fields[field].choices = choices  # type: ignore[attr-defined]
