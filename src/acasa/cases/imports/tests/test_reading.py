"""Dates, names, codes, telephones: what people type, and what it becomes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from acasa.cases.imports import Birth, People, Phone
from acasa.cases.imports.coordinates import cut, is_coordinate_column, is_coordinate_name
from acasa.cases.imports.dates import column_order, read_age, read_birth, read_date
from acasa.cases.imports.people import read_full_name
from acasa.cases.imports.tests.build import TODAY
from acasa.cases.imports.values import (
    read_codes,
    read_emails,
    read_number,
    read_phones,
    read_text,
    read_yes_no,
)
from acasa.vocabularies import load


@pytest.mark.parametrize(
    "cell",
    [
        "1987-05-12",
        "12.05.1987",
        "12.5.1987",
        "12/05/1987",
        "12-05-1987",
        "12 05 1987",
        "12 mai 1987",
        "12 мая 1987",
        "12 мая 1987 г.",
        "12 May 1987",
        "12th May 1987",
        "May 12, 1987",
        "12-May-1987",
        "12.V.1987",
        "12 v 1987",
        "1987/05/12",
        "12.05.1987 00:00:00",
        "1987-05-12T00:00:00Z",
        " 12.05.1987 ",
        31909,
        "31909",
        dt.date(1987, 5, 12),
        dt.datetime.combine(dt.date(1987, 5, 12), dt.time()),
    ],
)
def test_one_date_in_many_spellings(cell: Any) -> None:
    assert read_date(cell, "day_first", TODAY).value == dt.date(1987, 5, 12)
    assert read_birth(cell, "day_first", TODAY).value == Birth(1987, 5, 12)


@pytest.mark.parametrize(
    ("cell", "birth"),
    [
        ("1987", Birth(1987)),
        (1987, Birth(1987)),
        (1987.0, Birth(1987)),
        ("1987 г.р.", Birth(1987)),
        ("anul 1987", Birth(1987)),
        ("≈1990", Birth(1990, approximate=True)),
        ("~ 1990", Birth(1990, approximate=True)),
        ("ок. 1990", Birth(1990, approximate=True)),
        ("cca 1990", Birth(1990, approximate=True)),
        ("aprox. 1990", Birth(1990, approximate=True)),
        ("1990?", Birth(1990, approximate=True)),
        ("≈12.05.1990", Birth(1990, 5, 12, approximate=True)),
        ("05.1987", Birth(1987, 5)),
        ("1987-05", Birth(1987, 5)),
        ("май 1987", Birth(1987, 5)),
        ("mai 1987", Birth(1987, 5)),
        ("34", Birth(1992, approximate=True)),
        (34, Birth(1992, approximate=True)),
        ("34 ani", Birth(1992, approximate=True)),
        ("34 года", Birth(1992, approximate=True)),
        ("8 luni", Birth(2026, approximate=True)),
        ("12.05.87", Birth(1987, 5, 12)),
        ("12.05.26", Birth(2026, 5, 12)),
        ("12.05.27", Birth(1927, 5, 12)),
    ],
)
def test_a_birth_may_be_less_than_a_date(cell: Any, birth: Birth) -> None:
    assert read_birth(cell, "day_first", TODAY).value == birth


@pytest.mark.parametrize(
    ("cell", "code", "severity"),
    [
        ("31.02.1987", "not_a_date", "warning"),
        ("spring", "not_a_date", "warning"),
        ("1985-87", "not_a_date", "warning"),
        ("12.13.1987", "not_a_date", "warning"),
        (45.5, "not_a_date", "warning"),
        (True, "not_a_date", "warning"),
        (dt.time(3, 4), "not_a_date", "warning"),
        ("x" * 500, "not_a_date", "warning"),
        ("24.11.2026", "future_birth", "error"),
        ("2050", "future_birth", "error"),
        ("1850", "old_birth", "warning"),
        ("01/01/0001", "old_birth", "warning"),
    ],
)
def test_a_birth_that_cannot_be_is_no_value(cell: Any, code: str, severity: str) -> None:
    read = read_birth(cell, "day_first", TODAY)
    assert read.value is None
    assert read.problem is not None and (read.problem.code, read.problem.severity) == (code, severity)


def test_a_time_of_day_is_told() -> None:
    read = read_date("2026-05-12 14:30", "day_first", TODAY)
    assert (
        read.value == dt.date(2026, 5, 12)
        and read.problem is not None
        and read.problem.code == "time_dropped"
    )
    assert read_date("12.05.2026 00:00", "day_first", TODAY).problem is None


@pytest.mark.parametrize(
    ("cells", "order", "code"),
    [
        (["01/02/2026", "13/02/2026"], "day_first", None),
        (["01/02/2026", "02/13/2026"], "month_first", "month_first"),
        (["01/02/2026", "03/04/2026"], "day_first", "ambiguous_dates"),
        (["13/02/2026", "02/13/2026"], "day_first", "mixed_dates"),
        (["01.02.2026", "03.04.2026"], "day_first", None),
        (["05/05/2026"], "day_first", None),
        ([None, 5, "x"], "day_first", None),
    ],
)
def test_day_or_month_first_is_decided_per_column(cells: list[Any], order: str, code: str | None) -> None:
    found, problem = column_order(cells)
    assert (found, problem.code if problem else None) == (order, code)


def test_the_order_of_the_column_decides_unclear_dates_only() -> None:
    assert read_date("03/04/2026", "month_first", TODAY).value == dt.date(2026, 3, 4)
    assert read_date("03/04/2026", "day_first", TODAY).value == dt.date(2026, 4, 3)
    assert read_date("13/04/2026", "month_first", TODAY).value == dt.date(2026, 4, 13)
    assert read_date("04/13/2026", "day_first", TODAY).value == dt.date(2026, 4, 13)
    assert read_date("03.04.2026", "month_first", TODAY).value == dt.date(2026, 4, 3)


@pytest.mark.parametrize(
    ("cell", "year"), [(17, 2009), ("17 лет", 2009), ("≈17", 2009), ("6 мес.", 2026), (0, 2026)]
)
def test_ages(cell: Any, year: int) -> None:
    assert read_age(cell, TODAY).value == Birth(year, approximate=True)


@pytest.mark.parametrize("cell", ["adult", 150, -1, 1.5, True, "17-18"])
def test_what_is_no_age(cell: Any) -> None:
    assert read_age(cell, TODAY).value is None


def test_an_age_from_a_birth() -> None:
    assert Birth(1990, 11, 24).age(TODAY) == 35
    assert Birth(1990, 11, 23).age(TODAY) == 36
    assert Birth(2000).age(TODAY) == 26
    assert str(Birth(1990, 5)) == "1990-05"


@pytest.mark.parametrize(
    ("text", "family_first", "parts"),
    [
        ("Rusu Ana", True, ("Ana", "Rusu", "")),
        ("Ana Rusu", False, ("Ana", "Rusu", "")),
        ("Руссу Анна Петровна", True, ("Анна", "Руссу", "Петровна")),
        ("Руссу Анна Петровна", False, ("Анна", "Руссу", "Петровна")),
        ("Анна Петровна Руссу", True, ("Анна", "Руссу", "Петровна")),
        ("Руссу Ион Петрович", True, ("Ион", "Руссу", "Петрович")),
        ("Ион Петрович Руссу", False, ("Ион", "Руссу", "Петрович")),
        ("Мамедова Лейла Ахмед кызы", True, ("Лейла", "Мамедова", "Ахмед кызы")),
        ("Rusu, Ana Maria", False, ("Ana Maria", "Rusu", "")),
        ("Руссу, Анна Петровна", False, ("Анна", "Руссу", "Петровна")),
        ("Popescu-Ionescu Ana", True, ("Ana", "Popescu-Ionescu", "")),
        ("Ana Maria Popovici", False, None),
        ("Ana Maria Rusu", False, None),
        ("Natalia", True, None),
        ("Ana Rusu (sister of Eva)", False, None),
        ("Rusu, Ana, Eva", False, None),
        ("Ana 2", False, None),
        (", Ana", False, None),
    ],
)
def test_full_names_are_parted_only_where_it_is_clear(text: str, family_first: bool, parts: Any) -> None:
    assert read_full_name(text, family_first=family_first) == parts


def test_a_colleague_is_found_by_e_mail_and_by_name_in_any_order() -> None:
    people = People.of([("1", ["ana@example.org", "Ana Rusu"]), ("2", ["eva@example.org", "Eva Lungu"])])
    assert people.find("ANA@example.org") == ("1",)
    assert people.find("Rusu  Ana") == ("1",)
    assert people.find("Nobody") == ()
    twins = People.of([("1", ["Ana Rusu"]), ("2", ["Ana Rusu"])])
    assert twins.find("ana rusu") == ("1", "2")


@pytest.mark.parametrize(
    ("name", "cell", "value", "keep"),
    [
        ("htcds/methods_of_control", "DebtBondage ", ("DebtBondage",), ""),
        (
            "htcds/methods_of_control",
            "DebtBondage WithholdsDocuments",
            ("DebtBondage", "WithholdsDocuments"),
            "",
        ),
        (
            "htcds/methods_of_control",
            "Debt bondage; TakesEarnings,долг",
            ("DebtBondage", "TakesEarnings"),
            "",
        ),
        (
            "htcds/forced_labour_industry",
            "Agriculture, forestry and fishing",
            ("A_AgricultureForestryAndFishing",),
            "",
        ),
        ("htcds/type_of_exploitation", "munca și cersit", ("ForcedLabour", "ForcedBegging"), ""),
        ("htcds/type_of_exploitation", "muncă și cerșit", ("ForcedLabour", "ForcedBegging"), ""),
        ("countries", "РФ/Украина", ("RU", "UA"), ""),
        ("countries", "Atlantis; RO", ("RO",), "Atlantis; RO"),
        ("countries", "Atlantis", None, "Atlantis"),
        ("languages", "rusă, română", ("ru", "ro"), ""),
        ("languages", "limba moldovenească", None, "limba moldovenească"),
    ],
)
def test_several_codes_in_a_cell(name: str, cell: str, value: Any, keep: str) -> None:
    outcome = read_codes(cell, load(name), several=True)
    assert (outcome.value, outcome.keep) == (value, keep)
    assert bool(outcome.problems) == bool(keep)


def test_one_code_where_one_fits() -> None:
    risk = load("risk_levels")
    assert read_codes("Высокий ", risk, several=False).value == "high"
    both = read_codes("high; low", risk, several=False)
    assert (both.value, both.keep, both.problems[0].code) == (None, "high; low", "several_codes")
    assert read_codes("-", risk, several=False).problems == ()
    assert read_codes("-", risk, several=False).keep == "-"


@pytest.mark.parametrize(
    ("cell", "typed"),
    [
        ("+373 (69) 000-001", ["+373 (69) 000-001"]),
        ("069 000 001; 069 000 002", ["069 000 001", "069 000 002"]),
        ("sister 069000001, after 18", ["sister 069000001, after 18"]),
        (69000001, ["69000001"]),
        (373690000010.0, ["373690000010"]),
    ],
)
def test_telephones_stay_as_typed(cell: Any, typed: list[str]) -> None:
    phones = read_phones(cell).value
    assert isinstance(phones, tuple) and [str(phone) for phone in phones] == typed


def test_telephones_that_lost_digits_are_told() -> None:
    assert read_phones("+373 (69) 000-001").value == (Phone("+373 (69) 000-001", "+37369000001"),)
    assert read_phones(69000001).problems[0].code == "phone_was_number"
    for rounded in ("3.73691E+11", "3,73691e+11"):
        outcome = read_phones(rounded)
        assert (outcome.value, outcome.keep, outcome.problems[0].code) == (None, rounded, "phone_rounded")
    assert read_phones("none yet").problems[0].code == "phone_odd"
    assert read_phones("нет").keep == "нет"
    assert read_phones("нет").problems == ()


@pytest.mark.parametrize("cell", ["yes", "DA", "да", "True", True, "1", 1, "✓", "x", "+"])
def test_yes(cell: Any) -> None:
    assert read_yes_no(cell).value is True


@pytest.mark.parametrize(
    "cell", ["no", "Nu", "нет", "FALSE", False, "0", 0, "✗", "a refuzat", "Нет согласия"]
)
def test_no_is_a_value(cell: Any) -> None:
    assert read_yes_no(cell).value is False


def test_neither_yes_nor_no_is_kept() -> None:
    assert read_yes_no("maybe").keep == "maybe"
    assert (read_yes_no("-").value, read_yes_no("-").keep) == (None, "-")
    assert read_yes_no("maybe").problems[0].code == "not_yes_no"


def test_numbers_and_addresses() -> None:
    assert read_number("2 copii").value == 2
    assert read_number(3).value == 3
    assert read_number("many").keep == "many"
    assert read_emails("a@example.org; b@example.org").value == ("a@example.org", "b@example.org")
    assert read_emails("a at example").keep == "a at example"


@pytest.mark.parametrize("text", ["=1+1", "+373", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1"])
def test_what_looks_like_a_formula_stays_text(text: str) -> None:
    assert read_text(text, 100).value == text.strip()


def test_text_that_is_too_long_is_kept_whole() -> None:
    outcome = read_text("x" * 101, 100)
    assert (outcome.value, len(outcome.keep)) == (None, 101)


@pytest.mark.parametrize(
    "header",
    [
        "Latitude",
        "prs_MailingLatitude",
        "prs_MailingLongitude",
        "hte_Longitude",
        "org_ShippingLatitude",
        "_location_longitude",
        "homeLatitude",
        "GPS",
        "GPS coordinates of home",
        "Lat/Long",
        "Long",
        "X Y",
        "Широта",
        "Координаты дома",
        "Latitudine domiciliu",
        "Coordonate",
        "geopoint",
        "what3words",
    ],
)
def test_names_of_coordinates(header: str) -> None:
    assert is_coordinate_name(header)


@pytest.mark.parametrize(
    "header",
    [
        "Coordinator",
        "Координатор",
        "Coordonator de caz",
        "How long abroad",
        "X",
        "Address",
        "Location",
        "Plata",
    ],
)
def test_names_that_only_sound_like_it(header: str) -> None:
    assert not is_coordinate_name(header)


@pytest.mark.parametrize(
    "text",
    [
        "47.0105, 28.8638",
        "47,0105 28,8638",
        "47.0105 28.8638 0 0",
        "-12.3456;130.9876",
        "47°01'22\"N 28°51'49\"E",
        "POINT (28.8638 47.0105)",
        "geo:47.01,28.86",
        "https://maps.app.goo.gl/abcDEF",
        "https://www.google.com/maps?q=47.01,28.86",
        "yandex.ru/maps/-/CCU",
        "8GC2+XX",
        "///filled.count.soap",
    ],
)
def test_coordinates_leave_nothing_behind(text: str) -> None:
    assert cut(text) == ("", True)


def test_coordinates_are_cut_out_of_a_story() -> None:
    assert cut("lives at 47.01053, 28.86380, second house") == ("lives at […], second house", True)
    assert cut("see https://maps.app.goo.gl/x then turn") == ("see […] then turn", True)


@pytest.mark.parametrize(
    "text",
    [
        "069.123.456",
        "12.05.2024 - 13.05.2024",
        "12.500 13.500 lei",
        "18.00, 20.30",
        "36.6°",
        "C++ and 2+2",
        "1.250,50",
        "3.14159",
        "https://example.org/map",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert cut(text) == (text, False)


def test_a_column_is_judged_by_its_cells() -> None:
    assert is_coordinate_column(["47.0105, 28.8638", None, "47.0106, 28.8639", "?"])
    assert is_coordinate_column([47.0105, 47.01061, 47.22222])
    assert is_coordinate_column(["47.0105", "47,0106", "28.8638"])
    assert not is_coordinate_column([47.0105, 12.5, 3.5, 4.0])
    assert not is_coordinate_column(["Orhei", "Chișinău", "47.0105, 28.8638"])
    assert not is_coordinate_column([None, None])
