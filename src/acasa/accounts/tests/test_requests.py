"""One actor, one organisation, one transaction for each request; locking in place with what was typed kept."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from acasa.accounts.models import Session
from acasa.accounts.tests import probe_urls
from acasa.accounts.tests.helpers import COOKIE, JSON, browser, is_inside, signed_in
from acasa.accounts.tests.test_sign_in import entries
from acasa.core.scope import scoped
from acasa.people.models import Organisation, Team, User
from acasa.vault.testing import PASSWORD, Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("acasa.accounts.tests.probe_urls")]


@pytest.fixture(autouse=True)
def templates(settings: Any) -> None:
    loaders = [
        (
            "django.template.loaders.locmem.Loader",
            {"probe.html": "{{ scope }}", "500.html": "error", "base": ""},
        ),
        "django.template.loaders.app_directories.Loader",
    ]
    configured = dict(settings.TEMPLATES[0], APP_DIRS=False)
    configured["OPTIONS"] = {**configured["OPTIONS"], "loaders": loaders}
    settings.TEMPLATES = [configured]


def team_names(cast: Cast) -> set[str]:
    with scoped(cast.org_id):
        return set(Team.objects.values_list("name", flat=True))


# --- who may


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_view_that_says_nothing_needs_signing_in(cast: Cast, method: str) -> None:
    answer = getattr(browser(), method)("/echo/")
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
    assert browser().get("/open/").json() == {"actor": False}
    assert signed_in(cast.boris).get("/open/").json() == {"actor": True}


def test_the_actor_is_who_signed_in(cast: Cast) -> None:
    seen = signed_in(cast.boris).get("/echo/").json()
    assert seen["keyring"] and seen["teams"] == [str(cast.north.id)] and not seen["keeper"]
    assert seen["organisation"] == "Casa Luminii"


def test_time_zone_and_language_are_the_colleagues(cast: Cast) -> None:
    client = signed_in(cast.boris)
    Organisation.objects.filter(id=cast.org_id).update(time_zone="Asia/Ashgabat")
    User.objects.filter(id=cast.boris.user.id).update(language="ro")
    seen = client.get("/echo/", headers={"Accept-Language": "ru"}).json()
    assert seen["zone"] == "Asia/Ashgabat" and seen["language"] == "ro"
    assert timezone.get_current_timezone_name() == "UTC"


def test_changed_rights_hold_from_the_next_request_and_change_the_token(cast: Cast) -> None:
    """Claims 29 and 34."""
    client = signed_in(cast.boris)
    before = client.cookies[COOKIE].value
    User.objects.filter(id=cast.boris.user.id).update(is_key_keeper=True)
    assert client.get("/echo/").json()["keeper"] is True
    after = client.cookies[COOKIE].value
    assert after != before and is_inside(client)
    old = browser()
    old.cookies[COOKIE] = before
    assert not is_inside(old)


def test_a_changed_stamp_ends_the_session(cast: Cast) -> None:
    from uuid import uuid4

    client = signed_in(cast.boris)
    User.objects.filter(id=cast.boris.user.id).update(session_stamp=uuid4())
    assert client.get("/echo/").status_code == 302


def test_few_queries_whatever_the_request(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = signed_in(cast.boris)
    # Session; colleague with organisation; begin, scope, teams, commit.
    with django_assert_max_num_queries(6):
        client.get("/echo/")


# --- one transaction


def test_a_good_request_commits_its_rows_and_its_entries(cast: Cast) -> None:
    assert signed_in(cast.boris).get("/write/").content == b"ok"
    assert "written" in team_names(cast)
    assert entries(cast.org_id, "probe.write") == [("done", None)]


@pytest.mark.parametrize(
    ("page", "status"), [("refused", 404), ("missing", 404), ("denied", 403), ("broken", 500)]
)
def test_a_failed_request_leaves_nothing_behind(cast: Cast, page: str, status: int) -> None:
    client = signed_in(cast.boris)
    client.raise_request_exception = False
    assert client.get(f"/{page}/").status_code == status
    assert page not in team_names(cast)
    assert entries(cast.org_id, "probe.write") == []


def test_refusals_are_noted_despite_the_rollback(cast: Cast) -> None:
    """Claim 56."""
    client = signed_in(cast.boris)
    client.get("/refused/")
    client.get("/denied/")
    assert entries(cast.org_id, "probe.refused") == [("refused", probe_urls.SUBJECT)]
    assert entries(cast.org_id, "page.open") == [("refused", None)]


def test_not_yours_and_not_there_are_the_same_page(cast: Cast) -> None:
    """Claim 27."""
    client = signed_in(cast.boris)
    assert client.get("/refused/").content == client.get("/missing/").content
    assert b"words that nobody should see" not in client.get("/missing/").content


def test_pages_are_rendered_inside_the_transaction(cast: Cast) -> None:
    assert signed_in(cast.boris).get("/late/").content == b"True"


def test_a_pooled_connection_carries_no_organisation_on(cast: Cast) -> None:
    """Claim 25."""
    from django.db import connection

    signed_in(cast.boris).get("/echo/")
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('acasa.org', true)")
        assert cursor.fetchone()[0] in (None, "")
    assert Team.objects.count() == 0


# --- locking


def test_locked_means_that_nothing_opens(cast: Cast) -> None:
    client = signed_in(cast.boris)
    client.post("/lock/")
    assert Session.objects.get(user_id=cast.boris.user.id).key is None
    for answer in (client.get("/echo/"), client.post("/echo/", {"a": "b"})):
        assert answer.status_code == 423 and b'type="password"' in answer.content
    answer = client.post("/alive/", headers=JSON)
    assert answer.status_code == 423 and answer.json()["ok"] is False


def test_the_script_locks_and_unlocks(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    inside = signed_in(cast.boris)
    client.cookies = inside.cookies
    page = client.get("/account/")
    token = re.search(rb'data-csrf="([^"]+)"', page.content)
    assert token
    headers = JSON | {"X-CSRFToken": token[1].decode()}
    assert client.post("/lock/", headers=headers).status_code == 204
    answer = client.post("/unlock/", {"password": "wrong"}, headers=headers)
    assert answer.status_code == 422 and answer.json()["ok"] is False and answer.json()["error"]
    answer = client.post("/unlock/", {"password": PASSWORD}, headers=headers)
    assert answer.status_code == 200 and answer.json()["ok"] is True
    assert client.post("/alive/", headers=JSON | {"X-CSRFToken": answer.json()["csrf"]}).status_code == 204


def test_idleness_locks_on_the_server(cast: Cast) -> None:
    """Claim 36."""
    client = signed_in(cast.boris)
    seen = timezone.now() - timedelta(minutes=cast.org.idle_minutes, seconds=1)
    Session.objects.filter(user_id=cast.boris.user.id).update(seen_at=seen)
    assert client.get("/echo/").status_code == 423
    assert Session.objects.get(user_id=cast.boris.user.id).key is None


def test_use_moves_the_clock_but_not_with_every_request(cast: Cast) -> None:
    client = signed_in(cast.boris)

    def seen_after(seconds: int) -> bool:
        moment = timezone.now() - timedelta(seconds=seconds)
        Session.objects.filter(user_id=cast.boris.user.id).update(seen_at=moment)
        client.get("/echo/")
        return bool(Session.objects.get(user_id=cast.boris.user.id).seen_at > moment)

    assert not seen_after(30) and seen_after(90)


def test_the_end_of_the_shift_is_the_end(cast: Cast) -> None:
    client = signed_in(cast.boris)
    row = Session.objects.get(user_id=cast.boris.user.id)
    assert abs(row.expires - timezone.now() - timedelta(hours=cast.org.shift_hours)) < timedelta(minutes=1)
    before = row.expires
    client.get("/account/")
    client.post("/lock/")
    client.post("/unlock/", {"password": PASSWORD})
    assert Session.objects.get(user_id=cast.boris.user.id).expires == before
    Session.objects.update(expires=timezone.now())
    assert client.get("/echo/").status_code == 302


def test_what_was_typed_goes_on_with_the_password(cast: Cast) -> None:
    """Without script: the locked page carries the form, and the password opens and sends it in one step."""
    client = signed_in(cast.boris)
    client.post("/lock/")
    typed = {"note": 'She said "no" <b>', "days": ["1", "2"], "password": "never kept"}
    page = client.post("/echo/?tab=2", typed)
    text = page.content.decode()
    assert escape('She said "no" <b>') in text and "<b>" not in text and "never kept" not in text
    kept = re.findall(r'type="hidden" name="(note|days)" value="([^"]*)"', text)
    assert [name for name, _value in kept] == ["note", "days", "days"]
    assert 'action="/echo/?tab=2"' in text
    again = client.post(
        "/echo/?tab=2", {"note": typed["note"], "days": ["1", "2"], "acasa_password": "wrong"}
    )
    assert again.status_code == 423 and "not right" in again.content.decode()
    done = client.post(
        "/echo/?tab=2", {"note": typed["note"], "days": ["1", "2"], "acasa_password": PASSWORD}
    )
    assert done.json()["keyring"] is True
    assert done.json()["post"] == {"note": [typed["note"]], "days": ["1", "2"]}


def test_a_view_that_finds_the_vault_locked_asks_for_the_password(cast: Cast) -> None:
    answer = signed_in(cast.boris).get("/locked/")
    assert answer.status_code == 423


def test_five_wrong_passwords_end_the_session(cast: Cast) -> None:
    client = signed_in(cast.boris)
    client.post("/lock/")
    answers = [client.post("/unlock/", {"password": "wrong"}, headers=JSON).status_code for _ in range(6)]
    assert answers == [422] * 5 + [401]
    assert client.post("/unlock/", {"password": PASSWORD})["Location"].startswith("/sign-in/")
    assert [outcome for outcome, _s in entries(cast.org_id, "session.unlock")] == ["failed"] * 5


def test_five_wrong_passwords_end_the_session_on_kept_forms_too(cast: Cast) -> None:
    client = signed_in(cast.boris)
    client.post("/lock/")
    answers = [client.post("/echo/", {"acasa_password": "wrong"}).status_code for _ in range(6)]
    assert answers == [423] * 5 + [302]


def test_a_request_that_began_before_locking_does_not_unlock(cast: Cast) -> None:
    """The slow request saves its session last; the key stays away."""
    from acasa.accounts.sessions import SessionStore

    client = signed_in(cast.boris)
    slow = SessionStore(client.cookies[COOKIE].value)
    assert slow.key is not None
    client.post("/lock/")
    slow["something"] = "typed"
    slow.save()
    assert client.get("/echo/").status_code == 423
    assert SessionStore(client.cookies[COOKIE].value)["something"] == "typed"


# --- asking again


def test_grave_steps_ask_for_the_password_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claim 38."""
    from acasa.accounts.services import sign_in

    client = signed_in(cast.boris)
    assert client.post("/grave/", {"a": "1"}).json() == {"a": ["1"]}
    monkeypatch.setattr(sign_in, "PROOF_FOR", timedelta(0))
    page = client.post("/grave/", {"a": "1"})
    assert page.status_code == 403 and b'name="a" value="1"' in page.content
    assert client.post("/grave/", {"a": "1", "acasa_password": "wrong"}).status_code == 403
    monkeypatch.setattr(sign_in, "PROOF_FOR", timedelta(minutes=10))
    client.post("/lock/")
    client.post("/unlock/", {"password": PASSWORD})
    assert client.post("/grave/", {"a": "1"}).json() == {"a": ["1"]}


@pytest.mark.parametrize(
    "address",
    [
        "/colleagues/invite/",
        "/colleagues/keys/",
        "/colleagues/team/",
        "/account/card/",
        "/account/codes/",
        "/account/second-factor/",
        "/account/restore/",
        "/kit/",
        "/kit/print/",
        "/kit/try/",
        "/kit/new/",
    ],
)
def test_these_pages_ask_again(cast: Cast, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    from acasa.accounts.services import sign_in

    client = signed_in(cast.alina)
    monkeypatch.setattr(sign_in, "PROOF_FOR", timedelta(0))
    page = client.get(address)
    assert page.status_code == 403 and b'action="/password-again/"' in page.content
    monkeypatch.setattr(sign_in, "PROOF_FOR", timedelta(minutes=10))
    answer = client.post("/password-again/", {"acasa_password": PASSWORD, "next": address})
    assert answer.status_code == 302 and answer["Location"] == address
