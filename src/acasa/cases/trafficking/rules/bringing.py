"""What a spreadsheet brought of the trafficking: straight into its record at the import, or later, value by value.

Pure. What was kept as imported has `values` (column to text as typed) and `fields` (field of the import to codes).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from acasa.cases.imports import headers, htcds
from acasa.cases.imports.dates import read_date
from acasa.cases.imports.fields import FIELDS
from acasa.cases.imports.values import read_codes
from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.rules.homes import EVENTS, OF_IMPORT
from acasa.vocabularies import load

EVENT_TYPE: Final = "event_type"
EVENT_PARTS: Final = ("event_country", "event_place", "event_date")
PARTY: Final = "party_roles"
# Fields that find a home here, those of an event included.
OURS: Final = frozenset({*OF_IMPORT, EVENT_TYPE, *EVENT_PARTS, PARTY})
_LANGUAGES: Final = ("en", "ro", "ru")


def facts_of(fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The facts that fields of an import tell, and which of the fields they used up."""
    facts: dict[str, Any] = {}
    used: list[str] = []
    event = EVENTS.get(str(fields.get(EVENT_TYPE) or ""), {})
    for key, value in fields.items():
        name = OF_IMPORT.get(key) or event.get(key, "")
        if name and not shape.empty(value):
            facts[name] = _joined(name, facts.get(name), value)
            used.append(key)
    if event and any(key in event for key in used) and not _waiting(fields, used):
        used.append(EVENT_TYPE)
    return facts, used


def _waiting(fields: Mapping[str, Any], used: Sequence[str]) -> bool:
    """Whether parts of an event are left whose meaning hangs on its type."""
    return any(not shape.empty(fields.get(key)) and key not in used for key in EVENT_PARTS)


def _joined(name: str, now: Any, value: Any) -> Any:
    """A value as its fact keeps it. Several places stand in one line; a single code is the first of several."""
    fact = shape.FACTS[name]
    if fact.kind == "codes":
        return shape.union(now, list(value) if isinstance(value, list | tuple) else [value])
    if fact.kind == "code" and isinstance(value, list | tuple):
        return now or str(value[0])
    if fact.kind == "text":
        lines = [line.strip() for line in str(value).splitlines() if line.strip()]
        return "; ".join(dict.fromkeys([*([str(now)] if now else []), *lines]))
    return value if shape.empty(now) else now


# --- what was kept as imported before the facts had pages


@dataclass(frozen=True)
class Item:
    """One value that may be taken over: from which columns of which record, what it says, what it becomes.

    `fact` is a field of the trafficking record, or PARTY. `field` is the import's, when the value was read as codes
    then. `leaves`: the columns whose text is understood whole, and so leaves what was kept as imported.
    """

    key: str
    record: str
    column: str
    text: str
    fact: str
    value: Any
    field: str = ""
    leaves: tuple[str, ...] = ()
    now: Any = None

    @property
    def state(self) -> str:
        """`new`, `more` (codes beside those there), `same`, or `other`: a value of its own stands there."""
        if shape.empty(self.now):
            return "new"
        if isinstance(self.value, list):
            return "same" if set(self.value) <= set(self.now) else "more"
        return "same" if self.value == self.now else "other"


def items(record: str, data: Mapping[str, Any], facts: Mapping[str, Any], today: dt.date) -> list[Item]:
    """What one imported record holds for the trafficking facts, in the order of its columns."""
    values: Mapping[str, str] = data.get("values") or {}
    fields: Mapping[str, Any] = data.get("fields") or {}
    found: list[Item] = []
    columns = {column: key for column in values if (key := _field_of(column))}
    said = {column: _worded(columns[column], values[column], today) for column in columns}
    event = EVENTS.get(str(fields.get(EVENT_TYPE) or _single(said, columns, EVENT_TYPE) or ""), {})
    before = [[told.get("column"), told.get("value")] for told in data.get("taken") or ()]
    claimed: set[str] = set()
    for key, value in fields.items():
        column = next((name for name, text in values.items() if text in _sayings(key, value)), "")
        claimed |= {column}
        name = _fact(key, event)
        if name:
            text = values.get(column, "")
            found.append(_item(record, f"f:{key}", column, text, name, value, facts, key, (column,)))
    for column, key in columns.items():
        name = _fact(key, event)
        value, whole = said[column]
        if column in claimed or not name or shape.empty(value):
            continue
        if any(each.fact == name and _within(value, each.value) for each in found):
            continue
        if [column, value] in before:
            # The words stay because not all of them were understood; they are not offered twice.
            continue
        leaves = (column,) if whole else ()
        item = _item(record, f"v:{column}", column, values[column], name, value, facts, "", leaves)
        if item.leaves or item.state != "same":
            # To take over what is there already, of a cell whose words stay, would change nothing.
            found.append(item)
    return found


def without(data: Mapping[str, Any], taken: Sequence[Item], stamp: Mapping[str, str]) -> dict[str, Any]:
    """The imported record after these were taken over. What left it is told in `taken`, as it was typed."""
    columns = {column for item in taken for column in item.leaves if column}
    keys = {item.field for item in taken if item.field}
    values = {name: text for name, text in (data.get("values") or {}).items() if name not in columns}
    fields = {name: value for name, value in (data.get("fields") or {}).items() if name not in keys}
    told = [
        {"column": item.column, "text": item.text, "fact": item.fact, "value": item.value, **stamp}
        for item in taken
    ]
    return {**data, "values": values, "fields": fields, "taken": [*(data.get("taken") or ()), *told]}


def facts_from(taken: Sequence[Item]) -> dict[str, Any]:
    """The facts that several items tell together; roles of a person are not among them."""
    facts: dict[str, Any] = {}
    for item in taken:
        if item.fact != PARTY:
            kind = shape.FACTS[item.fact].kind
            now = facts.get(item.fact)
            facts[item.fact] = (
                _joined(item.fact, now, item.value) if kind in ("codes", "text") else item.value
            )
    return facts


def _item(
    record: str,
    key: str,
    column: str,
    text: str,
    name: str,
    value: Any,
    facts: Mapping[str, Any],
    field: str,
    leaves: tuple[str, ...],
) -> Item:
    kept = list(value) if name == PARTY else _joined(name, None, value)
    now = None if name == PARTY else facts.get(name)
    return Item(f"{record}/{key}", record, column, text, name, kept, field, leaves, now)


def _fact(key: str, event: Mapping[str, str]) -> str:
    return PARTY if key == PARTY else OF_IMPORT.get(key) or event.get(key, "")


def _field_of(column: str) -> str:
    """The field of the import that a column's name means today; "" for what has no home here."""
    standard = htcds.field_of(column) or htcds.field_of_label(column)
    key = standard.home if standard else headers.match(column)[0]
    return key if key in OURS else ""


def _worded(key: str, text: str, today: dt.date) -> tuple[Any, bool]:
    """(value, whether the text is understood whole) of a cell that was kept as typed."""
    field = FIELDS[key]
    if field.kind in ("code", "codes"):
        read = read_codes(text, load(field.vocabulary), several=field.kind == "codes")
        value = list(read.value) if isinstance(read.value, tuple) else read.value
        return value, not read.keep
    if field.kind == "date":
        day = read_date(text, "day_first", today).value
        return (day.isoformat(), True) if isinstance(day, dt.date) else (None, False)
    if field.kind == "number":
        return (int(text), True) if text.strip().isdecimal() else (None, False)
    return text.strip(), True


def _single(said: Mapping[str, tuple[Any, bool]], columns: Mapping[str, str], key: str) -> Any:
    return next((said[column][0] for column, found in columns.items() if found == key), None)


def _sayings(key: str, value: Any) -> set[str]:
    """How an import may have written these codes into `values`, in any of its languages."""
    field = FIELDS.get(key)
    parts = value if isinstance(value, list) else [value]
    if field is None or not field.vocabulary:
        return {"; ".join(str(part) for part in parts)}
    vocabulary = load(field.vocabulary)
    return {"; ".join(vocabulary.label(str(code), language) for code in parts) for language in _LANGUAGES}


def _within(value: Any, other: Any) -> bool:
    if isinstance(value, list) and isinstance(other, list):
        return set(value) <= set(other)
    return bool(value == other)
