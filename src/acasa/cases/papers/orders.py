"""What somebody asks for when a paper is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from acasa.cases.papers import rules


@dataclass(frozen=True)
class Order:
    """One paper: which, in which language, with whose name, and what was typed and ticked for it.

    `drawings` are signatures as SVG, by who signed (see rules.SIGNERS).
    """

    what: str
    language: str
    names: str = rules.WORKING_NAME
    safe: str = rules.NOT_ASKED
    instead: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    guardian: bool = False
    drawings: Mapping[str, str] = field(default_factory=dict)

    @property
    def without_names(self) -> bool:
        return rules.names_on_it(self.names, self.safe, self.instead) == rules.CODE_ONLY

    def said(self, name: str) -> str:
        """What was typed into a field of the form."""
        return str(self.typed.get(name) or "").strip()
