"""The days of what must be ready before an eighteenth birthday."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

FRIDAY = 4


def days_of(eighteenth: date, items: Mapping[str, int], today: date) -> dict[str, date]:
    """When each item is due: so many days before the birthday, and never at a weekend.

    What must be ready before is due on the Friday; what can only be done as an adult on the Monday. What should have
    been done by now is due on the next working day.
    """
    return {code: _due(eighteenth, days, today) for code, days in items.items()}


def _due(eighteenth: date, days: int, today: date) -> date:
    day = eighteenth - timedelta(days=days)
    beyond = max(0, day.weekday() - FRIDAY)
    if days > 0 and day - timedelta(days=beyond) >= today:
        return day - timedelta(days=beyond)
    day = max(day, today)
    beyond = max(0, day.weekday() - FRIDAY)
    return day + timedelta(days=3 - beyond) if beyond else day
