"""Writing without any key: what arrives from outside is sealed to a ring before it is stored.

A public form, a partner's answer, a device's submission: whoever hands it in can't read it back, and neither can the
server. The item's data key is sealed to the ring's public key, which is checked against the pin outside the database;
the first colleague who opens the item wraps the key anew for the ring.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Any
from uuid import UUID

from acasa.audit import services as audit
from acasa.core import scope
from acasa.people import rules as people
from acasa.sealing import hybrid, symmetric
from acasa.vault import rings, shred
from acasa.vault.folders import public_info, seal_new
from acasa.vault.folders.opened import OpenFolder
from acasa.vault.keyring import METHOD_PUBLIC
from acasa.vault.models import Folder, FolderKey


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
        folder = OpenFolder(row.id, org_id, kind, False, row.short, secret, {(compartment, 1): key})
        record, _opened, written = seal_new(folder, compartment, {"kind": kind, **data})
        record.save(force_insert=True)
        audit.append_from_outside(verb="inbox.handed_in", subject_id=row.id, written=written)
    return row.id
