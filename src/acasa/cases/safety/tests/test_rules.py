"""What may happen in an assessment, a plan and a protocol: properties, and the cases that matter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.safety import library, rules

FACTORS = library.factors()
BEGUN = datetime(2026, 3, 10, 21, 30, tzinfo=UTC)
ANSWERS = st.fixed_dictionaries({factor.code: st.sampled_from(rules.ANSWERS) for factor in FACTORS})
RANK = {"": 0, rules.LOW: 1, rules.MEDIUM: 2, rules.HIGH: 3}


def begun(signal: str = "suicide") -> rules.State:
    return rules.begin(
        signal, library.protocols()[signal].clock(), at=BEGUN.isoformat(), on=BEGUN.date().isoformat()
    )


@given(answers=ANSWERS, more=st.sampled_from(FACTORS))
def test_one_more_danger_never_lowers_what_is_suggested(answers: dict[str, str], more: rules.Factor) -> None:
    before = rules.proposal(FACTORS, answers)
    after = rules.proposal(FACTORS, {**answers, more.code: rules.PRESENT})
    assert RANK[after.level] >= RANK[before.level]
    assert not more.signal or more.signal in after.signals
    assert (
        not set(after.because) - {code for code, told in answers.items() if told == "present"} - {more.code}
    )


def test_what_nobody_asked_is_no_safety() -> None:
    nothing = rules.proposal(FACTORS, {})
    assert nothing.level == ""
    assert set(nothing.open) == {factor.code for factor in FACTORS if factor.weight == rules.HIGH}
    all_absent = rules.proposal(FACTORS, {factor.code: rules.ABSENT for factor in FACTORS})
    assert (all_absent.level, all_absent.open) == (rules.LOW, ())
    one = rules.proposal(FACTORS, {"debt": rules.PRESENT})
    assert (one.level, one.because) == (rules.MEDIUM, ("debt",))
    three = rules.proposal(FACTORS, dict.fromkeys(("debt", "alone", "pictures"), rules.PRESENT))
    assert three.level == rules.HIGH
    heavy = rules.proposal(FACTORS, {"suicide_thoughts": rules.PRESENT, "self_harm": rules.PRESENT})
    assert (heavy.level, heavy.signals, heavy.alerts) == (rules.HIGH, ("suicide",), ("suicide_risk",))


@given(
    steps=st.lists(
        st.tuples(st.sampled_from("abcdx"), st.sampled_from(["done", "skipped", "open"])), max_size=9
    )
)
def test_no_sequence_of_stamps_loses_a_witness(steps: list[tuple[str, str]]) -> None:
    state = rules.begin(
        "x", [("a", 0), ("b", 10), ("c", 60), ("d", 5)], at=BEGUN.isoformat(), on="2026-03-10"
    )
    first: dict[str, str] = {}
    for number, (code, wanted) in enumerate(steps):
        try:
            state = rules.settle(state, code, wanted, at=str(number), by_name="Boris", words="a word")
        except rules.Impossible:
            continue
        assert code not in first
        first[code] = str(number)
    stamped = {step["code"]: step["at"] for step in state["steps"] if step["state"] != rules.OPEN}
    assert stamped == first
    waiting = [step for step in state["steps"] if step["state"] == rules.OPEN]
    upcoming = rules.next_step(state)
    assert (upcoming is None) == (not waiting)
    assert upcoming is None or upcoming["within"] == min(step["within"] for step in waiting)


def test_a_step_left_out_needs_a_word_and_an_end_its_outcome() -> None:
    state = begun()
    with pytest.raises(rules.Impossible, match="needs_words"):
        rules.settle(state, "stay", rules.SKIPPED, at="x", by_name="Boris", words="  ")
    with pytest.raises(rules.Impossible, match="needs_end"):
        rules.end(state, outcome="", words="", at="x", by_name="Boris")
    over = rules.end(state, outcome="safe_with_us", words="", at="x", by_name="Boris")
    for again in (
        lambda: rules.settle(over, "stay", rules.DONE, at="x", by_name="Boris"),
        lambda: rules.end(over, outcome="other", words="", at="x", by_name="Boris"),
    ):
        with pytest.raises(rules.Impossible, match="ended"):
            again()


def test_the_clock_runs_over_midnight_and_the_change_of_the_hour() -> None:
    state = begun()
    ask = next(step for step in state["steps"] if step["code"] == "tonight")
    assert rules.due_at(state, ask) == BEGUN + timedelta(hours=8)
    assert rules.minutes_left(state, ask, BEGUN + timedelta(hours=7, minutes=59, seconds=30)) == 0
    assert rules.minutes_left(state, ask, BEGUN + timedelta(hours=8, seconds=1)) == -1


def test_a_protocol_is_offered_until_somebody_answers() -> None:
    by_alert = {"suicide": ("suicide_risk",), "danger_now": ("danger_now",)}

    def offers(alerts=(), since=None, dangers=(), answered=None, running=()):  # type: ignore[no-untyped-def]
        return rules.offers(by_alert, alerts, since or {}, dangers, answered or {}, running)

    assert offers() == []
    # An alert of former days, which nobody has answered; answered; and set anew since.
    assert offers(["suicide_risk"]) == ["suicide"]
    assert offers(["suicide_risk"], answered={"suicide": "2026-03-01"}) == []
    assert offers(["suicide_risk"], {"suicide_risk": "2026-03-02"}, answered={"suicide": "2026-03-01"}) == [
        "suicide"
    ]
    assert offers(dangers=[("danger_now", "2026-03-02")]) == ["danger_now"]
    assert offers(["suicide_risk"], running=["suicide"]) == []


def test_names_go_whole_words_only_in_any_case_and_script() -> None:
    text = "Ana, ana și Ananas; Наталья и НАТАЛЬЯ; Ștefan-Vodă"
    assert rules.nameless(text, ["Ana", "Наталья", "", "a"]) == "…, … și Ananas; … и …; Ștefan-Vodă"
    assert rules.nameless("Maria Pop calls", ["Maria", "Maria Pop"]) == "… calls"


@pytest.mark.parametrize(
    ("name", "bent"),
    [
        ("Наталья", "Натальи Наталье Наталью Натальей"),
        ("Иванов", "Иванова Иванову Ивановым Иванове Ивановых"),
        ("Иван", "Ивана Ивану Иваном"),
        ("Сергей", "Сергея Сергею Сергеем"),
        ("Maria", "Mariei Mario"),
        ("Ana", "Anei"),
        ("Ion", "Ionului Ion"),
        ("Bogdan", "Bogdanului"),
    ],
)
def test_a_name_goes_in_each_of_its_cases(name: str, bent: str) -> None:
    assert rules.nameless(bent, [name]) == " ".join("…" for _word in bent.split())


def test_what_only_begins_like_a_name_stays() -> None:
    text = "15 ani, anul, Ionela, Mariana, Bogdana-Vlad, иваси"
    kept = rules.nameless(text, ["Ana", "Ion", "Mari", "Bog", "Ива"])
    assert "15 ani, anul, Ionela, Mariana, Bogdana-Vlad" in kept and "иваси" in kept


def test_ages() -> None:
    assert [rules.age_group(2026 - age, 2026) for age in (0, 2, 3, 5, 6, 11, 12, 17, 18)] == [
        "0-2", "0-2", "3-5", "3-5", "6-11", "6-11", "12-17", "12-17", "",
    ]  # fmt: skip
    assert rules.age_group(None, 2026) == rules.age_group(2027, 2026) == ""


def test_the_review_lies_ahead() -> None:
    today = date(2026, 3, 10)
    assert rules.review_day("", today) is None
    days = [rules.review_day(level, today) for level in (rules.HIGH, rules.MEDIUM, rules.LOW)]
    assert days == sorted(days) and days[0] > today  # type: ignore[type-var,operator]


def test_the_library_is_whole() -> None:
    from acasa import vocabularies

    protocols = library.protocols()
    assert list(protocols) == ["suicide", "danger_now", "child_in_danger", "missing_child"]
    alerts = vocabularies.load("alerts")
    for factor in FACTORS:
        assert factor.group in rules.GROUPS and factor.weight in rules.LEVELS, factor
        assert not factor.signal or factor.signal in protocols, factor
        assert not factor.alert or factor.alert in alerts, factor
    for protocol in protocols.values():
        assert protocol.certainty in ("low", "medium") and all(alert in alerts for alert in protocol.alerts)
    domains = vocabularies.load("reaction_domains")
    for entry in vocabularies.load("crisis_reactions").codes:
        assert set(entry.extra["ages"]) <= set(rules.AGES) and entry.extra["domain"] in domains, entry
        assert entry.extra.get("danger", "suicide") in protocols, entry
    for age in rules.AGES:
        assert len(library.reactions(age)) == len(domains)
        for language in library.LANGUAGES:
            found = library.guidance(age, language)
            assert found is not None and found.staff and found.caregiver
