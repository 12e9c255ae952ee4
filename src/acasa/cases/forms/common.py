"""What the forms of cases share: choices in the reader's language, limits, names of compartments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.people import rules as people

LONG = 4_000
NOTE = 20_000
FILE_BYTES = 25 * 1024 * 1024


def choices_of(vocabulary: str, empty: Any = None) -> Callable[[], list[tuple[str, Any]]]:
    def make() -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = list(codes.choices(vocabulary))
        return [("", empty), *found] if empty is not None else found

    return make


def years_ago(years: int) -> date:
    today = date.today()  # noqa: DTZ011 - a bound in years, where a day does not matter
    return today.replace(year=today.year - years, day=min(today.day, 28))


def in_ten_years() -> date:
    """The last day on which anything is planned."""
    return years_ago(-10)


COMPARTMENT_LABELS = {
    people.ESSENTIALS: _("Essentials"),
    people.IDENTITY: _("Identity"),
    people.CASEWORK: _("Case work"),
    people.HEALTH: _("Health"),
    people.LEGAL: _("Legal"),
    people.STATISTICS: _("Statistics"),
}
