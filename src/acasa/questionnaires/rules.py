"""What may happen to a questionnaire, and what changed between two versions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from acasa.people import rules as people
from acasa.questionnaires.engine.model import Choice, Form, Node, Output, Text, Texts

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
RETIRED: Final = "retired"
STATES: Final = (DRAFT, PUBLISHED, RETIRED)
# Where answers may be sealed: identity is written on its own pages, never by a questionnaire.
COMPARTMENTS: Final = (people.CASEWORK, people.HEALTH, people.LEGAL, people.ESSENTIALS)

LONGEST_ID: Final = 200
LONGEST_TITLE: Final = 200
LONGEST_ABOUT: Final = 300
MAX_MEDIA_BYTES: Final = 10 * 1024 * 1024
MAX_MEDIA: Final = 60


def next_version(given: str, number: int, taken: Iterable[str]) -> str:
    """The version by which answers are told apart: the sheet's own, unless another version has it already."""
    taken = set(taken)
    base = given[: LONGEST_ID - 12] or str(number)
    wanted, more = base, number
    while wanted in taken:
        wanted, more = f"{base}.{more}", more + 1
    return wanted


def missing_files(form: Form, given: Iterable[str]) -> list[str]:
    """Files that the form names and that are not there."""
    there = set(given)
    return [name for name in form.media if name not in there]


def missing_lists(form: Form, given: Iterable[str]) -> list[str]:
    """Those of the missing files without which nothing can be chosen or looked up."""
    lists = set(form.external.values())
    return [name for name in missing_files(form, given) if name in lists]


def plain(texts: Texts, language: str = "") -> str:
    """A label's words in a language, else in the first that has some; what is filled in stands as an ellipsis."""
    text = texts.get(language) or texts.get("") or next(iter(texts.values()), Text())
    return "".join("…" if isinstance(part, Output) else part for part in text.parts).strip()


@dataclass(frozen=True)
class Difference:
    """One question that is not as it was: `what` is added, removed, moved or changed; `fields` what about it."""

    what: str
    name: str
    label: str
    fields: tuple[str, ...] = ()


# What a difference is about, by the fields of a question.
_FIELDS: Final = (
    ("label", ("label",)),
    ("hint", ("hint", "guidance")),
    ("type", ("type", "parameters", "mediatype")),
    ("when", ("relevant",)),
    ("allowed", ("constraint", "constraint_message")),
    ("needed", ("required", "required_message", "readonly")),
    ("calculated", ("calculate", "default", "dynamic_default", "triggers", "on_trigger")),
    ("answers", ("choices", "choice_filter", "itemset")),
    ("shown", ("appearance", "count")),
)


def _asked(form: Form) -> dict[str, Node]:
    return {node.path.partition("/")[2].partition("/")[2]: node for node in form.walk()}


def _lists(form: Form, node: Node) -> tuple[Choice, ...]:
    return form.choices.get(node.choices, ())


def differences(before: Form, after: Form, language: str = "") -> list[Difference]:
    """What a new version does otherwise, in its order; removed questions last."""
    old, new = _asked(before), _asked(after)
    found: list[Difference] = []
    for path, node in new.items():
        label = plain(node.label, language) or node.name
        was = old.get(path)
        if was is None:
            found.append(Difference("added", node.name, label))
            continue
        fields = [
            name
            for name, parts in _FIELDS
            if any(getattr(was, part) != getattr(node, part) for part in parts)
        ]
        if "answers" not in fields and _lists(before, was) != _lists(after, node):
            fields.append("answers")
        if fields:
            found.append(Difference("changed", node.name, label, tuple(fields)))
    found += [
        Difference("removed", node.name, plain(node.label, language) or node.name)
        for path, node in old.items()
        if path not in new
    ]
    return found


def may_fill(professions: Iterable[str], profession: str) -> bool:
    """Whether a profession may fill it in; no profession named means all."""
    named = list(professions)
    return not named or profession in named


def codes_of_cases(form: Form, language: str = "") -> Mapping[str, str]:
    """Questions that may ask for a case's code: name to label. Texts and barcodes outside repeats."""
    found: dict[str, str] = {}
    inside: list[tuple[Node, bool]] = [(node, False) for node in form.nodes]
    while inside:
        node, repeated = inside.pop(0)
        if node.kind != "question":
            inside[:0] = [(child, repeated or node.kind == "repeat") for child in node.children]
        elif not repeated and node.type in ("string", "barcode"):
            found.setdefault(node.name, plain(node.label, language) or node.name)
    return found


def readable(expression: str, root: str) -> str:
    """An expression as its author wrote it, nearly: paths are names again."""
    absolute = rf"\s*/{re.escape(root)}((?:/[\w.\-]+)+)\s*"
    text = re.sub(absolute, lambda match: f" {match[1].rsplit('/', 1)[-1]} ", expression)
    text = re.sub(r"(?:\.\./)+(?:[\w.\-]+/)*([\w.\-]+)", r"\1", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"\( ", "(", re.sub(r" ([),])", r"\1", text))
