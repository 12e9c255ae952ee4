"""Colleagues and teams: invitation, rights, reset, and what each may change of the own account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from acasa.accounts import limits, queries
from acasa.accounts.services import factors, sign_in
from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import Membership, Organisation, Team, User
from acasa.vault import folders, holders, locks, organisation
from acasa.vault.locks import Bundle

Wanted = holders.Wanted
LastHolder = holders.LastHolder
DETAILS = ("display_name", "email", "profession", "is_supervisor", "is_key_keeper", "language")


class LastKeyKeeper(Exception):
    """Somebody must be able to invite and to give keys."""


class EmailTaken(Exception):
    """A colleague of this installation has this e-mail already."""


@dataclass(frozen=True)
class Link:
    """A one-time link, to be shown once."""

    token: str
    expires: datetime


def suggested(details: dict[str, Any], team_ids: Iterable[UUID]) -> set[Wanted]:
    """Rings that come with a profession and rights, before anybody changes them."""
    supervisor, keeper = bool(details["is_supervisor"]), bool(details["is_key_keeper"])
    profession = details["profession"]
    rings: set[Wanted] = {
        (None, name)
        for name in people.organisation_rings(profession, supervisor=supervisor, key_keeper=keeper)
    }
    for team_id in team_ids:
        rings |= {(team_id, name) for name in people.default_compartments(profession, supervisor=supervisor)}
    return rings


def _with_keepers(details: dict[str, Any], rings: Iterable[Wanted]) -> set[Wanted]:
    """The keepers' ring comes with the right and with nothing else."""
    chosen = {ring for ring in rings if ring != (None, people.KEEPERS)}
    return chosen | {(None, people.KEEPERS)} if details["is_key_keeper"] else chosen


def _check_teams(actor: Actor, team_ids: Iterable[UUID], rings: Iterable[Wanted]) -> set[UUID]:
    """Only teams of this organisation (row-level security hides the others), and rings of the chosen teams."""
    wanted = set(team_ids)
    known = set(Team.objects.filter(org_id=actor.org_id, id__in=wanted).values_list("id", flat=True))
    if known != wanted or {team for team, _ring in rings if team is not None} - wanted:
        raise Refused("colleague.teams")
    return wanted


def invite(
    actor: Actor, details: dict[str, Any], team_ids: Iterable[UUID], rings: Iterable[Wanted]
) -> tuple[User, Link]:
    """A new colleague and a one-time link. Raises EmailTaken, and MissingRecipient for a ring the actor lacks."""
    actor.require_key_keeper("colleague.invite")
    teams = _check_teams(actor, team_ids, rings)
    email = details["email"].strip().lower()
    if queries.email_taken(email):
        raise EmailTaken
    user = User.objects.create(
        org_id=actor.org_id,
        email=email,
        display_name=details["display_name"],
        profession=details["profession"],
        language=details.get("language") or actor.language,
        is_supervisor=bool(details["is_supervisor"]),
        is_key_keeper=bool(details["is_key_keeper"]),
        short=organisation.new_short(),
    )
    Membership.objects.bulk_create(Membership(org_id=actor.org_id, team_id=team, user=user) for team in teams)
    token, expires = organisation.invite(actor, user, _with_keepers(details, rings))
    folders.note(actor, "colleague.invite", user.id, detail=_detail(details, teams, rings))
    return user, Link(token, expires)


def _detail(details: dict[str, Any], teams: Iterable[UUID], rings: Iterable[Wanted]) -> dict[str, Any]:
    return {
        **{name: details[name] for name in DETAILS if name in details},
        "teams": sorted(str(team) for team in teams),
        "rings": sorted(f"{team or 'organisation'}/{name}" for team, name in rings),
    }


def change(
    actor: Actor, user_id: UUID, details: dict[str, Any], team_ids: Iterable[UUID], rings: Iterable[Wanted]
) -> None:
    """Another profession, other teams, rights and rings; from the colleague's next request on.

    Raises LastKeyKeeper, LastHolder, MissingRecipient.
    """
    actor.require_key_keeper("colleague.change")
    teams = _check_teams(actor, team_ids, rings)
    # One change at a time in an organisation, so that two can't remove the last two key keepers.
    Organisation.objects.select_for_update().get(id=actor.org_id)
    user = _colleague(actor, user_id, "colleague.change")
    if user.is_key_keeper and not details["is_key_keeper"]:
        others = User.objects.filter(org_id=actor.org_id, is_active=True, is_key_keeper=True).exclude(
            id=user.id
        )
        able = holders.holders(actor.org_id).get((None, people.KEEPERS), set())
        if not any(other.id in able for other in others):
            raise LastKeyKeeper
    for name in ("display_name", "profession", "is_supervisor", "is_key_keeper"):
        setattr(user, name, details[name])
    user.save(update_fields=["display_name", "profession", "is_supervisor", "is_key_keeper"])
    Membership.objects.filter(org_id=actor.org_id, user=user).exclude(team_id__in=teams).delete()
    Membership.objects.bulk_create(
        [Membership(org_id=actor.org_id, team_id=team, user=user) for team in teams], ignore_conflicts=True
    )
    given, taken = holders.set_rings(actor, user, _with_keepers(details, rings))
    detail = _detail(details, teams, rings) | {
        "given": sorted(f"{team or 'organisation'}/{name}" for team, name in given),
        "taken": sorted(f"{team or 'organisation'}/{name}" for team, name in taken),
    }
    folders.note(actor, "colleague.change", user.id, detail=detail)


def _colleague(actor: Actor, user_id: UUID, verb: str) -> User:
    user = User.objects.filter(id=user_id, org_id=actor.org_id).first()
    if user is None:
        raise Refused(verb, user_id)
    return user


def new_link(actor: Actor, user_id: UUID) -> Link:
    """Another link for a colleague who never came; the former one stops working. Raises Refused if they did."""
    user = _colleague(actor, user_id, "colleague.invite")
    rings = organisation.rings_of_user(actor.org_id, user.id)
    if not holders.withdraw(actor, user):
        raise Refused("colleague.invite", user_id)
    token, expires = organisation.invite(actor, user, rings)
    folders.note(actor, "colleague.invite_again", user.id)
    return Link(token, expires)


def cancel(actor: Actor, user_id: UUID) -> bool:
    """Take back an invitation. False if the colleague has joined meanwhile."""
    user = _colleague(actor, user_id, "colleague.cancel")
    detail = {"display_name": user.display_name, "email": user.email}
    if not holders.withdraw(actor, user):
        return False
    Membership.objects.filter(user=user).delete()
    user.delete()
    folders.note(actor, "colleague.cancel", user_id, detail=detail)
    return True


def reset(actor: Actor, user_id: UUID, *, second_factor: bool) -> Link:
    """A one-time link and a new key, which opens nothing until others give the rings back. Sessions end."""
    user = _colleague(actor, user_id, "colleague.reset")
    if user.id == actor.user_id:
        raise Refused("colleague.reset", user_id)
    token, expires = organisation.reset(actor, user)
    queries.delete_sessions(user.id)
    for path in settings.ACASA_AFTER_RESET:
        import_string(path)(actor, user.id)
    if second_factor:
        factors.remove_all(user.id)
    folders.note(actor, "colleague.reset", user.id, detail={"second_factor": second_factor})
    return Link(token, expires)


def regrant(actor: Actor, user_id: UUID) -> list[str]:
    """Vouch for a colleague who waits: the first one gives `essentials`, the second one the rest."""
    user = _colleague(actor, user_id, "colleague.regrant")
    given = organisation.regrant(actor, user.id)
    folders.note(actor, "colleague.regrant", user.id, detail={"given": given})
    return given


def regrant_with_kit(actor: Actor, user_id: UUID, seed: bytes) -> list[str]:
    """With the recovery kit, everything at once. Raises Tampered if it is not this organisation's."""
    user = _colleague(actor, user_id, "kit.regrant")
    given = organisation.restore_with_kit(actor, seed, user.id)
    folders.note(actor, "kit.regrant", user.id, detail={"given": given})
    return given


def add_team(actor: Actor, name: str) -> Team | None:
    """A team with rings of its own, which its maker holds first. None if the name is taken."""
    actor.require_key_keeper("team.create")
    actor.require_keyring()
    if Team.objects.filter(org_id=actor.org_id, name__iexact=name).exists():
        return None
    team = Team.objects.create(org_id=actor.org_id, name=name)
    organisation.add_team(actor, team)
    folders.note(actor, "team.create", team.id, detail={"name": name})
    return team


# --- joining


def link_owner(token: str) -> User | None:
    """The colleague whose link this is, while it is good."""
    key = locks.find_link(token)
    return key.user if key is not None and key.user.is_active else None


def join(request: HttpRequest, token: str, new_password: str) -> User | None:
    """Spend a one-time link and come in (or as far as the second factor). None if it is no good. Raises Busy."""
    user = link_owner(token)
    if user is None:
        return None
    with scoped(user.org_id):
        bundle: Bundle | None = locks.use_link(token, new_password)
        if bundle is not None:
            audit.append(actor_id=user.id, verb="colleague.join", subject_id=user.id)
    if bundle is None:
        return None
    queries.delete_sessions(user.id)
    sign_in.admit(request, user, bundle, user.email)
    return user


# --- one's own account


def choose_language(user_id: UUID, language: str) -> None:
    """The language of a colleague's pages from now on."""
    User.objects.filter(id=user_id).update(language=language)


def change_password(request: HttpRequest, actor: Actor, old: str, new: str) -> bool:
    """A new password; all other sessions end. False if the old one is wrong. Raises Busy, and Throttled after five."""
    name = request.session.token_hash.hex()  # type: ignore[attr-defined]
    if not limits.spend(limits.PROOF, name):
        raise sign_in.Throttled
    if not organisation.change_password(actor, old, new):
        audit.append(
            actor_id=actor.user_id, verb="password.change", subject_id=actor.user_id, outcome="failed"
        )
        return False
    limits.forget(limits.PROOF, name)
    audit.append(actor_id=actor.user_id, verb="password.change", subject_id=actor.user_id)
    end_other_sessions(request, actor)
    return True


def end_other_sessions(request: HttpRequest, actor: Actor) -> int:
    """End all sessions but this one, which gets a new token; how many ended."""
    ended = queries.delete_sessions(actor.user_id, but=request.session.token_hash)  # type: ignore[attr-defined]
    request.session.cycle_key()
    audit.append(actor_id=actor.user_id, verb="session.end_others", subject_id=actor.user_id)
    return ended
