"""What the pages show of a questionnaire: its problems, its questions with their rules, what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from acasa.people.models import Profession
from acasa.questionnaires import rules, words
from acasa.questionnaires.engine.model import Form, Node
from acasa.questionnaires.engine.problems import Problem


@dataclass(frozen=True)
class ProblemLine:
    """A problem where it stands."""

    words: str
    more: str
    sheet: str
    row: int
    column: str
    error: bool


def problem_lines(problems: Iterable[Problem]) -> list[ProblemLine]:
    """Problems in the reader's language, in their order."""
    return [
        ProblemLine(
            words.problem_words(each.code, each.message, each.details),
            words.problem_more(each.code, each.message, each.details),
            str(words.SHEETS.get(each.sheet, each.sheet)),
            each.row,
            each.column,
            each.level == "error",
        )
        for each in problems
    ]


def notes(kept: Iterable[dict[str, Any]]) -> list[ProblemLine]:
    """The notes that were kept with a version."""
    return problem_lines(Problem(**each) for each in kept)


@dataclass(frozen=True)
class QuestionLine:
    """A question or section in the list of a version."""

    name: str
    label: str
    hint: str
    kind: str
    depth: int
    section: bool
    row: int
    # Pairs: what the rule is about, and the rule as it is written.
    rules: list[tuple[str, str]] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    more_choices: int = 0


# So many answers of a list are shown; the longest lists have hundreds.
SHOWN_CHOICES = 12


def _rules(node: Node, form: Form) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    readable = rules.readable
    if node.relevant:
        found.append((_("Asked only if"), readable(node.relevant, form.root)))
    if node.required and node.required != "false()":
        always = node.required == "true()"
        found.append((_("Must be answered"), "" if always else readable(node.required, form.root)))
    if node.constraint:
        found.append((_("Allowed"), readable(node.constraint, form.root)))
    if node.calculate:
        found.append((_("Calculated"), readable(node.calculate, form.root)))
    if node.dynamic_default or node.default:
        found.append((_("At first"), readable(node.dynamic_default, form.root) or node.default))
    if node.choice_filter:
        found.append((_("Only answers where"), readable(node.choice_filter, form.root)))
    if node.count:
        found.append((_("How often"), readable(node.count, form.root)))
    return found


def question_lines(form: Form, language: str) -> list[QuestionLine]:
    """Everything in the form's order; what fills itself comes without words."""
    found: list[QuestionLine] = []

    def go(nodes: Iterable[Node], depth: int) -> None:
        for node in nodes:
            choices = form.choices.get(node.choices, ())
            shown = [rules.plain(choice.label, language) or choice.name for choice in choices[:SHOWN_CHOICES]]
            kind = node.kind if node.kind != "question" else node.type
            found.append(
                QuestionLine(
                    node.name,
                    rules.plain(node.label, language),
                    rules.plain(node.hint, language),
                    str(words.KINDS.get(kind, kind)),
                    min(depth, 4),
                    node.kind != "question",
                    node.row,
                    _rules(node, form),
                    shown,
                    max(0, len(choices) - SHOWN_CHOICES),
                )
            )
            go(node.children, depth + 1)

    go(form.nodes, 0)
    return found


@dataclass(frozen=True)
class DifferenceLine:
    """What is otherwise than in the version that is published."""

    what: str
    tone: str
    name: str
    label: str
    fields: str


def difference_lines(before: Form, after: Form, language: str) -> list[DifferenceLine]:
    """In the new version's order."""
    return [
        DifferenceLine(
            str(words.DIFFERENCES[each.what]),
            words.DIFFERENCE_TONES[each.what],
            each.name,
            each.label,
            ", ".join(str(words.FIELDS[name]) for name in each.fields),
        )
        for each in rules.differences(before, after, language)
    ]


@dataclass(frozen=True)
class FileLine:
    """A file that the form names."""

    name: str
    there: bool
    needed: bool


def file_lines(form: Form, given: Iterable[str]) -> list[FileLine]:
    """Files in the form's order; lists are needed before it is published, pictures and sounds only missed."""
    there, lists = set(given), set(form.external.values())
    return [FileLine(name, name in there, name in lists) for name in form.media]


def language_of(form: Form, wanted: str) -> str:
    """The form's name of a language nearest to the page's: "English (en)" for "en"; else its first."""
    for name in form.languages:
        if f"({wanted})" in name.lower() or name.lower() == wanted:
            return name
    return form.languages[0] if form.languages else ""


def profession_words(codes: Iterable[str]) -> list[str]:
    """Professions in words."""
    known = dict(Profession.choices)
    return [str(known[code]) for code in codes if code in known]
