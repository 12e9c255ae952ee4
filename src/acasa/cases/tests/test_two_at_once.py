"""Two people at once: neither is overwritten, both see the difference, and nothing typed is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.security.access_matrix import day
from tests.world import open_case, sign_in

from acasa.cases.queries import case as queries
from acasa.cases.services import opening
from acasa.core.scope import scoped
from acasa.vault.testing import Cast

SOON = date.today() + timedelta(days=3)  # noqa: DTZ011  any day will do
LATER = SOON + timedelta(days=4)
TYPED = "She asked for a woman doctor"


@pytest.fixture
def case(cast: Cast) -> UUID:
    step = opening.Step("Take her to the doctor", SOON)
    return open_case(cast.boris, cast.north, "Natalia", step=step, stage="crisis")[0]


@pytest.fixture
def two(cast: Cast, settings: Any) -> tuple[Client, Client]:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    clients = (Client(), Client())
    for client, who in zip(clients, (cast.boris, cast.alina), strict=True):
        sign_in(client, who)
    return clients


def step_of(cast: Cast, case: UUID) -> Any:
    with scoped(cast.org_id):
        return queries.case_page(cast.boris.actor(), case).case_folder.of_kind("step")[0]


def typed(answer: Any) -> str:
    return str(answer.content.decode())


def test_two_put_a_step_off(cast: Cast, case: UUID, two: tuple[Client, Client]) -> None:
    boris, alina = two
    url = f"/cases/{case}/step/{step_of(cast, case).id}/"
    move = {"outcome": "later", "version": "1"}
    assert alina.post(url, {**move, **day("due", LATER.isoformat())}).status_code == 302
    late = boris.post(url, {**move, "text": TYPED, **day("due", (LATER + timedelta(days=1)).isoformat())})
    page = typed(late)
    assert "Somebody saved first" in page and "Alina Rusu" in page and TYPED in page
    assert step_of(cast, case).data["due"] == LATER.isoformat()
    # Knowing both, he saves his.
    again = {"outcome": "later", "version": late.context["form"]["version"].value(), "text": TYPED}
    assert boris.post(url, {**again, **day("due", SOON.isoformat())}).status_code == 302
    assert step_of(cast, case).data["due"] == SOON.isoformat()


def test_two_finish_a_step(cast: Cast, case: UUID, two: tuple[Client, Client]) -> None:
    boris, alina = two
    url = f"/cases/{case}/step/{step_of(cast, case).id}/"
    assert alina.post(url, {"outcome": "not_needed", "version": "1", "text": ""}).status_code == 302
    page = typed(boris.post(url, {"outcome": "done", "version": "1", "text": TYPED}))
    assert "Alina Rusu" in page and "No longer needed" in page and TYPED in page
    assert f'action="/cases/{case}/contact/"' in page
    assert step_of(cast, case).data["result"] == "not_needed"


@pytest.mark.parametrize(
    ("part", "first", "second"),
    [
        ("close", {"reason": "administrative", "words": "", **day("on", date.today().isoformat())}, "words"),  # noqa: DTZ011
        ("stage", {"stage": "stabilisation", "reason": ""}, "reason"),
    ],
)
def test_two_close_or_move_it(
    case: UUID, two: tuple[Client, Client], part: str, first: dict[str, str], second: str
) -> None:
    boris, alina = two
    closing = {"reason": "administrative", "words": "", **day("on", date.today().isoformat())}  # noqa: DTZ011
    assert alina.post(f"/cases/{case}/close/", closing).status_code == 302
    page = typed(boris.post(f"/cases/{case}/{part}/", {**first, second: TYPED}))
    assert "Somebody saved first" in page and "Alina Rusu" in page and TYPED in page


def test_two_give_it_away(cast: Cast, case: UUID, two: tuple[Client, Client]) -> None:
    boris, alina = two
    before = {"before": str(cast.boris.user.id)}
    url = f"/cases/{case}/assign/"
    carmen, mine = str(cast.carmen.user.id), str(cast.alina.user.id)
    assert boris.post(url, {**before, "worker": carmen}).status_code == 302
    late = alina.post(url, {**before, "worker": mine})
    assert "Somebody saved first" in typed(late) and "Carmen Lupu" in typed(late)
    assert alina.post(url, {"before": carmen, "worker": mine}).status_code == 302


def test_the_newest_fifty_first_and_the_rest_on_demand(
    cast: Cast, case: UUID, two: tuple[Client, Client]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from acasa.cases.services import working
    from acasa.people import rules as people
    from acasa.vault import folders

    boris = two[0]
    url = f"/cases/{case}/"
    counts = []
    for more in (1, 119):
        with scoped(cast.org_id):
            desk = working.take(cast.boris.actor(), case, "note.add")
            for number in range(more):
                at = f"2025-01-01T10:00:{number // 10:02d}.{number % 10}00000+00:00"
                note = {"kind": "note", "text": f"note-{number}.", "at": at, "by_name": "Boris"}
                folders.add(desk.case_folder, people.CASEWORK, note)
        boris.get(url)
        with CaptureQueriesContext(connection) as captured:
            page = boris.get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    # Panels have lines of their own.
    timeline = next(context for context in page.context if "earlier" in context)
    assert len(timeline["lines"]) == 50 and "note-118." in typed(page) and "note-5." not in typed(page)
    whole = boris.get(f"{url}?shown=999")
    assert "note-5." in typed(whole) and not whole.context["earlier"]
    part = boris.get(f"{url}?shown=100&after=50", headers={"HX-Request": "true"})
    assert len(part.context["lines"]) == 50 and "<html" not in typed(part) and "note-118." not in typed(part)
