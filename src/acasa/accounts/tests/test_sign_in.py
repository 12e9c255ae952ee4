"""From a typed password to a session with an open key."""

from __future__ import annotations

import pytest
from django.test import Client

from acasa.vault.testing import PASSWORD, Cast

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in/", {"email": email, "password": password, **more})


def test_password_opens_the_door(cast: Cast, settings: object) -> None:
    client = Client()
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    answer = sign_in(client, cast.boris.email)
    assert answer.status_code == 302 and answer["Location"] == "/"
    assert client.get("/unlock/").status_code == 302
    assert client.post("/lock/").status_code == 302
    assert client.get("/unlock/").status_code == 423
    assert client.post("/alive/").status_code == 423
    assert client.post("/unlock/", {"password": "wrong"}).status_code == 423
    answer = client.post("/unlock/", {"password": PASSWORD}, headers={"Accept": "application/json"})
    assert answer.json()["ok"] is True
    assert client.post("/alive/").status_code == 204
    assert client.post("/sign-out/").status_code == 302
    assert client.post("/alive/").status_code == 302
