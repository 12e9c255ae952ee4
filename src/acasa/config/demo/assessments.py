"""An owner's permission for a children's instrument, whose sheet is still to be typed in. Everybody is fictional."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from acasa.assessments.permissions import services


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was written in these cases, as it came about."""
    with teller._on(-6):
        services.permit(
            teller.actor("vera"),
            slug="cries-8",
            granted_by="The office of its owner (in this story)",
            scope_words="The children of our cases, in Russian, on the owner's own sheet and unchanged.",
            reference="Letter 14 of this demonstration",
            until=teller._due(360),
        )
