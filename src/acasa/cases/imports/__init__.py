"""Bring your caseload: read a spreadsheet, suggest where its columns go, and tell what each row would become.

The pure part, without Django and without the database:

    table = read_table(data, filename)          raises ImportProblem
    mapping = suggest(table)                    a person may change it: mapping.with_target(index, target)
    preview = check(table, mapping, today, known)
    for row in preview.ready: row.by_compartment()

What is read here is as sensitive as a case file: it is never logged, and problems may quote what was typed.
"""

from acasa.cases.imports.check import KnownContext, Preview, check
from acasa.cases.imports.dates import Birth
from acasa.cases.imports.fields import COMPARTMENTS, FIELDS, KEEP, LEAVE_OUT, OTHER_TARGETS, REFUSED, Field
from acasa.cases.imports.mapping import Column, ColumnMapping, from_plain, suggest, suggest_mapping
from acasa.cases.imports.people import People
from acasa.cases.imports.problems import MESSAGES, ImportProblem, Problem, describe
from acasa.cases.imports.rows import ImportRow, plain
from acasa.cases.imports.table import LIMITS, Limits, Row, Table, read_table
from acasa.cases.imports.template import template_csv, template_headers
from acasa.cases.imports.values import FullName, Phone

__all__ = [
    "COMPARTMENTS",
    "FIELDS",
    "KEEP",
    "LEAVE_OUT",
    "LIMITS",
    "MESSAGES",
    "OTHER_TARGETS",
    "REFUSED",
    "Birth",
    "Column",
    "ColumnMapping",
    "Field",
    "FullName",
    "ImportProblem",
    "ImportRow",
    "KnownContext",
    "Limits",
    "People",
    "Phone",
    "Preview",
    "Problem",
    "Row",
    "Table",
    "check",
    "describe",
    "from_plain",
    "plain",
    "read_table",
    "suggest",
    "suggest_mapping",
    "template_csv",
    "template_headers",
]
