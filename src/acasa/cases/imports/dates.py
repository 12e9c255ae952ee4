"""Dates and births as people write them, in English, Romanian and Russian.

Understood: ISO; day.month.year; day/month/year or month/day/year (decided per column); 12 mai 1987; 12.V.1987;
days counted by a spreadsheet; for births also a month, a year or an age, and signs of doubt (≈, approx., ок.).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from acasa.cases.imports.problems import Problem, shown
from acasa.cases.imports.workbook import Cell
from acasa.vocabularies import fold

Order = Literal["day_first", "month_first"]

OLDEST: Final = 110
_EPOCH: Final = dt.date(1899, 12, 30)  # serial 1 is 1900-01-01 with the leap year that never was
# Serials taken for dates: 1900-12-31 … 2119. Below them are ages, and 1850 … 2150 are years.
_SERIALS: Final = range(366, 80_000)
_YEARS: Final = range(1850, 2151)

_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s*([./\-\s])\s*(\d{1,2})\s*[./\-\s]\s*(\d{4}|\d{2})")
_ROMAN = re.compile(r"(\d{1,2})[.\-/ ]\s*([IVX]{1,4})[.\-/ ]\s*(\d{4}|\d{2})")
_DAY_NAME = re.compile(
    r"(\d{1,2})(?:-?(?:st|nd|rd|th|го|е))?[\s.\-/]+([^\W\d_]{3,})\.?[\s.,\-/]+(\d{4}|\d{2})"
)
_NAME_DAY = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTH_YEAR = re.compile(r"(?:(\d{1,2})\s*[./\-]\s*|([^\W\d_]{3,})\.?[\s,.\-/]+)(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})[-./](\d{1,2})")
_TIME = re.compile(r"[T\s]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|[+-]\d{2}:?\d{2})?$")
_YEAR_WORDS = re.compile(r"\s*(?:г\.?\s*р\.?|года?\s*рожд\w*\.?|года?|г\.?|гг\.?|a\.\s*n\.?)$", re.IGNORECASE)
_YEAR_BEFORE = re.compile(
    r"^(?:anul|a\.|year|год|born|născută|născut|н[аă]с\w*)\s*(?:in\s+|în\s+)?", re.IGNORECASE
)
_DOUBT = re.compile(
    r"^(?:≈|~|±|\?|c(?:irca|ca|a)?\.|circa|cca|approx(?:imately|\.)?|about|around|aprox(?:imativ|\.)?|"
    r"ок(?:оло|\.)|прим(?:ерно|\.)|прибл(?:изительно|\.)|~)\s*",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(\d{1,3})\s*(?P<unit>years? old|years?|yrs?|y\.?o\.?|y|ani|an|de ani|лет|год(?:а|ов)?|г\.?|л\.?|"
    r"months?|mos?\.?|luni|lună|мес(?:яц(?:ев|а)?)?\.?)?",
    re.IGNORECASE,
)

_MONTHS: Final = (
    "january jan ianuarie ian januarie январь января янв",
    "february feb februarie febr февраль февраля фев февр",
    "march mar martie mart март марта мар",
    "april apr aprilie апрель апреля апр",
    "may mai май мая",
    "june jun iunie iun junie июнь июня июн",
    "july jul iulie iul julie июль июля июл",
    "august aug август августа авг",
    "september sep sept septembrie сентябрь сентября сен сент",
    "october oct octombrie oct октябрь октября окт",
    "november nov noiembrie noe noem ноябрь ноября ноя нояб",
    "december dec decembrie декабрь декабря дек",
)
MONTHS: Final = {
    fold(name): number for number, names in enumerate(_MONTHS, start=1) for name in names.split()
}
_ROMAN_MONTHS: Final = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
    "XII": 12,
}


@dataclass(frozen=True, slots=True)
class Birth:
    """When she was born, as exactly as is known. `approximate` when computed from an age or marked doubtful."""

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False

    def __str__(self) -> str:
        """ "1987", "1987-05" or "1987-05-12"."""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @property
    def earliest(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    def age(self, today: dt.date) -> int:
        """Full years on `today`; for a year or month alone, what she reaches at most."""
        first = self.earliest
        return today.year - first.year - ((today.month, today.day) < (first.month, first.day))


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell gave: a value, or none, with the problem to tell."""

    value: dt.date | Birth | None
    problem: Problem | None = None


def column_order(cells: Iterable[Cell]) -> tuple[Order, Problem | None]:
    """Which comes first in a column's slashed dates. Dates with dots are day first by custom and say nothing.

    The problem is the column's: nothing decides, or its dates contradict each other, or months come first.
    """
    day_first = month_first = unclear = 0
    example = ""
    for cell in cells:
        if not isinstance(cell, str):
            continue
        found = _NUMERIC.match(cell.strip())
        if found is None or found[2] not in "/-":
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            day_first += 1
        elif second > 12 >= first:
            month_first += 1
        elif first != second:
            unclear += 1
            example = example or cell.strip()
    if day_first and month_first:
        return "day_first", Problem("mixed_dates")
    if month_first:
        return "month_first", Problem("month_first")
    if unclear and not day_first:
        return "day_first", Problem("ambiguous_dates", params={"value": shown(example)})
    return "day_first", None


def read_date(cell: Cell, order: Order, today: dt.date) -> Read:
    """A full date. A time of day other than midnight has no place and is told."""
    found = _full(cell, order, today.year + 10)
    if found is None:
        return Read(None, Problem("not_a_date", params={"value": shown(cell)}))
    return found


def read_birth(cell: Cell, order: Order, today: dt.date) -> Read:
    """A birth: date, month, year or age. The future is an error; more than 110 years ago is kept as typed."""
    found = _full(cell, order, today.year)
    read = found or _partial(cell, today)
    if read is None:
        return Read(None, Problem("not_a_date", params={"value": shown(cell)}))
    value = read.value
    birth = Birth(value.year, value.month, value.day) if isinstance(value, dt.date) else value
    if birth is None:
        return read
    if birth.earliest > today:
        return Read(None, Problem("future_birth", "error", params={"value": shown(cell)}))
    if today.year - birth.year > OLDEST:
        return Read(None, Problem("old_birth", params={"value": shown(cell)}))
    return Read(birth, read.problem)


def read_age(cell: Cell, today: dt.date) -> Read:
    """An age in years (or months, for small children) as an approximate year of birth."""
    years = _age(cell)
    if years is None:
        return Read(None, Problem("not_an_age", params={"value": shown(cell)}))
    return Read(Birth(today.year - years, approximate=True))


def _full(cell: Cell, order: Order, latest: int) -> Read | None:
    """A full date; a year of two digits is the one of this or the last century that is not after `latest`."""
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            return Read(cell.date(), Problem("time_dropped", params={"value": cell.isoformat(" ")}))
        return Read(cell.date())
    if isinstance(cell, dt.date):
        return Read(cell)
    if isinstance(cell, bool) or cell is None or isinstance(cell, dt.time):
        return None
    if isinstance(cell, int | float):
        return _serial(cell)
    text = cell.strip()
    if len(text) > 60:
        return None
    time = _TIME.search(text)
    dropped = None
    if time is not None:
        text = text[: time.start()]
        if time[1].strip("0:.") != "":
            dropped = Problem("time_dropped", params={"value": shown(cell)})
    read = _textual(_YEAR_WORDS.sub("", text).strip(" ,;"), order, latest)
    if read is not None and dropped is not None:
        return Read(read.value, dropped)
    if read is None and text.isascii() and text.isdigit() and len(text) == 5:
        return _serial(int(text))
    return read


def _serial(number: float) -> Read | None:
    days = int(number)
    if days not in _SERIALS or days in _YEARS:
        return None
    if number != days:
        return Read(None, Problem("time_dropped", params={"value": shown(number)}))
    value = _EPOCH + dt.timedelta(days=days)
    return Read(value, Problem("excel_serials", params={"value": str(days)}))


def _textual(text: str, order: Order, latest: int) -> Read | None:
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        swapped = found[2] in "/-" and (order == "month_first" or second > 12) and first <= 12
        day, month = (second, first) if swapped else (first, second)
        return _with_year(found[4], month, day, text, latest)
    if found := _ROMAN.fullmatch(text.upper()):
        month = _ROMAN_MONTHS.get(found[2], 0)
        return _with_year(found[3], month, int(found[1]), text, latest)
    if found := _DAY_NAME.fullmatch(text):
        return _with_year(found[3], MONTHS.get(fold(found[2]), 0), int(found[1]), text, latest)
    if found := _NAME_DAY.fullmatch(text):
        return _with_year(found[3], MONTHS.get(fold(found[1]), 0), int(found[2]), text, latest)
    return None


def _with_year(year: str, month: int, day: int, text: str, latest: int) -> Read | None:
    if len(year) == 4:
        return _date(int(year), month, day)
    full = 2000 + int(year)
    if full > latest:
        full -= 100
    read = _date(full, month, day)
    if read is None:
        return None
    return Read(read.value, Problem("two_digit_year", params={"value": shown(text), "year": full}))


def _date(year: int, month: int, day: int) -> Read | None:
    try:
        return Read(dt.date(year, month, day))
    except ValueError:
        return None


def _partial(cell: Cell, today: dt.date) -> Read | None:
    """A birth that is less than a date."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, dt.date | dt.time):
        return None
    if isinstance(cell, int | float):
        if cell != int(cell):
            return None
        text = str(int(cell))
    else:
        text = cell.strip()
        if len(text) > 60:
            return None
    bare = _DOUBT.sub("", text)
    doubtful = bare != text or bare.endswith("?")
    bare = _YEAR_BEFORE.sub("", _YEAR_WORDS.sub("", bare.rstrip("? ")).strip(" ,;")).strip()
    if bare.isascii() and bare.isdigit() and len(bare) == 4 and int(bare) in _YEARS:
        return Read(Birth(int(bare), approximate=doubtful))
    if found := _YEAR_MONTH.fullmatch(bare):
        return _month(int(found[1]), int(found[2]), doubtful)
    if found := _MONTH_YEAR.fullmatch(bare):
        month = int(found[1]) if found[1] else MONTHS.get(fold(found[2]), 0)
        return _month(int(found[3]), month, doubtful)
    if doubtful and (whole := _textual(bare, "day_first", today.year)) is not None:
        value = whole.value
        if isinstance(value, dt.date):
            return Read(Birth(value.year, value.month, value.day, approximate=True), whole.problem)
    years = _age(bare)
    if years is not None:
        year = today.year - years
        return Read(
            Birth(year, approximate=True),
            Problem("age_for_birth", params={"value": shown(cell), "year": year}),
        )
    return None


def _month(year: int, month: int, doubtful: bool) -> Read | None:
    if not 1 <= month <= 12 or year not in _YEARS:
        return None
    return Read(Birth(year, month, approximate=doubtful))


def _age(cell: Cell) -> int | None:
    """Full years, from 0 to 110."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, dt.date | dt.time):
        return None
    if isinstance(cell, int | float):
        return int(cell) if 0 <= cell <= OLDEST and cell == int(cell) else None
    found = _AGE.fullmatch(_DOUBT.sub("", cell.strip()).rstrip("? "))
    if found is None:
        return None
    years = int(found[1])
    if fold(found["unit"] or "").startswith(("mo", "lun", "мес")):
        years //= 12
    return years if years <= OLDEST else None
