"""Lists narrowed to what a case is about: from the sealed record to the row of the list."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.world import open_case, sign_in

from acasa import vocabularies
from acasa.cases import columns
from acasa.cases.plan.services import needs
from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import Filters
from acasa.cases.services import after, cards, working
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.testing import Cast

TODAY_NUMBER = 20_000
TOLD = {
    "kind": "trafficking",
    "at": "2026-03-01T10:00:00+00:00",
    "status": "ActualVictimOfTrafficking",
    "exploitation": ["ForcedBegging", "ForcedLabour"],
    "countries": ["TR", "MD"],
}


def test_every_code_of_the_lists_has_its_place() -> None:
    for name, codes in (
        ("htcds/type_of_exploitation", columns.EXPLOITATION),
        ("htcds/trafficking_status", columns.STATUSES),
        ("need_domains", columns.NEEDS),
    ):
        assert [code for code, _ in vocabularies.load(name).choices("en")] == list(codes), name
    assert len(columns.EXPLOITATION) <= 32 and len(columns.NEEDS) <= 32


@given(st.sets(st.sampled_from(columns.EXPLOITATION)), st.sets(st.sampled_from(columns.NEEDS)))
def test_a_row_says_exactly_what_was_put_in(exploitation: set[str], open_needs: set[str]) -> None:
    row = columns.facets(exploitation=exploitation, needs=open_needs)
    assert bool(row) == bool(exploitation or open_needs)
    for codes, name, given_ in (
        (columns.EXPLOITATION, "exploitation", exploitation),
        (columns.NEEDS, "needs", open_needs),
    ):
        assert {code for code in codes if row.get(name, 0) & columns.bit_of(codes, code)} == given_
    if row:
        pl.DataFrame([row], schema=dict(columns.FACETS.schema))


@given(st.text(max_size=3))
def test_countries_have_numbers_of_their_own(code: str) -> None:
    number = columns.country_number(code)
    assert 0 <= number < 2**16
    assert (number == 0) == (not (len(code) == 2 and code.isascii() and code.isalpha()))


def test_two_countries_are_never_one() -> None:
    codes = [code for code, _ in vocabularies.load("countries").choices("en") if len(code) == 2]
    assert len({columns.country_number(code) for code in codes}) == len(codes)


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Natalia, of whom something is known; Ileana, of whom nothing is."""
    case, person = open_case(cast.boris, cast.north, "Natalia")
    open_case(cast.boris, cast.north, "Ileana")
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        about = {"about": str(person), "about_name": "", "severity": "urgent", "words": ""}
        needs.add(boris, case, kind="need", data={"domain": "home", "status": "open", **about})
        needs.add(boris, case, kind="need", data={"domain": "work", "status": "met", **about})
        desk = working.take(boris, case, "note.add")
        folders.add(desk.case_folder, people.CASEWORK, dict(TOLD))
        due = {"kind": "deadline", "due": "2024-10-01", "state": "open", "at": TOLD["at"]}
        folders.add(desk.case_folder, people.CASEWORK, due)
        after.changed(boris, desk)
    return cast


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["Ileana", "Natalia"]),
        ({"need": "home"}, ["Natalia"]),
        ({"need": "work"}, []),
        ({"exploitation": "ForcedBegging"}, ["Natalia"]),
        ({"exploitation": "OrganRemoval"}, []),
        ({"trafficking": "ActualVictimOfTrafficking", "country": "TR"}, ["Natalia"]),
        ({"country": "RU"}, []),
        ({"country": "stateless"}, []),
        ({"overdue": True, "need": "home"}, ["Natalia"]),
    ],
)
def test_a_list_is_narrowed(told: Cast, wanted: dict[str, Any], found: list[str]) -> None:
    with scoped(told.org_id):
        listing = caseload.listing(told.boris.actor(), Filters(**wanted), today_number=TODAY_NUMBER)
    assert sorted(row.name for row in listing.rows) == found and listing.total == len(found)


def test_a_card_tells_nothing_of_other_compartments(cast: Cast) -> None:
    case, _person = open_case(cast.boris, cast.north, "Natalia")
    with scoped(cast.org_id):
        desk = working.take(cast.boris.actor(), case, "note.add")
        due = {"kind": "deadline", "due": "2024-10-01", "state": "open", "at": TOLD["at"]}
        need = {"kind": "need", "domain": "home", "status": "open", "at": TOLD["at"]}
        for data in (dict(TOLD), due, need):
            folders.add(desk.case_folder, people.ESSENTIALS, data)
        assert cards.facets(desk.case_folder) == {}


def test_the_page_offers_it_and_keeps_it_in_views(told: Cast, settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client()
    sign_in(client, told.boris)
    assert "Form of exploitation" not in client.get("/people/").content.decode()
    assert "Form of exploitation" in client.get("/people/?more=1").content.decode()
    page = client.get("/people/?exploitation=ForcedBegging&need=home").content.decode()
    assert "Natalia" in page and "Ileana" not in page
    assert 'value="exploitation=ForcedBegging&amp;need=home"' in page
    # Whoever does not hold case work finds nothing by it.
    dan = Client()
    sign_in(dan, told.dan)
    assert "Natalia" not in dan.get("/people/?need=home").content.decode()
