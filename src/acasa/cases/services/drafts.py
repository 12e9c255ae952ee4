"""Unfinished forms and saved views: sealed to their author, gone when the form is sent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from acasa.cases.models import Draft
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.vault import drafts

_FORM_KINDS = (
    "open",
    "contact",
    "note",
    "essentials",
    "identity",
    "need",
    "challenge",
    "plan_goal",
    "kin",
    "visit",
    "appointment",
    "followup",
    "aid",
    "paper_safety",
    "paper_referral",
    "paper_summary",
    "partner_answer",
    "intake-safety",
    "intake-told",
    "intake-needs",
    "intake-wants",
    "intake-came",
    "intake-family",
    "intake-work",
    "intake-health",
    "intake-legal",
    "intake-report",
)


@cache
def form_kinds() -> frozenset[str]:
    """Kinds of forms that keep themselves, those of other parts included (ACASA_FORM_KINDS)."""
    return frozenset(_FORM_KINDS).union(*(import_string(path) for path in settings.ACASA_FORM_KINDS))


VIEW = "view"
VIEWS_AT_MOST = 20


def _name(kind: str, about: UUID | None) -> str:
    return f"{kind}:{about or ''}"


def keep(actor: Actor, *, kind: str, about: UUID | None, fields: Mapping[str, Any]) -> None:
    """Keep a form's fields until it is sent; the newest replaces the former."""
    with scope.scoped(actor.org_id):
        sealed = drafts.seal(actor, _name(kind, about), dict(fields))
        changed = Draft.objects.filter(author_id=actor.user_id, kind=kind, about=about).update(sealed=sealed)
        if not changed:
            Draft.objects.create(
                org_id=actor.org_id, author_id=actor.user_id, kind=kind, about=about, sealed=sealed
            )


def kept(actor: Actor, *, kind: str, about: UUID | None = None) -> dict[str, Any] | None:
    """The fields of an unfinished form of one's own."""
    row = Draft.objects.filter(author_id=actor.user_id, kind=kind, about=about).first()
    return drafts.open_(actor, _name(kind, about), bytes(row.sealed)) if row else None


def drop(actor: Actor, *, kind: str, about: UUID | None = None) -> None:
    """The form was sent, or its author does not want it."""
    with scope.scoped(actor.org_id):
        Draft.objects.filter(author_id=actor.user_id, kind=kind, about=about).delete()


def save_view(actor: Actor, *, name: str, query: str) -> None:
    """Keep a list's filters under a name of one's own. The same name replaces the former."""
    with scope.scoped(actor.org_id):
        for view_id, kept_name, _ in views(actor):
            if kept_name.casefold() == name.casefold():
                Draft.objects.filter(id=view_id, author_id=actor.user_id).delete()
        sealed = drafts.seal(actor, _name(VIEW, None), {"name": name, "query": query})
        Draft.objects.create(org_id=actor.org_id, author_id=actor.user_id, kind=VIEW, sealed=sealed)


def views(actor: Actor) -> list[tuple[UUID, str, str]]:
    """One's own saved views: id, name, query string."""
    rows = Draft.objects.filter(author_id=actor.user_id, kind=VIEW).order_by("saved_at")[:VIEWS_AT_MOST]
    opened = [(row.id, drafts.open_(actor, _name(VIEW, None), bytes(row.sealed))) for row in rows]
    return [(view_id, str(data["name"]), str(data["query"])) for view_id, data in opened]


def drop_view(actor: Actor, view_id: UUID) -> None:
    """Forget a saved view of one's own."""
    with scope.scoped(actor.org_id):
        Draft.objects.filter(id=view_id, author_id=actor.user_id, kind=VIEW).delete()
