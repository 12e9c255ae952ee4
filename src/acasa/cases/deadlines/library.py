"""The country's rules as this installation has them: read from the library once, checked, with whole words."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from acasa.cases.deadlines.rules.packs import Pack, PackError, Problem
from acasa.cases.deadlines.rules.reading import build
from acasa.vocabularies.loader import LibraryError, library_root, read_yaml

# An installation that wants no deadlines by rule says so.
NONE = ("", "none")


def _data(path: Path, name: str) -> dict[str, Any]:
    try:
        return read_yaml(path)
    except LibraryError as error:
        raise PackError([Problem(name, "", "", f"can't be read: {error}")]) from error


def read(path: Path) -> Pack:
    """A pack from a file anywhere; what it extends is looked for beside it, then in the library.

    Raises PackError with everything that is wrong, in words.
    """
    data = _data(path, path.name)
    base = None
    if extends := data.get("extends"):
        places = [path.parent / f"{extends}.yaml", library_root() / "deadlines" / f"{extends}.yaml"]
        there = [place for place in places if place.is_file() and place != path]
        if not there:
            words = f"there is no file {extends}.yaml, neither beside it nor in the library"
            raise PackError([Problem(path.name, "", "extends", words)])
        base = _data(there[0], there[0].name)
        if base.get("extends"):
            words = f"{extends}.yaml extends another file itself: one step is enough"
            raise PackError([Problem(path.name, "", "extends", words)])
    return build(path.name, data, base)


@lru_cache(maxsize=8)
def load(name: str) -> Pack:
    """A country's pack from the library."""
    return read(library_root() / "deadlines" / f"{name}.yaml")


def present() -> Pack | None:
    """The rules in force here, or None where none are wanted. Settings: ACASA_COUNTRY_PACK."""
    name = settings.ACASA_COUNTRY_PACK
    return None if name in NONE else load(name)
