"""Sets a paper as PDF (or as pictures, to look at) with Typst: in memory, from the fonts within it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

_TEMPLATE = Path(__file__).with_name("typst") / "paper.typ"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    # The fonts within Typst know Latin and Cyrillic; looking through the machine's takes a second.
    return typst.Fonts(include_system_fonts=False)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def pdf(document: dict[str, Any]) -> bytes:
    """The paper that `acasa.cases.papers.content` described. Its words are data, never Typst's markup."""
    made = _compile(document, "pdf")
    assert isinstance(made, bytes)
    return made


def pictures(document: dict[str, Any]) -> list[bytes]:
    """Each page as PNG."""
    made = _compile(document, "png", ppi=80)
    return made if isinstance(made, list) else [made]


def _compile(document: dict[str, Any], form: Any, **more: Any) -> Any:
    data = json.dumps(document)
    return typst.compile(_template(), font_paths=_fonts(), sys_inputs={"data": data}, format=form, **more)
