"""Every page of every address, on a phone: accessible, never wider than the screen, within its policy, no error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from acasa.vault.testing import Cast
from tests import planted
from tests.journeys.person import PHONE, Person
from tests.security.access_matrix import MATRIX, SIGNED_IN
from tests.security.test_access import address
from tests.world import World

# What is no page: a download, or a part that a page fetches by itself.
NO_PAGE = (
    "cases:download",
    "imports:template",
    "backup:progress",
    "visits:calendar",
    "deadlines:public_feed",
    "papers:intake_pdf",
    "office:sheet",
    "hers:exit",
    "questionnaires:download",
    "interviews:told",
    "interviews:file",
    "sync:form_list",
    "sync:form",
    "sync:manifest",
    "sync:media",
    "sync:file",
)


# In parts, so that two processes share them.
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_each_page_is_accessible_and_keeps_its_policy(
    part: int, world: World, enters: Callable[..., Person]
) -> None:
    alina = enters("alina", phone=True)
    seen = set()
    for row in [row for row in MATRIX if "alina" in row.get and row.name not in NO_PAGE][part::PARTS]:
        alina.goes_to(address(row, world))
        if alina.page.url in seen:
            continue
        seen.add(alina.page.url)
        assert alina.page.locator("h1").count() == 1, alina.page.url
        alina.page_ok(PHONE)
        # The title names no person: it stays in the browser's history.
        assert planted.WORKING_NAME not in alina.page.title() and planted.FAMILY not in alina.page.title()
    assert len(seen) > 10 and "alina" in SIGNED_IN


def test_the_gallery_of_components(enters: Callable[..., Person]) -> None:
    boris = enters("boris")
    for name in ("form", "table", "plain", "public", "progress"):
        boris.goes_to(reverse("ui:sample", args=[name]))
        boris.page_ok()
    boris.goes_to(reverse("ui:components"))
    boris.page_ok()


def test_error_pages(enters: Callable[..., Person]) -> None:
    boris = enters("boris")
    for place in ("/nowhere/", "/cases/00000000-0000-4000-8000-000000000000/"):
        boris.goes_to(place)
        assert boris.heading
        boris.page_ok()


def test_pages_at_the_door(port: int, chromium: object, cast: Cast) -> None:
    context = chromium.new_context(viewport=PHONE, locale="en")  # type: ignore[attr-defined]
    visitor = Person(context.new_page(), f"http://localhost:{port}")
    for row in MATRIX:
        if row.public and row.get and not row.args:
            visitor.goes_to(address(row, cast))  # type: ignore[arg-type]
            visitor.page_ok(PHONE)
    context.close()
