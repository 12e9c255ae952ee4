"""Benchmark `paper`: how long it takes to set an individual plan of two pages as PDF."""

from __future__ import annotations

import time
from typing import Any

from rich.console import Console

from acasa.config.bench.report import Row, latency

GOALS, ACTIONS, TIMES = 6, 4, 30
TARGET_MS = 150.0


def plan() -> dict[str, Any]:
    """A plan with as many goals and actions as a full one has, in Romanian and Russian letters."""
    from acasa.cases.papers import document as parts

    head, widths = ["Ce facem", "Cine", "Până când", "Starea"], [9, 6, 4, 4]
    action = ("Să găsim o cameră aproape de școală", "Борис Чебан, Casa Luminii", "1 dec. 2026", "de făcut")
    blocks = []
    for number in range(1, GOALS + 1):
        blocks += [
            parts.heading(f"Scopul {number}"),
            parts.quote("Vreau să stau cu fata mea și să nu-mi fie frică. Хочу жить спокойно и работать."),
            parts.table(head, [action] * ACTIONS, widths),
        ]
    blocks.append(parts.signatures([("Semnătura", "", "", "Data:"), ("Asistent social", "", "", "Data:")]))
    paper = parts.Document(what="plan", language="ro", title="Planul meu", blocks=blocks, code="AC-0012")
    return paper.data()


def measure(out: Console) -> list[Row]:
    """The first one reads fonts and template, as the first request of a process does; the others count."""
    from acasa.cases.papers import typesetting

    described = plan()
    seconds: list[float] = []
    with out.status("Setting plans…"):
        typesetting.pdf(described)
        for _ in range(TIMES):
            start = time.perf_counter()
            typesetting.pdf(described)
            seconds.append(time.perf_counter() - start)
    return [latency("plan_pdf", GOALS * ACTIONS, seconds, target=TARGET_MS)]
