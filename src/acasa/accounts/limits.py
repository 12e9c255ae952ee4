"""Throttling. Strangers are slowed by address and by name; they never lock out a worker, because whoever signed in
before from a device (its cookie) or from an address is counted apart from them.

Every counter is one row under a pseudonym, raised by one statement, so that parallel tries can't slip through.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from acasa.accounts.models import Tries
from acasa.vault import tokens

DEVICE_COOKIE = "__Host-acasa-device"
DEVICE_DAYS = 180
KNOWN_DAYS = 30


@dataclass(frozen=True)
class Limit:
    """So many tries in so many seconds."""

    name: str
    tries: int
    seconds: int


# A whole office behind one address mistypes less often than this.
ADDRESS = Limit("address", 30, 900)
# One name from one address or device that never got in, or did.
STRANGER = Limit("stranger", 5, 300)
KNOWN = Limit("known", 10, 300)
# One name from everywhere: past this, strangers get one try in five seconds between them.
NAME = Limit("name", 50, 3600)
NAME_SLOW = Limit("name-slow", 1, 5)
UNLOCK = Limit("unlock", 5, 12 * 3600)
FACTOR_STRANGER = Limit("factor", 10, 900)
FACTOR_EVERYWHERE = Limit("factor-all", 30, 3600)
RECOVERY_ADDRESS = Limit("recovery", 10, 900)
PROOF = Limit("proof", 5, 900)


def _key(name: str, *parts: str) -> bytes:
    return tokens.pseudonym(f"tries {name}", "\0".join(parts))


def spend(limit: Limit, *parts: str) -> bool:
    """Take one try; False when none is left. Taken before the check, so that parallel tries count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into accounts_tries (key, count, ends) values (%(key)s, 1, %(ends)s)"
            " on conflict (key) do update set"
            " count = case when accounts_tries.ends <= %(now)s then 1 else accounts_tries.count + 1 end,"
            " ends = case when accounts_tries.ends <= %(now)s then excluded.ends else accounts_tries.ends end"
            " returning count",
            {
                "key": _key(limit.name, *parts),
                "now": timezone.now(),
                "ends": timezone.now() + timedelta(seconds=limit.seconds),
            },
        )
        count: int = cursor.fetchone()[0]
    return count <= limit.tries


def give_back(limit: Limit, *parts: str) -> None:
    """The try was right: it does not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update accounts_tries set count = count - 1 where key = %s and count > 0",
            [_key(limit.name, *parts)],
        )


def forget(limit: Limit, *parts: str) -> None:
    Tries.objects.filter(key=_key(limit.name, *parts)).delete()


def clear_ended() -> None:
    """Remove counters whose time is over."""
    Tries.objects.filter(ends__lte=timezone.now()).delete()


def address(request: HttpRequest) -> str:
    """The visitor's address; of IPv6 the /64, which one customer has to himself.

    Behind a proxy the last hop that it added is trusted, and no other.
    """
    value = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        value = request.headers.get("X-Forwarded-For", value).rsplit(",", 1)[-1].strip()
    try:
        parsed = ip_address(value)
    except ValueError:
        return "local"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


# --- who is known here


def _device_proof(device: str, name: str) -> str:
    return tokens.pseudonym("device", f"{device}\0{name}").hex()


def _known_device(request: HttpRequest, name: str) -> str | None:
    """The device's random number, if its cookie was given for this name."""
    device, _, proofs = request.COOKIES.get(DEVICE_COOKIE, "").partition(".")
    expected = _device_proof(device, name)
    if device and any(hmac.compare_digest(expected, proof) for proof in proofs.split(".")[:5]):
        return device
    return None


def remember(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """This device and this address signed in as `name`: strangers' tries no longer touch them."""
    name = name.strip().lower()
    device, _, known = request.COOKIES.get(DEVICE_COOKIE, "").partition(".")
    device = device if len(device) == 43 else tokens.new_token()
    proof = _device_proof(device, name)
    proofs = [proof, *(old for old in known.split(".") if old and old != proof)][:5]
    response.set_cookie(
        DEVICE_COOKIE,
        ".".join([device, *proofs]),
        max_age=DEVICE_DAYS * 86400,
        secure=True,
        httponly=True,
        samesite="Strict",
    )
    Tries.objects.update_or_create(
        key=_key("place", address(request), name),
        defaults={"count": 1, "ends": timezone.now() + timedelta(days=KNOWN_DAYS)},
    )


def is_known(request: HttpRequest, name: str) -> bool:
    """Whether this name signed in before from this device or this address."""
    if _known_device(request, name):
        return True
    return Tries.objects.filter(key=_key("place", address(request), name), ends__gt=timezone.now()).exists()


# --- sign-in


def may_try_password(request: HttpRequest, name: str) -> bool:
    """Take one try at a name's password. The answer never depends on whether the name exists."""
    name = name.strip().lower()
    if device := _known_device(request, name):
        return spend(KNOWN, "device", device, name)
    if is_known(request, name):
        return spend(KNOWN, "address", address(request), name)
    if not spend(ADDRESS, address(request)):
        return False
    if not spend(STRANGER, address(request), name):
        return False
    return spend(NAME, name) or spend(NAME_SLOW, name)


def password_was_right(request: HttpRequest, name: str) -> None:
    name = name.strip().lower()
    if device := _known_device(request, name):
        forget(KNOWN, "device", device, name)
    forget(KNOWN, "address", address(request), name)
    forget(STRANGER, address(request), name)
    give_back(ADDRESS, address(request))
    give_back(NAME, name)


def may_try_factor(request: HttpRequest, user_id: UUID, name: str) -> bool:
    """Take one try at the second factor, once the password was right."""
    name = name.strip().lower()
    if device := _known_device(request, name):
        return spend(FACTOR_STRANGER, "device", device, str(user_id))
    if is_known(request, name):
        return spend(FACTOR_STRANGER, "known", address(request), str(user_id))
    return spend(FACTOR_STRANGER, address(request), str(user_id)) and spend(FACTOR_EVERYWHERE, str(user_id))


def factor_was_right(request: HttpRequest, user_id: UUID, name: str) -> None:
    name = name.strip().lower()
    if device := _known_device(request, name):
        forget(FACTOR_STRANGER, "device", device, str(user_id))
    forget(FACTOR_STRANGER, "known", address(request), str(user_id))
    forget(FACTOR_STRANGER, address(request), str(user_id))
    give_back(FACTOR_EVERYWHERE, str(user_id))
