"""What happened and the way home on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import join, open_case, sign_in

from acasa.audit.models import Entry
from acasa.cases import facts as all_facts
from acasa.cases.models import Obligation
from acasa.cases.queries import case as cases
from acasa.cases.queries import day
from acasa.cases.services import working
from acasa.cases.trafficking import queries
from acasa.cases.trafficking.card import card
from acasa.cases.trafficking.queries import TraffickingFile
from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.services import facts, returning
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.testing import Cast, Colleague

TODAY = date(2026, 3, 10)
SOON = (TODAY + timedelta(days=3)).isoformat()


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia", opened_on=date(2026, 3, 1))[0]


@pytest.fixture
def client(cast: Cast, settings: Any) -> Client:
    """Boris before a browser."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    browser = Client()
    sign_in(browser, cast.boris)
    return browser


@pytest.fixture
def lawyer(cast: Cast) -> Colleague:
    return join(cast, "lidia", "Lidia Popa", "lawyer", cast.north)


def save(who: Colleague, case: UUID, code: str, told: str = "", rev: int = 0, **values: Any) -> None:
    with scoped(who.user.org_id):
        section = shape.BY_CODE[code]
        facts.save_section(who.actor(), case, section=section, values=values, told=told, rev=rev)


def back(who: Colleague, case: UUID, state: str, **data: Any) -> None:
    more = {name: data.pop(name) for name in ("return_id", "version") if name in data}
    with scoped(who.user.org_id):
        data = {"state": state, **data}
        returning.save_return(who.actor(), case, data=data, text="She arrives from Italy", **more)


def file_of(who: Colleague, case: UUID) -> TraffickingFile:
    with scoped(who.user.org_id):
        return queries.file_of(who.actor(), case)


def due(who: Colleague) -> list[tuple[str, date, str]]:
    with scoped(who.user.org_id):
        found = day.day(who.actor(), TODAY)
    return [(item.text, item.due, item.kind) for item in (*found.late, *found.today, *found.ahead)]


def test_two_in_two_steps_never_meet_and_two_in_one_see_both(cast: Cast, case: UUID) -> None:
    save(cast.boris, case, "control", control=["DebtBondage"])
    save(cast.carmen, case, "places", countries=["IT"])
    with pytest.raises(Conflict) as clash:
        save(cast.carmen, case, "control", control=["Other"])
    assert clash.value.current["control"] == ["DebtBondage"]
    assert (clash.value.current["by_name"], clash.value.version) == ("Boris Ceban", 1)
    save(cast.carmen, case, "control", rev=1, control=["DebtBondage", "Other"])
    data = file_of(cast.boris, case).data
    assert (data["countries"], data["control"]) == (["IT"], ["DebtBondage", "Other"])
    assert data["history"][0]["before"] == {"control": ["DebtBondage"]}


def test_facts_and_card_say_what_is_known_to_the_day(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        working.add_contact(boris, case, what="attempt", text="Nobody.", on=date(2026, 3, 1))
        working.add_contact(boris, case, what="conversation", text="Tea.", on=date(2026, 3, 2))
    save(cast.boris, case, "status", status=shape.POSSIBLE, decided_by="NGO", decided_on="2026-03")
    save(cast.boris, case, "exploitation", exploitation=["ForcedCriminality"])

    def known() -> tuple[dict[str, str], dict[str, Any]]:
        with scoped(cast.org_id):
            found = cases.case_page(cast.boris.actor(), case)
        return all_facts.facts(found.case_folder, found.person_folder), card(found.case_folder)

    told, _ = known()
    assert (told["trafficking_status"], told["first_contact_on"]) == (shape.POSSIBLE, "2026-03-02")
    assert not {"identified_on", "arrived_on"} & set(told)
    save(cast.boris, case, "status", rev=1, status=shape.ACTUAL, identified_on=date(2026, 3, 3))
    back(cast.boris, case, shape.BACK, arrived_on="2026-02-27", from_country="IT")
    told, coded = known()
    assert (told["identified_on"], told["arrived_on"]) == ("2026-03-03", "2026-02-27")
    assert coded == {
        "exploitation": ["ForcedCriminality"],
        "control": [],
        "countries": [],
        "status": shape.ACTUAL,
        "returned_from": "IT",
    }
    # The timeline tells each decision, not each change.
    with scoped(cast.org_id):
        kinds = [r.data["kind"] for r in cases.case_page(cast.boris.actor(), case).timeline]
    assert kinds.count("trafficking_status") == 2
    assert kinds.count("return") == 1


def test_a_planned_arrival_stands_on_the_day_until_it_is_done_or_called_off(cast: Cast, case: UUID) -> None:
    back(cast.boris, case, shape.PLANNED, planned_on=SOON, from_country="IT")
    assert due(cast.boris) == [("She arrives from Italy", date.fromisoformat(SOON), "return")]
    (planned,) = file_of(cast.boris, case).returns
    later = (TODAY + timedelta(days=5)).isoformat()
    back(cast.boris, case, shape.PLANNED, planned_on=later, return_id=planned.id, version=1)
    assert [when for _, when, _ in due(cast.boris)] == [date.fromisoformat(later)]
    with pytest.raises(Conflict):
        back(cast.boris, case, shape.CANCELLED, return_id=planned.id, version=1)
    back(cast.boris, case, shape.BACK, arrived_on="2026-03-09", return_id=planned.id, version=2)
    assert due(cast.boris) == []
    with scoped(cast.org_id):
        assert Obligation.objects.count() == 1
    with pytest.raises(Refused):
        back(cast.boris, case, shape.PLANNED, planned_on=later, return_id=planned.id, version=3)


def not_yet(act: str, _actor: Any, _desk: Any) -> list[str]:
    return ["First the child's best interests."] if act == "return" else []


def test_a_plan_waits_for_its_gate_and_what_happened_is_told_with_what_was_missing(
    cast: Cast, case: UUID, settings: Any
) -> None:
    settings.ACASA_GATES = [f"{__name__}.not_yet"]
    with pytest.raises(NotYet) as first:
        back(cast.boris, case, shape.PLANNED, planned_on=SOON)
    assert first.value.reasons == ["First the child's best interests."]
    with scoped(cast.org_id):
        assert not Obligation.objects.exists()
    assert file_of(cast.boris, case).returns == []
    # Before the case was opened nobody here could decide; afterwards it is written down what was missing.
    back(cast.boris, case, shape.BACK, arrived_on="2026-02")
    back(cast.boris, case, shape.BACK, arrived_on="2026-03-05")
    missing = [record.data["missing"] for record in file_of(cast.boris, case).returns]
    assert missing == [[], ["First the child's best interests."]]


def test_a_planned_return_that_happened_is_told_with_what_was_missing_by_then(
    cast: Cast, case: UUID, settings: Any
) -> None:
    back(cast.boris, case, shape.PLANNED, planned_on=SOON)
    (planned,) = file_of(cast.boris, case).returns
    settings.ACASA_GATES = [f"{__name__}.not_yet"]
    back(cast.boris, case, shape.BACK, arrived_on="2026-03-09", return_id=planned.id, version=1)
    (done,) = file_of(cast.boris, case).returns
    assert done.data["missing"] == ["First the child's best interests."]
    # A later correction of what happened keeps what was written then.
    settings.ACASA_GATES = []
    back(cast.boris, case, shape.BACK, arrived_on="2026-03-08", return_id=planned.id, version=2)
    (done,) = file_of(cast.boris, case).returns
    assert done.data["missing"] == ["First the child's best interests."]


def test_a_name_is_the_lawyers_and_nobody_elses(
    cast: Cast, case: UUID, lawyer: Colleague, settings: Any
) -> None:
    with scoped(cast.org_id):
        boris, law = cast.boris.actor(), lawyer.actor()
        known = {"roles": ["Transporter"], "near": "yes"}
        facts.save_party(boris, case, compartment=people.CASEWORK, data=known)
        named = {"roles": ["Exploiter"], "name": "A. Strain"}
        facts.save_party(law, case, compartment=people.LEGAL, data=named)
        for who, compartment in ((boris, people.CASEWORK), (boris, people.LEGAL), (law, people.CASEWORK)):
            with pytest.raises(Refused):
                facts.save_party(who, case, compartment=compartment, data=named)
    (his,), (hers,) = file_of(cast.boris, case).parties, file_of(lawyer, case).parties
    assert his.data["roles"] == ["Transporter"]
    assert hers.data["name"] == "A. Strain"
    assert file_of(lawyer, case).record is None
    # The lawyer's room: the name and what it is for; the facts are not in her ring, and no form of theirs is there.
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    browser = Client()
    sign_in(browser, lawyer)
    room = browser.get(reverse("trafficking:room", args=[case])).content.decode()
    assert "A. Strain" in room
    assert "not in your ring" in room
    assert "/step/" not in room
    assert 'name="name"' in browser.get(reverse("trafficking:add_party", args=[case])).content.decode()
    assert browser.get(reverse("trafficking:step", args=[case, "control"])).status_code == 404
    # Taken away, nothing of it stays.
    with scoped(cast.org_id):
        for party in (hers.id, his.id):
            with pytest.raises(Refused):
                facts.remove_party(boris if party == hers.id else law, case, party, version=1)
        facts.remove_party(law, case, hers.id, version=1)
        found = folders.open_one(law, case, verb="case.read")
        record = next(r for r in found.records if r.id == hers.id)
    assert "name" not in record.data
    assert file_of(lawyer, case).parties == []


def seal_imported(cast: Cast, case: UUID, compartment: str, data: dict[str, Any]) -> UUID:
    with scoped(cast.org_id):
        folder = folders.open_one(cast.boris.actor(), case, verb="case.read")
        record, written = folders.add(
            folder, compartment, {"kind": "imported", **data, "at": "2020", "by": ""}
        )
        folders.note(cast.boris.actor(), "import.rows", case, written=[written])
    return record.id


def test_what_was_imported_is_taken_over_value_by_value_and_nothing_is_lost(
    cast: Cast, case: UUID, client: Client
) -> None:
    values = {"hte_Type": "Exploitation", "hte_Country": "Italy", "vic_TraffickingStatus": "ActualVictimOfTrafficking",
              "vic_TypeOfExploitation": "ForcedLabour; beans", "Shoes": "37"}  # fmt: skip
    seal_imported(cast, case, people.CASEWORK, {"values": values})
    save(cast.boris, case, "status", status=shape.POSSIBLE)
    url = reverse("trafficking:take", args=[case])
    page = client.get(url).content.decode()
    assert page.count('name="take"') == 3
    # What would replace something is not ticked for anybody.
    assert page.count(" checked") == 2
    with scoped(cast.org_id):
        folder = folders.open_one(cast.boris.actor(), case, verb="case.read")
        chosen = [item.key for item in queries.waiting(folder, TODAY) if item.state != "other"]
    assert client.post(url, {"take": chosen}).status_code == 302
    file = file_of(cast.boris, case)
    assert (file.data["countries"], file.data["exploitation"]) == (["IT"], ["ForcedLabour"])
    assert file.data["status"] == shape.POSSIBLE
    (rest,) = queries.imported(file.page.case_folder)
    assert rest.data["values"] == {name: values[name] for name in values if name != "hte_Country"}
    assert {told["text"] for told in rest.data["taken"]} == {"Italy", "ForcedLabour; beans"}
    # A second press, and a forged one, change nothing.
    before = file.record.version if file.record else 0
    client.post(url, {"take": [*chosen, "nothing/such"]})
    after = file_of(cast.boris, case).record
    assert after is not None
    assert after.version == before


def test_who_may_not(cast: Cast, case: UUID, lawyer: Colleague) -> None:
    for who in (cast.dan, cast.olga):
        with pytest.raises(Refused):
            file_of(who, case)
    for who in (lawyer, cast.olga):
        with pytest.raises(Refused):
            save(who, case, "control", control=["Other"])
        with pytest.raises(Refused):
            back(who, case, shape.BACK)
        with pytest.raises(Refused), scoped(who.user.org_id):
            facts.take_over(who.actor(), case, chosen=["x"], today=TODAY)
    with pytest.raises(Refused):
        back(cast.boris, case, shape.BACK, return_id=uuid4())


def test_what_is_written_is_in_the_record(cast: Cast, case: UUID) -> None:
    save(cast.boris, case, "control", told=shape.RATHER_NOT)
    with scoped(cast.org_id):
        assert Entry.objects.filter(verb="trafficking.save", subject_id=case).count() == 1


def test_a_room_asks_the_same_of_the_database_with_one_entry_and_with_many(
    cast: Cast, case: UUID, client: Client
) -> None:
    room = reverse("trafficking:room", args=[case])

    def statements(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    save(cast.boris, case, "control", control=["Other"])
    back(cast.boris, case, shape.BACK, arrived_on="2025")
    few = [statements(url) for url in (room, room, f"/cases/{case}/")]
    for section in shape.SECTIONS:
        if section.code != "control":
            save(cast.boris, case, section.code, told=shape.NOT_NOW)
    for year in range(2015, 2022):
        back(cast.boris, case, shape.BACK, arrived_on=str(year))
    many = [statements(url) for url in (room, room, f"/cases/{case}/")]
    assert few[1:] == many[1:]


def test_a_step_keeps_what_is_typed_and_says_what_is_wrong(cast: Cast, case: UUID, client: Client) -> None:
    url = reverse("trafficking:step", args=[case, "places"])
    kept = {"countries_1": "IT", "places": "by the sea", "from_year": "2024", "from_month": "5"}
    assert client.post(f"/drafts/tr-places/{case}/", kept).status_code == 204
    page = client.get(url).content.decode()
    assert 'value="2024"' in page
    assert "by the sea" in page
    wrong = {**kept, "to_year": "2023", "version": "0"}
    answer = client.post(url, wrong)
    assert answer.status_code == 422
    assert "This lies before the beginning." in answer.content.decode()
    answer = client.post(url, {**wrong, "to_year": "2025", "countries_4": "FR", "go_on": "1"})
    assert answer["Location"] == reverse("trafficking:step", args=[case, "vulnerability"])
    data = file_of(cast.boris, case).data
    assert (data["countries"], data["from"], data["to"]) == (["IT", "FR"], "2024-05", "2025")
    assert client.get(reverse("trafficking:step", args=[case, "story"])).status_code == 404
    # A return against her will is not planned.
    home = reverse("trafficking:add_return", args=[case])
    answer = client.post(home, {"state": "planned", "wish": "no"})
    assert "No return is planned against her will." in answer.content.decode()
