"""Sessions at rest: claims 3 and 4."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from acasa.accounts.models import Session
from acasa.accounts.sessions import SessionStore
from acasa.accounts.tests.helpers import COOKIE, browser, is_inside, signed_in
from acasa.vault import tokens
from acasa.vault.testing import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_of_a_session_can_be_read_from_its_row(cast: Cast, settings: Any) -> None:
    client = signed_in(cast.boris)
    token = client.cookies[COOKIE].value
    row = Session.objects.get(user_id=cast.boris.user.id)
    stored = b"|".join(bytes(value) for value in (row.token_hash, row.body, row.key))
    pack = cast.boris.bundle.pack()
    for secret in (token.encode(), pack, pack.hex().encode(), pack[:32], cast.boris.email.encode()):
        assert secret not in stored
    # With the pepper but without the token nothing opens.
    for guess in (row.token_hash.hex(), settings.PEPPER.hex(), ""):
        with pytest.raises(tokens.SealingError):
            tokens.open_with_token(guess or "x", "session", bytes(row.body))


def test_the_hash_is_no_token(cast: Cast) -> None:
    signed_in(cast.boris)
    row = Session.objects.get(user_id=cast.boris.user.id)
    thief = browser()
    thief.cookies[COOKIE] = bytes(row.token_hash).hex()
    assert not is_inside(thief)


def test_swapped_rows_open_nothing(cast: Cast) -> None:
    """A writer of the database can't give one session another one's key or body."""
    boris, alina = signed_in(cast.boris), signed_in(cast.alina, "192.0.2.20")
    rich = Session.objects.get(user_id=cast.alina.user.id)
    Session.objects.filter(user_id=cast.boris.user.id).update(key=rich.key)
    assert not is_inside(boris)
    poor = Session.objects.filter(user_id=cast.boris.user.id)
    poor.update(body=rich.body)
    assert not is_inside(boris) and is_inside(alina)


def test_another_pepper_opens_no_session(cast: Cast, settings: Any) -> None:
    client = signed_in(cast.boris)
    settings.PEPPER = b"another pepper of thirty-two byt"
    assert not is_inside(client)


def test_an_expired_row_is_no_session_and_is_swept() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    assert SessionStore(store.session_key)["a"] == 1
    Session.objects.update(expires=timezone.now())
    assert dict(SessionStore(store.session_key).items()) == {}
    SessionStore.clear_expired()
    assert not Session.objects.exists()


def test_a_new_token_keeps_content_and_key() -> None:
    store = SessionStore()
    store["a"] = 1
    store.key = b"k" * 144
    store.save()
    former = store.session_key
    store.cycle_key()
    store.save()
    fresh = SessionStore(store.session_key)
    assert former != store.session_key and fresh["a"] == 1 and fresh.key == b"k" * 144
    assert dict(SessionStore(former).items()) == {} and SessionStore(former).key is None


def test_emptied_means_empty() -> None:
    store = SessionStore()
    store["a"] = 1
    store.key = b"k" * 144
    store.save()
    token = store.session_key
    store.flush()
    assert store.key is None and SessionStore(token).key is None and not Session.objects.exists()


def test_a_session_that_was_ended_elsewhere_is_not_written_back(cast: Cast) -> None:
    from django.contrib.sessions.backends.base import UpdateError

    client = signed_in(cast.boris)
    slow = SessionStore(client.cookies[COOKIE].value)
    slow["a"] = 1
    client.post("/sign-out/")
    with pytest.raises(UpdateError):
        slow.save()
    assert not Session.objects.filter(user_id=cast.boris.user.id).exists()


def test_sizes_do_not_tell_contents() -> None:
    sizes = set()
    for text in ("", "a", "a" * 20):
        store = SessionStore()
        store["a"] = text
        store.save()
        sizes.add(len(bytes(Session.objects.get(token_hash=tokens.token_hash(store.session_key)).body)))
    assert len(sizes) == 1


def test_signing_in_sweeps_what_has_ended(cast: Cast) -> None:
    from datetime import timedelta

    from acasa.accounts.models import Tries

    past = timezone.now() - timedelta(minutes=1)
    Session.objects.create(token_hash=b"x" * 32, body=b"", seen_at=past, expires=past)
    Tries.objects.create(key=b"y" * 16, count=3, ends=past)
    signed_in(cast.boris)
    assert not Session.objects.filter(expires__lte=timezone.now()).exists()
    assert not Tries.objects.filter(ends__lte=timezone.now()).exists()
