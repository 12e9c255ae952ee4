"""The pieces that papers are made of: the same for the printed paper and for the page on which she reads it.

Each piece is a plain dictionary with a `kind` that `typst/paper.typ` and `templates/papers/blocks.html` know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """One paper in one language. Without names, `organisation`, `code` and `name` may be empty."""

    what: str
    language: str
    title: str
    blocks: list[Block] = field(default_factory=list)
    lede: str = ""
    organisation: str = ""
    code: str = ""
    name: str = ""
    footer: str = ""
    size: str = "a4"

    def data(self) -> dict[str, Any]:
        return asdict(self)

    def on_screen(self) -> list[Block]:
        """The pieces for a page: a table's lines with their headings, a question's boxes with what is ticked.

        Places to write and to sign are for paper alone.
        """
        return [_shown(block) for block in self.blocks if block["kind"] not in ("lines", "sign")]


def _shown(block: Block) -> Block:
    if block["kind"] == "table":
        pairs = [list(zip(block["head"], line, strict=True)) for line in block["rows"]]
        return {**block, "lines": [line for line in pairs if any(value for _label, value in line)]}
    if block["kind"] == "choices":
        boxes = [(option, number == block["chosen"]) for number, option in enumerate(block["options"])]
        return {**block, "boxes": boxes}
    return block


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def new_page() -> Block:
    """What follows begins on a sheet of its own."""
    return {"kind": "page"}


def text(words: str) -> Block:
    return {"kind": "text", "text": words}


def large(words: str) -> Block:
    """What must be found at a glance."""
    return {"kind": "large", "text": words}


def quote(words: str) -> Block:
    """Her own words."""
    return {"kind": "quote", "text": words}


def points(items: Iterable[str]) -> Block:
    return {"kind": "points", "items": list(items)}


def numbers(items: Iterable[str]) -> Block:
    return {"kind": "numbers", "items": list(items)}


def rows(pairs: Iterable[tuple[str, str]]) -> Block:
    """Label and value; an empty value leaves room to write."""
    return {"kind": "rows", "rows": [list(pair) for pair in pairs]}


def table(head: Sequence[str], lines: Iterable[Sequence[str]], widths: Sequence[int]) -> Block:
    return {
        "kind": "table",
        "head": list(head),
        "rows": [list(line) for line in lines],
        "widths": list(widths),
    }


def choices(
    label: str, options: Sequence[str], chosen: int = -1, note: str = "", *, strong: bool = True
) -> Block:
    """A question with boxes to tick; `chosen` is the one that is ticked already."""
    return {
        "kind": "choices",
        "label": label,
        "options": list(options),
        "chosen": chosen,
        "note": note,
        "strong": strong,
    }


def lines(label: str, count: int) -> Block:
    """Room to write by hand."""
    return {"kind": "lines", "label": label, "count": count}


def box(title: str, words: str = "") -> Block:
    return {"kind": "box", "title": title, "text": words}


def wish(words: str, label: str, helps: Iterable[str]) -> Block:
    """A child's own goal in large letters, and who helps with it."""
    return {"kind": "wish", "text": words, "label": label, "helps": list(helps)}


def signatures(people: Iterable[tuple[str, str, str, str]]) -> Block:
    """Places to sign: (whose, name, drawing or "", date)."""
    return {
        "kind": "sign",
        "people": [
            {"label": label, "name": name, "drawing": drawing, "date": date}
            for label, name, drawing, date in people
        ],
    }
