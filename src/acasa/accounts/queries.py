"""What accounts read: colleagues, teams, sessions, second factors."""

from __future__ import annotations

from uuid import UUID

from acasa.accounts.models import SecondFactor
from acasa.people.models import Membership, Organisation, User


def active_user(user_id: UUID) -> User | None:
    """A colleague who may sign in, with the organisation."""
    return User.objects.select_related("org").filter(id=user_id, is_active=True).first()


def user_by_email(email: str) -> User | None:
    """The active colleague of an e-mail address, in any case."""
    return User.objects.select_related("org").filter(email=email.strip().lower(), is_active=True).first()


def team_ids(user_id: UUID) -> frozenset[UUID]:
    """Teams of a colleague; needs the organisation's scope."""
    return frozenset(Membership.objects.filter(user_id=user_id).values_list("team_id", flat=True))


def any_organisation() -> bool:
    """Whether the first run is over."""
    return Organisation.objects.exists()


def has_second_factor(user_id: UUID) -> bool:
    """Whether a colleague must show more than the password."""
    return SecondFactor.objects.filter(user_id=user_id).exists()
