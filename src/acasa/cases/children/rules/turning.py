"""The days of what must be ready before an eighteenth birthday."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta


def days_of(eighteenth: date, items: Mapping[str, int], today: date) -> dict[str, date]:
    """When each item is due: so many days before the birthday. What should have been done by now is due today."""
    return {code: max(eighteenth - timedelta(days=days), today) for code, days in items.items()}
