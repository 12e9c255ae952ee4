"""The first run: an organisation, its first team and key keeper, and a recovery kit that was really kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import connection
from django.http import HttpRequest

from acasa.accounts import queries, setup
from acasa.accounts.services import sign_in
from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.people.models import Membership, Organisation, Team, User
from acasa.vault import kit, organisation, tokens

SETUP = "setup"
KIT = "kit"
# Founding is done once; the lock keeps two browsers from doing it at the same moment.
_LOCK = 0x61636173


@dataclass(frozen=True)
class Kit:
    """A recovery kit that waits in the session to be printed and proved."""

    text: str
    shares: tuple[str, ...]
    questions: tuple[tuple[int, int], ...]


class AlreadyFounded(Exception):
    """Somebody else was first."""


def begin(request: HttpRequest, token: str) -> bool:
    """Open the pages of the first run for this visitor if the token is right."""
    if not setup.is_token(token):
        return False
    request.session.cycle_key()
    request.session[SETUP] = {}
    return True


def answers(request: HttpRequest) -> dict[str, Any] | None:
    """What was typed so far; None if this visitor did not come with the token, or the first run is over."""
    held = request.session.get(SETUP)
    return None if held is None or queries.any_organisation() else dict(held)


def keep(request: HttpRequest, **values: Any) -> None:
    request.session[SETUP] = {**request.session.get(SETUP, {}), **values}


def found(request: HttpRequest, person: dict[str, Any], password: str) -> User:
    """Make everything, sign the first key keeper in, and leave the kit in the session. Raises AlreadyFounded, Busy."""
    typed = request.session[SETUP]
    org_id = uuid4()
    with scoped(org_id):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        if queries.any_organisation():
            raise AlreadyFounded
        org = Organisation.objects.create(
            id=org_id,
            name=typed["name"],
            case_prefix=typed["case_prefix"],
            country=typed["country"],
            language=typed["language"],
            time_zone=typed["time_zone"],
        )
        team = Team.objects.create(org=org, name=typed["team"])
        user = User.objects.create(
            org=org,
            email=person["email"],
            display_name=person["display_name"],
            profession=person["profession"],
            language=typed["language"],
            is_supervisor=True,
            is_key_keeper=True,
            short=organisation.new_short(),
        )
        Membership.objects.create(org=org, team=team, user=user)
        founded = organisation.found(org, user, password, teams=[team], in_shares=typed["in_shares"])
        audit.append(actor_id=user.id, verb="organisation.found", subject_id=user.id)
    setup.finish()
    sign_in.enter(request, user, founded.bundle, enrol=sign_in.must_enrol(user.id))
    request.session.pop(SETUP, None)
    show_kit(request, founded.kit_seed, in_shares=typed["in_shares"])
    return user


def show_kit(request: HttpRequest, seed: bytes, *, in_shares: bool) -> None:
    """Put a kit into the session, with what will be asked of it."""
    shares = tokens.kit_shares(seed) if in_shares else []
    pick = secrets.SystemRandom()
    if in_shares:
        chosen = sorted(pick.sample(range(3), 2))
        questions = [(share, word) for share in chosen for word in sorted(pick.sample(range(33), 2))]
    else:
        questions = [(0, group) for group in sorted(pick.sample(range(14), 2))]
    request.session[KIT] = {"text": tokens.kit_text(seed), "shares": shares, "questions": questions}


def kit_in_hand(request: HttpRequest) -> Kit | None:
    """The kit that this session still shows."""
    held = request.session.get(KIT)
    if held is None:
        return None
    return Kit(held["text"], tuple(held["shares"]), tuple((share, word) for share, word in held["questions"]))


def prove_kit(request: HttpRequest, actor: Actor, typed: list[str]) -> list[bool]:
    """Which answers are right. All right: the kit is proved and shown no more."""
    held = kit_in_hand(request)
    if held is None:
        return [False for _ in typed]
    right = []
    for (share, place), answer in zip(held.questions, typed, strict=True):
        if held.shares:
            right.append(answer.strip().lower() == held.shares[share].split()[place])
        else:
            right.append(tokens.normalise_code(answer) == tokens.normalise_code(held.text.split("-")[place]))
    if right and all(right):
        organisation.kit_proved(actor.org_id)
        audit.append(actor_id=actor.user_id, verb="kit.proved")
        request.session.pop(KIT, None)
    return right


def new_kit(request: HttpRequest, actor: Actor, *, in_shares: bool) -> None:
    """A new kit in place of one that was lost."""
    seed = kit.renew(actor, in_shares=in_shares)
    audit.append(actor_id=actor.user_id, verb="kit.renew")
    show_kit(request, seed, in_shares=in_shares)


def read_kit(key: str, shares: list[str]) -> bytes:
    """The seed of a typed kit. Raises Mistyped, TooFewShares, DifferentKits."""
    given = [share for share in shares if share.strip()]
    return tokens.read_shares(given) if given else tokens.read_kit(key)


def drill_kit(actor: Actor, seed: bytes) -> bool:
    """Try the kit, as one would a fire ladder."""
    right = kit.drill(actor, seed)
    audit.append(actor_id=actor.user_id, verb="kit.drill", outcome="done" if right else "failed")
    return right
