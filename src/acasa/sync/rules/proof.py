"""How a device proves itself: HTTP Digest (RFC 2617, MD5, qop=auth), which Collect speaks everywhere, or Basic.

The password is a random token of 256 bits, so that MD5 guards nothing that could be guessed. The server keeps
MD5(user:realm:password), from which no password can be found but which proves itself: it is sealed under the pepper.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

REALM: Final = "Acasa"
NONCE_SECONDS: Final = 15 * 60

_PART = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')
_NEEDED: Final = ("username", "realm", "nonce", "uri", "response")


@dataclass(frozen=True)
class Digest:
    """An Authorization header of the Digest scheme."""

    username: str
    nonce: str
    uri: str
    response: str
    qop: str = ""
    nc: str = ""
    cnonce: str = ""


@dataclass(frozen=True)
class Basic:
    """An Authorization header of the Basic scheme."""

    username: str
    password: str = field(repr=False)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def kept(username: str, password: str) -> str:
    """What the server keeps of a password."""
    return _md5(f"{username}:{REALM}:{password}")


def read(header: str) -> Digest | Basic | None:
    """What an Authorization header says; None for one that is missing, broken or of another scheme."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() == "basic":
        try:
            user, colon, password = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        return Basic(user, password) if colon else None
    if scheme.lower() != "digest":
        return None
    parts = {name.lower(): quoted or bare for name, quoted, bare in _PART.findall(rest)}
    if any(not parts.get(name) for name in _NEEDED) or parts["realm"] != REALM:
        return None
    if parts.get("algorithm", "MD5").upper() != "MD5" or parts.get("qop", "") not in ("", "auth"):
        return None
    return Digest(
        parts["username"],
        parts["nonce"],
        parts["uri"],
        parts["response"].lower(),
        parts.get("qop", ""),
        parts.get("nc", ""),
        parts.get("cnonce", ""),
    )


def right(given: Digest | Basic, *, username: str, secret: str, method: str, path: str) -> bool:
    """Whether this proves the device: `secret` is what `kept` made, `path` the address with its query."""
    if not hmac.compare_digest(given.username.encode(), username.encode()):
        return False
    if isinstance(given, Basic):
        return hmac.compare_digest(kept(username, given.password), secret)
    if not _same_place(given.uri, path):
        return False
    second = _md5(f"{method}:{given.uri}")
    middle = f"{given.nonce}:{given.nc}:{given.cnonce}:{given.qop}" if given.qop else given.nonce
    return hmac.compare_digest(_md5(f"{secret}:{middle}:{second}").encode(), given.response.encode())


def _same_place(uri: str, path: str) -> bool:
    """A device may name the whole address or only its path."""
    try:
        asked, here = urlsplit(uri), urlsplit(path)
    except ValueError:
        return False
    return (asked.path, asked.query) == (here.path, here.query)


def nonce(now: int, prove: Callable[[str], str]) -> str:
    """A nonce of this second, which needs no keeping: `prove` makes a text that only the server can make."""
    return f"{now:x}-{prove(f'{now:x}')}"


def fresh(value: str, now: int, prove: Callable[[str], str]) -> bool:
    """Whether the server made this nonce lately."""
    made, _, mark = value.partition("-")
    if not re.fullmatch(r"[0-9a-f]{1,12}", made) or not hmac.compare_digest(
        prove(made).encode(), mark.encode()
    ):
        return False
    return 0 <= now - int(made, 16) <= NONCE_SECONDS


def challenge(value: str, *, stale: bool = False) -> str:
    """The WWW-Authenticate header. Only Digest is asked for: a device may offer Basic by itself."""
    return f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{value}"' + (
        ", stale=true" if stale else ""
    )
