""" "Start again" leads to a page that is there, whatever the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from acasa.cases.services import drafts, opening
from acasa.cases.services.opening import NewCase
from acasa.core.scope import scoped
from acasa.vault.testing import Cast


def test_start_again_leads_to_a_page_that_is_there(cast: Cast, settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    boris = cast.boris
    client = Client()
    assert client.post("/sign-in/", {"email": boris.email, "password": boris.password}).status_code == 302
    with scoped(cast.org_id):
        new = NewCase(essentials={"working_name": "Natalia"})
        case = opening.open_case(boris.actor(), team_id=cast.north.id, new=new).id
    led = {}
    for kind in sorted(drafts.form_kinds()):
        with scoped(cast.org_id):
            drafts.keep(boris.actor(), kind=kind, about=case, fields={"text": "half a sent"})
        drop = reverse("cases:drop_draft_of", args=[kind, case])
        answer = client.post(drop)
        assert answer.status_code == 302, kind
        led[kind] = answer["Location"]
        # Boris holds no keys of health and legal: these two answer to others.
        there = 404 if kind in ("intake-health", "intake-legal") else 200
        assert client.get(led[kind]).status_code == there, (kind, led[kind])
        with scoped(cast.org_id):
            assert drafts.kept(boris.actor(), kind=kind, about=case) is None
        # A page that knows its own form's address says so.
        own = reverse("family:add", args=[case])
        assert client.post(drop, {"next": own})["Location"] == own
    assert led["contact"] == reverse("cases:add_contact", args=[case])
    assert led["identity"] == reverse("cases:change_identity", args=[case])
    assert led["kin"] == led["paper_safety"] == led["plan_goal"] == reverse("cases:case", args=[case])


@pytest.mark.parametrize("room", ["cases:case", "intake:overview", "family:room", "plan:room", "papers:room"])
def test_every_room_of_a_case_stands_under_my_people(cast: Cast, settings: Any, room: str) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.post("/sign-in/", {"email": cast.boris.email, "password": cast.boris.password})
    with scoped(cast.org_id):
        new = NewCase(essentials={"working_name": "Natalia"})
        case = opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new).id
    body = client.get(reverse(room, args=[case])).content.decode()
    here = [
        part.partition(">")[0]
        for part in body.split("<a ")
        if 'aria-current="page"' in part.partition(">")[0]
    ]
    assert any(f'href="{reverse("cases:list")}"' in link for link in here), here
