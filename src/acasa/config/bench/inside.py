"""List, search and group-by inside one process, sealed and over plain text.

``python -m acasa.config.bench.inside SIZE`` writes {"list" | "search" | "group": [[seconds sealed…], [plain…]]}
as JSON. A process of its own, so that it has the server's settings of memory and threads.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from acasa.config import runtime
from acasa.config.bench.keeping import Kept, Shelf
from acasa.config.secrets import data_folder

TIMES = 12


def measure(kept: Kept, times: int = TIMES) -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of each query. Django must be set up and the database running."""
    from acasa.cases import columns, rules
    from acasa.cases.queries import caseload
    from acasa.cases.queries.caseload import Filters
    from acasa.config.bench import plain, scene, world
    from acasa.core.actor import Actor
    from acasa.core.scope import scoped
    from acasa.people import rules as people
    from acasa.people.models import User
    from acasa.vault import caseload as vault
    from acasa.vault import locks
    from acasa.vault.keyring import Keyring

    user = User.objects.get(email=kept.emails[1])
    bundle = locks.open_with_password(user.id, world.PASSWORD)
    assert bundle is not None
    today = rules.days(date.today()) or 0  # noqa: DTZ011  any day will do

    def actor() -> Actor:
        keyring = Keyring(user_id=user.id, org_id=kept.org_id, bundle=bundle)
        return Actor(
            user.id, kept.org_id, "", user.profession, teams=frozenset({kept.team_id}), keyring=keyring
        )

    filters = [
        Filters(),
        Filters(sort="name"),
        Filters(risks=("high",)),
        Filters(worker="me", sort="contact", descending=True),
        Filters(status="", stages=("crisis",), sort="opened"),
        Filters(late=True),
    ]
    typed = scene.typed(kept.size, times, 7)

    def group() -> object:
        """How many cases at each stage, by risk."""
        own = actor()
        rings = own.keyring.rings(people.ESSENTIALS), own.keyring.rings(people.CASEWORK)
        loaded = vault.load_many(own.keyring, [(rings[0], columns.LIST), (rings[1], columns.COURSE)])
        base, course = (part.frames[held[0].ring_id] for part, held in zip(loaded, rings, strict=True))
        joined = base.lazy().select("short", "risk").join(course.lazy().select("short", "stage"), on="short")
        return joined.group_by("stage", "risk").len().collect()

    def timed(work: Callable[[int], object]) -> list[float]:
        seconds = []
        for number in range(times + 1):
            with scoped(kept.org_id):
                start = time.perf_counter()
                work(number)
                seconds.append(time.perf_counter() - start)
        return seconds[1:]  # the first one warms up

    def pair(name: str, value: Callable[[Any], Callable[[int], object]]) -> tuple[list[float], list[float]]:
        return timed(value(caseload)), timed(value(plain))

    return {
        "list": pair(
            "list",
            lambda where: lambda i: where.listing(actor(), filters[i % len(filters)], today_number=today),
        ),
        "search": pair("search", lambda where: lambda i: where.search(actor(), typed[i % len(typed)])),
        "group": (
            timed(lambda i: group()),
            timed(lambda i: plain.group("team_id = any(%s)", [[kept.team_id]])),
        ),
    }


if __name__ == "__main__":
    with runtime.installation():
        result = measure(Shelf(Path(data_folder())).all()[int(sys.argv[1])])
    json.dump(result, sys.stdout)
