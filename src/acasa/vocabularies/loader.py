"""Read code lists from `library/vocabularies/`.

A list is a YAML file with `kind: code-list`; `library/README.md` describes the format. A list's name is its
path below `library/vocabularies/` without `.yaml`, e.g. `countries` or `htcds/methods_of_control`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from acasa.vocabularies.text import fold

LANGUAGES = ("en", "ro", "ru")
CERTAINTIES = ("high", "medium", "low")

_NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*")
_OWN_KEYS = {"code", "aliases", "extension", "deprecated", "note", *LANGUAGES}


class LibraryError(Exception):
    """A library file is missing or does not hold what its kind demands."""


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list. `extension`: Acasa's addition, absent from the source it names."""

    code: str
    labels: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    extension: bool = False
    deprecated: bool = False
    note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def label(self, language: str = "en") -> str:
        """The label in `language` (a tag such as `ro` or `ro-MD`), else in English, else the code."""
        return self.labels.get(language.split("-")[0].lower()) or self.labels.get("en") or self.code


@dataclass(frozen=True)
class Vocabulary:
    """A code list with where it comes from. `multiple`: a cell may hold several codes."""

    name: str
    titles: Mapping[str, str]
    source: str
    licence: str
    attribution: str
    version: str
    certainty: str
    multiple: bool
    codes: tuple[Code, ...]
    _by_code: Mapping[str, Code]
    _by_text: Mapping[str, Code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self.codes)

    def get(self, code: str) -> Code | None:
        """The entry with exactly this code."""
        return self._by_code.get(code)

    def label(self, code: str, language: str = "en") -> str:
        """The label of `code`; an unknown code (of an older list, say) is shown as it is."""
        entry = self._by_code.get(code)
        return entry.label(language) if entry else code

    def title(self, language: str = "en") -> str:
        return self.titles.get(language.split("-")[0].lower()) or self.titles["en"]

    def choices(self, language: str = "en") -> list[tuple[str, str]]:
        """(code, label) in the list's own order, without deprecated entries."""
        return [(entry.code, entry.label(language)) for entry in self.codes if not entry.deprecated]

    def find(self, text: str) -> Code | None:
        """The entry that `text` means: its code, a label in any language, or an alias; case, marks, spaces
        and punctuation are ignored. Exact codes come first."""
        return self._by_code.get(text) or self._by_text.get(fold(text))


def library_root() -> Path:
    """The folder `library/`: `ACASA_LIBRARY` when set, else the one in the source tree."""
    chosen = os.environ.get("ACASA_LIBRARY")
    root = Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "library"
    if not (root / "vocabularies").is_dir():
        raise LibraryError(
            f"No library of vocabularies at {root}. Set ACASA_LIBRARY to the folder that holds it."
        )
    return root


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping from a library file. Raises LibraryError when it is missing or something else."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise LibraryError(f"{path.name}: {problem}") from problem
    if not isinstance(data, dict):
        raise LibraryError(f"{path.name}: a mapping is expected at the top")
    return data


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of all code lists in the library, sorted."""
    base = library_root() / "vocabularies"
    found = (path for path in base.rglob("*.yaml") if _is_code_list(path))
    return tuple(sorted(path.relative_to(base).with_suffix("").as_posix() for path in found))


@lru_cache(maxsize=256)
def load(name: str) -> Vocabulary:
    """The code list called `name`. Raises LibraryError when it is missing or malformed."""
    if not _NAME.fullmatch(name):
        raise LibraryError(f"{name!r} is not the name of a vocabulary")
    return parse(name, read_yaml(library_root() / "vocabularies" / f"{name}.yaml"))


def parse(name: str, data: Mapping[str, Any]) -> Vocabulary:
    """Build a Vocabulary from a file's content. Raises LibraryError naming what is wrong."""
    for key in ("title", "source", "licence", "version", "certainty", "codes"):
        if not data.get(key):
            raise LibraryError(f"{name}: {key} is missing")
    if data.get("kind") != "code-list":
        raise LibraryError(f"{name}: kind must be code-list")
    if data["certainty"] not in CERTAINTIES:
        raise LibraryError(f"{name}: certainty must be one of {', '.join(CERTAINTIES)}")
    codes = tuple(_code(name, entry) for entry in data["codes"])
    return Vocabulary(
        name=name,
        titles=_labels(name, data["title"]),
        source=str(data["source"]),
        licence=str(data["licence"]),
        attribution=str(data.get("attribution", "")),
        version=str(data["version"]),
        certainty=str(data["certainty"]),
        multiple=bool(data.get("multiple", False)),
        codes=codes,
        _by_code=_index_codes(name, codes),
        _by_text=_index_texts(codes),
    )


def _is_code_list(path: Path) -> bool:
    with path.open(encoding="utf-8") as lines:
        return any(line.startswith("kind: code-list") for _, line in zip(range(20), lines, strict=False))


def _labels(name: str, data: object) -> dict[str, str]:
    if not isinstance(data, Mapping):
        raise LibraryError(f"{name}: labels in {', '.join(LANGUAGES)} are expected, not {data!r}")
    missing = [language for language in LANGUAGES if not data.get(language)]
    if missing:
        raise LibraryError(f"{name}: {data.get('code', 'title')} has no label in {', '.join(missing)}")
    return {language: str(data[language]) for language in LANGUAGES}


def _code(name: str, entry: object) -> Code:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("code"), str) or not entry["code"].strip():
        # A bare `no` or `on` is a boolean to YAML: Norway's code must be quoted.
        raise LibraryError(f"{name}: each entry needs a code that is text, not {entry!r}")
    return Code(
        code=entry["code"],
        labels=_labels(name, entry),
        aliases=tuple(str(alias) for alias in entry.get("aliases", ())),
        extension=bool(entry.get("extension", False)),
        deprecated=bool(entry.get("deprecated", False)),
        note=str(entry.get("note", "")),
        extra={key: value for key, value in entry.items() if key not in _OWN_KEYS},
    )


def _index_codes(name: str, codes: Iterable[Code]) -> dict[str, Code]:
    index: dict[str, Code] = {}
    for entry in codes:
        if entry.code in index:
            raise LibraryError(f"{name}: {entry.code} stands twice")
        index[entry.code] = entry
    return index


def _index_texts(codes: tuple[Code, ...]) -> dict[str, Code]:
    """What each folded spelling means. Codes win over labels, labels over aliases; a spelling that two
    entries claim at the same level means neither."""
    index: dict[str, Code | None] = {}
    for level in (_code_spellings, _label_spellings, _alias_spellings):
        claims: dict[str, Code | None] = {}
        for entry in codes:
            for key in {fold(text) for text in level(entry)} - {""}:
                claims[key] = None if key in claims else entry
        for key, claim in claims.items():
            index.setdefault(key, claim)
    return {key: entry for key, entry in index.items() if entry is not None}


def _code_spellings(entry: Code) -> tuple[str, ...]:
    return (entry.code,)


def _label_spellings(entry: Code) -> tuple[str, ...]:
    return tuple(entry.labels.values())


def _alias_spellings(entry: Code) -> tuple[str, ...]:
    return (*entry.aliases, str(entry.extra.get("alpha3", "")))
