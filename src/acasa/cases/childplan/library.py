"""What a child's plan takes from the library: domains, levels of progress, and templates to begin from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from acasa import vocabularies
from acasa.cases import codes
from acasa.vocabularies import LibraryError
from acasa.vocabularies.loader import CERTAINTIES, LANGUAGES, library_root, read_yaml

DOMAINS: Final = "child_plan_domains"
PROGRESS: Final = "child_plan_progress"
WAYS: Final = "child_view_ways"
STATES: Final = "school_states"
MAY_KNOW: Final = "school_may_know"
_WORDS: Final = ("need", "goal", "action")


def domains() -> list[str]:
    """Codes of the domains, in their order."""
    return [entry.code for entry in vocabularies.load(DOMAINS).codes if not entry.deprecated]


def opt_in() -> frozenset[str]:
    """Domains that are planned only when the child asks for it."""
    return frozenset(e.code for e in vocabularies.load(DOMAINS).codes if e.extra.get("opt_in"))


def steps() -> dict[str, int]:
    """Levels of progress to their height, 1 to 5."""
    return {e.code: int(e.extra.get("step", 0)) for e in vocabularies.load(PROGRESS).codes}


def enrolled() -> list[str]:
    """States that count as being enrolled."""
    return [e.code for e in vocabularies.load(STATES).codes if e.extra.get("enrolled")]


@dataclass(frozen=True)
class Template:
    """A plan to begin from. `lines` as they stand in the file, each with its words in every language."""

    name: str
    titles: Mapping[str, str]
    source: str
    version: str
    certainty: str
    lines: tuple[Mapping[str, Any], ...]

    @property
    def title(self) -> str:
        return self.titles.get(codes.language()) or self.titles["en"]

    @property
    def mark(self) -> str:
        """What a line that began from it remembers."""
        return f"{self.name}@{self.version}"


@lru_cache(maxsize=1)
def _read() -> tuple[tuple[Template, ...], tuple[str, ...]]:
    found, wrong = [], []
    for path in sorted((library_root() / "plans").glob("*.yaml")):
        try:
            found.append(parse(path.stem, read_yaml(path)))
        except LibraryError as problem:
            wrong.append(str(problem))
    return tuple(found), tuple(wrong)


def templates() -> tuple[Template, ...]:
    """All templates of the library, by name. One that can't be read is left out: the others stay usable."""
    return _read()[0]


def problems() -> tuple[str, ...]:
    """What is wrong with templates that can't be read, for whoever wrote them. A library holds nothing of a person."""
    return _read()[1]


def parse(name: str, data: Mapping[str, Any]) -> Template:
    """A template from a file's content. Raises LibraryError that says what is wrong, and in which line."""
    where = f"plans/{name}"
    if data.get("kind") != "plan-template":
        raise LibraryError(f"{where}: kind must be plan-template")
    for key in ("title", "source", "licence", "version", "certainty", "lines"):
        if not data.get(key):
            raise LibraryError(f"{where}: {key} is missing")
    if data["certainty"] not in CERTAINTIES:
        raise LibraryError(f"{where}: certainty must be one of {', '.join(CERTAINTIES)}")
    if not isinstance(data["lines"], list):
        raise LibraryError(f"{where}: lines must be a list")
    known = set(domains())
    seen: set[str] = set()
    for number, line in enumerate(data["lines"], 1):
        _check(f"{where}: line {number}", line, known, seen)
    return Template(
        name=name,
        titles=_said(f"{where}: title", data["title"]),
        source=str(data["source"]),
        version=str(data["version"]),
        certainty=str(data["certainty"]),
        lines=tuple(data["lines"]),
    )


def _check(where: str, line: object, known: set[str], seen: set[str]) -> None:
    if not isinstance(line, Mapping) or not isinstance(line.get("id"), str):
        raise LibraryError(f"{where}: a mapping with an id that is text is expected, not {line!r}")
    name = line["id"]
    if name in seen:
        raise LibraryError(f"{where}: {name} stands twice")
    seen.add(name)
    if line.get("domain") not in known:
        raise LibraryError(
            f"{where} ({name}): {line.get('domain')!r} is no domain; known are {', '.join(sorted(known))}"
        )
    for key in ("days", "review_days"):
        if type(line.get(key)) is not int or not 0 <= line[key] <= 3650:
            raise LibraryError(f"{where} ({name}): {key} must be a number of days from 0 to 3650")
    for key in _WORDS:
        _said(f"{where} ({name}): {key}", line.get(key))
    if "resources" in line:
        _said(f"{where} ({name}): resources", line["resources"])


def _said(where: str, words: object) -> Mapping[str, str]:
    if not isinstance(words, Mapping):
        raise LibraryError(f"{where} is expected in {', '.join(LANGUAGES)}, not {words!r}")
    missing = [language for language in LANGUAGES if not words.get(language)]
    if missing:
        raise LibraryError(f"{where} has no words in {', '.join(missing)}")
    return {str(language): str(said) for language, said in words.items()}


def template(name: str) -> Template | None:
    """One of them."""
    return next((one for one in templates() if one.name == name), None)
