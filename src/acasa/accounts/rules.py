"""Pure rules of accounts: codes of an authenticator app (RFC 6238), and what a password must be."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from typing import Final
from urllib.parse import quote

PERIOD: Final = 30
DIGITS: Final = 6
# One step early or late: clocks of telephones.
DRIFT: Final = 1
SHORTEST_PASSWORD: Final = 12


def new_totp_secret() -> bytes:
    """160 random bits, as RFC 4226 recommends."""
    return secrets.token_bytes(20)


def totp(secret: bytes, step: int) -> str:
    """The six digits of a time step (RFC 6238 with HMAC-SHA-1, which every app knows)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    value = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(value % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: bytes, typed: str, now: float) -> int | None:
    """The time step whose code was typed, or None. All are compared, whichever matches."""
    code = "".join(letter for letter in unicodedata.normalize("NFKC", typed) if letter.isdigit())
    current = int(now) // PERIOD
    found = None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(totp(secret, step).encode(), code.encode()):
            found = step
    return found


def totp_text(secret: bytes) -> str:
    """The secret to type into an app: base32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def totp_uri(secret: bytes, account: str) -> str:
    """What the QR code of an app holds."""
    bare = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{quote(f'Acasa:{account}')}?secret={bare}&issuer=Acasa"


# Passwords that are long enough and still the first that anybody tries: these, and any run or repetition of them.
_COMMON: Final = frozenset(
    [
        "password", "passwort", "parola", "parolă", "parolamea", "пароль", "мойпароль", "qwerty",
        "qwertyuiop", "йцукен", "йцукенгшщзхъ", "letmein", "welcome", "iloveyou", "administrator",
        "admin", "acasa", "casa", "changeme", "trustno", "dragon", "monkey", "football", "princess",
        "sunshine", "master", "login", "moldova", "chisinau", "romania", "abc", "abcd", "asdfghjkl",
        "zxcvbnm", "qazwsx", "qwe", "asd", "zxc", "test", "guest", "secret", "social", "worker",
        "socialworker", "safe", "house", "shelter", "hello", "summer", "winter", "spring", "autumn",
    ]
)  # fmt: skip
_RUNS: Final = (
    "0123456789012345678901234567890",
    "9876543210987654321098765432109",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb",
)
_LEET: Final = str.maketrans("013457@$!", "oieastasi")


def weakness(password: str, about: tuple[str, ...] = ()) -> str:
    """Why a password will not do: `short`, `common`, `yours`, `simple`; empty when it will.

    `about`: words that anybody knows of the colleague (name, e-mail, organisation).
    """
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST_PASSWORD:
        return "short"
    lowered = text.casefold()
    if len(set(lowered)) < 5:
        return "simple"
    rest = lowered
    for said in about:
        for word in re.split(r"\W+", said.casefold()):
            if len(word) >= 4:
                rest = rest.replace(word, "")
    if rest != lowered and sum(letter.isalpha() for letter in rest) < 6:
        return "yours"
    if _is_common(lowered) or _is_common(lowered.translate(_LEET)):
        return "common"
    return ""


def _is_common(text: str) -> bool:
    """Nothing but well-known pieces: words of the list, runs of the keyboard, a few digits or signs."""
    rest = "".join(letter for letter in text if letter.isalnum())
    original = len(rest)
    for word in sorted(_COMMON, key=len, reverse=True):
        rest = rest.replace(word, "")
    for run in _RUNS:
        for size in range(min(len(run), len(rest)), 3, -1):
            for start in range(len(run) - size + 1):
                rest = rest.replace(run[start : start + size], "")
    letters = "".join(letter for letter in rest if not letter.isdigit())
    return len(letters) < 4 and len(rest) < max(original // 2, 6)
