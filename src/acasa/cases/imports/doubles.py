"""Who of a table may be somebody who is known already, or who stands in the table twice.

Asking `names.likely_same` for each of ten thousand rows would take minutes. Here the words of all keys stand in one
index; only keys that share a word (in any spelling or form of it) and most of their letter pairs are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from acasa.cases import names

# Of `names.similar`, as where a single case is opened.
ALIKE = 82.0
_SHARED_BITS = 0.7


@dataclass(frozen=True, slots=True)
class Known:
    """A name key, whose it is, and the year of birth ("" if it is not known)."""

    owner: int
    key: str
    year: str = ""


@dataclass
class Index:
    """Keys by their words."""

    _known: list[Known] = field(default_factory=list)
    _bits: list[int] = field(default_factory=list)
    _places: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, known: Known) -> None:
        at = len(self._known)
        self._known.append(known)
        self._bits.append(names.signature(known.key))
        for word in _words(known.key):
            self._places[word].append(at)

    def like(self, asked: Known, limit: int = 3) -> list[tuple[int, float]]:
        """Owners of keys that may be the same person, best first, with the score of `names.similar`.

        A lone given name is no evidence. Years of birth that differ by more than one tell two people apart.
        """
        if len(asked.key.split()) < 2:
            return []
        bits = names.signature(asked.key)
        size = bits.bit_count()
        found: dict[int, float] = {}
        seen: set[int] = set()
        for word in _words(asked.key):
            for at in self._places.get(word, ()):
                other = self._bits[at]
                if at in seen or (bits & other).bit_count() < _SHARED_BITS * min(size, other.bit_count()):
                    continue
                seen.add(at)
                known = self._known[at]
                if apart(asked.year, known.year):
                    continue
                score = names.similar(asked.key, known.key)
                if score >= ALIKE:
                    found[known.owner] = max(score, found.get(known.owner, 0.0))
        return sorted(found.items(), key=lambda item: -item[1])[:limit]


def apart(one: str, other: str) -> bool:
    """Whether two years of birth, as far as they are known, are those of two people."""
    return one.isdigit() and other.isdigit() and abs(int(one) - int(other)) > 1


def within(asked: Sequence[Known]) -> Iterator[tuple[int, int]]:
    """(owner, owner of an earlier key) of keys of one table that may be the same person."""
    index = Index()
    for known in asked:
        if known.key:
            like = index.like(known, limit=1)
            if like:
                yield known.owner, like[0][0]
            index.add(known)


def _words(key: str) -> set[str]:
    """The forms and classes of a key's words; a father's name is no evidence."""
    found: set[str] = set()
    for part in key.split():
        forms, *classes = part.split("=")
        if any(each.startswith("~") for each in classes):
            continue
        found.update(f"f{form}" for form in forms.split("/") if len(form) > 1)
        found.update(f"c{each.rstrip('+')}" for each in classes)
    return found
