"""Words of this part for the record of who did what, and for the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

# Audit verbs to words; details of the record to a label.
VERBS: dict[str, Any] = {}
DETAILS: dict[str, Any] = {}
# Kinds of records to what the timeline says of them: (title, text, tone).
TITLES: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {}
# Kinds of long forms that keep themselves while somebody types.
FORM_KINDS: tuple[str, ...] = ()
