"""The authentication backend: one Argon2 run proves the password and opens the key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from acasa.accounts import queries
from acasa.accounts.services import sign_in
from acasa.people.models import User


class VaultBackend(BaseBackend):
    """Finds the colleague of a session; a password without its key is no sign-in (see services.sign_in)."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_more: Any,
    ) -> User | None:
        """The colleague whose password this is. `user.opened` holds the bundle for the sign-in service."""
        if not username or not password:
            return None
        user, bundle = sign_in.check_password(username, password)
        if user is None or bundle is None:
            return None
        user.opened = bundle  # type: ignore[attr-defined]
        return user

    def get_user(self, user_id: Any) -> User | None:
        try:
            return queries.active_user(UUID(str(user_id)))
        except (ValueError, ValidationError):
            return None
