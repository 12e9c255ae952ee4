"""What accounts read: colleagues, teams, sessions, second factors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils import timezone

from acasa.accounts.models import SecondFactor, Session
from acasa.audit.models import Entry
from acasa.people.models import Membership, Organisation, Profession, Team, User
from acasa.vault import holders, organisation


def active_user(user_id: UUID) -> User | None:
    """A colleague who may sign in, with the organisation."""
    # By hand, as each request asks it: the ORM takes five times as long over it as PostgreSQL.
    sql, of_user, of_org = _user_statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [user_id])
        row = cursor.fetchone()
    if row is None:
        return None
    user = User.from_db(connection.alias, of_user, row[: len(of_user)])
    user.org = Organisation.from_db(connection.alias, of_org, row[len(of_user) :])
    return user


@cache
def _user_statement() -> tuple[str, list[str], list[str]]:
    """The statement, and the attributes of colleague and organisation in its order."""
    columns, names = [], []
    for letter, model in (("u", User), ("o", Organisation)):
        fields = model._meta.concrete_fields
        columns += [f'{letter}."{field.column}"' for field in fields]
        names.append([field.attname for field in fields])
    sql = (
        f'select {", ".join(columns)} from "{User._meta.db_table}" u '  # noqa: S608  own names
        f'join "{Organisation._meta.db_table}" o on o.id = u.org_id where u.id = %s and u.is_active'
    )
    return sql, names[0], names[1]


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


def professions() -> list[tuple[str, str]]:
    """Codes and names."""
    return [(str(code), str(label)) for code, label in Profession.choices]


def delete_sessions(user_id: UUID, *, but: bytes = b"") -> int:
    """End a colleague's sessions, all or all but one; how many."""
    deleted, _rows = Session.objects.filter(user_id=user_id).exclude(token_hash=but).delete()
    return deleted


def email_taken(email: str) -> bool:
    """Whether any colleague of the installation has this e-mail."""
    return User.objects.filter(email=email).exists()


@dataclass(frozen=True)
class ColleagueRow:
    """A line of the list of colleagues."""

    user: User
    teams: tuple[str, ...]
    state: str  # active | invited | expired | reset | waiting | inactive
    link_ends: datetime | None
    has_factor: bool
    has_card: bool


def colleagues(org_id: UUID) -> list[ColleagueRow]:
    """Everybody of the organisation, in a fixed number of queries."""
    users = list(User.objects.filter(org_id=org_id).order_by("display_name", "id"))
    teams: dict[UUID, list[str]] = defaultdict(list)
    for user_id, name in (
        Membership.objects.filter(org_id=org_id).order_by("team__name").values_list("user_id", "team__name")
    ):
        teams[user_id].append(name)
    factors = set(SecondFactor.objects.filter(user__org_id=org_id).values_list("user_id", flat=True))
    locks = holders.lock_kinds(org_id)
    waiting = organisation.awaiting(org_id)
    before = holders.joined_before(org_id)
    rows = []
    for user in users:
        kinds = locks.get(user.id, {})
        ends = kinds.get("link")
        rows.append(
            ColleagueRow(
                user,
                tuple(teams[user.id]),
                _state(user, kinds, waiting=user.id in waiting, before=user.id in before),
                ends if "password" not in kinds else None,
                user.id in factors,
                "card" in kinds,
            )
        )
    return rows


def _state(user: User, kinds: dict[str, datetime | None], *, waiting: bool, before: bool) -> str:
    if not user.is_active:
        return "inactive"
    if "password" not in kinds and before:
        return "reset"
    if "password" not in kinds:
        ends = kinds.get("link")
        return "invited" if ends and ends > timezone.now() else "expired"
    return "waiting" if waiting else "active"


def colleague(org_id: UUID, user_id: UUID) -> ColleagueRow | None:
    """One of them; None for another organisation's."""
    return next((row for row in colleagues(org_id) if row.user.id == user_id), None)


def teams(org_id: UUID) -> list[tuple[UUID, str]]:
    return list(Team.objects.filter(org_id=org_id).order_by("name").values_list("id", "name"))


def ring_holders(org_id: UUID) -> list[tuple[str, str, int]]:
    """Team (empty for the organisation's own), compartment, and how many hold it; the emptiest first."""
    names = dict(teams(org_id))
    rows = [
        (names.get(team_id, "") if team_id else "", compartment, len(users))
        for (team_id, compartment), users in holders.holders(org_id).items()
    ]
    return sorted(rows, key=lambda row: (row[2], row[0], row[1]))


def key_keepers(org_id: UUID) -> list[str]:
    rows = User.objects.filter(org_id=org_id, is_active=True, is_key_keeper=True)
    return list(rows.order_by("display_name").values_list("display_name", flat=True))


def sessions(user_id: UUID) -> list[Session]:
    """Live sessions of a colleague, the last seen first."""
    rows = Session.objects.filter(user_id=user_id, expires__gt=timezone.now())
    return list(rows.defer("body", "key").order_by("-seen_at"))


def entries(org_id: UUID, *, verb: str = "", page: Any = 1, size: int = 25) -> Page[Entry]:
    """The organisation's record, the newest first."""
    rows = Entry.objects.filter(org_id=org_id).order_by("-seq")
    return Paginator(rows.filter(verb=verb) if verb else rows, size).get_page(page)


def verbs(org_id: UUID) -> list[str]:
    return list(
        Entry.objects.filter(org_id=org_id).values_list("verb", flat=True).distinct().order_by("verb")
    )


def names_and_numbers(org_id: UUID) -> list[tuple[UUID, str, int]]:
    """Colleagues with the short number by which lists name them."""
    return list(User.objects.filter(org_id=org_id).values_list("id", "display_name", "short"))


def names(org_id: UUID) -> dict[UUID, str]:
    """Names of colleagues by id."""
    return dict(User.objects.filter(org_id=org_id).values_list("id", "display_name"))
