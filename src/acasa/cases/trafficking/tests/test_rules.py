"""The shape of the facts: dates known by half, steps that keep what stood there, the homes of HTCDS, a spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acasa.cases.imports.fields import FIELDS
from acasa.cases.imports.htcds import HOMES as IMPORTED
from acasa.cases.imports.htcds import standard
from acasa.cases.trafficking.rules import bringing, shape
from acasa.cases.trafficking.rules.homes import EVENTS, HOMES, OF_IMPORT, PLAIN, Home, NotKept
from acasa.people import rules as people
from acasa.vocabularies import load

BY = {"at": "2026-03-10T10:00:00+00:00", "by": "1", "by_name": "Boris Ceban"}
LATER = {"at": "2026-03-11T10:00:00+00:00", "by": "2", "by_name": "Alina Rusu"}
TODAY = date(2026, 3, 10)
# A loaded machine is no reason to fail.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CONTROL = shape.BY_CODE["control"]


# --- HTCDS


def test_each_field_of_the_standard_has_a_home_or_a_reason() -> None:
    assert set(HOMES) == set(standard())
    for name, home in HOMES.items():
        if isinstance(home, NotKept):
            assert len(home.reason) > 20, name
        else:
            assert home.compartment in (*people.TEAM_COMPARTMENTS, PLAIN), name


@pytest.mark.parametrize("name", [name for name in standard() if name.startswith(("vic_", "hte_", "per_"))])
def test_what_the_standard_says_of_the_trafficking_is_kept_where_the_map_says(name: str) -> None:
    home = HOMES[name]
    if isinstance(home, NotKept):
        assert name.startswith(("per_", "hte_")), "no fact about her is without a home"
        return
    if home.kind == "trafficking":
        fact = shape.FACTS[home.field]
        codes = standard()[name].vocabulary
        assert not codes or fact.vocabulary == codes
        # And an import puts it there.
        key = IMPORTED[name]
        events = [event.get(key) for event in EVENTS.values()]
        assert OF_IMPORT.get(key) == home.field or home.field in events
    else:
        assert isinstance(home, Home) and (home.kind, home.field) in (
            ("party", "roles"),
            ("consent", "answer"),
        )


def test_the_lists_are_the_union_and_say_what_the_standard_lacks() -> None:
    control = load("htcds/methods_of_control")
    assert {"RestrictsMovement", "UsesChildren", "Threats"} <= {code.code for code in control.codes}
    assert len(control.codes) == 16 + 3
    crime = load("htcds/type_of_exploitation").get("ForcedCriminality")
    assert crime is not None and crime.extension


def test_an_imported_field_fits_its_fact() -> None:
    for key, name in OF_IMPORT.items():
        assert FIELDS[key].vocabulary == shape.FACTS[name].vocabulary, key


# --- dates


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_what_a_date_known_by_half_may_mean(value: str, first: date, last: date) -> None:
    assert shape.bounds(value) == (first, last)


@unhurried
@given(st.dates(date(1950, 1, 1)), st.sampled_from([4, 7, 10]))
def test_a_day_lies_within_what_is_known_of_it(day: date, known: int) -> None:
    first, last = shape.bounds(day.isoformat()[:known])
    assert first <= day <= last
    assert shape.in_order(day.isoformat()[:known], day.isoformat())
    assert bool(shape.whole_day(day.isoformat()[:known])) == (known == 10)


@pytest.mark.parametrize("wrong", ["", "24", "2024-13", "2024-02-30", "2024-5", "spring"])
def test_what_is_no_date(wrong: str) -> None:
    with pytest.raises(ValueError):
        shape.bounds(wrong)


# --- steps


def test_that_she_does_not_tell_is_an_answer() -> None:
    assert shape.state(CONTROL, {}) == shape.OPEN
    record = shape.with_section({}, CONTROL, {}, shape.RATHER_NOT, BY)
    assert shape.state(CONTROL, record) == shape.DONE
    # She may tell a part and keep the rest; and of what others decided nobody asks her.
    record = shape.with_section(record, CONTROL, {"control": ["DebtBondage"]}, shape.NOT_NOW, BY)
    assert (record["control"], shape.told_of(CONTROL, record)) == (["DebtBondage"], shape.NOT_NOW)
    status = shape.with_section({}, shape.STATUS, {}, shape.RATHER_NOT, BY)
    assert shape.state(shape.STATUS, status) == shape.OPEN


def test_a_step_keeps_what_stood_before_and_leaves_the_others_alone() -> None:
    record = shape.with_section({}, CONTROL, {"control": ["DebtBondage", "DebtBondage"]}, "", BY)
    record = shape.with_section(record, shape.BY_CODE["places"], {"countries": ["IT"], "secret": 1}, "", BY)
    again = shape.with_section(record, CONTROL, {"control": ["Other"]}, "", LATER)
    assert again["countries"] == ["IT"]
    assert "secret" not in again
    (before,) = again["history"]
    assert (before["before"], before["by_name"]) == ({"control": ["DebtBondage"]}, "Boris Ceban")
    # Saved again as it stood: nothing to remember.
    assert shape.with_section(again, CONTROL, {"control": ["Other"]}, "", LATER)["history"] == [before]


CODES = {
    fact.name: st.lists(st.sampled_from([code.code for code in load(fact.vocabulary).codes]), max_size=4)
    for fact in shape.FACTS.values()
    if fact.kind == "codes"
}


@unhurried
@given(st.fixed_dictionaries({}, optional=CODES), st.fixed_dictionaries({}, optional=CODES))
def test_taking_over_never_takes_away(there: dict[str, Any], more: dict[str, Any]) -> None:
    record = shape.merged(shape.brought(there, BY), more, LATER)
    for name, codes in [*there.items(), *more.items()]:
        assert set(codes) <= set(record.get(name, ()))


# --- returns


def test_a_return_that_happened_is_never_planned_again_nor_called_off() -> None:
    for before in ("", *shape.STATES):
        for state in shape.next_states(before):
            assert state in shape.STATES
    assert shape.next_states(shape.BACK) == (shape.BACK,)
    assert shape.CANCELLED not in shape.next_states("")


def test_the_return_that_counts_is_the_last_that_happened() -> None:
    returns = [
        {"state": "done", "arrived_on": "2024", "at": "3"},
        {"state": "done", "arrived_on": "2026-01-05", "at": "1"},
        {"state": "planned", "planned_on": "2026-05-05", "at": "4"},
    ]
    assert shape.latest_return(returns) == returns[1]
    assert shape.latest_return([]) is None


# --- a spreadsheet


IMPORTED_RECORD: dict[str, Any] = {
    "kind": "imported",
    "values": {
        "Forma de exploatare": "Muncă forțată; Criminalitate forțată",
        "vic_MethodsOfControl": "DebtBondage; she never spoke of it",
        "hte_Type": "Exploitation",
        "hte_Country": "Italy; France",
        "hte_Date": "01.03.2024",
        "Shoe size": "37",
    },
    "fields": {"exploitation_types": ["ForcedLabour", "ForcedCriminality"], "challenges": ["no_home"]},
}


def _words(*codes: str) -> str:
    exploitation = load("htcds/type_of_exploitation")
    return "; ".join(exploitation.label(code, "ro") for code in codes)


def _record() -> dict[str, Any]:
    values = {**IMPORTED_RECORD["values"]}
    values["Forma de exploatare"] = _words("ForcedLabour", "ForcedCriminality")
    return {**IMPORTED_RECORD, "values": values}


def test_values_of_a_spreadsheet_find_their_facts_and_the_rest_stays() -> None:
    known = {"countries": ["IT", "FR", "ES"], "exploitation": ["ForcedLabour"], "from": "2023"}
    items = bringing.items("r1", _record(), known, TODAY)
    assert {item.fact: (item.value, item.state) for item in items} == {
        "exploitation": (["ForcedLabour", "ForcedCriminality"], "more"),
        "control": (["DebtBondage"], "new"),
        "countries": (["IT", "FR"], "same"),
        "from": ("2024-03-01", "other"),
    }
    rest = bringing.without(_record(), items, BY)
    # Of what was not understood whole the words stay, and so does all that has no place here.
    assert rest["values"] == {
        "vic_MethodsOfControl": "DebtBondage; she never spoke of it",
        "hte_Type": "Exploitation",
        "Shoe size": "37",
    }
    assert rest["fields"] == {"challenges": ["no_home"]}
    assert {told["text"] for told in rest["taken"]} >= {"Italy; France", "01.03.2024"}
    facts = bringing.facts_from(items)
    merged = shape.merged({}, facts, BY)
    assert merged["exploitation"] == ["ForcedLabour", "ForcedCriminality"]
    # What was taken is not offered again, though some of its words stay.
    assert bringing.items("r1", rest, merged, TODAY) == []


@unhurried
@given(
    st.dictionaries(
        st.sampled_from(
            ["hte_Country", "hte_Date", "vic_TypeOfExploitation", "A column", "per_RoleInProcess"]
        ),
        st.sampled_from(
            ["Italy", "2024-03-01", "ForcedLabour", "ForcedLabour; mud", "Transporter", "?", "x; y"]
        ),
    )
)
def test_nothing_typed_is_lost_by_taking_all_over(values: dict[str, str]) -> None:
    items = bringing.items("r1", {"values": values}, {}, TODAY)
    rest = bringing.without({"values": values}, items, BY)
    kept = {**{told["column"]: told["text"] for told in rest["taken"]}, **rest["values"]}
    assert kept == values
