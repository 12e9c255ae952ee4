"""This part in the demonstration. Everybody is fictional."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was written in these cases, as it came about."""
