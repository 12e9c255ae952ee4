"""The instruments of the library: `library/instruments/<slug>/<version>/`, each read once. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from math import isclose
from pathlib import Path
from typing import Any

from acasa.assessments.fitting import misfits, questions
from acasa.assessments.scoring.counting import BadAnswers, score
from acasa.assessments.scoring.model import Instrument
from acasa.assessments.scoring.reading import InstrumentError, build
from acasa.questionnaires.engine.model import Form
from acasa.questionnaires.engine.problems import Problems
from acasa.vocabularies.loader import LibraryError, library_root, read_yaml


def root() -> Path:
    """Where instruments lie."""
    return library_root() / "instruments"


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)) or (0,)


def read(folder: Path) -> Instrument:
    """The instrument of a folder anywhere. Raises InstrumentError with everything that is wrong, in words."""
    name = f"{folder.parent.name}/{folder.name}"
    try:
        data = read_yaml(folder / "instrument.yaml")
    except LibraryError as error:
        raise InstrumentError([f"{name}: {error}"]) from error
    try:
        instrument = build(name, data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InstrumentError([f"{name}: not shaped as library/README.md describes: {error}"]) from error
    problems = []
    if instrument.key != name:
        problems.append(f"{name}: slug and version say {instrument.key}")
    if (folder / "form.md").is_file() != instrument.licence.free:
        problems.append(f"{name}: a form.md stands there exactly when the licence lets its items be shown")
    if problems:
        raise InstrumentError(problems)
    return instrument


@lru_cache(maxsize=1)
def _loaded() -> tuple[dict[str, Instrument], tuple[str, ...]]:
    found: list[Instrument] = []
    problems: list[str] = []
    for path in sorted(root().glob("*/*/instrument.yaml")):
        try:
            found.append(read(path.parent))
        except InstrumentError as error:
            problems += error.problems
    found.sort(key=lambda one: _order(one.version), reverse=True)
    found.sort(key=lambda one: one.title.casefold())
    return {one.key: one for one in found}, tuple(problems)


def versions() -> dict[str, Instrument]:
    """All versions by "slug/version", by title, the newest of each first. One that is malformed is left out."""
    return _loaded()[0]


def problems() -> tuple[str, ...]:
    """What is wrong with those that were left out, in words."""
    return _loaded()[1]


@lru_cache(maxsize=1)
def newest() -> dict[str, Instrument]:
    """The newest version of each, by slug."""
    found: dict[str, Instrument] = {}
    for one in versions().values():
        found.setdefault(one.slug, one)
    return found


def find(name: str) -> Instrument | None:
    """By "slug/version", slug or title, however it is written: "PHQ-9", "phq9", "phq-9/1"."""
    slug, _, version = name.strip().partition("/")
    plain = _plain(slug)
    for one in versions().values():
        if plain in (_plain(one.slug), _plain(one.title)) and version in ("", one.version):
            return one
    return None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def form(instrument: Instrument) -> bytes | None:
    """Its form as XLSForm in Markdown, with the wording of the items; None where the licence keeps it out."""
    if not instrument.licence.free:
        return None
    return (root() / instrument.slug / instrument.version / "form.md").read_bytes()


@lru_cache(maxsize=64)
def languages(key: str) -> tuple[str, ...]:
    """In which languages its form is, as the form writes them; without reading it whole, for lists."""
    content = form(versions()[key])
    head = (content or b"").decode().partition("\n\n")[0].splitlines()[1:2]
    return tuple(re.findall(r"label::([^|]+?) *\|", head[0])) if head else ()


def _read_form(content: bytes, name: str) -> Form:
    # The engine's reader brings pyxform, which takes longer to load than most commands take to run.
    from acasa.questionnaires.engine.reading import read as read_form

    return read_form(content, name)


@lru_cache(maxsize=64)
def shown(key: str) -> Form | None:
    """Its form, read; None where the licence keeps it out, or there is no such version."""
    instrument = versions().get(key)
    content = form(instrument) if instrument else None
    return _read_form(content, f"{key.replace('/', '-')}.md") if content else None


def wording(instrument: Instrument) -> dict[str, str]:
    """The items as they are asked, by their names, in the form's first language; empty where they may not be shown."""
    found = shown(instrument.key)
    if found is None:
        return {}
    language = found.languages[0] if found.languages else ""
    words = {}
    for name, node in questions(found).items():
        text = node.label.get(language) or node.label.get("")
        words[name] = "".join(part for part in text.parts if isinstance(part, str)) if text else ""
    return {item.id: words.get(item.id, "") for item in instrument.items}


def examples(instrument: Instrument) -> list[dict[str, Any]]:
    """Worked examples, counted by hand from the published key; tests run them."""
    path = root() / instrument.slug / instrument.version / "examples.yaml"
    return list(read_yaml(path)["examples"]) if path.is_file() else []


def check(folder: Path) -> list[str]:
    """All that is wrong with an instrument's folder, in words: its data, its form, its worked examples."""
    try:
        one = read(folder)
    except InstrumentError as error:
        return error.problems
    found: list[str] = []
    path = folder / "form.md"
    if path.is_file():
        try:
            form = _read_form(path.read_bytes(), path.name)
        except Problems as wrong:
            return [
                f"{path.name}: {problem.sheet} {problem.row}: {problem.message}" for problem in wrong.problems
            ]
        found += [
            f"{path.name}: {each.item}: {each.code} {each.details}".rstrip() for each in misfits(form, one)
        ]
    path = folder / "examples.yaml"
    if one.scored and not path.is_file():
        found.append(f"{one.key}: examples.yaml is missing: what is counted needs worked examples")
    if path.is_file():
        try:
            rows = list(read_yaml(path)["examples"])
            for place, row in enumerate(rows, start=1):
                found += [f"{path.name}: example {place}: {words}" for words in against(one, row)]
        except (LibraryError, KeyError, TypeError, ValueError, AttributeError) as problem:
            found.append(f"{path.name}: {problem}")
    return found


def _near(counted: float | None, said: float | None) -> bool:
    if counted is None or said is None:
        return counted is said
    return isclose(counted, said, abs_tol=0.005)


def against(one: Instrument, row: Mapping[str, Any]) -> list[str]:
    """Where counting differs from a worked example, in words."""
    try:
        counted = score(one, row["answers"], respondent=row.get("respondent", ""), order=row.get("order", ""))
    except BadAnswers as bad:
        return [str(bad)]
    pairs: list[tuple[str, Any, Any]] = [("band", counted.band, row["band"])]
    numbers: list[tuple[str, Any, Any]] = [("score", counted.score, row["score"])]
    for key, value in row.get("subscales", {}).items():
        numbers.append((key, counted.subscales[key].score, value))
    for key, value in row.get("subscale_bands", {}).items():
        pairs.append((f"band of {key}", counted.subscales[key].band, value))
    for key, value in row.get("rules", {}).items():
        pairs.append((f"rule {key}", counted.rules[key], value))
    told: dict[str, Any] = {
        "critical": [hit.item for hit in counted.critical],
        "missing": list(counted.missing),
        "positive": counted.positive,
        "possible": list(counted.possible or ()),
    }
    pairs += [(key, value, row[key]) for key, value in told.items() if key in row]
    differ = [each for each in numbers if not _near(each[1], each[2])]
    differ += [each for each in pairs if each[1] != each[2]]
    return [f"{what}: counted {counted_!r}, said {said!r}" for what, counted_, said in differ]
