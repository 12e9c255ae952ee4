"""Drafts: a long form keeps itself, sealed to its author alone."""

from __future__ import annotations

from typing import Any

from acasa.core.actor import Actor
from acasa.sealing import symmetric
from acasa.sealing.binding import binding


def seal(actor: Actor, name: str, fields: dict[str, Any]) -> bytes:
    """A form's fields, sealed to the actor."""
    from acasa.vault.folders import dumps

    keyring = actor.require_keyring()
    return symmetric.seal_bytes(keyring.named_key, dumps(fields), binding("draft", actor.user_id, name))


def open_(actor: Actor, name: str, sealed: bytes) -> dict[str, Any]:
    """The fields of one's own draft."""
    import json

    keyring = actor.require_keyring()
    value: dict[str, Any] = json.loads(
        symmetric.open_bytes(keyring.named_key, sealed, binding("draft", actor.user_id, name))
    )
    return value


def seal_bytes(actor: Actor, name: str, content: bytes) -> bytes:
    """A file under way (an upload), sealed to the actor."""
    key = actor.require_keyring().named_key
    return symmetric.seal_bytes(key, content, binding("draft-bytes", actor.user_id, name))


def open_bytes(actor: Actor, name: str, sealed: bytes) -> bytes:
    """What `seal_bytes` kept."""
    key = actor.require_keyring().named_key
    return symmetric.open_bytes(key, sealed, binding("draft-bytes", actor.user_id, name))
