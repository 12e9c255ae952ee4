"""Emergency opening for what was there before it: the ring of an older organisation, and wraps of older cases."""

from __future__ import annotations

from acasa.cases.models import Case
from acasa.cases.nights.models import CatchUp
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.people.models import Team
from acasa.vault import emergency, folders
from acasa.vault.keyring import Keyring

# Cases in one step: each is committed by itself, so that whoever is interrupted goes on where it stopped.
AT_ONCE = 200


def set_up(actor: Actor) -> bool:
    """Make the emergency ring, and note that every team's older cases are to be prepared. False if it was there."""
    with scope.scoped(actor.org_id):
        if not emergency.set_up(actor):
            return False
        CatchUp.objects.bulk_create(
            [
                CatchUp(org_id=actor.org_id, team=team, compartment=compartment)
                for team in Team.objects.filter(org_id=actor.org_id)
                for compartment in emergency.COMPARTMENTS
            ],
            ignore_conflicts=True,
        )
        folders.note(actor, "emergency.set_up")
    return True


def prepare(actor: Actor) -> int:
    """Prepare the next older cases of one team, as far as the actor's rings go; how many wraps were made.

    A step of its own unit of work unless one is open.
    """
    keyring: Keyring = actor.require_keyring()
    with scope.scoped(actor.org_id):
        waiting = [
            row
            for row in CatchUp.objects.select_for_update()
            .filter(is_done=False)
            .order_by("team_id", "compartment")
            if keyring.holds(row.team_id, row.compartment)
        ]
        if not waiting:
            return 0
        # All compartments of one team that stand at the same case go together: a folder is opened once.
        first = min(waiting, key=lambda row: (row.team_id, row.after))
        together = [row for row in waiting if (row.team_id, row.after) == (first.team_id, first.after)]
        rows = list(
            Case.objects.filter(team_id=first.team_id, id__gt=first.after)
            .order_by("id")
            .values_list("id", "person_id")[:AT_ONCE]
        )
        made = emergency.wrap_missing(actor, {part for row in rows for part in row}) if rows else 0
        for row in together:
            row.is_done = len(rows) < AT_ONCE
            row.after = rows[-1][0] if rows else row.after
            row.save(update_fields=["is_done", "after"])
        folders.note(actor, "emergency.prepare", first.team_id, detail={"count": made})
    return made
