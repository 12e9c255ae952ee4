"""What those who look after the keys read: the state of the kit, and the record with its details."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from acasa.accounts import queries, words
from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.vault import folders, organisation, tokens

kit_state = organisation.kit_state


def kit_unproved(org_id: UUID) -> bool:
    """Whether nobody has shown yet that the recovery kit is on paper."""
    return kit_state(org_id).kit_proved_at is None


@dataclass(frozen=True)
class Line:
    """An entry of the record in words."""

    at: datetime
    who: str
    what: Any
    about: str
    outcome: Any
    tone: str
    detail: str


def lines(actor: Actor, entries: Iterable[Any]) -> list[Line]:
    """Entries in words. Details are opened for those who hold the record's ring; that they were read is noted."""
    rows = list(entries)
    colleagues = queries.names_and_numbers(actor.org_id)
    names = {user_id: name for user_id, name, _short in colleagues}
    known = _verb_words()
    teams = {str(team_id): name for team_id, name in queries.teams(actor.org_id)}
    by_text = {
        "organisation": _("The organisation"),
        **teams,
        **dict(queries.professions()),
    }
    by_key = {
        "worker": {str(short): name for _id, name, short in colleagues},
        "language": {code: get_language_info(code)["name_translated"] for code, _name in settings.LANGUAGES},
    }
    told = _detail_words()
    may_open = actor.keyring is not None and actor.keyring.holds(None, people.AUDIT)
    found = []
    for row in rows:
        detail = ""
        if may_open and row.detail:
            detail = _detail(actor, bytes(row.detail), by_text, by_key, told)
        outcome, tone = words.OUTCOMES.get(row.outcome, (row.outcome, "grey"))
        found.append(
            Line(
                row.at,
                _name(names, row.actor_id),
                known.get(row.verb, row.verb),
                _name(names, row.subject_id) if row.subject_id != row.actor_id else "",
                outcome,
                tone,
                detail,
            )
        )
    audit.append(actor_id=actor.user_id, verb="audit.read")
    return found


def verbs(org_id: UUID) -> list[tuple[str, Any]]:
    """Acts that occur in the record, with their words."""
    known = _verb_words()
    return sorted(
        ((name, known.get(name, name)) for name in queries.verbs(org_id)), key=lambda pair: str(pair[1])
    )


def _verb_words() -> dict[str, Any]:
    """Words of this slice and of those that the setting lists (dotted paths of dictionaries)."""
    found = dict(words.VERBS)
    for path in getattr(settings, "ACASA_RECORD_VERBS", ()):
        found.update(import_string(path))
    return found


def _name(names: dict[UUID, str], user_id: UUID | None) -> str:
    return names.get(user_id, "") if user_id else ""


def _detail_words() -> dict[str, Any]:
    """Of this slice, and of those that the setting lists: a label, or a label and how a value is said."""
    found = dict(words.DETAILS)
    for path in getattr(settings, "ACASA_RECORD_DETAILS", ()):
        found.update(import_string(path))
    return found


def _detail(
    actor: Actor,
    sealed: bytes,
    names: dict[str, str],
    by_key: dict[str, dict[str, str]],
    told: dict[str, Any],
) -> str:
    try:
        content = folders.open_detail(actor, sealed)
    except tokens.SealingError:
        return "—"
    said = []
    for key, value in content.items():
        if value in ("", [], None, False):
            continue
        entry = told.get(key, key.replace("_", " "))
        label, say = entry if isinstance(entry, tuple) else (entry, None)
        shown = _said(value, say, by_key.get(key, {})) if say else _plain(value, by_key.get(key, names))
        if shown:
            said.append(f"{label}: {shown}")
    return "; ".join(said)


def _said(value: Any, say: Any, names: dict[str, str]) -> str:
    """A value in the reader's words; empty where its slice says that it is no news."""
    spoken = [say(item) for item in (value if isinstance(value, list) else [value])]
    return ", ".join(names.get(str(item), str(item)) for item in spoken if item not in ("", None))


def _plain(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item, names) for item in value)
    if value is True:
        return _("yes")
    text = str(value)
    owner, mark, ring = text.partition("/")
    if mark and ring in words.SHORT:
        return f"{names.get(owner, owner)}: {words.SHORT[ring]}"
    return str(words.SHORT[text]) if text in words.SHORT else names.get(text, text)
