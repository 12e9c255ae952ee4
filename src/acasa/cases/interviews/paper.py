"""A questionnaire as PDF, blank or with what was said: made in memory, kept nowhere, without a name on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from acasa.cases.interviews import languages
from acasa.cases.interviews.reading import Section, blank, sections
from acasa.cases.interviews.words import ANSWERED
from acasa.cases.presenters import moment_words
from acasa.questionnaires.pages.filling import Filling

_TEMPLATE = Path(__file__).with_name("typst") / "interview.typ"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _pdf(document: dict[str, Any], shown: Sequence[Section]) -> bytes:
    data = {
        "code": "",
        "lede": "",
        "facts": [],
        "words": {"declined": _("Rather not say")},
        "sections": [asdict(section) for section in shown],
        **document,
    }
    made = typst.compile(
        _template(), font_paths=_fonts(), sys_inputs={"data": json.dumps(data)}, format="pdf"
    )
    assert isinstance(made, bytes)
    return made


def empty(filling: Filling, *, language: str, organisation: str, otherwise: str) -> bytes:
    """To be filled in by hand: every question that may be asked, boxes to tick and lines to write on."""
    code = languages.interface(language, otherwise)
    with translation.override(code):
        document = {
            "title": filling.published.title,
            "language": languages.code_of(language) or code,
            "organisation": organisation,
            "filled": False,
            "footer": filling.published.title,
            "lede": _(
                "No line must be filled in. “Rather not say” is an answer, and she may stop at any moment."
            ),
            "facts": [[_("Code of the case"), ""], [_("Date"), ""], [_("Asked by"), ""]],
        }
        return _pdf(document, blank(filling))


def told(
    filling: Filling, data: dict[str, Any], *, case_code: str, organisation: str, otherwise: str
) -> bytes:
    """What was said. The case's code stands on it, no name."""
    code = languages.interface(str(data["language"]), otherwise)
    with translation.override(code):
        facts = [
            [_("Asked on"), moment_words(str(data["begun_at"]))],
            [_("Asked by"), str(data["by_name"])],
            [_("Who answered"), str(ANSWERED.get(str(data["respondent"]), ""))],
        ]
        if data["state"] == "stopped":
            facts.append([_("How it ended"), _("She chose to stop. What was said until then stands here.")])
        document = {
            "title": str(data["title"]),
            "language": languages.code_of(str(data["language"])) or code,
            "organisation": organisation,
            "code": case_code,
            "filled": True,
            "footer": f"{case_code} · {data['title']}",
            "facts": facts,
        }
        return _pdf(document, sections(filling, data.get("files", {})))
