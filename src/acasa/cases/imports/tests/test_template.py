"""The official HTCDS template, with its defects, and Acasa's own."""

from __future__ import annotations

import datetime as dt

import pytest

from acasa.cases.imports import (
    FIELDS,
    KEEP,
    REFUSED,
    check,
    htcds,
    read_table,
    suggest,
    suggest_mapping,
    template_csv,
    template_headers,
)
from acasa.cases.imports.dates import Birth
from acasa.cases.imports.fields import TEMPLATE
from acasa.cases.imports.tests.build import TEMPLATE_LABELS, TEMPLATE_NAMES, TODAY, table_csv, template, xlsx

ANA = {
    "First Name": "Ana",
    "Second Name": "Rusu",
    "Consent": True,
    "Birthdate": dt.date(1990, 5, 3),
    "Gender": "Feminine",
    "Citizenship": "Moldova; Romania",
    "Mobile Phone": "+373 69 000 001",
    "Mailing Street": "str. Lungă 3",
    "Mailing City": "Orhei",
    "Mailing Country": "Moldova",
    "Trafficking Status": "Actual victim of trafficking",
    "Trafficking Status Decision Making Organization": "NGO",
    "Methods of Control": "Debt bondage ; Withholds documents;Restricts movement",
    "Type of Exploitation": "Forced labour; Forced criminality",
    "Forced Labour Industry": "Agriculture, forestry and fishing; Water supply; sewerage, waste management and "
    "remediation",
    "Status": "Follow up",
    "Reason for Outgoing Referral": "Other",
    "Salutation": "Ms",
}


def test_the_filled_template_is_read_under_the_names_that_one_sees() -> None:
    table = read_table(xlsx(template([ANA])), "HTCDS.xlsx")
    assert table.layout == "htcds_excel"
    assert [row.number for row in table.rows] == [3], "the 999 numbered, empty rows are no people"
    preview = check(table, suggest(table), TODAY)
    (row,) = preview.ready
    assert row.values["given_name"] == "Ana"
    assert row.values["family_name"] == "Rusu"
    assert row.values["birth"] == Birth(1990, 5, 3)
    assert row.values["citizenship"] == ("MD", "RO")
    assert row.values["address"] == "str. Lungă 3, Orhei, Moldova"
    assert row.values["status"] == "FollowUp"
    assert row.values["status_decided_by"] == "NGO"
    assert row.values["control_methods"] == ("DebtBondage", "WithholdsDocuments", "RestrictsMovement")
    assert row.values["exploitation_types"] == ("ForcedLabour", "ForcedCriminality")
    assert row.values["labour_industries"] == (
        "A_AgricultureForestryAndFishing",
        "E_WaterSupplySewerageWasteManagement",
    )
    assert row.values["consent"] is True
    assert row.imported == {
        "identity": {"Salutation": "Ms"},
        "casework": {"Reason for Outgoing Referral": "Other"},
    }
    assert "safe_phone" not in row.values, "a telephone is not safe because it is in a file"
    assert not row.problems


def test_where_the_hidden_name_is_another_columns_it_is_told() -> None:
    preview = check(table := read_table(xlsx(template([ANA])), "f"), suggest(table), TODAY)
    conflicts = {p.column for p in preview.problems if p.code == "template_conflict"}
    assert conflicts == {"Mailing Street", "Mailing City", "Mailing Country"}


def test_the_template_is_known_as_csv_and_after_rows_were_deleted() -> None:
    rows = template([ANA, {**ANA, "First Name": "Ion"}, {**ANA, "First Name": "Eva"}], numbered=30)
    del rows[3]
    table = read_table(table_csv(rows), "htcds.csv")
    assert [row.cells[table.headers.index("First Name")] for row in table.rows] == ["Ana", "Eva"]


def test_the_template_without_its_hidden_row_is_understood_by_its_labels() -> None:
    preview = check(table := read_table(xlsx(template([ANA])[1:]), "f"), suggest(table), TODAY)
    assert preview.ready[0].values["family_name"] == "Rusu"
    assert preview.ready[0].values["control_methods"][0] == "DebtBondage"  # type: ignore[index]


def test_the_copied_rows_of_the_template_are_those_in_the_library() -> None:
    assert list(zip(TEMPLATE_NAMES, TEMPLATE_LABELS, strict=True)) == list(htcds.excel_template())


def test_a_form_servers_export_is_understood() -> None:
    rows = [
        [
            "case/prs_First_Name",
            "case/prs_Second_Name",
            "vic_Methods_of_Control",
            "prs_Birthdate",
            "prs_Citizenship",
        ],
        ["Ana", "Rusu", "DebtBondage  WithholdsDocuments", "1990-05-03", "MD RO"],
    ]
    table = read_table(table_csv(rows, delimiter=","), "export.csv")
    row = check(table, suggest(table), TODAY).ready[0]
    assert row.values["given_name"] == "Ana"
    assert row.values["control_methods"] == ("DebtBondage", "WithholdsDocuments")
    assert row.values["citizenship"] == ("MD", "RO")


def test_every_field_of_the_standard_has_a_home_or_is_sealed_or_refused() -> None:
    fields = htcds.standard()
    assert len(fields) == 84
    mapping = suggest_mapping(list(fields))
    for column, field in zip(mapping.columns, fields.values(), strict=True):
        if field.refused:
            assert column.target == REFUSED
        elif field.home and FIELDS[field.home].several:
            assert column.target == field.home
        else:
            assert column.target in (field.home, KEEP)
        assert column.compartment in {"identity", "essentials", "casework", "health", "legal"}
    assert set(htcds.HOMES) <= set(fields) and set(fields) >= htcds.COORDINATES
    assert {field.home for field in fields.values()} - {""} <= set(FIELDS)


@pytest.mark.parametrize("language", ["en", "ro", "ru", "ro-MD", "tk"])
def test_our_own_template_comes_back_to_the_same_fields(language: str) -> None:
    names = template_headers(language)
    assert [column.target for column in suggest_mapping(names).columns] == list(TEMPLATE)
    data = template_csv(language)
    assert data.startswith(b"\xef\xbb\xbf")
    delimiter = data.decode("utf-8-sig")[len(names[0])]
    filled = data + table_csv([["x"] * len(names)], delimiter=delimiter)
    assert read_table(filled, "t.csv").headers == tuple(names)
