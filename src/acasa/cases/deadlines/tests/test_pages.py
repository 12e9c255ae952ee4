"""The pages of deadlines, seen on the day on which the test runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import open_case, sign_in

from acasa.cases.models import Case
from acasa.cases.services import editing
from acasa.core.scope import scoped
from acasa.vault import folders
from acasa.vault.testing import Cast, Colleague


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def ids(who: Colleague, case: UUID) -> dict[str, UUID]:
    with scoped(who.user.org_id):
        found = folders.open_one(who.actor(), case, verb="test")
        return {r.data["rule"]: r.id for r in found.records if r.data.get("kind") == "deadline"}


def test_pages_in_order(cast: Cast, case: UUID, client: Client) -> None:
    sign_in(client, cast.boris)
    room = reverse("deadlines:room", args=[case])
    page = client.get(room).content.decode()
    for words in ("First plan, made with her", "30 days from: the case was opened", "working days left"):
        assert words in page
    record = ids(cast.boris, case)["first_plan"]
    settle = reverse("deadlines:settle", args=[case, record])
    answer = client.post(settle, {"how": "aside", "reason": ""})
    assert answer.status_code == 422 and "Say why it is set aside." in answer.content.decode()
    assert client.post(settle, {"how": "aside", "reason": "not here"}).status_code == 302
    assert "not here" in client.get(room).content.decode()
    assert client.get(reverse("cases:case", args=[case])).status_code == 200
    extend = reverse("deadlines:extend", args=[case, record])
    assert client.get(extend).status_code == 302
    # The message of the page before is shown, and gone.
    client.get(room)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(room)
        counts.append(len(seen))
        with scoped(cast.org_id):
            editing.set_identity(cast.boris.actor(), case, data={"birth_date": "2012-05-05"}, version=_round)
    assert counts == [15, 15]


def test_recalculation_works_on_without_script(cast: Cast, client: Client, settings: Any) -> None:
    settings.ACASA_COUNTRY_PACK = "none"
    open_case(cast.boris, cast.north, "Natalia")
    settings.ACASA_COUNTRY_PACK = "md"
    sign_in(client, cast.alina)
    page = client.get(reverse("deadlines:rules")).content.decode()
    assert "1 case of 1 was not calculated" in page and "Law 140/2013" in page
    assert "Calculate them now" in page and "Easter of the Blessed" in page
    answer = client.post(reverse("deadlines:run"))
    assert answer["Location"] == reverse("deadlines:rules")
    assert "up to date" in client.get(answer["Location"]).content.decode()
    # Boris answers for his own cases only.
    client = Client()
    sign_in(client, cast.boris)
    assert client.post(reverse("deadlines:run")).status_code == 404
    assert "Calculate them now" not in client.get(reverse("deadlines:rules")).content.decode()


def test_a_case_that_cannot_be_calculated_keeps_nobody_waiting(
    cast: Cast, client: Client, settings: Any
) -> None:
    settings.ACASA_COUNTRY_PACK = "none"
    case, _person = open_case(cast.boris, cast.north, "Natalia")
    _other, person = open_case(cast.boris, cast.north, "Daria")
    settings.ACASA_COUNTRY_PACK = "md"
    with scoped(cast.org_id):
        Case.objects.filter(id=case).update(person_id=person)
    sign_in(client, cast.alina)
    url = reverse("deadlines:run")
    assert client.post(url).url == url
    assert client.post(url).url == reverse("deadlines:rules")
    assert client.post(url, headers={"HX-Request": "true"})["HX-Redirect"] == reverse("deadlines:rules")
