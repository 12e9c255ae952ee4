"""What is wrong with the expressions of a form, found before anybody answers it."""

from __future__ import annotations

from collections.abc import Iterator

from acasa.questionnaires.engine.expressions.compiling import compile_expression, compile_filter, seen_by
from acasa.questionnaires.engine.expressions.parser import ExpressionError
from acasa.questionnaires.engine.expressions.program import Cycle, Program
from acasa.questionnaires.engine.model import Form, Node, Output
from acasa.questionnaires.engine.problems import Problem

# Where an expression stands in a question, and the column of the spreadsheet from which it comes.
_PLACES = (
    ("relevant", "relevant"),
    ("required", "required"),
    ("constraint", "constraint"),
    ("readonly", "readonly"),
    ("calculate", "calculation"),
    ("dynamic_default", "default"),
    ("on_trigger", "calculation"),
    ("count", "repeat_count"),
    ("itemset", "type"),
)
_TEXTS = (
    ("label", "label"),
    ("hint", "hint"),
    ("guidance", "guidance_hint"),
    ("required_message", "required_message"),
    ("constraint_message", "constraint_message"),
)
_CODES = {
    "function": "unknown-function",
    "arguments": "bad-arguments",
    "syntax": "bad-expression",
}


def _expressions(node: Node) -> Iterator[tuple[str, str, bool]]:
    """Each expression of a question with its column, and whether it is a filter."""
    for name, column in _PLACES:
        if text := getattr(node, name):
            yield text, column, False
    if node.choice_filter:
        yield node.choice_filter, "choice_filter", True
    for name, column in _TEXTS:
        for language, words in getattr(node, name).items():
            for part in words.parts:
                if isinstance(part, Output):
                    yield part.expression, f"{column}::{language}" if language else column, False


def check(form: Form) -> list[Problem]:
    """All problems of a form's expressions, in the order of its rows: unknown functions, wrong numbers of arguments,
    what can't be read, questions that are not there, and circles."""
    found: list[Problem] = []
    paths = {tuple(node.path.strip("/").split("/")) for node in form.walk()}
    paths |= {path[:size] for path in list(paths) for size in range(1, len(path))} | {(form.root,)}
    paths |= {tuple(node.path.strip("/").split("/")) for each in form.meta for node in each.walk()}
    for node in form.walk():
        place = tuple(node.path.strip("/").split("/"))
        for text, column, is_filter in _expressions(node):
            details = {"question": node.name, "expression": text}
            try:
                if is_filter:
                    compile_filter(text)
                    seen = seen_by(text, place, within=())
                else:
                    compile_expression(text)
                    seen = seen_by(text, place)
            except ExpressionError as error:
                details |= {"function": error.name} if error.name else {}
                found.append(
                    Problem(
                        _CODES[error.code],
                        f"{node.name}: {error}",
                        "survey",
                        node.row,
                        column,
                        "error",
                        details,
                    )
                )
                continue
            for path in sorted(seen.paths):
                if path not in paths and "*" not in path and "meta" not in path:
                    told = "/" + "/".join(path)
                    found.append(
                        Problem(
                            "unknown-path",
                            f"{node.name}: there is no {path[-1]} ({told}).",
                            "survey",
                            node.row,
                            column,
                            "warning",
                            {**details, "reference": path[-1]},
                        )
                    )
    if all(problem.level != "error" for problem in found):
        try:
            Program(form, strict=True)
        except Cycle as error:
            rows = {node.path: node for node in form.walk()}
            first = rows.get(error.paths[0])
            names = ", ".join(path.rpartition("/")[2] for path in error.paths)
            found.append(
                Problem(
                    "cycle",
                    f"These depend on each other in a circle: {names}.",
                    "survey",
                    first.row if first else 0,
                    "calculation" if first and first.calculate else "relevant",
                    "error",
                    {"questions": names},
                )
            )
        except ExpressionError as error:
            found.append(Problem(_CODES[error.code], str(error)))
    return found
