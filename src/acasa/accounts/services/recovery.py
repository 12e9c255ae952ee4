"""Ways back to a lost key: the recovery card, the recovery kit."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest

from acasa.accounts import limits, queries
from acasa.accounts.services import factors, sign_in
from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.people.models import User
from acasa.vault import locks, organisation, tokens

CARD = "card"
has_card = locks.has_card


def make_card(request: HttpRequest, actor: Actor) -> None:
    """A new card; the former one stops working. It waits in the session until it was printed."""
    keyring = actor.require_keyring()
    request.session[CARD] = locks.make_card(keyring.bundle)
    audit.append(actor_id=actor.user_id, verb="card.make", subject_id=actor.user_id)


def card_in_hand(request: HttpRequest) -> str | None:
    held: str | None = request.session.get(CARD)
    return held


def card_kept(request: HttpRequest) -> None:
    request.session.pop(CARD, None)


def _may_try(request: HttpRequest, email: str, verb: str) -> None:
    if not limits.spend(limits.RECOVERY_ADDRESS, limits.address(request)):
        sign_in.note_failure(email, "throttled", verb)
        raise sign_in.Throttled


def with_card(request: HttpRequest, email: str, secret: str, new_password: str) -> User | None:
    """A new password with the recovery card. Afterwards the second factor is asked as at any sign-in.

    None: wrong, whether or not the e-mail exists. Raises Throttled, Busy, Mistyped (a slip in the card's groups).
    """
    _may_try(request, email, "card.use")
    tokens.check_card(secret)
    user = queries.user_by_email(email)
    bundle = None
    if user is not None:
        with scoped(user.org_id):
            bundle = organisation.password_from_card(user, secret, new_password)
            if bundle is not None:
                audit.append(actor_id=user.id, verb="card.use", subject_id=user.id)
    if user is None or bundle is None:
        # As long as a right card takes, which ends in one Argon2 run.
        locks.open_with_password(None, new_password)
        sign_in.note_failure(email, "failed", "card.use")
        return None
    end_sessions(user)
    sign_in.admit(request, user, bundle, email)
    return user


def with_kit(request: HttpRequest, email: str, seed: bytes, new_password: str) -> User | None:
    """With the recovery kit a key keeper gets a new key, password and second factor.

    None: wrong, whether or not the e-mail exists. Raises Throttled, Busy.
    """
    _may_try(request, email, "kit.recover")
    user = queries.user_by_email(email)
    bundle = None
    if user is not None:
        with scoped(user.org_id):
            try:
                bundle = organisation.recover_with_kit(user, seed, new_password)
            except (Refused, tokens.Tampered):
                bundle = None
            else:
                factors.remove_all(user.id)
                audit.append(actor_id=user.id, verb="kit.recover", subject_id=user.id)
    if user is None or bundle is None:
        locks.open_with_password(None, new_password)
        sign_in.note_failure(email, "failed", "kit.recover")
        return None
    user.refresh_from_db()
    sign_in.admit(request, user, bundle, email)
    return user


def end_sessions(user: User) -> None:
    """Every session of the colleague ends with its next request."""
    user.session_stamp = uuid4()
    user.save(update_fields=["session_stamp"])
    queries.delete_sessions(user.id)


def restore_with_card(actor: Actor, secret: str) -> list[str] | None:
    """After a reset: the former card gives back what it opened. None if it opens nothing. Raises Mistyped."""
    tokens.check_card(secret)
    given = organisation.restore_with_card(actor, secret)
    audit.append(
        actor_id=actor.user_id,
        verb="card.restore",
        subject_id=actor.user_id,
        outcome="failed" if given is None else "done",
    )
    return given
