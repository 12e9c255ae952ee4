"""A form left overnight keeps its text through signing in again, for its author alone, and nowhere in plain."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from tests.world import open_case, sign_in

from acasa.vault.testing import Cast

TYPED = "Ночью звонила её мать"


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def overnight() -> None:
    """The shift ends: every session is over."""
    with connection.cursor() as cursor:
        cursor.execute("delete from accounts_session")


def at_work(who: Any, **more: Any) -> Client:
    client = Client(**more)
    sign_in(client, who)
    client.get("/account/")
    return client


def sessions() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("select body from accounts_session")
        return b"".join(bytes(row[0]) for row in cursor.fetchall())


def test_what_was_sent_too_late_waits_behind_the_sign_in(cast: Cast, case: UUID) -> None:
    boris = at_work(cast.boris)
    overnight()
    fields = {"compartment": "casework", "text": TYPED}
    late = boris.post(f"/cases/{case}/note/", fields)
    assert late["Location"] == "/sign-in/?next=/left/"
    assert TYPED.encode() not in sessions()
    answer = boris.post("/sign-in/", {"email": cast.boris.email, "password": cast.boris.password})
    assert answer["Location"] == "/left/"
    page = boris.get("/left/").content.decode()
    assert TYPED in page and f'action="/cases/{case}/note/"' in page
    # Nothing was saved by itself; sending it saves it, and then it no longer waits.
    assert TYPED not in boris.get(f"/cases/{case}/").content.decode()
    assert boris.post(f"/cases/{case}/note/", fields).status_code == 302
    assert TYPED in boris.get(f"/cases/{case}/").content.decode()
    assert boris.get("/left/")["Location"] == "/"


def test_a_colleague_who_signs_in_there_sees_nothing_of_it(cast: Cast, case: UUID) -> None:
    browser = at_work(cast.boris)
    overnight()
    browser.post(f"/cases/{case}/note/", {"compartment": "casework", "text": TYPED})
    answer = browser.post("/sign-in/", {"email": cast.alina.email, "password": cast.alina.password})
    assert answer["Location"] == "/"
    assert browser.get("/left/")["Location"] == "/"
    browser.post("/sign-out/")
    browser.post("/sign-in/", {"email": cast.boris.email, "password": cast.boris.password})
    assert browser.get("/left/")["Location"] == "/"


def test_a_script_hands_over_what_is_on_the_page(cast: Cast, case: UUID) -> None:
    boris = at_work(cast.boris)
    overnight()
    told = boris.post("/unlock/", {"password": "x"}, HTTP_ACCEPT="application/json")
    assert told.status_code == 401 and told.json()["keep"] == "/left/keep/"
    kept = boris.post(
        "/left/keep/", {"acasa_left_for": f"/cases/{case}/note/", "text": TYPED, "password": "p"}
    )
    assert kept["Location"] == "/sign-in/?next=/left/"
    boris.post("/sign-in/", {"email": cast.boris.email, "password": cast.boris.password})
    page = boris.get("/left/").content.decode()
    assert TYPED in page and 'value="p"' not in page
    assert boris.post("/left/")["Location"] == "/"
    assert boris.get("/left/")["Location"] == "/"


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/sign-in/", "/nowhere/", ""])
def test_only_pages_of_work_are_kept(cast: Cast, path: str) -> None:
    boris = at_work(cast.boris)
    assert boris.post("/left/keep/", {"acasa_left_for": path, "text": TYPED})["Location"] == "/"
    assert boris.get("/left/")["Location"] == "/"


def test_nothing_is_kept_for_a_stranger_or_a_forged_name(cast: Cast, case: UUID) -> None:
    for cookie in ("", "garbage", f"{cast.boris.user.id.hex}.00"):
        stranger = Client()
        stranger.cookies["__Host-acasa-who"] = cookie
        late = stranger.post(f"/cases/{case}/note/", {"text": TYPED})
        assert late["Location"] == "/sign-in/"
        assert not sessions()


def test_a_page_from_before_the_last_sign_in_is_not_lost(cast: Cast, case: UUID) -> None:
    boris = at_work(cast.boris, enforce_csrf_checks=False)
    boris.handler.enforce_csrf_checks = True
    url, typed = f"/cases/{case}/note/", {"compartment": "casework", "text": TYPED}
    own = boris.post(url, typed, HTTP_SEC_FETCH_SITE="same-origin", HTTP_ORIGIN="http://testserver")
    assert own.status_code == 403 and TYPED in own.content.decode()
    assert "csrfmiddlewaretoken" in own.content.decode()
    for more in ({}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}):
        foreign = boris.post(url, typed, **more)
        assert foreign.status_code == 403 and TYPED not in foreign.content.decode()
