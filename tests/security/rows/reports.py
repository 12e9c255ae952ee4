"""Rows of the figures. They seal nothing of their own but coded facts, so nothing is planted."""

from __future__ import annotations

from typing import Any

from acasa.core.scope import scoped
from acasa.reports import services
from tests.security.rows.base import KEEPERS, Row

# Who holds the statistics ring: supervisors and the data officer, who holds nothing else.
COUNTING = KEEPERS | {"dan"}

ROWS: tuple[Row, ...] = (
    Row("reports:table", get=COUNTING, only_get=True),
    # A single case is no table: there is nothing to take along.
    Row("reports:export", {"kind": "figures_kind"}, get=COUNTING, page="/figures/*", only_get=True),
    Row("reports:bring_in", get=KEEPERS, post=KEEPERS, done="/figures/bring-in/work/"),
    Row("reports:run", get=KEEPERS, post=KEEPERS, done="/figures/bring-in/work/"),
)


def prepare(world: Any) -> None:
    """The kind of file, and work that is going on."""
    world.figures_kind = "csv"
    for keeper in (world.cast.alina, world.cast.olga):
        with scoped(keeper.user.org_id):
            services.begin(keeper.actor())


def plant(boris: Any, alina: Any, case: str) -> None:
    """One of each sealed kind, with planted words."""
