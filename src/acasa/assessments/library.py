"""The instruments of the library: `library/instruments/<slug>/<version>/`, each read once. Knows no database."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from acasa.assessments.fitting import questions
from acasa.assessments.scoring.model import Instrument
from acasa.assessments.scoring.reading import InstrumentError, build
from acasa.questionnaires.engine.model import Form
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
    instrument = build(name, data)
    problems = []
    if instrument.key != name:
        problems.append(f"{name}: slug and version say {instrument.key}")
    if (folder / "form.md").is_file() != instrument.licence.free:
        problems.append(f"{name}: a form.md stands there exactly when the licence lets its items be shown")
    if problems:
        raise InstrumentError(problems)
    return instrument


@lru_cache(maxsize=1)
def versions() -> dict[str, Instrument]:
    """All versions by "slug/version", by title, the newest of each first."""
    found = [read(path.parent) for path in root().glob("*/*/instrument.yaml")]
    found.sort(key=lambda one: _order(one.version), reverse=True)
    found.sort(key=lambda one: one.title.casefold())
    return {one.key: one for one in found}


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
def shown(key: str) -> Form | None:
    """Its form, read; None where the licence keeps it out, or there is no such version."""
    # The engine's reader brings pyxform, which takes longer to load than most commands take to run.
    from acasa.questionnaires.engine.reading import read as read_form

    instrument = versions().get(key)
    content = form(instrument) if instrument else None
    return read_form(content, f"{key.replace('/', '-')}.md") if content else None


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
