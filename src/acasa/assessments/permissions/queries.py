"""Instruments as this organisation may use them. The first argument is the actor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.utils import timezone

from acasa.assessments import library
from acasa.assessments.models import Permission
from acasa.assessments.permissions import rules
from acasa.assessments.scoring.model import Instrument
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people.models import User
from acasa.questionnaires.engine.model import Form
from acasa.questionnaires.engine.reading import read


@dataclass(frozen=True)
class Granted:
    """One permission of the organisation's."""

    id: UUID
    slug: str
    version: str
    granted_by: str
    scope: str
    reference: str
    until: date | None
    recorded_by: str
    recorded_at: datetime
    form_name: str
    ended_by: str
    ended_at: datetime | None

    @property
    def ended(self) -> bool:
        return self.ended_at is not None

    @property
    def has_form(self) -> bool:
        return bool(self.form_name)

    @property
    def in_force(self) -> bool:
        return rules.in_force(self, timezone.localdate())


@dataclass(frozen=True)
class Entry:
    """An instrument and how it stands."""

    instrument: Instrument
    standing: str
    grants: tuple[Granted, ...] = field(default=())

    @property
    def usable(self) -> bool:
        return self.standing in rules.USABLE


def _grants(actor: Actor, *, slug: str = "") -> dict[str, list[Granted]]:
    """By instrument, the newest first. Two statements: permissions, and the names of who wrote them."""
    rows = Permission.objects.filter(org_id=actor.org_id).defer("form").order_by("-recorded_at", "-id")
    if slug:
        rows = rows.filter(slug=slug)
    found = list(rows)
    ids = {row.recorded_by for row in found} | {row.ended_by for row in found if row.ended_by}
    users = User.objects.filter(org_id=actor.org_id, id__in=ids).values_list("id", "display_name")
    names: dict[UUID | None, str] = {None: "", **dict(users)}
    granted: dict[str, list[Granted]] = {}
    for row in found:
        granted.setdefault(row.slug, []).append(
            Granted(
                row.id, row.slug, row.version, row.granted_by, row.scope, row.reference, row.until,
                names.get(row.recorded_by, ""), row.recorded_at, row.form_name, names.get(row.ended_by, ""), row.ended_at,
            )  # fmt: skip
        )
    return granted


def _entry(instrument: Instrument, grants: Iterable[Granted]) -> Entry:
    found = tuple(grants)
    return Entry(instrument, rules.standing(instrument.licence, found, timezone.localdate()), found)


def entries(actor: Actor) -> list[Entry]:
    """The library, in its newest versions, by title."""
    granted = _grants(actor)
    return [_entry(one, granted.get(one.slug, ())) for one in library.newest().values()]


def entry(actor: Actor, slug: str) -> Entry:
    """One of them. Refused when the library has none of that name."""
    instrument = library.newest().get(slug)
    if instrument is None:
        raise Refused("instrument.open")
    return _entry(instrument, _grants(actor, slug=slug).get(slug, ()))


@lru_cache(maxsize=32)
def _read(content: bytes, name: str) -> Form:
    return read(content, name)


def own_form(actor: Actor, instrument: Instrument, *, now: bool) -> Form | None:
    """The form that the organisation added, of a permission in force; any that was added when not `now`.

    What was answered while a permission held stays readable after it: it is her record.
    """
    rows = Permission.objects.filter(
        org_id=actor.org_id, slug=instrument.slug, version=instrument.version
    ).exclude(form_name="")
    today = timezone.localdate()
    for row in rows.order_by("-form_at", "-id"):
        grant = rules.PlainGrant(row.until, row.ended_at is not None, True)
        if not now or rules.in_force(grant, today):
            return _read(bytes(row.form), row.form_name)
    return None


def may_render(actor: Actor, instrument: Instrument) -> bool:
    """May its items be shown now? One statement, none for free ones."""
    return instrument.licence.free or own_form(actor, instrument, now=True) is not None
