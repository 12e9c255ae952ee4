"""The address of the first run. The server prints it; without its token nobody can found the organisation."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings

from acasa.accounts import queries


def _file() -> Path:
    return Path(settings.DATA_DIR) / "secrets" / "setup_token"


def setup_url(base_url: str) -> str | None:
    """Where the first run begins, or None once an organisation exists. Makes the token when there is none."""
    if queries.any_organisation():
        return None
    path = _file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        pass
    else:
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
    token = path.read_text(encoding="ascii").strip()
    return f"{base_url.rstrip('/')}/setup/{token}/"


def is_token(typed: str) -> bool:
    """Whether this is the token that the server printed, and still of use."""
    try:
        token = _file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return False
    same = hmac.compare_digest(token.encode(), typed.encode("utf-8", "surrogatepass"))
    return bool(token) and same and not queries.any_organisation()


def finish() -> None:
    """The organisation stands: the token is of no use any more."""
    _file().unlink(missing_ok=True)
