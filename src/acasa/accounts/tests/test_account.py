"""What each may change of the own account: password, second factors, sessions, language."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.urls import get_resolver

from acasa.accounts.models import PaperCode, SecondFactor, Session
from acasa.accounts.sessions import SessionStore
from acasa.accounts.tests.helpers import (
    COOKIE,
    SoftKey,
    browser,
    code_now,
    give_app,
    is_inside,
    signed_in,
    try_password,
)
from acasa.people.models import User
from acasa.vault.testing import PASSWORD, Cast

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "seven boats without a harbour"


def change_password(client: Any, old: str, new: str = NEW, again: str | None = None) -> Any:
    data = {"old_password": old, "new_password": new, "again": again or new}
    return client.post("/account/password/", data)


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    """Claims 16 and 35."""
    here, there = signed_in(cast.boris), signed_in_again(cast)
    token = here.cookies[COOKIE].value
    assert change_password(here, "wrong").status_code == 422
    assert change_password(here, PASSWORD, "short").status_code == 422
    assert change_password(here, PASSWORD, again="another one entirely").status_code == 422
    assert change_password(here, PASSWORD)["Location"] == "/account/"
    assert is_inside(here) and not is_inside(there)
    assert here.cookies[COOKIE].value != token
    assert try_password(browser(), cast.boris.email, PASSWORD).status_code == 422
    assert try_password(browser(), cast.boris.email, NEW).status_code == 302


def signed_in_again(cast: Cast) -> Any:
    from acasa.accounts.services.factors import _open

    SecondFactor.objects.update(counter=0)
    client = browser("192.0.2.55")
    try_password(client, cast.boris.email)
    secret = _open(SecondFactor.objects.get(user=cast.boris.user))
    assert client.post("/sign-in/second/", {"code": code_now(secret)}).status_code == 302
    return client


def test_the_old_password_cannot_be_guessed_here(cast: Cast) -> None:
    client = signed_in(cast.boris)
    answers = [change_password(client, f"guess number {n}").status_code for n in range(6)]
    assert answers == [422] * 5 + [302] and not is_inside(client)


def test_ending_other_sessions(cast: Cast) -> None:
    here = signed_in(cast.boris, HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
    there = signed_in_again(cast)
    page = here.get("/account/").content.decode()
    assert "Firefox, Linux" in page and "End all others" in page
    here.post("/account/sessions/end/")
    assert is_inside(here) and not is_inside(there)
    assert Session.objects.filter(user_id=cast.boris.user.id).count() == 1


def test_the_last_second_factor_stays(cast: Cast) -> None:
    client = signed_in(cast.boris)
    first = SecondFactor.objects.get(user=cast.boris.user)
    assert client.post(f"/account/second-factor/{first.id}/remove/").status_code == 409
    give_app(cast.boris.user)
    strange = give_app(cast.carmen.user)
    theirs = SecondFactor.objects.get(user=cast.carmen.user)
    assert client.post(f"/account/second-factor/{theirs.id}/remove/").status_code == 409
    assert client.post(f"/account/second-factor/{first.id}/remove/").status_code == 302
    assert SecondFactor.objects.filter(user=cast.boris.user).count() == 1 and strange


def test_new_codes_replace_the_old_ones(cast: Cast) -> None:
    client = signed_in(cast.boris)
    client.post("/account/codes/", {"new": "1"})
    first = SessionStore(client.cookies[COOKIE].value)["codes"]
    client.post("/account/codes/", {"new": "1"})
    second = SessionStore(client.cookies[COOKIE].value)["codes"]
    assert PaperCode.objects.filter(user=cast.boris.user).count() == 10
    for code, status in ((first[0], 422), (second[0], 302), (second[0], 422)):
        door = browser("192.0.2.66")
        try_password(door, cast.boris.email)
        assert door.post("/sign-in/second/", {"code": code}).status_code == status
    stored = b"".join(bytes(row.proof) for row in PaperCode.objects.all())
    assert second[1].encode() not in stored


def options_of(page: str) -> str:
    found = re.search(r'data-webauthn="([^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


def add_key(client: Any, key: SoftKey) -> Any:
    options = options_of(client.get("/account/second-factor/key/").content.decode())
    return client.post("/account/second-factor/key/", {"name": "blue one", "answer": key.make(options)})


def ask_key(cast: Cast, key: SoftKey, options: str | None = None) -> Any:
    client = browser("192.0.2.88")
    try_password(client, cast.boris.email)
    page = client.get("/sign-in/second/").content.decode()
    answer = client.post("/sign-in/second/", {"answer": key.sign(options or options_of(page))})
    return answer, options_of(page)


def test_a_security_key_is_a_second_factor(cast: Cast) -> None:
    key = SoftKey()
    assert add_key(signed_in(cast.boris), key)["Location"] == "/account/"
    answer, _options = ask_key(cast, key)
    assert answer.status_code == 302 and answer["Location"] == "/"


def test_security_keys_that_are_refused(cast: Cast) -> None:
    client = signed_in(cast.boris)
    key = SoftKey()
    add_key(client, key)
    _answer, spent = ask_key(cast, key)
    assert ask_key(cast, SoftKey())[0].status_code == 422, "a strange key"
    assert ask_key(cast, key, spent)[0].status_code == 422, "an answer to a former challenge"
    elsewhere = SoftKey("https://evil.example")
    elsewhere.key, elsewhere.id, elsewhere.count = key.key, key.id, 100
    assert ask_key(cast, elsewhere)[0].status_code == 422, "an answer given to another site"
    key.count = 0
    assert ask_key(cast, key)[0].status_code == 422, "a copied key counts from an old number"
    assert add_key(client, SoftKey("https://evil.example")).status_code == 422
    for nonsense in ("", "{}", "[]", "null", "no json", '{"id": 1}'):
        client.get("/account/second-factor/key/")
        answer = client.post("/account/second-factor/key/", {"name": "x", "answer": nonsense})
        assert answer.status_code == 422, nonsense


def test_the_language_is_remembered(cast: Cast) -> None:
    client = signed_in(cast.boris)
    assert client.post("/language/", {"language": "ru", "next": "/account/"}).status_code == 302
    assert User.objects.get(id=cast.boris.user.id).language == "ru"
    client.post("/language/", {"language": "xx", "next": "/account/"})
    assert User.objects.get(id=cast.boris.user.id).language == "ru"
    visitor = browser()
    visitor.post("/language/", {"language": "ro", "next": "/sign-in/"})
    assert b'lang="ro"' in visitor.get("/sign-in/").content


PUBLIC = {
    "sign_in", "second_factor", "sign_out", "forgot", "forgot_card", "recover_kit", "setup", "setup_organisation",
    "setup_kit", "setup_yourself", "setup_link", "join", "join_link", "set_language",
    # A form left behind by an ended session; a complaint, and its answer; days without a word, by a secret address.
    "keep_left", "write", "read_answer", "public_feed",
    # Devices have no session: each request proves which one it is.
    "form_list", "form", "manifest", "media", "submission",
}  # fmt: skip


def test_only_the_pages_at_the_door_are_public(cast: Cast) -> None:
    """Claim 37: whoever adds a view without thinking adds a closed one."""
    from uuid import uuid4

    patterns = [
        *get_resolver().url_patterns,
        *(p for r in get_resolver().url_patterns for p in getattr(r, "url_patterns", [])),
    ]
    found = {
        p.name
        for p in patterns
        if getattr(p, "callback", None) and getattr(p.callback, "acasa_public", False)
    }
    assert found == PUBLIC
    client = browser()
    for pattern in get_resolver("acasa.accounts.urls").url_patterns:
        if pattern.name in PUBLIC:
            continue
        address = "/" + re.sub(r"<uuid:\w+>", str(uuid4()), str(pattern.pattern))
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/"), address


def test_pages_are_never_kept(cast: Cast) -> None:
    """Claim 12."""
    client = signed_in(cast.alina)
    for address in ("/account/", "/colleagues/", "/safe-keeping/", "/account/codes/"):
        assert "no-store" in client.get(address)["Cache-Control"]
