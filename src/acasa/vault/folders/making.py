"""Making folders, sharing them, and taking back what nobody has touched."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from acasa.audit import rules as audit_rules
from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.core.bulk import insert_many
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.sealing import symmetric
from acasa.vault import shred
from acasa.vault.folders.opened import OpenFolder, file_path
from acasa.vault.folders.wraps import (
    team_recipients,
    wrap_for_duty,
    wrap_for_named,
    wrap_for_self,
    wrap_for_team,
)
from acasa.vault.keyring import Keyring
from acasa.vault.models import Folder, FolderKey, Record, SealedFile


def _new_short() -> int:
    return secrets.randbits(63)


def create(
    actor: Actor,
    *,
    kind: str,
    team_id: UUID | None,
    compartments: Sequence[str] = people.TEAM_COMPARTMENTS,
    named: Sequence[UUID] = (),
    on_duty: bool = False,
) -> OpenFolder:
    """A new folder with a data key for each compartment.

    Recipients are the team's rings, or the `named` colleagues only (a restricted folder; the actor must be among
    them, and a deputy). With `on_duty` she agreed that a colleague on duty may read the essentials of a restricted
    folder; of the others they may anyway. The returned folder holds every key, since its maker made them.
    """
    keyring: Keyring = actor.require_keyring()
    if team_id is not None:
        actor.require_team(team_id, "folder.create")
    restricted = bool(named)
    row = Folder(
        org_id=actor.org_id, kind=kind, restricted=restricted, short=_new_short(), shred_id=uuid.uuid4()
    )
    keys = {(compartment, 1): symmetric.new_key() for compartment in compartments}
    made = shred.make_secrets([row.shred_id])
    secret = made[row.shred_id]
    if restricted:
        wrapped = wrap_for_named(keyring, row.id, keys, named, secret)
        if on_duty:
            wrapped += wrap_for_duty(keyring, row.id, keys, secret)
    elif team_id is not None:
        wrapped = wrap_for_team(keyring, row.id, keys, team_id, secret)
    else:
        wrapped = wrap_for_self(keyring, row.id, keys)
    # Every recipient is there: only now is anything stored.
    shred.store().put(made.items())
    row.save(force_insert=True)
    FolderKey.objects.bulk_create(wrapped)
    return OpenFolder(row.id, actor.org_id, kind, restricted, row.short, secret, keys)


def create_many(
    actor: Actor, *, kind: str, team_id: UUID, count: int, compartments: Sequence[str]
) -> list[OpenFolder]:
    """Many folders of a team at once, for imports: three statements however many."""
    keyring: Keyring = actor.require_keyring()
    actor.require_team(team_id, "folder.create")
    recipients = team_recipients(keyring, team_id, compartments)
    shred_ids = [uuid.uuid4() for _ in range(count)]
    made = shred.new_secrets(shred_ids)
    rows = insert_many(
        [Folder(org_id=actor.org_id, kind=kind, short=_new_short(), shred_id=i) for i in shred_ids]
    )
    opened, wrapped = [], []
    for row in rows:
        keys = {(compartment, 1): symmetric.new_key() for compartment in compartments}
        wrapped += wrap_for_team(keyring, row.id, keys, team_id, made[row.shred_id], recipients)
        opened.append(OpenFolder(row.id, actor.org_id, kind, False, row.short, made[row.shred_id], keys))
    insert_many(wrapped)
    return opened


def share_with_team(actor: Actor, folder: OpenFolder, *, team_id: UUID) -> None:
    """Let another team's rings open what the actor can open of this folder."""
    keyring: Keyring = actor.require_keyring()
    rows = wrap_for_team(keyring, folder.id, folder.own_keys(), team_id, folder.shred_secret)
    FolderKey.objects.bulk_create(rows, ignore_conflicts=True)


def withdraw_from_team(actor: Actor, folder: OpenFolder, *, team_id: UUID) -> None:
    """A team's rings open this folder no longer. Whoever works there and was named for it is not the team's.

    What the actor opens with must reach it by another way, or nobody could: Refused.
    """
    theirs = FolderKey.objects.filter(folder_id=folder.id, ring_version__ring__team_id=team_id)
    kept = set(
        FolderKey.objects.filter(folder_id=folder.id, ring_version__ring__team_id__isnull=False)
        .exclude(ring_version__ring__team_id=team_id)
        .values_list("compartment", "key_version")
    )
    if not set(theirs.values_list("compartment", "key_version")) <= kept:
        raise Refused("folder.withdraw", folder.id)
    theirs.delete()


def delete_folders(actor: Actor, folder_ids: Sequence[UUID]) -> None:
    """Remove folders that nobody else has touched (an import undone, a draft finished); their secrets go too.

    Cards go with `caseload.remove_cards`, before. The audit learns by itself what was removed.
    """
    ids = list(folder_ids)
    shred_ids = list(Folder.objects.filter(id__in=ids).values_list("shred_id", flat=True))
    records = list(Record.objects.filter(folder_id__in=ids).values_list("id", flat=True))
    files = list(SealedFile.objects.filter(folder_id__in=ids).values_list("id", flat=True))
    for model in (Record, SealedFile, FolderKey):
        model.objects.filter(folder_id__in=ids).delete()
    Folder.objects.filter(id__in=ids).delete()
    audit.also_written(b"".join(audit_rules.removed(item) for item in [*records, *files]))

    def destroy() -> None:
        shred.store().destroy(shred_ids)
        for file_id in files:
            file_path(file_id).unlink(missing_ok=True)

    # After the commit: a rollback must not leave folders without their secrets.
    transaction.on_commit(destroy)
