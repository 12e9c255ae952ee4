"""Who is named on a restricted folder: one more, or one less with new keys for what is written from then on.

Whom the callers pass comes from the case's sealed facts, never from rows that a writer of the database may add.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from acasa.audit import rules as audit_rules
from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.sealing import symmetric
from acasa.vault.cards import card_item
from acasa.vault.folders.opened import OpenFolder
from acasa.vault.folders.wraps import wrap_for_duty, wrap_for_named
from acasa.vault.keyring import Keyring
from acasa.vault.models import Card, FolderKey


def _check(folder: OpenFolder, verb: str) -> None:
    if not folder.restricted or folder.visiting or not folder.own_keys():
        raise Refused(verb, folder.id)


def name_one(actor: Actor, folder: OpenFolder, user_id: UUID) -> None:
    """Let one more colleague open what the actor opens of a restricted folder; again after a reset."""
    _check(folder, "folder.name")
    keyring: Keyring = actor.require_keyring()
    rows = wrap_for_named(
        keyring, folder.id, folder.own_keys(), [actor.user_id, user_id], folder.shred_secret
    )
    there = FolderKey.objects.filter(folder_id=folder.id, user_key__isnull=False)
    known = set(there.values_list("user_key_id", "compartment", "key_version"))
    FolderKey.objects.bulk_create(
        [row for row in rows if (row.user_key_id, row.compartment, row.key_version) not in known]
    )


def remove_one(
    actor: Actor, folder: OpenFolder, user_id: UUID, *, remaining: Collection[UUID], on_duty: bool
) -> None:
    """Take a colleague's wraps away, and seal what is written from now on under new keys for the `remaining`.

    What was written before stays under the former keys, which the colleague may have kept a copy of.
    """
    _check(folder, "folder.name")
    if user_id in remaining or actor.user_id not in remaining or len(set(remaining)) < 2:
        raise Refused("folder.name", folder.id)
    keyring: Keyring = actor.require_keyring()
    drop_wraps(folder, user_id)
    newest = max(version for _, version in folder.own_keys()) + 1
    keys = {(compartment, newest): symmetric.new_key() for compartment, _ in folder.own_keys()}
    rows = wrap_for_named(keyring, folder.id, keys, list(remaining), folder.shred_secret)
    if on_duty:
        rows += wrap_for_duty(keyring, folder.id, keys, folder.shred_secret)
    FolderKey.objects.bulk_create(rows)
    folder.keys.update(keys)


def drop_wraps(folder: OpenFolder, user_id: UUID) -> None:
    """Take a colleague's wraps and card of a folder away."""
    FolderKey.objects.filter(folder_id=folder.id, user_key__user_id=user_id).delete()
    cards = Card.objects.filter(folder_id=folder.id, user_key__user_id=user_id)
    gone = list(cards.values_list("id", flat=True))
    cards.delete()
    audit.also_written(b"".join(audit_rules.removed(card_item(card_id)) for card_id in gone))
