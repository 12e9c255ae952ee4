"""What is true of a child's file, without a database; and that no sequence of acts leads where none may."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from acasa.cases.children import rules
from acasa.cases.children.rules import age, guardians, interests

TODAY = date(2026, 11, 26)
DATES = st.dates(date(1990, 1, 1), date(2030, 12, 31))
QUESTIONS = {"suspect": "found", "refuses_alone": "possible"}
CLEAR = dict.fromkeys(QUESTIONS, "no")
ALLOWS = {
    "return_reunification": {"return", "reunification", "care_change"},
    "family_care": {"care_change"},
    "as_now": set(),
}


def stands(on: date = TODAY, **more: Any) -> rules.Standing:
    told: dict[str, Any] = {"age": None, "birth": "", "estimated": False, "alerted": False, **more}
    return rules.standing(on=on, **told)


@given(DATES)
def test_a_child_until_the_day_before_and_no_longer(birth: date) -> None:
    day = rules.eighteenth(birth)
    assert stands(day - timedelta(days=1), birth=birth.isoformat()).child
    grown = stands(day, birth=birth.isoformat())
    assert not grown.child and grown.eighteenth == day and grown.exact
    assert (day.year - birth.year, day.month >= birth.month) == (18, True)


def test_born_on_a_leap_day_a_child_until_the_end_of_february() -> None:
    assert rules.eighteenth(date(2008, 2, 29)) == date(2026, 3, 1)
    assert stands(date(2026, 2, 28), birth="2008-02-29").child


@pytest.mark.parametrize(
    ("birth", "latest"),
    [("2008", date(2008, 12, 31)), ("2008-02", date(2008, 2, 29)), ("2008-05-02", date(2008, 5, 2)), ("", None),
     ("perhaps", None)],
)  # fmt: skip
def test_of_a_year_the_last_day_counts(birth: str, latest: date | None) -> None:
    assert rules.latest_birth(birth) == latest


def test_in_doubt_a_child_also_against_a_paper() -> None:
    # A passport of nineteen years, and somebody who doubts it
    doubted = {"presumed_minor": True, "on": "2026-01-10", "estimated_from": 16, "estimated_to": 19}
    it = stands(birth="2007-05-01", age=doubted)
    assert (it.child, it.why, it.eighteenth, it.exact) == (True, "presumed", date(2028, 1, 10), False)
    # The presumption outlasts its own estimate until somebody looks again
    assert stands(date(2031, 1, 1), birth="2007-05-01", age=doubted).child
    assert not stands(birth="2007-05-01", age={**doubted, "presumed_minor": False}).child
    # Only a year, or nothing but the alert
    assert stands(birth="2008", alerted=True).child
    assert stands(alerted=True).why == "alert"
    assert not stands().child


@given(st.integers(0, 30), st.integers(0, 10), st.booleans())
def test_an_estimate_that_reaches_over_eighteen_presumes_minority(low: int, more: int, doubt: bool) -> None:
    presumed = rules.presume(youngest=low, oldest=low + more, doubt=doubt)
    assert presumed == (doubt or low < age.ADULT <= low + more)


@given(st.dictionaries(st.sampled_from(list(QUESTIONS)), st.sampled_from(["yes", "no", "unknown", ""])))
def test_only_a_guardian_of_whom_all_is_answered_with_no_may_sign(answers: dict[str, str]) -> None:
    record = {"conflict": rules.conflict(answers, QUESTIONS), "from": "2026-01-01", "to": ""}
    assert (not rules.guardian_may_sign(record, TODAY)) == (answers == CLEAR)
    # More knowledge against somebody never opens a way.
    worse = {**answers, "suspect": "yes"}
    assert rules.guardian_may_sign({**record, "conflict": rules.conflict(worse, QUESTIONS)}) == [
        "conflict_found"
    ]


def test_who_may_sign_on_a_day() -> None:
    uncle = {"conflict": "found", "from": "2026-01-01", "to": ""}
    aunt = {"conflict": "none", "from": "2026-06-01", "to": "2026-12-31"}
    assert rules.may_sign([], TODAY) == ["no_guardian"]
    assert rules.may_sign([uncle], TODAY) == ["conflict_found"] and rules.needs_another([uncle], TODAY)
    assert rules.may_sign([uncle, aunt], TODAY) == [] and not rules.needs_another([uncle, aunt], TODAY)
    assert rules.may_sign([aunt], date(2026, 5, 31)) == ["no_guardian"]
    assert rules.may_sign([aunt], date(2027, 1, 1)) == ["no_guardian"]
    assert rules.may_sign([aunt], TODAY, eighteenth=TODAY) == ["adult"]
    assert rules.may_sign([aunt], TODAY, eighteenth=TODAY + timedelta(days=1)) == []
    # Whoever was never checked may not, and one whose time is over may not, without a day as well.
    assert rules.guardian_may_sign({}) == ["conflict_possible"]
    assert rules.guardian_may_sign({"conflict": "none", "to": "2026-01-01"}) == ["guardian_ended"]
    assert guardians.conflicted([uncle, aunt], TODAY) == [uncle]


@pytest.mark.parametrize(
    ("new", "former", "changes"),
    [
        ({"from": "2026-11-20"}, None, True),
        ({"from": ""}, None, True),
        ({"from": "2026-10"}, None, False),  # how it was before the file was opened
        ({"from": "2026-11"}, None, True),  # the month of the opening: it may be either
        ({"from": "2026-11-20", "to": "2026-11-21"}, None, False),
        ({"from": "2026-11-20", "who_name": "Lidia"}, {"who_name": "lidia", "to": ""}, False),
        ({"from": "2026-11-20", "who_name": "Lidia"}, {"who_name": "Lidia", "to": "2026-11"}, True),
        ({"from": "2025", "who_name": "Nina"}, {"who_name": "Lidia", "to": ""}, True),
    ],
)
def test_what_is_a_change_of_care(new: dict[str, Any], former: dict[str, Any] | None, changes: bool) -> None:
    assert rules.changes_care(new, opened_on="2026-11-10", former=former) is changes


@given(DATES, DATES)
def test_the_checklist_lies_before_the_birthday_and_never_in_the_past(birth: date, today: date) -> None:
    birthday = rules.eighteenth(birth)
    days = rules.days_of(birthday, {"wishes": 365, "consent": 0}, today)
    assert all(day >= today and day.weekday() < 5 for day in days.values())
    assert days["wishes"] <= days["consent"]
    if today <= birthday:
        # As an adult, and on the first working day as one.
        assert timedelta(0) <= days["consent"] - birthday <= timedelta(days=2)
    if today + timedelta(days=370) < birthday:
        assert birthday - timedelta(days=367) <= days["wishes"] <= birthday - timedelta(days=365)
    # Monotone: a later birthday never makes anything due earlier.
    later = rules.days_of(birthday + timedelta(days=30), {"wishes": 365, "consent": 0}, today)
    assert all(later[code] >= day for code, day in days.items())


MEMBERS = [
    {"name": "A", "profession": "psychologist", "conflict": False},
    {"name": "B", "profession": "lawyer", "conflict": False},
    {"name": "C", "profession": "lawyer", "conflict": True},
    {"name": "D", "profession": "case_manager", "conflict": False},
]
LIMITS = rules.Limits()


class ChildsFile(RuleBasedStateMachine):
    """Colleagues do whatever the rules let them, in any order and over years; days pass."""

    @initialize()
    def begins(self) -> None:
        self.today = TODAY
        self.records: list[dict[str, Any]] = []
        self.told: set[int] = set()
        # What was done: act, and what held on that day.
        self.acts: list[tuple[str, dict[str, Any] | None, bool]] = []
        self.emergencies: list[dict[str, Any]] = []
        self.decided: dict[int, dict[str, Any]] = {}

    def _against(self, act: str) -> list[str]:
        return rules.against(
            act, child=True, records=self.records, told=self.told, allows=ALLOWS, on=self.today
        )

    @rule(days=st.integers(1, 200))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(
        view=st.sampled_from(["", "With grandmother."]), findings=st.sampled_from(["", "Nobody knows yet."])
    )
    def assess(self, view: str, findings: str) -> None:
        data = {"child_view": view, "heard_how": "play", "heard_by": "Ana"}
        data["elements"] = {"health": {"findings": findings}}  # type: ignore[assignment]
        if not interests.against_assessing(data):
            self.records.append({"what": "assessment", "state": "decided"})

    @rule()
    def begin(self) -> None:
        if rules.against_beginning(self.records):
            return
        holding = rules.holding(self.records)
        number = 1 + sum(one["what"] == "determination" for one in self.records)
        new = {"what": "determination", "state": "draft", "number": number, "panel": [], "options": []}
        if holding:
            new |= {"panel": list(holding["panel"]), "options": list(holding["options"])}
        self.records.append(new)

    @precondition(lambda self: rules.being_written(self.records))
    @rule(member=st.sampled_from(MEMBERS), out=st.booleans())
    def sit(self, member: dict[str, Any], out: bool) -> None:
        draft: Any = rules.being_written(self.records)
        draft["panel"] = [one for one in draft["panel"] if one != member] + ([] if out else [member])

    @precondition(lambda self: rules.being_written(self.records))
    @rule(code=st.sampled_from(list(ALLOWS)), view=st.sampled_from(["", "Не хочу."]))
    def weigh(self, code: str, view: str) -> None:
        draft: Any = rules.being_written(self.records)
        draft["options"] = [one for one in draft["options"] if one["code"] != code]
        draft["options"].append({"code": code, "child_view": view})

    @precondition(lambda self: rules.being_written(self.records))
    @rule()
    def prepare_well(self) -> None:
        draft: Any = rules.being_written(self.records)
        draft["panel"] = [MEMBERS[0], MEMBERS[1], MEMBERS[3]]
        draft["options"] = [{"code": code, "child_view": "Да."} for code in ALLOWS]

    @rule(
        code=st.sampled_from(list(ALLOWS)),
        reasons=st.sampled_from(["", "Because."]),
        ahead=st.integers(-5, 90),
    )
    def decide(self, code: str, reasons: str, ahead: int) -> None:
        review = (self.today + timedelta(days=ahead)).isoformat()
        decision = {"decision": code, "reasons": reasons, "review_on": review}
        if rules.against_deciding(self.records, decision, LIMITS, self.today):
            return
        draft: Any = rules.being_written(self.records)
        draft |= {**decision, "state": "decided"}
        self.decided[draft["number"]] = {**draft}

    @precondition(lambda self: rules.being_written(self.records))
    @rule()
    def put_aside(self) -> None:
        draft: Any = rules.being_written(self.records)
        draft["state"] = "put_aside"

    @precondition(lambda self: rules.holding(self.records))
    @rule()
    def tell(self) -> None:
        holding: Any = rules.holding(self.records)
        self.told.add(holding["number"])

    @rule(act=st.sampled_from(sorted(rules.ACTS)))
    def do(self, act: str) -> None:
        if not self._against(act):
            holding: Any = rules.holding(self.records)
            late = holding["review_on"] < self.today.isoformat()
            self.acts.append((act, holding, late or bool(rules.being_written(self.records))))

    @rule()
    def place_in_an_emergency(self) -> None:
        at = datetime.combine(self.today, datetime.min.time())
        place = {"emergency": True, "from": self.today.isoformat(), "to": ""}
        place["review_by"] = rules.review_by(at, LIMITS.hours).date().isoformat()
        for former in self.emergencies:
            former["to"] = former["to"] or self.today.isoformat()
        self.emergencies.append(place)

    @precondition(lambda self: self.emergencies)
    @rule(days=st.integers(-3, 100))
    def extend(self, days: int) -> None:
        place = self.emergencies[-1]
        until = self.today + timedelta(days=days)
        if not rules.against_extending(place, until, days=LIMITS.days):
            place["review_by"] = until.isoformat()

    @invariant()
    def nothing_impossible(self) -> None:
        numbers = [one["number"] for one in self.records if one["what"] == "determination"]
        assert numbers == list(range(1, len(numbers) + 1))
        assert sum(one["state"] == "draft" for one in self.records) <= 1
        for number, before in self.decided.items():
            now = next(one for one in self.records if one.get("number") == number)
            assert now == before, "a decided determination changed"
            assert len(before["panel"]) >= 3 and not any(one["conflict"] for one in before["panel"])
            assert before["decision"] in {one["code"] for one in before["options"]} and before["reasons"]
            assert all(one["child_view"] for one in before["options"])
        for act, holding, barred in self.acts:
            assert holding is not None and not barred
            assert holding["number"] in self.told and act in ALLOWS[holding["decision"]]
        for place in self.emergencies:
            longest = date.fromisoformat(place["from"]) + timedelta(days=LIMITS.days)
            assert place["review_by"] <= longest.isoformat()
        assert sum(not place["to"] for place in self.emergencies) <= 1


ChildsFile.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestNoSequenceOfActs = ChildsFile.TestCase


def test_a_way_that_leads_to_a_return_and_each_gate_on_it() -> None:
    def against(act: str) -> list[str]:
        return rules.against(act, child=True, records=records, told=told, allows=ALLOWS, on=TODAY)

    records: list[dict[str, Any]] = []
    told: set[int] = set()
    assert against("return") == ["no_determination"]
    assert against("stage:reintegration") == []
    assert rules.against("return", child=False, records=[], told=(), allows=ALLOWS, on=TODAY) == []
    assert rules.against_beginning(records) == ["no_assessment"]
    records.append({"what": "assessment", "state": "decided"})
    draft = {"what": "determination", "state": "draft", "number": 1, "panel": MEMBERS[1:3], "options": []}
    records.append(draft)
    assert against("return") == ["not_decided"]
    assert rules.against_deciding(records, {}, LIMITS, TODAY) == [
        "panel_small",
        "panel_one_profession",
        "panel_conflict",
        "options_few",
        "decision_not_weighed",
        "reasons_missing",
        "review_missing",
    ]
    draft["panel"] = [MEMBERS[0], MEMBERS[1], MEMBERS[3]]
    draft["options"] = [{"code": code, "child_view": "Да."} for code in ALLOWS]
    decision = {"decision": "family_care", "reasons": "So.", "review_on": "2027-01-01"}
    assert rules.against_deciding(records, decision, LIMITS, TODAY) == []
    draft |= {**decision, "state": "decided"}
    assert against("care_change") == ["child_not_told"]
    told.add(1)
    assert against("care_change") == [] and against("return") == ["decided_otherwise"]
    draft["review_on"] = "2026-11-25"
    assert against("care_change") == ["review_overdue"]
    records.append({"what": "determination", "state": "draft", "number": 2, "panel": [], "options": []})
    assert against("care_change") == ["being_reviewed"]
