"""The sets of indicators in `library/indicators/`, read once, with their words. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from acasa.identification.rules import screening as rules
from acasa.identification.rules.screening import Dimension, Indicator, IndicatorSet
from acasa.vocabularies import LibraryError, library_root, read_yaml
from acasa.vocabularies.loader import CERTAINTIES, LANGUAGES

Words = Mapping[str, str]
# What is typed and not sent is kept under a name of twenty letters, four of them ours.
_CODE = re.compile(r"[a-z][a-z0-9_]{0,15}")
_PART = re.compile(r"[a-z][a-z0-9_]*")


def said(words: Words, language: str) -> str:
    """Words in this language, else in English."""
    return str(words.get(language) or words.get("en", ""))


@dataclass(frozen=True)
class Entry:
    """Words of an indicator: `name` in its source, and `method`: what can be done about it."""

    id: str
    labels: Words
    certainty: str
    name: str = ""
    note: str = ""
    methods: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Words of a dimension."""

    code: str
    titles: Words
    abouts: Words


@dataclass(frozen=True)
class Published:
    """A set as it stands in the library: its rule's shape, its words, and how sure it is of itself."""

    code: str
    order: int
    shape: IndicatorSet
    titles: Words
    abouts: Words
    own: bool
    source: str
    licence: str
    version: str
    certainty: str
    groups: Mapping[str, Group]
    entries: Mapping[str, Entry]

    def title(self, language: str) -> str:
        return said(self.titles, language)

    def about(self, language: str) -> str:
        return said(self.abouts, language)

    def group(self, code: str, language: str) -> str:
        group = self.groups.get(code)
        return said(group.titles, language) if group else code

    def label(self, indicator: str, language: str) -> str:
        """What an indicator says; one that the set lost since is shown as it is."""
        entry = self.entries.get(indicator)
        return said(entry.labels, language) if entry else indicator

    def names(self) -> dict[str, str]:
        """Names of indicators in the source, to their ids: with the dimension, and alone where it is the only one."""
        found: dict[str, list[str]] = {}
        for one in self.entries.values():
            if one.name:
                found.setdefault(one.name.casefold(), []).append(one.id)
                found[f"{one.id.partition('.')[0]}.{one.name}".casefold()] = [one.id]
        return {name: ids[0] for name, ids in found.items() if len(ids) == 1}

    def method(self, indicator: str, language: str) -> str:
        entry = self.entries.get(indicator)
        return said(entry.methods, language) if entry else ""


@lru_cache(maxsize=1)
def sets() -> dict[str, Published]:
    """Each set by its code, in order. Raises LibraryError when a file is malformed."""
    found = [
        read(read_yaml(path), path.name) for path in sorted((library_root() / "indicators").glob("*.yaml"))
    ]
    if len({one.code for one in found}) != len(found):
        raise LibraryError("library/indicators: a code stands in two files")
    return {one.code: one for one in sorted(found, key=lambda one: (one.order, one.code))}


def find(code: str) -> Published | None:
    return sets().get(code)


def offered(*, child: bool) -> list[Published]:
    """Sets for a child, or for an adult."""
    ours = (rules.CHILD if child else rules.ADULT, rules.BOTH)
    return [one for one in sets().values() if one.shape.for_ in ours]


def read(data: Mapping[str, Any], name: str) -> Published:
    """A set from its file's content. Raises LibraryError with the file and what is wrong."""
    if data.get("kind") != "indicator-set":
        raise LibraryError(f"{name}: kind: indicator-set is expected")
    for key in (
        "code",
        "title",
        "about",
        "for",
        "rule",
        "combine",
        "source",
        "licence",
        "version",
        "dimensions",
    ):
        if not data.get(key):
            raise LibraryError(f"{name}: {key} is missing")
    code = str(data["code"])
    if not _CODE.fullmatch(code):
        raise LibraryError(f"{name}: a code has at most 16 small letters, digits and _")
    _one_of(data["for"], (rules.ADULT, rules.CHILD, rules.BOTH), f"{name}: for")
    _one_of(data["rule"], (rules.DELPHI, rules.SIGNS), f"{name}: rule")
    _one_of(data["combine"], tuple(rules.COMBINATIONS), f"{name}: combine")
    certainty = _one_of(data.get("certainty"), CERTAINTIES, f"{name}: certainty")
    groups: dict[str, Group] = {}
    entries: dict[str, Entry] = {}
    dimensions = []
    for row in data["dimensions"]:
        dimensions.append(_dimension(row, data["rule"], name, certainty, groups, entries))
    shape = IndicatorSet(code, data["rule"], data["combine"], data["for"], tuple(dimensions))
    missing = set(rules.COMBINATIONS[shape.combine]) - {one.part for one in dimensions}
    if missing:
        raise LibraryError(f"{name}: no dimension speaks of {', '.join(sorted(missing))}")
    return Published(
        code,
        int(data.get("order", 99)),
        shape,
        _texts(data["title"], f"{name}: title"),
        _texts(data["about"], f"{name}: about"),
        bool(data.get("own", False)),
        str(data["source"]),
        str(data["licence"]),
        str(data["version"]),
        certainty,
        groups,
        entries,
    )


def _dimension(
    row: Mapping[str, Any],
    rule: str,
    name: str,
    certainty: str,
    groups: dict[str, Group],
    entries: dict[str, Entry],
) -> Dimension:
    code = str(row.get("code", ""))
    where = f"{name}: {code or 'a dimension'}"
    if not _PART.fullmatch(code) or code in groups:
        raise LibraryError(f"{where}: each dimension needs a code of its own")
    part = _one_of(row.get("part"), rules.PARTS, f"{where}: part")
    about = row.get("about")
    abouts = _texts(about, f"{where}: about") if about else {}
    groups[code] = Group(code, _texts(row.get("title"), f"{where}: title"), abouts)
    found = []
    for item in row.get("indicators") or ():
        one = f"{code}.{item.get('code', '')}"
        if not _PART.fullmatch(str(item.get("code", ""))) or one in entries:
            raise LibraryError(f"{where}: each indicator needs a code of its own, not {item.get('code')!r}")
        strength = str(item.get("strength", ""))
        if rule == rules.DELPHI and part != rules.ACT:
            _one_of(strength, rules.STRENGTHS, f"{where}, {one}: strength")
        methods = _texts(item["method"], f"{where}, {one}: method") if item.get("method") else {}
        sure = _one_of(item.get("certainty", certainty), CERTAINTIES, f"{where}, {one}: certainty")
        labels = _texts(item, f"{where}, {one}")
        entries[one] = Entry(one, labels, sure, str(item.get("name", "")), str(item.get("note", "")), methods)
        found.append(Indicator(one, strength))
    if not found:
        raise LibraryError(f"{where}: no indicators")
    return Dimension(code, part, tuple(found))


def _one_of(value: Any, known: tuple[str, ...], where: str) -> str:
    if value not in known:
        raise LibraryError(f"{where} is one of {', '.join(known)}, not {value!r}")
    return str(value)


def _texts(data: Any, where: str) -> dict[str, str]:
    if not isinstance(data, Mapping) or any(not data.get(language) for language in LANGUAGES):
        raise LibraryError(f"{where}: words in {', '.join(LANGUAGES)} are expected")
    return {language: str(data[language]) for language in LANGUAGES}
