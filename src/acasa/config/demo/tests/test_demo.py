"""The demonstration loads whole, tells its story to each colleague as the keys allow, and names nobody real."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from acasa.cases.family import queries as family
from acasa.cases.family import rules
from acasa.cases.models import Case, ImportBatch, Obligation
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import caseload, day
from acasa.cases.queries.caseload import Filters
from acasa.cases.rules import STAGES, days
from acasa.config.demo import load, story
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import Membership, User
from acasa.vault import locks
from acasa.vault.keyring import Keyring

Be = Callable[[str], Actor]
TODAY = datetime.now(ZoneInfo("Europe/Chisinau")).date()
# What is counted in days, by a law or a template, ends when it ends, on a Sunday too; people plan for working days.
COUNTED = ("deadline", "legal_status", "child_plan")


@pytest.fixture(scope="module")
def loaded(
    acasa_server: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[load.Loaded, dict[str, Any]]]:
    """The demonstration in an empty database, and its note."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock():
        acasa_server.empty()
        assert load.is_empty()
        found = load.load(folder, Console(quiet=True))
        yield found, json.loads(load.note_path(folder).read_text(encoding="utf-8"))
        from django.db import connections

        connections.close_all()
    acasa_server.empty()


@pytest.fixture(scope="module")
def be(loaded: tuple[load.Loaded, dict[str, Any]]) -> Be:
    """Sign in as somebody with what the note says."""
    _, note = loaded
    actors: dict[str, Actor] = {}

    def actor(key: str) -> Actor:
        if key not in actors:
            email = next(row["email"] for row in note["people"] if row["email"].startswith(f"{key}@"))
            user = User.objects.get(email=email)
            with scoped(user.org_id):
                bundle = locks.open_with_password(user.id, note["password"])
                teams = frozenset(Membership.objects.filter(user=user).values_list("team_id", flat=True))
            assert bundle is not None
            actors[key] = Actor(
                user.id,
                user.org_id,
                user.display_name,
                user.profession,
                is_supervisor=user.is_supervisor,
                is_key_keeper=user.is_key_keeper,
                teams=teams,
                keyring=Keyring(user_id=user.id, org_id=user.org_id, bundle=bundle),
            )
        return actors[key]

    return actor


def everyone(actor: Actor) -> int:
    with scoped(actor.org_id):
        return caseload.listing(actor, Filters(status=""), today_number=days(TODAY) or 0).total


def natalia(actor: Actor) -> caseload.Row:
    with scoped(actor.org_id):
        return caseload.search(actor, "MD-0412")[0]


def test_some_sixty_cases(loaded: tuple[load.Loaded, dict[str, Any]], be: Be) -> None:
    found, note = loaded
    assert (found.organisations, found.colleagues) == (2, 12)
    assert 55 <= found.cases <= 70
    assert note["complete"] and len(note["kits"]) == 2
    with scoped(be("vera").org_id):
        dawn = Case.objects.count()
    with scoped(be("nadia").org_id):
        bridge = Case.objects.count()
    assert dawn + bridge == found.cases
    assert bridge == 2


def test_everybody_can_be(loaded: tuple[load.Loaded, dict[str, Any]], be: Be) -> None:
    for person in loaded[1]["people"]:
        assert be(person["email"].partition("@")[0]).display_name == person["name"]
    professions = {user.profession for user in User.objects.all()}
    assert professions == set(people.PROFESSIONS) - {"trainer"}
    assert sum(user.is_key_keeper for user in User.objects.all()) == 3


def test_elena_begins_her_day(be: Be) -> None:
    elena = be("elena")
    with scoped(elena.org_id):
        found = day.day(elena, TODAY)
    assert len(found.late) >= 4 and len(found.today) >= 4 and len(found.ahead) >= 6 and len(found.new) == 2
    assert all(item.name and item.text for item in [*found.late, *found.today, *found.ahead])
    call = next(item for item in found.late if item.code == "MD-0412")
    assert call.safe["code_word"] == "Say you call about the recipe"
    assert sum(count > 0 for count in found.load.values()) >= 5


def test_natalia_is_found_in_any_script(be: Be) -> None:
    elena = be("elena")
    for typed in ("Наталья", "Natalia Cebotari", "чеботарь наташа", "MD-0412"):
        with scoped(elena.org_id):
            assert caseload.search(elena, typed)[0].code == "MD-0412"


def test_each_reads_what_the_keys_allow(be: Be) -> None:
    found = natalia(be("elena"))
    pages = {}
    for key in ("elena", "ana", "daniel"):
        with scoped(be(key).org_id):
            pages[key] = case_queries.case_page(be(key), found.case_id)
    assert pages["elena"].hidden[people.HEALTH] >= 3 and pages["elena"].hidden[people.LEGAL] >= 1
    assert any("WHO-5" in record.data.get("text", "") for record in pages["ana"].timeline)
    assert not any("WHO-5" in record.data.get("text", "") for record in pages["elena"].timeline)
    assert pages["daniel"].course is None and people.CASEWORK in pages["daniel"].hidden
    assert pages["ana"].can_see_identity is False and pages["elena"].can_see_identity is True


def test_natalias_family_leads_to_the_childrens_files(be: Be) -> None:
    """Elena opens all three; the doctor, without case work, sees no family at all."""
    elena, case = be("elena"), natalia(be("elena")).case_id
    with scoped(elena.org_id):
        around = family.room(elena, case)[1]
        daria, mihaita = (one for one in around.kin if one.data["relation"] == "child")
        assert len(daria.care) == 3 and daria.care[0].data["who_kind"] == "known"
        assert len(daria.files) == len(mihaita.files) == 1
        # Beside her mother stands her guardian.
        kin = family.room(elena, daria.files[0])[1].kin
        (back,) = (one for one in kin if one.data["relation"] == "mother")
        assert (back.data["relation"], back.files) == ("mother", (case,))
    assert [one["name"] for one in around.data if one.get("significant")] == ["Olga"]
    assert {one["relation"] for one in rules.must_not_know(around.data)} == {"husband", "in_law"}
    with pytest.raises(Refused), scoped(elena.org_id):
        family.room(be("mihai"), case)


def test_who_sees_how_much(be: Be) -> None:
    assert everyone(be("ion")) == everyone(be("oleg")) == everyone(be("tudor")) == 0
    assert everyone(be("nadia")) == 2
    assert 0 < everyone(be("galina")) < everyone(be("elena")) < everyone(be("vera"))


def test_the_restricted_case_opens_for_two(be: Be) -> None:
    for key in ("vera", "maria"):
        with scoped(be(key).org_id):
            (found,) = caseload.search(be(key), "Vizitiu")
            assert case_queries.case_page(be(key), found.case_id).restricted
    elena = be("elena")
    with scoped(elena.org_id):
        assert caseload.search(elena, "Vizitiu") == []
    with pytest.raises(Refused), scoped(elena.org_id):
        case_queries.case_page(elena, found.case_id)


def test_closed_reopened_and_brought_in(be: Be) -> None:
    vera = be("vera")
    with scoped(vera.org_id):
        assert Case.objects.filter(is_open=False).count() >= 8
        batch = ImportBatch.objects.get()
        assert batch.number_of_cases == 10
        (aygul,) = [row for row in caseload.search(vera, "Айгуль Оразова") if row.name == "Aýgül"]
        told = [r.data.get("what") for r in case_queries.case_page(vera, aygul.case_id).timeline]
        assert {"close", "reopen"} <= set(told) and aygul.is_open
        listing = caseload.listing(vera, Filters(status=""), today_number=days(TODAY) or 0)
    assert all(listing.by_stage[stage] for stage in STAGES)


def test_nothing_happens_in_the_future_or_at_a_weekend(be: Be) -> None:
    vera = be("vera")
    planned: list[str] = []
    with scoped(vera.org_id):
        for row in caseload.listing(vera, Filters(), today_number=days(TODAY) or 0).rows:
            page = case_queries.case_page(vera, row.case_id)
            assert all(record.data["at"][:10] <= TODAY.isoformat() for record in page.timeline)
            told = day.words_of(page.case_folder)
            planned += [
                obligation for obligation, (_words, kind, _id) in told if obligation and kind not in COUNTED
            ]
        dues = Obligation.objects.filter(id__in=planned).exclude(due=TODAY).values_list("due", flat=True)
        assert dues
        assert all(due.weekday() < 5 for due in dues)


def test_nobody_real_can_be_reached() -> None:
    texts = [path.read_text("utf-8") for path in Path(str(story.DATA)).iterdir()]
    assert len(texts) == 7
    for text in texts:
        for number in re.findall(r"\+?\d[\d\s()-]{7,}\d", text):
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", number):
                assert number.startswith("+373 00 "), number
        for host in re.findall(r"@([\w-]+\.[\w.-]+)", text):
            assert host.endswith(".example")


def test_it_keeps_out_of_what_is_not_its_own(be: Be, tmp_path: Path) -> None:
    assert load.standing(tmp_path) == load.REFUSED
    note = load.note_path(tmp_path)
    note.write_text("{}")
    assert load.standing(tmp_path) == load.HALF
    note.write_text(json.dumps({"complete": True}))
    assert load.standing(tmp_path) == 0
