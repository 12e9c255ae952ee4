"""Cover for leave: who stands in for whom, from day to day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from acasa.cases.models import Case
from acasa.cases.nights import rules
from acasa.cases.nights.models import Cover
from acasa.cases.services.opening import today_of
from acasa.core import clock, scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Membership, Team, User
from acasa.vault import folders, holders

# What one needs of a team to stand in for a colleague of it.
NEEDED = (people.ESSENTIALS, people.CASEWORK)


class NotAble(Exception):
    """The colleague does not hold the keys of these teams."""

    def __init__(self, teams: list[str]) -> None:
        super().__init__("keys are missing")
        self.teams = teams


class Overlapping(Exception):
    """Somebody stands in on some of these days already."""


def _colleague(actor: Actor, user_id: UUID) -> User:
    user = User.objects.filter(id=user_id, org_id=actor.org_id, is_active=True).first()
    if user is None:
        raise Refused("cover.make", user_id)
    return user


def lacking(org_id: UUID, *, absent_id: UUID, covering_id: UUID) -> list[str]:
    """Names of teams with open cases of the absent colleague that the other could not work in."""
    teams = set(Case.objects.filter(worker_id=absent_id, is_open=True).values_list("team_id", flat=True))
    member = set(Membership.objects.filter(user_id=covering_id).values_list("team_id", flat=True))
    held = holders.holders(org_id)
    able = {
        team
        for team in teams & member
        if all(covering_id in held.get((team, compartment), set()) for compartment in NEEDED)
    }
    return list(Team.objects.filter(id__in=teams - able).order_by("name").values_list("name", flat=True))


def make(actor: Actor, *, absent_id: UUID, covering_id: UUID, first: date, last: date) -> UUID:
    """Say who stands in: the absent colleague or a supervisor does.

    Raises NotAble (keys are missing, which only a key keeper gives) and Overlapping.
    """
    verb = "cover.make"
    with scope.scoped(actor.org_id):
        if absent_id != actor.user_id and not actor.is_supervisor:
            raise Refused(verb, absent_id)
        if absent_id == covering_id or last < first or last < today_of(actor.org_id):
            raise Refused(verb, absent_id)
        # One at a time for one colleague.
        User.objects.select_for_update().get(id=_colleague(actor, absent_id).id)
        covering = _colleague(actor, covering_id)
        for row in Cover.objects.filter(absent_id=absent_id, ended_at=None):
            if rules.overlap(first, last, row.first_day, row.last_day):
                raise Overlapping
        teams = lacking(actor.org_id, absent_id=absent_id, covering_id=covering_id)
        if teams:
            raise NotAble(teams)
        row = Cover.objects.create(
            org_id=actor.org_id,
            absent_id=absent_id,
            covering=covering,
            first_day=first,
            last_day=last,
            made_by=actor.user_id,
            made_at=clock.now(),
        )
        detail = {"covering": str(covering_id), "from": first.isoformat(), "to": last.isoformat()}
        folders.note(actor, verb, absent_id, detail=detail)
    return row.id


def end(actor: Actor, cover_id: UUID) -> None:
    """Back earlier, or not going: whoever is absent, stands in, or supervises."""
    with scope.scoped(actor.org_id):
        row = Cover.objects.select_for_update().filter(id=cover_id).first()
        if row is None or not (actor.user_id in (row.absent_id, row.covering_id) or actor.is_supervisor):
            raise Refused("cover.end", cover_id)
        if row.ended_at is None:
            row.ended_at = clock.now()
            row.save(update_fields=["ended_at"])
            folders.note(actor, "cover.end", row.absent_id)
