"""Questionnaires for tests, as a source of the catalogue: one of case work, one of health."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires.catalogue import Listed, Published
from acasa.questionnaires.engine.reading import read

HERE = Path(__file__).parent
_ALL = {"first": ("First talk", "casework"), "mood": ("Sleep", "health")}


@cache
def _form(key: str) -> Published:
    title, compartment = _ALL[key]
    return Published(f"test:{key}", title, compartment, read((HERE / f"{key}.md").read_bytes(), f"{key}.md"))


def find(actor: Actor, key: str) -> Published:
    if key not in _ALL:
        raise Refused("form.open", None)
    return _form(key)


def listing(actor: Actor) -> list[Listed]:
    found = [find(actor, key) for key in _ALL]
    return [Listed(each.ref, each.title, each.compartment, languages=each.form.languages) for each in found]
