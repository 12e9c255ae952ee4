"""Which questionnaires one may fill in, wherever they come from: uploaded forms, instruments of the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType

from django.conf import settings

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires.engine.model import Form


@dataclass(frozen=True)
class Listed:
    """A questionnaire that may be filled in now. `ref` is "source:key"; titles by language, "" for any."""

    ref: str
    title: str
    compartment: str
    about: str = ""
    group: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """One version of it, with what evaluates and shows it. Media by file name (CSV lists, pictures)."""

    ref: str
    title: str
    compartment: str
    form: Form
    media: Mapping[str, bytes] = field(default_factory=dict)
    # Who may fill it in, by profession; empty: whoever holds the compartment.
    professions: tuple[str, ...] = ()


def _source(name: str) -> ModuleType | None:
    path = settings.ACASA_FORM_SOURCES.get(name)
    return import_module(path) if path else None


def find(actor: Actor, ref: str) -> Published:
    """The questionnaire of this reference, also an older version that was answered. Refused when it is not theirs."""
    name, _, key = ref.partition(":")
    source = _source(name)
    if source is None:
        raise Refused("form.open", None)
    found: Published = source.find(actor, key)
    return found


def listing(actor: Actor) -> list[Listed]:
    """What may be filled in now, by source and title."""
    found: list[Listed] = []
    for name in settings.ACASA_FORM_SOURCES:
        source = _source(name)
        found += source.listing(actor) if source else []
    return found
