"""Writing without any key: what arrives from outside is sealed to a ring before it is stored.

A public form, a partner's answer, a device's submission: whoever hands it in can't read it back, and neither can the
server. The item's data key is sealed to the ring's public key, which is checked against the pin outside the database;
the first colleague who opens the item wraps the key anew for the ring.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from acasa.audit import services as audit
from acasa.core import scope
from acasa.people import rules as people
from acasa.sealing import hybrid, symmetric
from acasa.sealing.errors import MissingRecipient
from acasa.vault import rings, shred
from acasa.vault.folders import public_info, seal_new
from acasa.vault.folders.opened import OpenFolder
from acasa.vault.keyring import METHOD_PUBLIC
from acasa.vault.models import Folder, FolderKey, UserKey


def begin(org_id: UUID, *, team_id: UUID, kind: str, compartment: str) -> OpenFolder:
    """A new folder sealed to a team's ring, open to its maker for the rest of the unit of work and never again.

    Raises MissingRecipient if the ring is not there and Tampered if its key was swapped: then nothing is stored.
    """
    scope.require()
    ring = rings.public_ring(org_id, team_id=team_id, compartment=compartment)
    shred_id = uuid.uuid4()
    secret = shred.new_secrets([shred_id])[shred_id]
    row = Folder.objects.create(org_id=org_id, kind=kind, short=secrets.randbits(63), shred_id=shred_id)
    key = symmetric.new_key()
    info = public_info(row.id, compartment, 1, ring.ring_version_id, secret)
    FolderKey.objects.create(
        org_id=org_id,
        folder=row,
        compartment=compartment,
        ring_version_id=ring.ring_version_id,
        wrapped=METHOD_PUBLIC + hybrid.seal_to(ring.public, key, info),
    )
    return OpenFolder(row.id, org_id, kind, False, row.short, secret, {(compartment, 1): key})


def hand_in(
    org_id: UUID,
    *,
    team_id: UUID,
    data: dict[str, Any],
    kind: str = "inbox",
    compartment: str = people.CASEWORK,
) -> UUID:
    """Seal `data` as a new folder to a team's ring; returns the folder's id.

    Raises MissingRecipient if the ring is not there and Tampered if its key was swapped: then nothing is stored.
    """
    with scope.scoped(org_id):
        folder = begin(org_id, team_id=team_id, kind=kind, compartment=compartment)
        record, _opened, written = seal_new(folder, compartment, {"kind": kind, **data})
        record.save(force_insert=True)
        audit.append_from_outside(verb="inbox.handed_in", subject_id=folder.id, written=written)
    return folder.id


def hand_in_to(
    org_id: UUID, *, user_ids: Sequence[UUID], data: dict[str, Any], kind: str, compartment: str, verb: str
) -> UUID:
    """Seal `data` as a new folder to colleagues by name, where a ring would reach one who must not read it.

    Returns the folder's id. Raises MissingRecipient if one of them has no key and Tampered if a key was swapped:
    then nothing is stored.
    """
    with scope.scoped(org_id):
        rows = list(UserKey.objects.filter(org_id=org_id, user_id__in=list(user_ids), is_current=True))
        if not rows or len(rows) != len(set(user_ids)):
            raise MissingRecipient("A named colleague has no key: nothing was stored.")
        publics = {row.id: rings.checked_user_key(row) for row in rows}
        shred_id = uuid.uuid4()
        secret = shred.new_secrets([shred_id])[shred_id]
        folder_row = Folder.objects.create(
            org_id=org_id, kind=kind, restricted=True, short=secrets.randbits(63), shred_id=shred_id
        )
        key = symmetric.new_key()
        FolderKey.objects.bulk_create(
            FolderKey(
                org_id=org_id,
                folder=folder_row,
                compartment=compartment,
                user_key_id=key_id,
                wrapped=METHOD_PUBLIC
                + hybrid.seal_to(public, key, public_info(folder_row.id, compartment, 1, key_id, secret)),
            )
            for key_id, public in publics.items()
        )
        folder = OpenFolder(
            folder_row.id, org_id, kind, True, folder_row.short, secret, {(compartment, 1): key}
        )
        record, _opened, written = seal_new(folder, compartment, {"kind": kind, **data})
        record.save(force_insert=True)
        audit.append_from_outside(verb=verb, subject_id=folder_row.id, written=written)
    return folder_row.id
