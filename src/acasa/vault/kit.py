"""A new recovery kit in place of one that was lost, or never proved to be kept."""

from __future__ import annotations

from django.utils import timezone

from acasa.core.actor import Actor
from acasa.sealing import hybrid, recovery
from acasa.vault import organisation, rings
from acasa.vault.keyring import Keyring
from acasa.vault.models import OrganisationKeys, RingVersion


def renew(actor: Actor, *, in_shares: bool) -> bytes:
    """Seal every ring to a new kit and return its seed, which is kept nowhere.

    Only a key keeper who holds every ring can do it (MissingRecipient otherwise). The former kit still opens
    backups that were made before.
    """
    actor.require_key_keeper("kit.renew")
    keyring: Keyring = actor.require_keyring()
    keys = OrganisationKeys.objects.select_for_update().get(org_id=actor.org_id)
    rings.organisation_keys(actor.org_id)
    seed = recovery.new_seed()
    public = recovery.keypair(seed).public
    rows = list(RingVersion.objects.filter(org_id=actor.org_id))
    for row in rows:
        ring = keyring.version(row.ring_id, row.version)
        row.recovery_wrap = hybrid.seal_to(public, ring.seed, rings.recovery_info(row.ring_id, row.version))
    RingVersion.objects.bulk_update(rows, ["recovery_wrap"])
    keys.recovery_public = public
    keys.pin = rings.organisation_pin(actor.org_id, bytes(keys.signing_public), public)
    keys.in_shares = in_shares
    keys.kit_proved_at = keys.kit_drilled_at = None
    keys.save()
    return seed


def drill(actor: Actor, seed: bytes) -> bool:
    """Whether this is the kit; if it is, the day is noted."""
    actor.require_key_keeper("kit.drill")
    if not organisation.opens_kit(actor.org_id, seed):
        return False
    OrganisationKeys.objects.filter(org_id=actor.org_id).update(kit_drilled_at=timezone.now())
    return True
