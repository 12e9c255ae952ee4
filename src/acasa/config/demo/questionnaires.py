"""The questionnaires of the demonstration: three of the library are published, the standard's own waits as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from acasa.config.demo.story import Teller
from acasa.core.scope import scoped
from acasa.questionnaires import library, services

PUBLISHED = ("first-interview", "home-visit", "camp-interview")


def tell(teller: Teller, ids: Mapping[str, UUID]) -> None:
    """Vera takes them in and publishes them."""
    vera = teller.actor("vera")
    language = teller.house.org.language
    with scoped(teller.house.org.id):
        for offer in library.offers():
            version = services.add(
                vera,
                content=offer.content(language),
                filename=offer.path().name,
                settings=services.Settings(
                    compartment=offer.compartment,
                    title=offer.words(offer.title, language),
                    about=offer.words(offer.about, language),
                    professions=offer.professions,
                    on_devices=offer.on_devices,
                    case_question=offer.case_question,
                ),
            )
            if offer.slug in PUBLISHED:
                services.publish(vera, version)
