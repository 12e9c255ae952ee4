"""Answers as they are written (the forms of XML Schema) and as expressions see them."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any

from acasa.questionnaires.engine.expressions import values
from acasa.questionnaires.engine.expressions.values import EvaluationError, Value

_WHOLE = re.compile(r"[+-]?\d{1,10}")
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_INT = 2**31


def written(value: Any) -> str:
    """An answer that came as a number, list or truth, as it is written."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list | tuple):
        return " ".join(written(each) for each in value)
    return str(value).strip() if isinstance(value, int) else str(value)


def read(text: str, data_type: str, now: datetime) -> tuple[Value, bool]:
    """The value of a written answer of this type, and whether it is one."""
    if text == "":
        return "", True
    bare = text.strip()
    if data_type == "int":
        if _WHOLE.fullmatch(bare) and -_INT <= int(bare) < _INT:
            return float(bare), True
        return text, False
    if data_type == "decimal":
        if _DECIMAL.fullmatch(bare):
            return float(bare), True
        return text, False
    found: datetime | None = None
    if data_type == "date":
        found = values.read_day(bare.partition("T")[0], now.tzinfo)
    elif data_type == "dateTime":
        found = values.read_moment(bare, now.tzinfo)
    elif data_type == "time":
        found = values.read_time(bare, values.midnight(now))
    else:
        return text, data_type not in ("geopoint", "geotrace", "geoshape") or _is_place(bare, data_type)
    return (text, False) if found is None else (found, True)


def _is_place(text: str, data_type: str) -> bool:
    points = [point.split() for point in text.split(";") if point.strip()]
    if data_type == "geopoint" and len(points) != 1:
        return False
    try:
        numbers = [[float(part) for part in point] for point in points]
    except ValueError:
        return False
    return all(
        2 <= len(point) <= 4 and abs(point[0]) <= 90 and abs(point[1]) <= 180 for point in numbers
    ) and bool(numbers)


def kept(value: Value, data_type: str, now: datetime) -> tuple[Value, str]:
    """A calculated value as it is kept in a question of this type, and as it is written. Raises EvaluationError."""
    if isinstance(value, bool):
        return value, "1" if value else "0"
    if isinstance(value, float):
        if math.isnan(value):
            return "", ""
        if data_type == "int":
            whole = values.to_index(values.to_whole(value))
            return float(whole), str(whole)
        if not math.isinf(value) and abs(value - math.trunc(value)) < 1e-9 and abs(value) < 2**63:
            return float(math.trunc(value)), str(math.trunc(value))
        return value, values.java_number(value)
    if isinstance(value, str):
        if value == "" or data_type not in ("date", "dateTime", "time"):
            return value, value
        found, good = read(value, data_type, now)
        if not good or not isinstance(found, datetime) or (data_type == "date" and "T" in value):
            raise EvaluationError("A text that is no date stands where a date must be.")
        value = found
    if data_type == "date":
        day = values.midnight(value)
        return day, values.to_text(day)
    if data_type == "time":
        return value, values.write_time(value)
    return value, values.write_moment(value)
