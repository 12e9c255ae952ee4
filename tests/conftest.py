"""Fixtures of the attacks and the journeys."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings

from acasa.vault import shred
from acasa.vault.testing import Cast, cast, cheap_passwords  # noqa: F401
from tests.world import World, enter, make_world


@pytest.fixture
def no_second_factor(settings: Any) -> None:
    """As in the demo: the password alone lets in. The second factor has tests of its own."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False


@dataclass(frozen=True)
class Kept:
    """A world of this process: itself, its rows, and what lies beside the database (secrets, sealed files)."""

    world: World
    rows: Mapping[str, bytes]
    secrets: list[tuple[UUID, bytes]]
    files: Mapping[Path, bytes]


# By the organisation of its cast: journeys have one of their own.
_kept: dict[UUID, Kept] = {}


@pytest.fixture
def world(cast: Cast, no_second_factor: None, settings: Any, acasa_server: Any) -> World:
    """The cast with its cases, on a database with real commits; its pages by the rules of a country.

    Made once in each process; then it is put back as it was, and everybody signs in anew.
    """
    if cast.org.id in _kept:
        made = put_back(_kept[cast.org.id], acasa_server)
    else:
        made = make_world(cast)
        _kept[cast.org.id] = keep(made, acasa_server)
    enter(made)
    settings.ACASA_COUNTRY_PACK = "md"
    return made


def keep(made: World, server: Any) -> Kept:
    """What it takes to have this world again."""
    files = {
        path: path.read_bytes() for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()
    }
    return Kept(copy.deepcopy(made), server.rows(), list(shred.store().everything()), files)


def put_back(kept: Kept, server: Any) -> World:
    """The world as it was, whatever a test did with it."""
    server.empty()
    server.put_back(kept.rows)
    store = shred.store()
    there = store.get([name for name, _value in kept.secrets])
    assert isinstance(store, shred.SqliteShredStore)
    with store._connection() as secrets:
        secrets.execute("delete from erased")
    store.fill([item for item in kept.secrets if item[0] not in there], {})
    for path, content in kept.files.items():
        if not path.exists() or path.stat().st_size != len(content):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return copy.deepcopy(kept.world)
