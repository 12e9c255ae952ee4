"""What pyxform says of a form, as Problems: which sheet, row and column, and a code that has words of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from acasa.questionnaires.engine.problems import Problem

_AT = re.compile(r"\[row\s*:\s*(\d+)\]\s*")
_NAMED = re.compile(r"'[^']+'|\$\{[^}]+\}|named \S+")
_ON = re.compile(r"On the '(?P<sheet>[^']*)' sheet, the '(?P<column>[^']*)' value (?:'(?P<value>[^']*)' )?is")

# Pattern, code, sheet, column. Named groups become details. The first that fits speaks.
_PATTERNS: tuple[tuple[re.Pattern[str], str, str, str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), code, sheet, column)
    for pattern, code, sheet, column in (
        (r"You must have a sheet named '?survey", "no-survey", "", ""),
        (r"Unmatched 'end_(?P<what>\w+)'", "unmatched-end", "survey", "type"),
        (
            r"Unmatched 'begin_(?P<what>\w+)'.*for the name '(?P<name>[^']*)'",
            "unmatched-begin",
            "survey",
            "type",
        ),
        (r"Question with no type", "no-type", "survey", "type"),
        (r"(?:Question|group) (?:or group )?with no name", "no-name", "survey", "name"),
        (r"Missing calculation", "no-calculation", "survey", "calculation"),
        (r"Unknown question type '(?P<type>[^']*)'", "unknown-type", "survey", "type"),
        (r"List name not in (?:external )?choices sheet: (?P<list>\S+)", "unknown-list", "survey", "type"),
        (r"List name not in columns sheet: (?P<list>\S+)", "unknown-list", "survey", "type"),
        (r"There should be a choices sheet", "no-choices", "choices", ""),
        (r"There should be an external_choices sheet", "no-choices", "external_choices", ""),
        (
            r"Choice names with spaces .* See \[(?P<choice>.*?)\] in \[(?P<list>.*?)\]",
            "choice-space",
            "choices",
            "name",
        ),
        (r"Choices must have a name", "no-choice-name", "choices", "name"),
        (r"Choice names must be unique", "duplicate-choice", "choices", "name"),
        (r"Choices should have a label", "no-choice-label", "choices", "label"),
        (r"Could not find the name '(?P<name>[^']*)'", "unknown-reference", "", ""),
        (
            r"Reference variables? names must be unique.*The name '(?P<name>[^']*)'",
            "ambiguous-reference",
            "",
            "",
        ),
        (r"Reference variables must start with|comma between each variable", "bad-reference", "", ""),
        (r"multiple survey elements named '(?P<name>[^']*)'", "ambiguous-reference", "", ""),
        (r"There has been a problem trying to replace \$\{(?P<name>[^}]*)\}", "unknown-reference", "", ""),
        (r"must be unique within their nearest parent", "duplicate-name", "survey", "name"),
        (
            r"Repeat names must (?:be )?unique|Repeat names must not be the same",
            "duplicate-name",
            "survey",
            "name",
        ),
        (r"The name 'meta' is reserved", "reserved-name", "survey", "name"),
        (r"case-insensitive match", "similar-name", "survey", "name"),
        (r"Names must begin with a letter or underscore", "invalid-name", "", ""),
        (r"Duplicate column header: (?P<column>.*)", "duplicate-column", "", ""),
        (
            r"different names for the same column were found: '(?P<column>[^']*)', '(?P<other>[^']*)'",
            "duplicate-column",
            "",
            "",
        ),
        (r"required column headers were not found: (?P<column>[^.]*)", "no-column", "", ""),
        (r"missing header row", "no-column", "", ""),
        (r"Column headers must not be empty and must not contain spaces", "invalid-column", "choices", ""),
        (
            r"Instance names must be unique|same instance id will be generated",
            "duplicate-list",
            "survey",
            "name",
        ),
        (
            r"can't be used as a calculation trigger|'background-geopoint' questions",
            "bad-trigger",
            "survey",
            "trigger",
        ),
        (
            r"Choice filter not supported with or_other|'or other' question",
            "or-other",
            "survey",
            "choice_filter",
        ),
        (r"must also specify an image", "no-image", "survey", "image"),
        (r"Audits must always be named", "invalid-name", "survey", "name"),
        (r"search\(\)", "search", "survey", "appearance"),
        (
            r"seed value must|must be set to|Invalid value|invalid value",
            "bad-parameter",
            "survey",
            "parameters",
        ),
        (r"'parameters' value is invalid|Parameter|parameter", "bad-parameter", "survey", "parameters"),
        (r"Unrecognized jr:|has a repeat_count", "bad-expression", "survey", ""),
        (r"similar names were found: (?P<candidates>[^.]*)", "misspelt-sheet", "", ""),
        (r"Language '", "missing-translation", "", ""),
        (r"Repeat has no label|has no label", "no-label", "survey", "label"),
        (r"has no (?:valid )?list|select .* without", "no-list", "survey", "type"),
        (r"entit|save_to", "entities", "", ""),
    )
)


def _one(message: str, level: str) -> Problem:
    row = int(match[1]) if (match := _AT.search(message)) else 0
    words = re.sub(r"\s+", " ", _AT.sub("", message)).strip()
    words = re.sub(r" ?Learn more: \S+", "", words)
    place = _ON.search(message)
    for pattern, code, sheet, column in _PATTERNS:
        found = pattern.search(message)
        if found:
            details = {name: value.strip() for name, value in found.groupdict().items() if value}
            return Problem(
                code,
                words,
                sheet=place["sheet"] if place else sheet or ("survey" if row else ""),
                row=row,
                column=place["column"] if place else column,
                level=level,
                details=details,
            )
    return Problem(
        "form",
        words,
        sheet=place["sheet"] if place else ("survey" if row else ""),
        row=row,
        column=place["column"] if place else "",
        level=level,
    )


def locate(problem: Problem, rows: Mapping[str, int]) -> Problem:
    """With the row of the question that the words name, where pyxform gives none. `rows` are rows by name."""
    if problem.row or problem.sheet not in ("", "survey"):
        return problem
    named = [problem.details.get("name", ""), *_NAMED.findall(problem.message)]
    words = [word for word in re.split(r"[{}'\s,.()]+", " ".join(named)) if word]
    row = next((rows[word] for word in words if word in rows), 0)
    return replace(problem, row=row, sheet="survey") if row else problem


def problems(message: str, level: str = "error") -> list[Problem]:
    """The problems in one message; some hold several lines, each with its row."""
    lines = message.split("\n")
    if len(lines) > 1 and all(
        _AT.search(line) or line.startswith("Language '") for line in lines if line.strip()
    ):
        return [_one(line, level) for line in lines if line.strip()]
    return [_one(message, level)]
