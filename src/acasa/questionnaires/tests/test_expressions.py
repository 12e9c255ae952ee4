"""Expressions: their grammar, values and functions, without a form's pages."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.questionnaires.engine.expressions import ExpressionError, functions, supported, values
from acasa.questionnaires.engine.expressions.compiling import compile_expression, seen_by
from acasa.questionnaires.engine.expressions.functions import FINDERS, FUNCTIONS
from acasa.questionnaires.engine.expressions.lexical import kept, read, written
from acasa.questionnaires.engine.expressions.shuffling import shuffled

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


def test_every_named_function_is_there() -> None:
    assert supported() == {*FUNCTIONS, *FINDERS, "current", "instance"}


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("1 +", "syntax", ""),
        ("(1", "syntax", ""),
        ("'open", "syntax", ""),
        ("ceiling(/data/a)", "function", "ceiling"),
        ("concat('x', not-there(1))", "function", "not-there"),
        ("selected(/data/a)", "arguments", "selected"),
        ("if(1, 2)", "arguments", "if"),
        ("sum(3)", "arguments", "sum"),
        ("jr:choice-name(/data/a, /data/a)", "arguments", "jr:choice-name"),
        ("regex(/data/a, '[')", "syntax", "regex"),
        ("//a", "syntax", ""),
        ("/data/a | /data/b", "syntax", ""),
        ("$x", "syntax", ""),
        ("instance(/data/a)/root", "syntax", ""),
        ("(" * 5000 + "1" + ")" * 5000, "syntax", ""),
    ],
)
def test_what_cannot_be_used_is_named(text: str, code: str, name: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        compile_expression(text)
    assert (refused.value.code, refused.value.name) == (code, name)


@given(st.text(alphabet="ab1.'\"()[]/=<>+-*,| $:@", max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        compile_expression(text)
    except ExpressionError as refused:
        assert refused.code in ("syntax", "function", "arguments")


def test_functions_of_an_expression() -> None:
    text = "if(selected(/data/a, 'x (y)') and (1 = 1), jr:choice-name(/data/b, '/data/b'), odd(2))"
    assert functions(text) == ["if", "selected", "jr:choice-name", "odd"]


def test_questions_may_be_called_like_functions_and_operators() -> None:
    for name in ("date", "if", "position", "or", "and", "div", "text", "string", "child", "true", "int"):
        assert seen_by(f"/data/{name} = ../{name}", ("data", "x")).paths == {("data", name)}


def test_what_an_expression_looks_at() -> None:
    text = (
        "sum(../days) > count(/data/kid[age < current()/../../limit]) "
        "and instance('town')/root/item[region = current()/../region and x = /data/y]/size > 1"
    )
    assert seen_by(text, ("data", "kid", "ill")).paths == {
        ("data", "kid", "days"),
        ("data", "kid"),
        ("data", "kid", "age"),
        ("data", "limit"),
        ("data", "kid", "region"),
        ("data", "y"),
    }


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"),
        (-0.5, "-0.5"),
        (1.0, "1.0"),
        (123456.75, "123456.75"),
        (1e7, "1.0E7"),
        (12345678.9, "1.23456789E7"),
        (0.001, "0.001"),
        (0.00012, "1.2E-4"),
        (1e21, "1.0E21"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
    ],
)
def test_numbers_as_devices_write_them(number: float, text: str) -> None:
    assert values.java_number(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_is_read_as_itself(number: float) -> None:
    assert float(values.java_number(number)) == number


@given(st.integers(-(2**40), 2**40))
def test_whole_numbers_are_kept_whole(number: int) -> None:
    assert kept(float(number), "string", NOW)[1] == str(number)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1)))
def test_a_moment_is_written_and_read(moment: datetime) -> None:
    aware = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
    assert values.read_moment(values.write_moment(aware), UTC) == aware


@given(st.text(max_size=12), st.sampled_from(("int", "decimal", "date", "time", "dateTime", "geopoint", "string")))
def test_no_answer_breaks_the_reading(text: str, data_type: str) -> None:
    value, good = read(text, data_type, NOW)
    if data_type != "string" and not good:
        assert value == text


def test_days_are_counted_across_summer_time() -> None:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Europe/Chisinau")
    for start in range(0, 400, 7):
        day = datetime(2024, 1, 1, tzinfo=zone) + timedelta(days=start)
        number = values.to_number(values.midnight(day))
        again = values.to_moment(number, zone, keep_time=False)
        assert again == values.midnight(day)


def test_answers_from_outside() -> None:
    assert written(3) == "3"
    assert written(3.0) == "3"
    assert written(2.5) == "2.5"
    assert written(True) == "true"
    assert written(["a", "b"]) == "a b"
    assert written(None) == ""


@given(st.lists(st.integers()), st.text(max_size=5))
def test_shuffling_keeps_all_and_is_repeatable(items: list[int], seed: str) -> None:
    first = shuffled(items, seed, Random(1))
    assert sorted(first) == sorted(items)
    assert shuffled(items, seed, Random(2)) == first
