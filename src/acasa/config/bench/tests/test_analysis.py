"""The benchmark of figures counts what it says it counts: the sealed tables and the plain ones agree. No durations."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from acasa.config.bench import analysis
from acasa.core.scope import scoped
from acasa.reports import queries, rules

SIZE = 300


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_sealed_and_plain_counts_agree(clean_database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    out = Console(file=StringIO())
    kept: list[tuple[Any, list[tuple[Any, ...]]]] = []
    prepare = analysis.prepare

    def prepared(size: int, console: Console) -> tuple[Any, list[tuple[Any, ...]]]:
        kept.append(prepare(size, console))
        return kept[-1]

    monkeypatch.setattr(analysis, "prepare", prepared)
    # Nothing is withheld, so that the whole counts can be compared.
    seen: list[rules.Counts] = []
    expose = rules.expose
    monkeypatch.setattr(rules, "expose", lambda counts, **more: seen.append(counts) or expose(counts, **more))
    rows = analysis.measure(SIZE, out, times=1)
    assert [row.name for row in rows] == [name for name, *_ in analysis.ASKED]
    assert all(row.n == SIZE and row.against_ms is not None for row in rows)
    house, facts = kept[0]
    named = [(code, stage) for *_rest, told in facts for code, stage in told]
    by_stage = seen[0]
    assert by_stage.total == SIZE
    assert {
        (code, at): by_stage.cell(code, stage)
        for code in {code for code, _ in named}
        for at, stage in enumerate(analysis.STAGES)
    } == {
        (code, at): named.count((code, at))
        for code in {code for code, _ in named}
        for at in range(len(analysis.STAGES))
    }
    exploited = seen[2]
    assert sum(exploited.cells.values()) == sum(fact[3].bit_count() for fact in facts)
    with scoped(house.org.id):
        assert queries.table(house.actor("0"), queries.Wanted("age")).shown.total == SIZE
