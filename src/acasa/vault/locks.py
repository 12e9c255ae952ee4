"""Locks: the ways to open a colleague's private key. One Argon2 run gives both proof and key.

A private bundle is 96 bytes of key seed and 32 of the organisation's signing key, pinned there so that a
writer of the database can't swap it.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from acasa.sealing import codes, password, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import Tampered
from acasa.vault.models import Lock, UserKey

SEED_SIZE = 96
# Older locks are opened down to this (and upgraded); new ones are made at password.POLICY only.
FLOOR = password.Argon2Params(memory_kib=32768, passes=2)
PIN_SIZE = 32


class Busy(Exception):
    """Too many passwords are being checked at this moment; trying again in a second helps."""


# A flood of sign-ins may hold this many of a process's threads, and those inside (unlocking) as many of their own.
_strangers = threading.BoundedSemaphore(2)
_insiders = threading.BoundedSemaphore(2)
# One more may wait for a place at the door. The rest are sent away at once: waiting would take the threads that
# serve those inside.
_next_stranger = threading.BoundedSemaphore(1)


def _step_back() -> None:
    # On Linux a thread has its own niceness: pages are answered before passwords are derived.
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


@lru_cache(maxsize=1)
def _deriver(pid: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2", initializer=_step_back)


def _wait(places: threading.BoundedSemaphore, *, inside: bool) -> bool:
    if inside:
        return places.acquire(timeout=5)
    if not _next_stranger.acquire(blocking=False):
        return False
    try:
        return places.acquire(timeout=0.5)
    finally:
        _next_stranger.release()


def _derive(*args: Any, inside: bool, **more: Any) -> password.Derived:
    """One Argon2 run in this process's only thread for it. Raises Busy instead of queueing for long."""
    places = _insiders if inside else _strangers
    if not places.acquire(blocking=False) and not _wait(places, inside=inside):
        raise Busy
    try:
        return _deriver(os.getpid()).submit(password.derive, *args, **more).result()
    finally:
        places.release()


@dataclass(frozen=True)
class Bundle:
    """What a lock holds: 96 bytes of a hybrid key's seed, 32 of the pinned signing key. Never printed."""

    user_key_id: UUID
    seed: bytes
    pin: bytes

    def __repr__(self) -> str:
        return f"Bundle({self.user_key_id})"

    def pack(self) -> bytes:
        return self.seed + self.pin

    @classmethod
    def unpack(cls, user_key_id: UUID, value: bytes) -> Bundle:
        if len(value) != SEED_SIZE + PIN_SIZE:
            raise Tampered("A private key of another shape.")
        return cls(user_key_id, value[:SEED_SIZE], value[SEED_SIZE:])


def _aad(user_key_id: UUID, kind: str) -> bytes:
    return binding("lock", user_key_id, kind)


def set_password(bundle: Bundle, new_password: str) -> None:
    """The one way to set a password: seal the private key under it, replacing the former lock."""
    salt = password.new_salt()
    derived = _derive(new_password, salt, settings.PEPPER, inside=True)
    sealed = symmetric.seal_bytes(
        derived.key_encryption_key, bundle.pack(), _aad(bundle.user_key_id, "password"), pad=False
    )
    Lock.objects.update_or_create(
        user_key_id=bundle.user_key_id,
        kind="password",
        defaults={
            "salt": salt,
            "params": password.POLICY.encode(),
            "verifier": derived.verifier,
            "sealed": sealed,
        },
    )


def open_with_password(user_id: UUID | None, typed: str, *, inside: bool = False) -> Bundle | None:
    """The colleague's bundle, or None. Takes one Argon2 run whether or not the colleague exists.

    `inside` is for those signed in already, whom a flood at the door must not slow. Raises Busy.
    """
    lock = (
        Lock.objects.filter(user_key__user_id=user_id, user_key__is_current=True, kind="password").first()
        if user_id
        else None
    )
    if lock is None:
        _derive(typed, b"\0" * 16, settings.PEPPER, inside=inside)
        return None
    params = password.Argon2Params.parse(lock.params)
    derived = _derive(typed, bytes(lock.salt), settings.PEPPER, params, minimum=FLOOR, inside=inside)
    if not compare_digest(derived.verifier, bytes(lock.verifier)):
        return None
    packed = symmetric.open_bytes(
        derived.key_encryption_key, bytes(lock.sealed), _aad(lock.user_key_id, "password")
    )
    bundle = Bundle.unpack(lock.user_key_id, packed)
    if password.needs_upgrade(params):
        set_password(bundle, typed)
    return bundle


def make_card(bundle: Bundle) -> str:
    """A new recovery card; the former one stops working. Returns the secret to print, which is kept nowhere."""
    secret = codes.new_card_secret()
    salt = password.new_salt()
    sealed = symmetric.seal_bytes(
        codes.card_key(secret, salt), bundle.pack(), _aad(bundle.user_key_id, "card"), pad=False
    )
    Lock.objects.update_or_create(
        user_key_id=bundle.user_key_id,
        kind="card",
        defaults={"salt": salt, "params": "", "verifier": b"", "sealed": sealed},
    )
    return secret


def open_with_card(user_id: UUID, secret: str) -> Bundle | None:
    """The bundle of any of the colleague's keys, present or former, that this card opens."""
    for lock in Lock.objects.filter(user_key__user_id=user_id, kind="card").order_by("-created_at"):
        try:
            packed = symmetric.open_bytes(
                codes.card_key(secret, bytes(lock.salt)), bytes(lock.sealed), _aad(lock.user_key_id, "card")
            )
        except Tampered:
            continue
        return Bundle.unpack(lock.user_key_id, packed)
    return None


def has_card(user_id: UUID) -> bool:
    return Lock.objects.filter(user_key__user_id=user_id, user_key__is_current=True, kind="card").exists()


def make_link(bundle: Bundle, *, hours: int = 72) -> tuple[str, datetime]:
    """A one-time token that opens the bundle until it is used or expires; returns token and expiry."""
    token = codes.new_token()
    expires = timezone.now() + timedelta(hours=hours)
    sealed = symmetric.seal_bytes(
        codes.token_key(token, "link", settings.PEPPER),
        bundle.pack(),
        _aad(bundle.user_key_id, "link"),
        pad=False,
    )
    Lock.objects.update_or_create(
        user_key_id=bundle.user_key_id,
        kind="link",
        defaults={
            "salt": b"",
            "params": "",
            "verifier": codes.token_hash(token),
            "sealed": sealed,
            "expires_at": expires,
        },
    )
    return token, expires


def find_link(token: str) -> UserKey | None:
    """The key whose one-time link this is, if it is still good."""
    lock = (
        Lock.objects.select_related("user_key__user__org")
        .filter(kind="link", verifier=codes.token_hash(token), expires_at__gt=timezone.now())
        .first()
    )
    return lock.user_key if lock else None


def use_link(token: str, new_password: str) -> Bundle | None:
    """Spend a one-time link: set the password and take the link away. None if it is no good (any more)."""
    with transaction.atomic():
        lock = (
            Lock.objects.select_for_update()
            .filter(kind="link", verifier=codes.token_hash(token), expires_at__gt=timezone.now())
            .first()
        )
        if lock is None:
            return None
        packed = symmetric.open_bytes(
            codes.token_key(token, "link", settings.PEPPER),
            bytes(lock.sealed),
            _aad(lock.user_key_id, "link"),
        )
        bundle = Bundle.unpack(lock.user_key_id, packed)
        set_password(bundle, new_password)
        lock.delete()
    return bundle


def drop_link(user_id: UUID) -> None:
    """Take back a one-time link that nobody has used."""
    Lock.objects.filter(user_key__user_id=user_id, kind="link").delete()


def link_expiry(user_id: UUID) -> datetime | None:
    """When the colleague's unused link ends; None if there is none."""
    return (
        Lock.objects.filter(user_key__user_id=user_id, kind="link")
        .values_list("expires_at", flat=True)
        .first()
    )
