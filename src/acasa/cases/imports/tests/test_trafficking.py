"""HTCDS columns of the trafficking go straight into its record, and go again when the import is taken back."""

from __future__ import annotations

from datetime import UTC, datetime

from acasa.cases import facts
from acasa.cases.imports.tests import build
from acasa.cases.imports.tests.conftest import Importer
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import Filters
from acasa.cases.trafficking import queries
from acasa.core.scope import scoped
from acasa.people import rules
from acasa.vault import folders

HEADERS = ["prs_FirstName", "vic_TraffickinStatusDecisionMakingOrg", "vic_TraffickingStatus", "vic_Methods_of_Control",
           "hte_Type", "hte_Country", "per_RoleInProcess", "vic_RelationshipToTrafficker", "Shoes"]  # fmt: skip
ROW = ["Ana", "NGO", "Possible victim of trafficking", "DebtBondage ;Restricts movement;the dog", "Exploitation",
       "Italia", "Transporter", "Unacquainted", "37"]  # fmt: skip


def test_columns_of_the_standard_become_facts_and_the_rest_is_kept(at_work: Importer) -> None:
    batch = at_work.prepare(build.table_csv([HEADERS, ROW]))
    page = at_work.client.get(f"/import/{batch}/preview/").content.decode()
    # The preview says what is not understood, and does not say "kept" of what becomes a fact.
    assert "the dog" in page
    assert "hte_Country" not in page
    at_work.begin(batch)
    at_work.go_on(batch)
    with scoped(at_work.cast.org_id):
        actor = at_work.who.actor()
        (row,) = caseload.listing(actor, Filters(status="", sort="name"), today_number=20_000).rows
        found = case_queries.case_page(actor, row.case_id)
        told = facts.facts(found.case_folder, found.person_folder)
        file = queries.of_page(found)
        everything = folders.open_one(at_work.cast.alina.actor(), row.case_id, verb="case.read")
    assert told["trafficking_status"] == "PossibleVictimOfTrafficking"
    assert (file.data["control"], file.data["countries"]) == (["DebtBondage", "RestrictsMovement"], ["IT"])
    assert (file.data["decided_by"], file.data["relation"]) == ("NGO", "Unaquainted")
    (kept,) = queries.imported(found.case_folder)
    assert set(kept.data["values"]) == {"vic_Methods_of_Control", "Shoes"}
    # Roles of others are for those who hold the legal compartment.
    assert file.parties == []
    assert everything.can_open(rules.LEGAL) == bool(everything.of_kind("party"))
    # What stays is not offered again, and the import is taken back whole.
    assert queries.waiting(found.case_folder, at_work.batch(batch).created_at.date()) == []
    at_work.take_back(batch)
    with scoped(at_work.cast.org_id):
        assert not caseload.listing(actor, Filters(status="", sort="name"), today_number=20_000).rows


def test_a_child_by_the_date_of_birth_comes_in_under_its_alert(at_work: Importer) -> None:
    birth = f"{datetime.now(UTC).year - 12}-05-01"
    batch = at_work.prepare(build.table_csv([["Given name", "Date of birth"], ["Daria", birth]]))
    at_work.begin(batch)
    at_work.go_on(batch)
    with scoped(at_work.cast.org_id):
        filters = Filters(status="", sort="name")
        (row,) = caseload.listing(at_work.who.actor(), filters, today_number=20_000).rows
        # Carmen has no key to the date of birth.
        assert case_queries.case_page(at_work.cast.carmen.actor(), row.case_id).facts["alerts"] == ["minor"]
