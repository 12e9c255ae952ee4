"""Colleagues and teams: invitation, rights, reset, and what each may change of the own account."""

from __future__ import annotations

from uuid import UUID

from acasa.people.models import User


def choose_language(user_id: UUID, language: str) -> None:
    """The language of a colleague's pages from now on."""
    User.objects.filter(id=user_id).update(language=language)
