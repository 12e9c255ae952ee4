"""What a checked row becomes: the records of a person and of a case, and what they say together.

Nothing that stood in the row is lost: what has no room of its own yet goes to records of the kind "imported",
under the name of its column, in the compartment that its field or column belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from acasa import vocabularies
from acasa.cases import rules
from acasa.cases.imports.fields import FIELDS
from acasa.cases.imports.rows import ImportRow, plain
from acasa.cases.trafficking.rules import bringing
from acasa.people import rules as people

Plain = dict[str, Any]

_CLOSED: Final = frozenset({"Closed", "ClosedReferred"})
# As long as the forms of these fields allow; what is longer is also kept whole, as imported.
_ROOM: Final = {
    "working_name": 80,
    "given_name": 100,
    "family_name": 100,
    "patronymic": 100,
    "safe_phone": 200,
    "safe_hours": 200,
    "code_word": 200,
    "must_not_know": 500,
    "document_number": 200,
    "address": 300,
    "next_step": 300,
    "health": 500,
}
# Whose folder holds what was brought in without a room of its own.
PERSON_PARTS: Final = (people.ESSENTIALS, people.IDENTITY, people.HEALTH)
_NOTES: Final = {"notes": people.CASEWORK, "health_notes": people.HEALTH, "legal_notes": people.LEGAL}


def pack(row: ImportRow) -> Plain:
    """A checked row as JSON, to be sealed between two pages: `n`umber, `v`alues, `i`mported, `p`roblems, ok."""
    return {
        "n": row.number,
        "ok": row.ok,
        "v": {key: plain(value) for key, value in row.values.items()},
        "i": {name: dict(cells) for name, cells in row.imported.items()},
        "p": [[each.code, each.severity, each.column, dict(each.params)] for each in row.problems],
    }


def shown_name(row: Plain) -> str:
    """Who a row is about, for the one who brings it in."""
    values = row["v"]
    parts = [values.get(key) for key in ("given_name", "patronymic", "family_name")]
    whole = " ".join(str(part) for part in parts if part)
    return whole or str(
        values.get("full_name") or values.get("working_name") or values.get("case_code") or ""
    )


def name_parts(row: Plain) -> list[str]:
    """All names of a row, for comparing: given, family, patronymic, the whole, other names."""
    values = row["v"]
    found = [str(values.get(key, "")) for key in ("given_name", "family_name", "patronymic")]
    if not any(found):
        found = [str(values.get("full_name", ""))]
    return [part for part in found if part]


def birth_year(row: Plain) -> str:
    birth = row["v"].get("birth")
    return str(birth["on"])[:4] if birth else ""


@dataclass
class Content:
    """A row as cases keep it. Records are pairs of compartment and data; their times are set by the import."""

    essentials: Plain = field(default_factory=dict)
    identity: Plain = field(default_factory=dict)
    risk: str = ""
    alerts: list[str] = field(default_factory=list)
    opened_on: date | None = None
    stage: str = rules.IDENTIFICATION
    source: str = ""
    former_code: str = ""
    is_open: bool = True
    closing: Plain | None = None
    stage_before: str = ""
    step: tuple[str, date] | None = None
    worker: UUID | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    # What is known of the trafficking, as its record keeps it, and the roles of somebody who took part.
    trafficking: Plain = field(default_factory=dict)
    party_roles: list[str] = field(default_factory=list)
    # Compartment to {"values": {column: text}, "fields": {field: codes}}.
    imported: dict[str, Plain] = field(default_factory=dict)


class _Row:
    """Takes the values of a row one by one; what nobody took is left over."""

    def __init__(self, row: Plain, headers: Mapping[str, str], language: str) -> None:
        self.values: Plain = dict(row["v"])
        self.headers = headers
        self.language = language
        self.imported: dict[str, Plain] = {
            name: {"values": dict(cells)} for name, cells in row["i"].items() if cells
        }

    def take(self, key: str) -> Any:
        return self.values.pop(key, None)

    def text(self, key: str) -> str:
        """A text as long as its field allows; a longer one is also left over."""
        value = self.take(key)
        return "" if value is None else self.fit(key, str(value))

    def fit(self, key: str, text: str, room: str = "") -> str:
        longest = _ROOM.get(room or key, 0)
        if not longest or len(text) <= longest:
            return text
        self.leave(key, text)
        return text[: longest - 1] + "…"

    def first(self, *keys: str) -> str:
        """The first code of lists of codes; the lists are left over when they say more."""
        found = ""
        for key in keys:
            codes = self.take(key) or []
            if codes and not found:
                found, *rest = codes
                if rest:
                    self.leave(key, codes)
            elif codes and codes != [found]:
                self.leave(key, codes)
        return found

    def header(self, key: str) -> str:
        return self.headers.get(key) or FIELDS[key].label

    def leave(self, key: str, value: Any) -> None:
        """Keep a value as imported: in words to be read, and as codes for a room to come."""
        entry = self.imported.setdefault(FIELDS[key].compartment, {"values": {}})
        words = self._words(key, value)
        column, number = self.header(key), 2
        while entry["values"].get(column, words) != words:
            column, number = f"{self.header(key)} ({number})", number + 1
        entry["values"][column] = words
        if FIELDS[key].kind not in ("text", "long_text"):
            entry.setdefault("fields", {})[key] = value

    def _words(self, key: str, value: Any) -> str:
        if isinstance(value, bool):
            return yes_no_word(value, self.language)
        if isinstance(value, dict):
            return ("≈ " if value.get("approximate") else "") + str(value.get("on", ""))
        items = value if isinstance(value, list) else [value]
        if FIELDS[key].vocabulary:
            vocabulary = vocabularies.load(FIELDS[key].vocabulary)
            return "; ".join(vocabulary.label(str(code), self.language) for code in items)
        return "; ".join(str(each["typed"]) if isinstance(each, dict) else str(each) for each in items)

    def leave_rest(self) -> None:
        for key, value in self.values.items():
            self.leave(key, value)
        self.values = {}


def yes_no_word(value: bool, language: str) -> str:
    """Yes or no in the language of whoever brings the table in: data, like the cells around it."""
    words = {"ro": ("da", "nu"), "ru": ("да", "нет")}.get(language, ("yes", "no"))
    return words[0] if value else words[1]


def read(row: Plain, headers: Mapping[str, str], language: str) -> Content:
    """The content of a packed row. `headers`: field to the column that it came from; `language`: of labels."""
    source = _Row(row, headers, language)
    made = Content()
    made.former_code = str(source.take("case_code") or "")
    _identity(source, made)
    _essentials(source, made)
    _course(source, made)
    _trafficking(source, made)
    for key, compartment in _NOTES.items():
        text = source.take(key)
        if text:
            made.notes.append((compartment, str(text)))
    worker = source.take("worker")
    made.worker = UUID(worker) if worker else None
    source.leave_rest()
    made.imported = source.imported
    return made


def _identity(source: _Row, made: Content) -> None:
    full = str(source.take("full_name") or "")
    known: Plain = {
        "given": source.text("given_name"),
        "family": source.text("family_name"),
        "patronymic": source.text("patronymic"),
    }
    others = [line.strip() for line in str(source.take("other_names") or "").splitlines() if line.strip()]
    parts = " ".join(known.values()).casefold()
    if full and not all(word.strip(",").casefold() in parts for word in full.split()):
        others.insert(0, full)
    known["other_names"] = list(dict.fromkeys(others))
    birth = source.take("birth")
    if birth:
        on = str(birth["on"])
        exact = len(on) in (4, 10)
        known["birth_date"] = on if exact else on[:4]
        if birth.get("approximate") or not exact:
            known["birth_estimated"] = True
        if not exact:
            source.leave("birth", birth)
    known["gender"] = source.take("gender") or ""
    known["nationality"] = source.first("nationality", "citizenship")
    kind, number = source.take("document_type"), source.text("document_number")
    label = vocabularies.load("document_types").label(str(kind), source.language) if kind else ""
    known["document"] = " ".join(part for part in (label, number) if part)[: _ROOM["document_number"]]
    known["home_place"] = source.text("address")
    made.identity = {name: value for name, value in known.items() if value}


def _essentials(source: _Row, made: Content) -> None:
    phones = source.take("safe_phone") or []
    contact = source.fit("safe_phone", "; ".join(str(each["typed"]) for each in phones))
    channel = source.first("safe_channel")
    health = [
        f"{source.header(key)}: {text}"
        for key in ("allergies", "medicines", "whom_to_call")
        if (text := str(source.take(key) or ""))
    ]
    known: Plain = {
        "working_name": source.text("working_name")
        or made.identity.get("given", "")
        or made.former_code[:80],
        "language": source.first("languages"),
        # A number that is said to be safe is safe to call, unless the table names another way.
        "channel": channel or ("phone" if contact else ""),
        "contact": contact,
        "hours": source.text("safe_hours"),
        "code_word": source.text("code_word"),
        "must_not_know": source.text("must_not_know"),
        "health_now": source.fit("allergies", "\n".join(health), "health"),
    }
    made.essentials = {name: value for name, value in known.items() if value}
    made.risk = source.take("risk_level") or ""
    made.alerts = list(source.take("alerts") or [])


def _trafficking(source: _Row, made: Content) -> None:
    """Facts of the trafficking go where the pages keep them; an event without its kind is left over."""
    made.trafficking, used = bringing.facts_of(source.values)
    for key in used:
        source.take(key)
    made.party_roles = list(source.take("party_roles") or [])


def _course(source: _Row, made: Content) -> None:
    opened, closed = source.take("opened"), source.take("closed")
    referred = source.values.get("referral_date")
    since = opened or referred
    made.opened_on = date.fromisoformat(since) if since else None
    made.source = str(source.take("referral_source") or "")
    status = source.take("status")
    stage = source.take("stage") or rules.IDENTIFICATION
    made.is_open = not (closed or status in _CLOSED or stage == rules.AFTER_CLOSURE)
    if status and (status == "FollowUp" or (status == "Active") != made.is_open):
        source.leave("status", status)
    made.stage = stage if made.is_open else rules.AFTER_CLOSURE
    if not made.is_open:
        reason = source.take("closing_reason")
        if not reason and status == "ClosedReferred":
            reason = "transferred_other_service"
        made.closing = {"reason": reason or "", "on": closed or "", "words": ""}
        made.stage_before = stage if stage != rules.AFTER_CLOSURE else rules.IDENTIFICATION
        return
    due, text = source.values.get("next_step_due"), source.values.get("next_step")
    if due:
        # A day without words is still a day that somebody must not forget.
        source.take("next_step_due")
        words = source.text("next_step") if text else source.header("next_step_due")
        made.step = (words, date.fromisoformat(due))
