"""What people do on the benchmark's pages: addresses with filters and sorts, names as they are typed, cases."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from acasa.cases.names.sample import sample_people
from acasa.cases.names.transliterate import from_cyrillic, plain

# Each is a list as somebody keeps one: the whole caseload sorted, one's own, the urgent, the late, a page further on.
LISTS: tuple[str, ...] = (
    "/people/",
    "/people/?sort=name",
    "/people/?risk=high",
    "/people/?worker=me&sort=-contact",
    "/people/?status=all&stage=crisis&sort=opened",
    "/people/?late=on",
    "/people/?alert=minor&sort=name&page=2",
    "/people/?status=all&sort=-opened&page=3",
    "/people/?status=closed&sort=name",
    "/people/?risk=high&risk=medium&stage=reintegration&stage=autonomy",
)

Request = tuple[str, str, str, dict[str, str] | None]


def typed(size: int, count: int, seed: int) -> list[str]:
    """Names of the caseload, as people type them: in part, swapped, in Latin, without diacritics, with a slip."""
    rng = random.Random(seed)  # noqa: S311  no secret
    people = rng.choices(sample_people(min(size, 5000)), k=count)
    return [_as_typed(rng, person) for person in people]


def _as_typed(rng: random.Random, person: dict[str, str]) -> str:
    given, family = person["given"], person["family"]
    way = rng.randrange(6)
    if way == 0:
        return family
    if way == 1:
        return f"{given} {family}"
    if way == 2:
        return plain(f"{family} {given}")
    if way == 3:
        return from_cyrillic(f"{given} {family}", "informal")
    if way == 4:
        return f"{given} {person['patronymic']} {family}"
    at = rng.randrange(1, len(family)) if len(family) > 1 else 1
    return f"{given} {family[:at]}{family[at + 1 :]}"


def requests(kind: str, size: int, count: int, seed: int, cases: Sequence[UUID]) -> list[Request]:
    """One person's requests of one kind: list, search or case."""
    rng = random.Random(seed)  # noqa: S311  no secret
    if kind == "list":
        return [(kind, "GET", rng.choice(LISTS), None) for _ in range(count)]
    if kind == "search":
        return [(kind, "POST", "/search/", {"q": name}) for name in typed(size, count, seed)]
    return [(kind, "GET", f"/cases/{rng.choice(cases)}/", None) for _ in range(count)]


def people(emails: Sequence[str], password: str, work: Sequence[Sequence[Request]]) -> list[dict[str, Any]]:
    """Users of a plan for the load generator."""
    return [
        {"email": email, "password": password, "requests": requests}
        for email, requests in zip(emails, work, strict=True)
    ]
