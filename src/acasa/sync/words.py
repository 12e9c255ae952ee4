"""Words of the record for what this part does."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise

VERBS: dict[str, str | Promise] = {}
DETAILS: dict[str, Any] = {}
TITLES: dict[str, Any] = {}
FORM_KINDS: tuple[str, ...] = ()
