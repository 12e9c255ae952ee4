"""A checked row, and what can only be seen from the row as a whole or from all rows together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from acasa.cases.imports.dates import Birth
from acasa.cases.imports.fields import COMPARTMENTS, FIELDS, Compartment
from acasa.cases.imports.problems import Problem, shown
from acasa.cases.imports.values import FullName, Phone, Value
from acasa.vocabularies import fold

_NAMES: Final = ("working_name", "given_name", "family_name", "full_name", "other_names", "case_code")
_PAST: Final = ("opened", "closed", "referral_date")
_LONG_AGO: Final = dt.date(1985, 1, 1)
_CLOSED: Final = frozenset({"Closed", "ClosedReferred"})

Plain = str | int | bool | list[str] | dict[str, str | bool] | list[dict[str, str]]


@dataclass(slots=True)
class ImportRow:
    """One person with one case, as a row told. `number` is the row in the file.

    `values` by field key (see FIELDS for kind and compartment); `imported` by compartment and column name,
    as typed, sealed and shown as imported. `duplicate_of` is the row that seems to be the same person.
    """

    number: int
    values: dict[str, Value]
    imported: dict[Compartment, dict[str, str]]
    problems: list[Problem]
    duplicate_of: int | None = None

    @property
    def ok(self) -> bool:
        """Can the row be imported? Warnings do not stand in the way."""
        return not any(problem.severity == "error" for problem in self.problems)

    def text(self, key: str) -> str:
        """A value as text, "" when the row has none."""
        value = self.values.get(key)
        return "" if value is None else str(value)

    def birth(self) -> Birth | None:
        value = self.values.get("birth")
        return value if isinstance(value, Birth) else None

    def by_compartment(self) -> Mapping[Compartment, dict[str, Plain]]:
        """All values, ready to be sealed as JSON, in the compartments that hold them; `imported` beside them."""
        found: dict[Compartment, dict[str, Plain]] = {name: {} for name in COMPARTMENTS}
        for key, value in self.values.items():
            found[FIELDS[key].compartment][key] = plain(value)
        for compartment, cells in self.imported.items():
            found[compartment]["imported"] = dict(cells)
        return {name: cells for name, cells in found.items() if cells}


def plain(value: Value) -> Plain:
    """A value as JSON knows it. A birth is {"on": "1987-05", "approximate": false}."""
    if isinstance(value, Birth):
        return {"on": str(value), "approximate": value.approximate}
    if isinstance(value, FullName):
        return value.typed
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        phones = [{"typed": each.typed, "dial": each.dial} for each in value if isinstance(each, Phone)]
        return phones or [str(each) for each in value]
    return value


def finish(
    rows: list[ImportRow],
    *,
    today: dt.date,
    case_codes: Collection[str],
    name_key: Callable[[str], str],
) -> None:
    """Add to each row what its values say together, and what other rows say about it."""
    codes: dict[str, int] = {}
    people: dict[tuple[str, ...], int] = {}
    for row in rows:
        _name(row)
        _age(row, today)
        _dates(row, today)
        if row.values.get("consent") is False:
            row.problems.append(Problem("no_consent", row=row.number))
        if not any(row.values.get(key) for key in _NAMES):
            row.problems.append(Problem("no_name", "error", row.number))
        _same_code(row, codes, case_codes)
        _same_person(row, people, name_key)


def _name(row: ImportRow) -> None:
    """The parts of a full name go where no column of their own has spoken; the whole stays beside them."""
    full = row.values.get("full_name")
    if not isinstance(full, FullName):
        return
    parts = (("given_name", full.given), ("family_name", full.family), ("patronymic", full.patronymic))
    for key, part in parts:
        if part:
            row.values.setdefault(key, part)


def _age(row: ImportRow, today: dt.date) -> None:
    """An age is a birth, less exactly. A date of birth beside it wins; a disagreement is told. The age as typed
    stands in `imported` either way."""
    computed = row.values.pop("age", None)
    if not isinstance(computed, Birth):
        return
    birth = row.birth()
    if birth is None:
        row.values["birth"] = computed
        return
    age = today.year - computed.year
    if abs(birth.year - computed.year) > 1:
        row.problems.append(Problem("age_disagrees", row=row.number, params={"value": age}))


def _dates(row: ImportRow, today: dt.date) -> None:
    for key in _PAST:
        value = row.values.get(key)
        if isinstance(value, dt.date):
            code = "future_date" if value > today else "old_date" if value < _LONG_AGO else ""
            if code:
                row.problems.append(Problem(code, row=row.number, params={"value": value.isoformat()}))
    opened, closed = row.values.get("opened"), row.values.get("closed")
    if isinstance(opened, dt.date) and isinstance(closed, dt.date) and closed < opened:
        row.problems.append(Problem("closed_before_opened", row=row.number))
    is_closed = closed is not None or row.values.get("status") in _CLOSED
    if is_closed and (row.values.get("next_step") or row.values.get("next_step_due")):
        row.problems.append(Problem("closed_with_next_step", row=row.number))


def _same_code(row: ImportRow, codes: dict[str, int], taken: Collection[str]) -> None:
    code = row.text("case_code")
    key = fold(code) or code
    if not key:
        return
    if key in taken:
        row.problems.append(Problem("code_taken", "error", row.number, params={"value": shown(code)}))
    first = codes.setdefault(key, row.number)
    if first != row.number:
        params: dict[str, str | int] = {"value": shown(code), "other": first}
        row.problems.append(Problem("code_twice", "error", row.number, params=params))
        row.duplicate_of = first


def _same_person(row: ImportRow, people: dict[tuple[str, ...], int], name_key: Callable[[str], str]) -> None:
    """The same name in any order of its parts and the same birth, in an earlier row."""
    birth = row.birth()
    words = [row.text("given_name"), row.text("family_name")]
    if not all(words):
        words = row.text("full_name").split() if "full_name" in row.values else []
    if birth is None or not words:
        return
    key = (*sorted(name_key(word) for word in words), str(birth))
    first = people.setdefault(key, row.number)
    if first != row.number:
        row.problems.append(Problem("same_person", row=row.number, params={"other": first}))
        row.duplicate_of = row.duplicate_of or first
