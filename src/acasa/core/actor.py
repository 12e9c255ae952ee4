"""Who acts: the first argument of every read and write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from acasa.core.errors import Refused, VaultLocked

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Actor:
    """A signed-in colleague for the length of one request or one command.

    `keyring` is the vault's (typed loosely because the vault stands above core); None while locked.
    """

    user_id: UUID
    org_id: UUID
    display_name: str
    profession: str
    language: str = "en"
    organisation_name: str = ""
    idle_minutes: int = 10
    is_supervisor: bool = False
    is_key_keeper: bool = False
    teams: frozenset[UUID] = frozenset()
    session_facts: Mapping[str, Any] = field(default_factory=dict)
    keyring: Any = None

    def require_keyring(self) -> Any:
        """The open keyring, or VaultLocked."""
        if self.keyring is None:
            raise VaultLocked
        return self.keyring

    def require_team(self, team_id: UUID, verb: str) -> None:
        if team_id not in self.teams:
            raise Refused(verb, team_id)

    def require_key_keeper(self, verb: str) -> None:
        if not self.is_key_keeper:
            raise Refused(verb)
