"""A form that was sent after the session's end: sealed to the colleague who typed it, by a server without keys.

Only that colleague's private key opens it, after signing in again. The name of the page is bound to it.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from acasa.core.actor import Actor
from acasa.sealing import hybrid
from acasa.sealing.binding import binding
from acasa.vault import rings
from acasa.vault.folders.opened import dumps
from acasa.vault.keyring import Keyring
from acasa.vault.models import UserKey


def seal(org_id: UUID, user_id: UUID, path: str, fields: list[tuple[str, str]]) -> bytes | None:
    """Seal a form's fields to the present key of a colleague; None if there is no such key.

    Raises Tampered if the key is not one that the organisation signed.
    """
    row = UserKey.objects.filter(org_id=org_id, user_id=user_id, is_current=True).first()
    if row is None:
        return None
    public = rings.checked_user_key(row)
    return hybrid.seal_to(public, dumps({"fields": fields}), _info(user_id, path))


def open_(actor: Actor, path: str, sealed: bytes) -> list[tuple[str, str]]:
    """The fields of one's own form. Raises Tampered if it is another's, or of another page."""
    keyring: Keyring = actor.require_keyring()
    plain: dict[str, Any] = json.loads(hybrid.open_with(keyring.pair, sealed, _info(actor.user_id, path)))
    return [(str(name), str(value)) for name, value in plain["fields"]]


def _info(user_id: UUID, path: str) -> bytes:
    return binding("left form", user_id, path)
