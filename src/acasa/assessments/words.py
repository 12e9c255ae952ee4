"""Words of the record for what this part does."""

from __future__ import annotations

from typing import Any

from acasa.assessments.measures import words as measures

VERBS: dict[str, Any] = {**measures.VERBS}
DETAILS: dict[str, Any] = {}
TITLES: dict[str, Any] = {**measures.TITLES}
FORM_KINDS: tuple[str, ...] = ()
