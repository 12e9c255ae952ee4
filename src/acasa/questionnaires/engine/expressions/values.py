"""Values and how one becomes another, as JavaRosa (the engine of ODK's devices) does it.

A value is a text, a number (always a float), a truth or a moment (an aware datetime; a day is its midnight). An empty
answer is the empty text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo

Value = str | float | bool | datetime

EPOCH = date(1970, 1, 1)
DAY_MS = 86_400_000
_INT = 2**31
_LONG = 2**63
_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)")


class EvaluationError(ValueError):
    """An expression whose value can't be told from these answers; a device would stop here too."""


def java_number(number: float) -> str:
    """A number as Java writes a double: 0.5, 3.0, 1.0E10."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "-0.0" if math.copysign(1, number) < 0 else "0.0"
    sign, digits, exponent = _shortest(number)
    if 1e-3 <= abs(number) < 1e7:
        if exponent <= 0:
            return f"{sign}0.{'0' * -exponent}{digits}"
        whole, rest = digits[:exponent].ljust(exponent, "0"), digits[exponent:]
        return f"{sign}{whole}.{rest or '0'}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent - 1}"


def _shortest(number: float) -> tuple[str, str, int]:
    """Sign, digits and exponent such that the number is 0.DIGITS times ten to the exponent."""
    mantissa, _, power = f"{abs(number)!r}".partition("e")
    whole, _, rest = mantissa.partition(".")
    rest = "" if rest == "0" else rest
    digits, exponent = whole + rest, len(whole) + int(power or 0)
    trimmed = digits.lstrip("0")
    exponent -= len(digits) - len(trimmed)
    return "-" if number < 0 else "", trimmed.rstrip("0") or "0", exponent


def to_text(value: Value) -> str:
    """As a text: whole numbers without a point, moments as their day."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if abs(value) < 1e-12:
            return "0"
        if -_INT <= value < _INT and abs(value - int(value)) < 1e-12:
            return str(int(value))
        return java_number(value)
    return f"{value.year}-{value.month:02}-{value.day:02}"


def to_number(value: Value) -> float:
    """As a number: moments as days since 1970, texts as written, with a comma or point; else not a number."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        text = value.replace(",", ".").strip()
        return float(text) if _NUMBER.fullmatch(text) else math.nan
    return float((value.date() - EPOCH).days)


def to_double(value: Value) -> float:
    """As `to_number`, but a moment keeps its part of the day."""
    if isinstance(value, datetime):
        start = datetime(1970, 1, 1, tzinfo=value.tzinfo)
        return (value.timestamp() - start.timestamp()) * 1000 / DAY_MS
    return to_number(value)


def to_truth(value: Value) -> bool:
    """As a truth: a number that is not 0, a text that is not empty."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return abs(value) > 1e-12 and not math.isnan(value)
    if isinstance(value, str):
        return value != ""
    return True


def to_whole(value: Value) -> float:
    """Without what stands after the point."""
    number = to_number(value)
    if math.isnan(number) or math.isinf(number) or abs(number) >= _LONG:
        return number
    return math.copysign(float(math.trunc(number)), number)


def to_index(value: Value) -> int:
    """As Java's int: what is not a number is 0, what is too large the largest."""
    number = to_number(value)
    if math.isnan(number):
        return 0
    return int(max(-_INT, min(_INT - 1, number)))


def equal(first: Value, second: Value) -> bool:
    """Whether `=` holds."""
    if isinstance(first, bool) or isinstance(second, bool):
        return to_truth(first) == to_truth(second)
    if isinstance(first, float) or isinstance(second, float):
        return abs(to_number(first) - to_number(second)) < 1e-12
    return to_text(first) == to_text(second)


def divided(first: float, second: float) -> float:
    """As doubles are divided: by 0 it is infinite."""
    if second == 0:
        if first == 0 or math.isnan(first):
            return math.nan
        return math.copysign(math.inf, first) * math.copysign(1, second)
    return first / second


def remainder(first: float, second: float) -> float:
    """With the sign of the first."""
    if second == 0 or math.isinf(first) or math.isnan(first) or math.isnan(second):
        return math.nan
    return math.fmod(first, second)


def calculated(operation: Callable[..., float], *numbers: float) -> float:
    """A function of mathematics, as Java has it: where there is no answer, not a number."""
    try:
        return float(operation(*numbers))
    except ValueError:
        return math.nan
    except OverflowError:
        return math.inf


# ------------------------------------------------------------------ days and hours

_TIME = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{0,2})(\.\d*)?)?")
_ZONE = re.compile(r"(Z|[+-]\d{1,2}(?::\d{1,2})?)$")


def read_day(text: str, zone: tzinfo | None) -> datetime | None:
    """A day as "2026-03-01", at its midnight; None when it is none."""
    parts = text.split("-")
    if len(parts) != 3 or not all(re.fullmatch(r"\d+", part) for part in parts):
        return None
    try:
        return datetime(int(parts[0]), int(parts[1]), int(parts[2]), tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def read_time(text: str, day: datetime) -> datetime | None:
    """An hour as "14:30:00.000+02:00", on that day, in the zone of the day."""
    zone = _ZONE.search(text)
    clock = text[: zone.start()] if zone else text
    found = _TIME.fullmatch(clock)
    if found is None:
        return None
    seconds = float((found[3] or "0") + (found[4] if found[4] and found[4] != "." else ""))
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59 or seconds >= 60:
        return None
    milli = int(round(seconds * 1000, 3))
    moment = day.replace(hour=hour, minute=minute, second=milli // 1000, microsecond=milli % 1000 * 1000)
    if zone is None:
        return moment
    shift = 0
    if zone[1] != "Z":
        hours, _, minutes = zone[1][1:].partition(":")
        shift = (int(hours) * 60 + int(minutes or 0)) * (1 if zone[1][0] == "+" else -1)
    try:
        stated = moment.replace(tzinfo=_utc()) - timedelta(minutes=shift)
        return stated.astimezone(day.tzinfo)
    except OverflowError:
        return None


def _utc() -> tzinfo:
    from datetime import UTC

    return UTC


def read_moment(text: str, zone: tzinfo | None) -> datetime | None:
    """A day, with or without an hour after T."""
    day, _, clock = text.partition("T")
    found = read_day(day, zone)
    if found is None or "T" not in text:
        return found
    return read_time(clock, found)


def midnight(moment: datetime) -> datetime:
    """Its day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def write_time(moment: datetime) -> str:
    """An hour as devices send it: 14:30:00.000+02:00."""
    offset = moment.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    zone = (
        "Z"
        if minutes == 0
        else f"{'+' if minutes > 0 else '-'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    )
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}{zone}"


def write_moment(moment: datetime) -> str:
    """Day and hour as devices send them."""
    return f"{to_text(moment)}T{write_time(moment)}"


def to_moment(value: Value, zone: tzinfo | None, *, keep_time: bool) -> Value:
    """As a moment: days since 1970, a text, or a moment. "" and NaN stay. Raises EvaluationError for anything else."""
    if isinstance(value, bool):
        raise EvaluationError("true and false are no dates.")
    if isinstance(value, float):
        number = value if keep_time else to_whole(value)
        if math.isnan(number):
            return number
        if math.isinf(number) or abs(number) > _INT - 1:
            raise EvaluationError(f"{java_number(value)} is no date.")
        try:
            if keep_time:
                return datetime.fromtimestamp(int(number * DAY_MS) / 1000, tz=zone)
            day = EPOCH + timedelta(days=int(number))
        except (OverflowError, ValueError, OSError) as error:
            raise EvaluationError(f"{java_number(value)} is no date.") from error
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    if isinstance(value, str):
        if value == "":
            return value
        found = read_moment(value, zone)
        if found is None:
            raise EvaluationError("A text that is no date stands where a date must be.")
        return found
    return value if keep_time else midnight(value)


def to_decimal(value: Value, zone: tzinfo | None, *, keep_date: bool) -> Value:
    """Days since 1970 with the part of the day, or that part alone."""
    if isinstance(value, float):
        if math.isnan(value):
            return value
        if math.isinf(value) or abs(value) > _INT - 1:
            raise EvaluationError(f"{java_number(value)} is no date.")
        return value if keep_date else value - math.floor(value)
    if value == "":
        return ""
    moment = to_moment(value, zone, keep_time=True)
    assert isinstance(moment, datetime)
    if keep_date:
        return round(moment.timestamp() * 1000) / DAY_MS
    offset = moment.utcoffset() or timedelta()
    days = (round(moment.timestamp() * 1000) + round(offset.total_seconds() * 1000)) / DAY_MS
    return days - math.floor(days)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def formatted(moment: datetime, pattern: str) -> str:
    """A moment in a pattern: %Y %y %m %n %b %d %e %H %h %M %S %3 %a %W %%."""
    told = {
        "%": "%",
        "Y": f"{moment.year:04}",
        "y": f"{moment.year:04}"[2:],
        "m": f"{moment.month:02}",
        "n": str(moment.month),
        "b": _MONTHS[moment.month - 1],
        "d": f"{moment.day:02}",
        "e": str(moment.day),
        "H": f"{moment.hour:02}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "3": f"{moment.microsecond // 1000:03}",
        "a": _DAYS[moment.weekday()],
        "W": str(moment.isocalendar().week),
    }
    parts: list[str] = []
    place = 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "%":
            place += 1
            sign = pattern[place : place + 1]
            if sign not in told or not sign:
                raise EvaluationError(f"A date has no %{sign}.")
            sign = told[sign]
        parts.append(sign)
        place += 1
    return "".join(parts)
