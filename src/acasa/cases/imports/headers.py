"""What a column's name means, from the spellings in `library/vocabularies/import_headers.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from rapidfuzz import fuzz, process

from acasa.cases.imports.fields import FIELDS, Compartment
from acasa.vocabularies import fold, folded, library_root, read_yaml

Certainty = Literal["certain", "likely", "guess", "none"]

# Two spellings as close as this (of 100) are taken for the same word with a slip.
CLOSE: Final = 90
_SHORTEST_FOR_SLIPS: Final = 6

_PARENTHESES = re.compile(r"[(\[{].*?[)\]}]")
_WORDS = re.compile(r"[^\W\d_]+")
# Words around a name that change nothing: whose it is.
_OWNERS = folded(
    "of client clients client's beneficiary beneficiary's victim's victim survivor survivor's person's "
    "beneficiarului beneficiarei beneficiar victimei victima persoanei clientului clientei "
    "клиента клиентки бенефициара жертвы пострадавшей пострадавшего её ее"
)


@dataclass(frozen=True, slots=True)
class Depends:
    """A spelling that means one field when another column stands beside it, and another when alone."""

    beside: str
    then: str
    alone: str


@dataclass(frozen=True)
class Dictionary:
    """All spellings, folded."""

    fields: Mapping[str, str]
    depends: Mapping[str, Depends]
    family_first: frozenset[str]
    numbering: frozenset[str]
    stems: Mapping[Compartment, tuple[str, ...]]
    templates: Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    data = read_yaml(library_root() / "vocabularies" / "import_headers.yaml")
    fields: dict[str, str] = {}
    templates: dict[str, dict[str, str]] = {}
    for key, languages in data["fields"].items():
        for language, spellings in languages.items():
            templates.setdefault(language, {})[key] = spellings[0]
            for spelling in spellings:
                fields.setdefault(fold(str(spelling)), key)
    depends = {
        fold(spelling): Depends(entry["with"], entry["then"], entry["else"])
        for entry in data["depends"]
        for spelling in entry["spellings"]
    }
    first = {fold(spelling) for spellings in data["family_first"].values() for spelling in spellings}
    return Dictionary(
        fields=fields,
        depends=depends,
        family_first=frozenset(first),
        numbering=frozenset(_sign(text) for text in data["numbering"]),
        stems=_stems(data["compartment_words"]),
        templates=templates,
    )


def match(header: str) -> tuple[str, Certainty]:
    """(field key, how sure) for a column's name; ("", "none") when it is not known.

    Exact spellings are certain; with notes in parentheses or "of the client" taken off they are likely; with
    a slip of the pen they are a guess.
    """
    known = dictionary().fields
    whole = fold(header)
    if whole in known:
        return known[whole], "certain"
    bare = fold(_PARENTHESES.sub(" ", header))
    if bare in known:
        return known[bare], "likely"
    ours = fold("".join(word for word in _WORDS.findall(header) if fold(word) not in _OWNERS))
    if ours and ours in known:
        return known[ours], "likely"
    if len(bare) >= _SHORTEST_FOR_SLIPS:
        close = process.extractOne(bare, known.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE)
        if close is not None and len(close[0]) >= _SHORTEST_FOR_SLIPS:
            return known[close[0]], "guess"
    return "", "none"


def depends_on(header: str) -> Depends | None:
    """For a name such as "Name" or "Nume", whose meaning depends on the other columns."""
    return dictionary().depends.get(fold(header))


def is_family_first(header: str) -> bool:
    """True where the column's name says that full names begin with the family name."""
    return fold(_PARENTHESES.sub(" ", header)) in dictionary().family_first


def is_numbering(header: str) -> bool:
    """True for the names that people give to a column of row numbers. Its cells decide in the end."""
    return _sign(header) in dictionary().numbering


def compartment_of(header: str) -> Compartment:
    """Where a column without a home is sealed, judged by the words of its name; casework when nothing shows.

    Law before health before identity: the smaller circle of readers wins.
    """
    words = [fold(word) for word in _WORDS.findall(header)]
    whole = fold(header)
    stems = dictionary().stems
    for compartment in ("legal", "health", "identity"):
        for stem in stems[compartment]:
            if " " in stem:
                if fold(stem) in whole:
                    return compartment
            elif any(word == stem or (len(stem) > 3 and word.startswith(stem)) for word in words):
                return compartment
    return "casework"


def template_label(key: str, language: str) -> str:
    """The column name that Acasa's own template uses for a field; English where a language has none."""
    templates = dictionary().templates
    return templates.get(language, {}).get(key) or templates["en"].get(key) or FIELDS[key].label


def known_header(header: str) -> bool:
    """True where the exact name is known (used to find the row of names in a sheet)."""
    folded = fold(header)
    return folded in dictionary().fields or folded in dictionary().depends


def _sign(text: str) -> str:
    """A numbering sign keeps its punctuation: "#" and "№" would fold to nothing."""
    return "".join(text.casefold().split()).rstrip(".:")


def _stems(data: Mapping[str, list[Any]]) -> dict[Compartment, tuple[str, ...]]:
    def clean(stem: str) -> str:
        return stem.casefold() if " " in stem else fold(stem)

    return {
        "identity": tuple(dict.fromkeys(clean(str(stem)) for stem in data["identity"])),
        "health": tuple(dict.fromkeys(clean(str(stem)) for stem in data["health"])),
        "legal": tuple(dict.fromkeys(clean(str(stem)) for stem in data["legal"])),
    }
