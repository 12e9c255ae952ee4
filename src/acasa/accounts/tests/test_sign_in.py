"""At the door: claims 31 to 40 of the security checklist, as far as they concern signing in."""

from __future__ import annotations

import statistics
import time
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from acasa.accounts import limits
from acasa.accounts.models import SecondFactor, Session, Tries
from acasa.accounts.tests.helpers import (
    COOKIE,
    JSON,
    browser,
    code_now,
    give_app,
    give_paper_code,
    is_inside,
    signed_in,
    try_password,
)
from acasa.audit.models import Entry
from acasa.core.scope import scoped
from acasa.vault import locks, tokens
from acasa.vault.testing import PASSWORD, Cast

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "not the password at all"


def entries(org_id: UUID | None, verb: str) -> list[tuple[str, UUID | None]]:
    def read() -> list[tuple[str, UUID | None]]:
        rows = Entry.objects.filter(org_id=org_id, verb=verb).order_by("seq")
        return [(row.outcome, row.subject_id) for row in rows]

    if org_id is None:
        return read()
    with scoped(org_id):
        return read()


# --- 33


def test_wrong_password_and_unknown_name_get_the_same_answer(cast: Cast) -> None:
    known = try_password(browser("192.0.2.1"), cast.boris.email, WRONG)
    unknown = try_password(browser("192.0.2.2"), "nobody@example.org", WRONG)
    assert known.status_code == unknown.status_code == 422

    def plain(answer: Any, email: str) -> str:
        text = answer.content.decode().replace(email, "X")
        return text[: text.index("csrfmiddlewaretoken")] + text[text.index('name="email"') :]

    assert plain(known, cast.boris.email) == plain(unknown, "nobody@example.org")


def test_unknown_names_take_as_long_as_known_ones(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """One Argon2 run each, counted and not timed: a clock on a busy machine proves nothing."""
    runs = []
    real = locks._derive
    monkeypatch.setattr(locks, "_derive", lambda *a, **k: runs.append(1) or real(*a, **k))
    for email in (cast.boris.email, "nobody@example.org"):
        runs.clear()
        try_password(browser("192.0.2.3"), email, WRONG)
        assert len(runs) == 1


def test_failures_are_noted_where_they_belong(cast: Cast) -> None:
    try_password(browser(), cast.boris.email, WRONG)
    try_password(browser(), "Nobody@Example.org", WRONG)
    assert entries(cast.org_id, "session.sign_in") == [("failed", cast.boris.user.id)]
    pseudonym = UUID(bytes=tokens.pseudonym("sign-in name", "nobody@example.org"))
    assert entries(None, "session.sign_in") == [("failed", pseudonym)]


# --- 31, 32


def test_one_password_against_many_users_is_throttled(cast: Cast) -> None:
    spray = browser("198.51.100.7")
    answers = [try_password(spray, f"user{n}@example.org", WRONG).status_code for n in range(60)]
    assert answers[: limits.ADDRESS.tries] == [422] * limits.ADDRESS.tries
    assert set(answers[limits.ADDRESS.tries :]) == {429}
    # The right password does not help from there either.
    assert try_password(spray, cast.boris.email).status_code == 429


def test_a_throttled_try_costs_no_argon2(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    spray = browser("198.51.100.8")
    for n in range(limits.ADDRESS.tries):
        try_password(spray, f"user{n}@example.org", WRONG)
    monkeypatch.setattr(locks, "_derive", lambda *a, **k: pytest.fail("derived"))
    assert try_password(spray, "one.more@example.org", WRONG).status_code == 429


def test_a_stranger_cannot_lock_a_worker_out(cast: Cast) -> None:
    """From a known device, from a known address on a new device, and from anywhere new."""
    worker = signed_in(cast.boris, "203.0.113.5")
    worker.post("/sign-out/")
    for n in range(120):
        try_password(browser(f"198.51.100.{n}"), cast.boris.email, WRONG)
    assert try_password(worker, cast.boris.email)["Location"] == "/sign-in/second/"
    new_device = browser("203.0.113.5")
    assert try_password(new_device, cast.boris.email)["Location"] == "/sign-in/second/"
    # Somebody who is quite new shares one try in five seconds with the strangers.
    Tries.objects.filter(key=limits._key(limits.NAME_SLOW.name, cast.boris.email)).delete()
    assert try_password(browser("203.0.113.99"), cast.boris.email)["Location"] == "/sign-in/second/"


def test_a_stranger_beside_the_worker_does_not_lock_the_known_device(cast: Cast) -> None:
    worker = signed_in(cast.boris, "203.0.113.5")
    worker.post("/sign-out/")
    stranger = browser("203.0.113.5")
    for _ in range(20):
        last = try_password(stranger, cast.boris.email, WRONG)
    assert last.status_code == 429
    assert try_password(worker, cast.boris.email).status_code == 302


def test_a_device_cookie_is_good_for_its_own_name_only(cast: Cast) -> None:
    worker = signed_in(cast.boris, "203.0.113.5")
    worker.post("/sign-out/")
    for _ in range(limits.STRANGER.tries):
        try_password(worker, cast.alina.email, WRONG, REMOTE_ADDR="198.51.100.20")
    assert try_password(worker, cast.alina.email, REMOTE_ADDR="198.51.100.20").status_code == 429


def test_counters_hold_no_name_and_no_address(cast: Cast) -> None:
    try_password(browser("198.51.100.77"), cast.boris.email, WRONG)
    stored = b"".join(bytes(row.key) for row in Tries.objects.all())
    assert Tries.objects.count() >= 3
    assert cast.boris.email.encode() not in stored and b"198.51" not in stored
    assert {len(bytes(row.key)) for row in Tries.objects.all()} == {16}


def test_ipv6_neighbours_count_as_one(rf: Any) -> None:
    first = limits.address(rf.get("/", REMOTE_ADDR="2001:db8:1:2::1"))
    assert first == limits.address(rf.get("/", REMOTE_ADDR="2001:db8:1:2:ffff::9"))
    assert first != limits.address(rf.get("/", REMOTE_ADDR="2001:db8:1:3::1"))
    assert limits.address(rf.get("/", REMOTE_ADDR="::ffff:192.0.2.1")) == "192.0.2.1"


def test_forwarded_addresses_are_believed_only_behind_a_proxy(rf: Any, settings: Any) -> None:
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.1")
    assert limits.address(request) == "192.0.2.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert limits.address(request) == "198.51.100.1"


# --- 34, 36


def test_the_token_changes_at_each_step(cast: Cast) -> None:
    client = browser()
    secret = give_app(cast.boris.user)
    client.get("/sign-in/")
    seen = []
    try_password(client, cast.boris.email)
    seen.append(client.cookies[COOKIE].value)
    client.post("/sign-in/second/", {"code": code_now(secret)})
    seen.append(client.cookies[COOKIE].value)
    assert len(set(seen)) == 2
    old = browser()
    old.cookies[COOKIE] = seen[0]
    assert not is_inside(old) and is_inside(client)


def test_a_token_fixed_by_somebody_else_is_not_used(cast: Cast) -> None:
    client = browser()
    client.cookies[COOKIE] = "A" * 43
    try_password(client, cast.boris.email)
    assert client.cookies[COOKIE].value != "A" * 43


def test_cookie_flags(cast: Cast) -> None:
    client = signed_in(cast.boris)
    for name in (COOKIE, limits.DEVICE_COOKIE):
        cookie = client.cookies[name]
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Strict"
        assert cookie["path"] == "/" and not cookie["domain"]


# --- 37


def test_the_second_factor_cannot_be_skipped(cast: Cast) -> None:
    give_app(cast.boris.user)
    client = browser()
    try_password(client, cast.boris.email)
    for address in ("/account/", "/colleagues/", "/account/second-factor/", "/account/card/", "/kit/"):
        answer = client.get(address)
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
    assert not is_inside(client)
    row = Session.objects.get()
    assert row.key is None and row.user_id is None


def test_without_a_second_factor_nothing_opens_until_one_is_added(cast: Cast) -> None:
    client = browser()
    assert try_password(client, cast.boris.email).status_code == 302
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    assert client.post("/alive/")["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200


def test_a_used_code_is_refused(cast: Cast) -> None:
    secret = give_app(cast.boris.user)
    code = code_now(secret)
    first, second = browser(), browser("192.0.2.11")
    for client in (first, second):
        try_password(client, cast.boris.email)
    assert first.post("/sign-in/second/", {"code": code}).status_code == 302
    assert second.post("/sign-in/second/", {"code": code}).status_code == 422
    # Nor one from before the used one.
    assert second.post("/sign-in/second/", {"code": code_now(secret, steps=-1)}).status_code == 422
    assert second.post("/sign-in/second/", {"code": code_now(secret, steps=1)}).status_code == 302


def test_a_paper_code_works_once_and_in_any_spelling(cast: Cast) -> None:
    code = give_paper_code(cast.boris.user)
    give_app(cast.boris.user)
    for attempt, expected in ((code.lower().replace("-", " "), 302), (code, 422)):
        client = browser()
        try_password(client, cast.boris.email)
        assert client.post("/sign-in/second/", {"code": attempt}).status_code == expected


def test_five_wrong_codes_end_the_first_step(cast: Cast) -> None:
    secret = give_app(cast.boris.user)
    client = browser()
    try_password(client, cast.boris.email)
    answers = [client.post("/sign-in/second/", {"code": "000 000"}).status_code for _ in range(5)]
    assert answers == [422] * 4 + [403]
    answer = client.post("/sign-in/second/", {"code": code_now(secret)})
    assert answer["Location"] == "/sign-in/"
    assert [outcome for outcome, _s in entries(cast.org_id, "session.second_factor")] == ["failed"] * 5


def test_a_pending_password_is_forgotten_after_five_minutes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from acasa.accounts.services import sign_in

    secret = give_app(cast.boris.user)
    monkeypatch.setattr(sign_in, "PENDING_FOR", timedelta(seconds=-1))
    client = browser()
    try_password(client, cast.boris.email)
    assert client.post("/sign-in/second/", {"code": code_now(secret)})["Location"] == "/sign-in/"


def test_secrets_of_second_factors_are_sealed(cast: Cast) -> None:
    secret = give_app(cast.boris.user)
    stored = bytes(SecondFactor.objects.get().sealed)
    assert secret not in stored and secret.hex().encode() not in stored


# --- 35, 39


def test_signing_out_ends_the_session_in_the_database(cast: Cast) -> None:
    client = signed_in(cast.boris)
    token = client.cookies[COOKIE].value
    client.post("/sign-out/")
    thief = browser()
    thief.cookies[COOKIE] = token
    assert not is_inside(thief)
    assert not Session.objects.filter(user_id=cast.boris.user.id).exists()


def test_a_deactivated_colleague_is_out_with_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.boris)
    type(cast.boris.user).objects.filter(id=cast.boris.user.id).update(is_active=False)
    assert client.get("/account/")["Location"].startswith("/sign-in/")
    assert try_password(browser(), cast.boris.email).status_code == 422


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/sign-out/", "/lock/", "/unlock/", "/alive/", "/language/", "/forgot/card/"]
)
def test_posts_need_the_csrf_token(cast: Cast, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(address, {"email": "a@example.org"}).status_code == 403


@pytest.mark.parametrize(
    "address", ["/sign-out/", "/lock/", "/alive/", "/language/", "/account/sessions/end/"]
)
def test_get_changes_nothing(cast: Cast, address: str) -> None:
    client = signed_in(cast.boris)
    assert client.get(address).status_code == 405
    assert is_inside(client)


# --- 40


def test_a_flood_is_answered_quickly_and_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    taken = [locks._strangers.acquire(blocking=False) for _ in range(2)]
    try:
        assert all(taken)
        start = time.perf_counter()
        answer = try_password(browser(), cast.boris.email)
        assert answer.status_code == 503 and time.perf_counter() - start < 2
    finally:
        for _ in taken:
            locks._strangers.release()


def test_derivations_step_back_behind_pages() -> None:
    """The one thread that runs Argon2 has a lower priority than those that answer pages."""
    import os
    import threading

    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = priority()
    assert locks._deriver(os.getpid()).submit(priority).result() >= min(before + 10, 19)
    assert priority() == before


def test_sign_in_returns_to_the_wanted_page_and_never_elsewhere(cast: Cast) -> None:
    give = give_app(cast.boris.user)
    for wanted, reached in (
        ("/account/", "/account/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ):
        SecondFactor.objects.update(counter=0)
        client = browser()
        client.post("/sign-in/", {"email": cast.boris.email, "password": PASSWORD, "next": wanted})
        assert client.post("/sign-in/second/", {"code": code_now(give)})["Location"] == reached


def test_a_script_is_told_where_to_sign_in(cast: Cast) -> None:
    answer = browser().post("/alive/", headers=JSON)
    assert answer.status_code == 401 and answer.json() == {
        "ok": False,
        "url": "/sign-in/",
        # Where what was typed waits meanwhile, sealed to its author.
        "keep": "/left/keep/",
    }


def test_sign_in_with_real_argon2_is_quick_enough(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        locks.open_with_password(None, WRONG)
        times.append(time.perf_counter() - start)
    assert statistics.median(times) < 3
