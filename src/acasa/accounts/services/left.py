"""A form left overnight: what was sent after the session's end waits, sealed to its author, until he is back.

The browser says by a cookie who signed in last; what was typed is sealed to that colleague's public key and stands in
the visitor's session, which is itself sealed under a token that the database does not hold. Nobody else can open it,
and nothing of it is stored in plain.
"""

from __future__ import annotations

import base64
import hmac
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from acasa.accounts import queries
from acasa.core.actor import Actor
from acasa.people.models import User
from acasa.vault import left, tokens

COOKIE: Final = "__Host-acasa-who"
DAYS: Final = 30
KEPT: Final = "left"
# More than any form of ours; a file is never among it.
AT_MOST: Final = 1_000_000
Fields = list[tuple[str, str]]


def _value(user_id: UUID) -> str:
    return f"{user_id.hex}.{tokens.pseudonym('who', user_id.hex).hex()}"


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser tell later who worked in it last: an opaque number with its proof."""
    value = _value(user.id)
    if request.COOKIES.get(COOKIE) != value:
        response.set_cookie(
            COOKIE, value, max_age=DAYS * 86400, secure=True, httponly=True, samesite="Strict"
        )


def who(request: HttpRequest) -> UUID | None:
    """Who worked in this browser last."""
    value = request.COOKIES.get(COOKIE, "")
    number = value.partition(".")[0]
    try:
        user_id = UUID(hex=number)
    except ValueError:
        return None
    return user_id if hmac.compare_digest(_value(user_id), value) else None


def fields_of(request: HttpRequest) -> Fields:
    """What was typed, without tokens and passwords."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not name.startswith(("csrf", "acasa_")) and "password" not in name
    ]


def keep(request: HttpRequest, path: str, fields: Fields) -> bool:
    """Seal a form to whoever worked in this browser last. False: nothing to keep, or nobody to keep it for."""
    user_id = who(request)
    user = queries.active_user(user_id) if user_id else None
    if user is None or not fields or sum(len(name) + len(value) for name, value in fields) > AT_MOST:
        return False
    sealed = left.seal(user.org_id, user.id, path, fields)
    if sealed is None:
        return False
    request.session[KEPT] = {"user": user.id.hex, "path": path, "sealed": base64.b64encode(sealed).decode()}
    return True


def waiting(request: HttpRequest, user_id: UUID) -> str:
    """The page whose form waits for this colleague; "" if there is none. Another's is thrown away."""
    held: dict[str, Any] | None = request.session.get(KEPT)
    if held is None:
        return ""
    if held["user"] != user_id.hex:
        drop(request)
        return ""
    return str(held["path"])


def take(request: HttpRequest, actor: Actor) -> tuple[str, Fields] | None:
    """The page and what was typed on it, for its author alone."""
    path = waiting(request, actor.user_id)
    if not path:
        return None
    try:
        return path, left.open_(actor, path, base64.b64decode(request.session[KEPT]["sealed"]))
    except tokens.SealingError:
        # The key is a new one since (a reset): nobody can open it any more.
        drop(request)
        return None


def drop(request: HttpRequest) -> None:
    """It was sent, or is not wanted."""
    request.session.pop(KEPT, None)
