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
            granted_by="Biroul proprietarului (în această poveste)",
            scope_words="Copiii din cazurile noastre, în rusă, pe foaia proprietarului și neschimbat.",
            reference="Scrisoarea 14 din această demonstrație",
            until=teller._due(360),
        )
