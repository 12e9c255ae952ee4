"""The session engine: the cookie holds a random token, the database its hash and a body sealed under it.

A copy of the database hands out no live session, even with the pepper. The open key stands in a column of its own;
see `SessionStore.key`.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import connection, transaction
from django.utils import timezone

from acasa.vault import tokens

# A visitor who has not signed in: long enough for the pages of the first run.
VISITOR = timedelta(hours=1)
# Fixed moment at which the session ends, whatever happens in it (the organisation's shift).
ENDS = "ends"
DEVICE = "device"


class SessionStore(SessionBase):
    """Sealed sessions in accounts_session."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._key: bytes | None = None
        self._key_changed = False
        self.seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        from acasa.accounts.models import Session

        return Session

    @property
    def _rows(self) -> Any:
        return self.get_model_class().objects

    def _get_new_session_key(self) -> str:
        return tokens.new_token()

    def load(self) -> dict[str, Any]:
        """The session's content; empty for a token that is unknown, expired or does not open the row."""
        self._key, self._key_changed, self.seen_at = None, False, None
        token = self.session_key or ""
        # By hand: each request begins with it.
        with connection.cursor() as cursor:
            cursor.execute(
                "select body, key, seen_at from accounts_session where token_hash = %s and expires > %s",
                [tokens.token_hash(token), timezone.now()],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        body, key, seen_at = row
        try:
            content: dict[str, Any] = json.loads(tokens.open_with_token(token, "session", bytes(body)))
            self._key = tokens.open_with_token(token, "session-key", bytes(key)) if key else None
        except tokens.SealingError:
            self._session_key = None
            return {}
        self.seen_at = seen_at
        return content

    def _content(self, *, no_load: bool = False) -> dict[str, Any]:
        content: dict[str, Any] = self._get_session(no_load=no_load)  # type: ignore[attr-defined]
        return content

    def exists(self, session_key: str) -> bool:
        return bool(self._rows.filter(token_hash=tokens.token_hash(session_key)).exists())

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the content. The key is written only if this very request set it, never because it was read."""
        if self.session_key is None:
            self.create()
            return
        content = self._content(no_load=must_create)
        now = timezone.now()
        user_id = content.get(SESSION_KEY)
        values: dict[str, Any] = {
            "body": tokens.seal_with_token(self.session_key, "session", json.dumps(content).encode()),
            "user_id": UUID(user_id) if user_id else None,
            "device": content.get(DEVICE, "")[:60],
            "expires": self.get_expiry_date(),
        }
        if self._key_changed or must_create:
            values["key"] = (
                tokens.seal_with_token(self.session_key, "session-key", self._key) if self._key else None
            )
        if self._key_changed or must_create or user_id is None:
            values["seen_at"] = now
        hashed = tokens.token_hash(self.session_key)
        with transaction.atomic():
            if must_create:
                self._rows.create(token_hash=hashed, **values)
            elif not self._rows.filter(token_hash=hashed).update(**values):
                raise UpdateError
        self._key_changed = False

    def delete(self, session_key: str | None = None) -> None:
        token = session_key or self.session_key
        if token:
            self._rows.filter(token_hash=tokens.token_hash(token)).delete()

    def cycle_key(self) -> None:
        """A new token for the same content and the same key."""
        content, former, key = self._content(), self.session_key, self._key
        self.create()
        self._session_cache = content
        self._key, self._key_changed = key, key is not None
        if former:
            self.delete(former)

    def clear(self) -> None:
        super().clear()
        self._key, self._key_changed = None, True

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """The end of the shift for those signed in; an hour for a visitor."""
        ends = self.get(ENDS)
        return datetime.fromisoformat(ends) if ends else timezone.now() + VISITOR

    def get_expire_at_browser_close(self) -> bool:
        """The cookie itself names no date; the row does."""
        return True

    @property
    def key(self) -> bytes | None:
        """What opens the vault: 16 bytes of the key's id, 128 of the bundle. None while locked."""
        self._content()
        return self._key

    @key.setter
    def key(self, value: bytes) -> None:
        self._content()
        self._key, self._key_changed, self.modified = value, True, True

    def lock(self) -> None:
        """Take the key away at once, not at the end of the request."""
        self._content()
        if self.session_key:
            self._rows.filter(token_hash=tokens.token_hash(self.session_key)).update(key=None)
        self._key, self._key_changed = None, False

    def touch(self) -> None:
        """The colleague is still here."""
        self.seen_at = timezone.now()
        if self.session_key:
            self._rows.filter(token_hash=tokens.token_hash(self.session_key)).update(seen_at=self.seen_at)

    @property
    def token_hash(self) -> bytes:
        """By which the list of own sessions knows this one."""
        return tokens.token_hash(self.session_key) if self.session_key else b""

    @classmethod
    def clear_expired(cls) -> None:
        cls.get_model_class().objects.filter(expires__lte=timezone.now()).delete()
