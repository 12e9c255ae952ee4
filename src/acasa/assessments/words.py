"""Words of the record for what this part does."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acasa.assessments.measures import words as measures
from acasa.assessments.permissions import words as permissions

VERBS: dict[str, Any] = {**measures.VERBS, **permissions.VERBS}
DETAILS: dict[str, Any] = {
    "instrument": (_("Instrument"), str),
    "reference": (_("Where the permission is written"), str),
}
TITLES: dict[str, Any] = {**measures.TITLES}
FORM_KINDS: tuple[str, ...] = ()
