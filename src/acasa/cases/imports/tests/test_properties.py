"""Whatever is uploaded: no crash, no loss."""

from __future__ import annotations

import ast
import datetime as dt
import re
import string
import subprocess
import sys
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from acasa.cases.imports import (
    FIELDS,
    KEEP,
    MESSAGES,
    REFUSED,
    ImportProblem,
    Row,
    Table,
    check,
    describe,
    read_table,
    suggest,
)
from acasa.cases.imports.headers import template_label
from acasa.cases.imports.tests.build import TODAY
from acasa.cases.imports.values import text_of
from acasa.vocabularies import load

HERE = Path(__file__).resolve().parents[1]

HEADERS = sorted(template_label(key, language) for key in FIELDS for language in ("en", "ro", "ru"))

typed = st.one_of(
    st.text(max_size=40),
    st.text(string.digits + "./- :,+≈", max_size=14),
    st.sampled_from(
        ["-", "да", "Moldova; RO", "47.0105, 28.8638", "12.05.87", "=1+1", "high, low", "Ana Rusu", "\x00"]
    ),
)
cells = st.one_of(
    st.none(),
    typed,
    st.booleans(),
    st.integers(-10, 99_999_999_999),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    headers = draw(
        st.lists(
            st.one_of(st.sampled_from(HEADERS), st.text(min_size=1, max_size=20)),
            min_size=1,
            max_size=7,
            unique=True,
        )
    )
    rows = draw(st.lists(st.tuples(*[cells for _ in headers]), min_size=1, max_size=6))
    return Table(
        filename="f",
        sheet="",
        sheets=(),
        layout="plain",
        headers=tuple(headers),
        names=("",) * len(headers),
        rows=[Row(number, row) for number, row in enumerate(rows, start=2)],
    )


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_arbitrary_bytes_become_a_table_or_a_problem_in_words(data: bytes) -> None:
    try:
        table = read_table(data, "f")
    except ImportProblem as problem:
        assert str(problem)
    else:
        assert all(len(row.cells) == len(table.headers) for row in table.rows)
        assert len(set(table.headers)) == len(table.headers)
        preview = check(table, suggest(table), TODAY)
        assert all(describe(problem) for problem in preview.all_problems())


@given(
    st.text(string.ascii_letters + ';,"\n\t|=', max_size=70).filter(lambda text: "sep=" not in text.lower())
)
@settings(max_examples=300, deadline=None)
def test_no_letter_is_lost_between_file_and_table(text: str) -> None:
    try:
        table = read_table(text.encode(), "f")
    except ImportProblem:
        return
    if {"rows_above_header", "header_repeated"} & {notice.code for notice in table.notices}:
        return
    kept = [*table.headers, *(text_of(cell) for row in table.rows for cell in row.cells)]
    assert Counter(filter(str.isalpha, text)) <= Counter(filter(str.isalpha, "".join(kept)))


@given(tables())
@settings(max_examples=400, deadline=None)
def test_every_filled_cell_is_a_value_or_is_kept_or_is_told(table: Table) -> None:
    preview = check(table, suggest(table), TODAY)
    told = {(problem.column, problem.row) for problem in preview.all_problems()}
    for source, row in zip(table.rows, preview.rows, strict=True):
        for column, cell in zip(preview.mapping.columns, source.cells, strict=True):
            text = text_of(cell)
            if not text:
                continue
            if column.target == REFUSED:
                assert (column.header, None) in told
                assert text not in [kept.get(column.header) for kept in row.imported.values()]
                continue
            kept = row.imported.get(column.compartment, {}).get(column.header)
            as_value = column.target in row.values or (column.target == "age" and "birth" in row.values)
            assert kept or as_value or (column.header, row.number) in told, (column, cell)
            if column.target == KEEP and (column.header, row.number) not in told:
                assert kept == text


@given(tables())
@settings(max_examples=150, deadline=None)
def test_values_fit_their_fields(table: Table) -> None:
    for row in check(table, suggest(table), TODAY).rows:
        for key, value in row.values.items():
            field = FIELDS[key]
            if field.kind == "code":
                assert value in load(field.vocabulary)
            elif field.kind == "codes":
                assert isinstance(value, tuple) and all(code in load(field.vocabulary) for code in value)
            elif field.kind == "date":
                assert isinstance(value, dt.date)
        assert row.by_compartment() is not None


def test_every_code_that_is_raised_has_words_and_all_words_are_used() -> None:
    used: set[str] = set()
    for path in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and path.name != "problems.py":
                used.add(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if node.func.id in ("Problem", "ImportProblem") and isinstance(first, ast.Constant):
                    assert first.value in MESSAGES, f"{path.name}: {first.value} has no words"
    assert set(MESSAGES) <= used, f"never raised: {set(MESSAGES) - used}"
    for text in MESSAGES.values():
        assert not re.search(r"%\((?!\w+\)s)", text)


def test_the_labels_of_fields_are_the_templates_names() -> None:
    for key, field in FIELDS.items():
        assert template_label(key, "en") == field.label
        if field.vocabulary:
            assert len(load(field.vocabulary)) > 0


def test_the_core_runs_without_django() -> None:
    script = "import acasa.cases.imports, sys; sys.exit('django' in sys.modules)"
    source = str(HERE.parents[2])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {source!r}); {script}"], check=False
    )
    assert done.returncode == 0
