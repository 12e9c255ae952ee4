"""Questionnaires of the library, which an organisation may take in, change and publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from acasa.vocabularies.loader import library_root


@dataclass(frozen=True)
class Offer:
    """One questionnaire of the library."""

    slug: str
    file: str
    form_id: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    compartment: str
    source: str
    licence: str
    certainty: str
    on_devices: bool = False
    case_question: str = ""
    professions: tuple[str, ...] = field(default_factory=tuple)

    def path(self) -> Path:
        """The file itself."""
        return library_root() / "forms" / self.file

    def content(self, language: str) -> bytes:
        """The file, its title in a language: XLSForm knows one title only. Workbooks stay as they are."""
        content = self.path().read_bytes()
        if self.path().suffix != ".md":
            return content
        sheets, mark, settings = content.decode().rpartition("| settings |")
        return (
            sheets + mark + settings.replace(self.title["en"], self.words(self.title, language), 1)
        ).encode()

    def words(self, texts: Mapping[str, str], language: str) -> str:
        """One of its texts in a language, else in English."""
        return texts.get(language) or texts.get("en", "")


@cache
def _index(path: Path, _changed: float) -> tuple[Offer, ...]:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Offer(**{**each, "professions": tuple(each.get("professions", ()))}) for each in data["forms"]
    )


def offers() -> tuple[Offer, ...]:
    """All of them, in the library's order; none when there is no such file."""
    path = library_root() / "forms" / "index.yaml"
    return _index(path, path.stat().st_mtime) if path.is_file() else ()


def offer(slug: str) -> Offer | None:
    """One by its name."""
    return next((each for each in offers() if each.slug == slug), None)
