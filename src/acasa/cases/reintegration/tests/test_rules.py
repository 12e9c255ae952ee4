"""Phases, points, series and what is open: pure."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from acasa import vocabularies
from acasa.cases import rules as cases
from acasa.cases.reintegration import rules
from acasa.cases.visits import rules as visits


def test_each_stage_says_when_it_began_and_when_again() -> None:
    events = [
        {"what": "stage", "before": "identification", "after": "crisis", "at": "2026-01-03T09:00:00+00:00"},
        {"what": "note", "at": "2026-01-04T09:00:00+00:00"},
        {"what": "stage", "before": "stabilisation", "after": "crisis", "at": "2026-03-01T09:00:00+00:00"},
        {"what": "stage", "before": "crisis", "after": "stabilisation", "at": "2026-02-01T09:00:00+00:00"},
    ]
    stays = {stay.stage: stay for stay in rules.stays(events, opened_on="2026-01-01", stage="crisis")}
    assert stays["identification"] == rules.Stay("identification", "done", ("2026-01-01",))
    assert stays["crisis"] == rules.Stay("crisis", "now", ("2026-01-03", "2026-03-01"))
    # She was there and is before it again: its day stays.
    assert stays["stabilisation"] == rules.Stay("stabilisation", "later", ("2026-02-01",))
    assert stays["autonomy"].since == ()
    # A case that began later skipped nothing; one without a stage has no bar.
    brought = rules.stays([], opened_on="2026-01-01", stage="reintegration")
    assert [stay.since for stay in brought if stay.since] == [("2026-01-01",)]
    assert rules.stays(events, opened_on="2026-01-01", stage="") == []


def test_a_refusal_is_an_answer_and_never_a_number() -> None:
    at = {"domain": "work", "at": "x"}
    points = rules.points(
        [
            {**at, "on": "2026-02-01", "her_level": "3", "level": ""},
            {**at, "on": "2026-01-01", "her_level": "rather_not_say", "level": "2"},
        ]
    )["work"]
    assert [(p.on.month, p.hers, p.ours, p.hers_said) for p in points] == [
        (1, None, 2, "rather_not_say"),
        (2, 3, None, "3"),
    ]
    assert rules.told({"her_level": "not_now"}) and rules.told({"words": "No."}) and not rules.told({})


@given(
    some.sampled_from(rules.RHYTHMS),
    some.integers(1, rules.MOST_SESSIONS),
    some.dates(date(2000, 1, 1), date(2090, 1, 1)),
)
def test_a_series_begins_on_its_day_and_only_goes_forward(rhythm: str, number: int, begin: date) -> None:
    days = rules.session_days(begin, rhythm, number)
    assert len(days) == number and days[0] == begin and days == sorted(set(days))


def test_a_moment_is_suggested_once() -> None:
    opened, now = date(2026, 1, 31), date(2026, 8, 1)

    def moment(*there: str, is_open: bool = True, today: date = now) -> str:
        return rules.suggested_moment(is_open=is_open, moments=there, opened_on=opened, today=today)

    assert moment() == "intake" and moment("intake") == "m6" and moment("intake", "m6") == "between"
    assert moment("intake", today=date(2026, 7, 30)) == "between"
    assert moment("intake", today=date(2027, 1, 31)) == "m12"
    assert moment("intake", is_open=False) == "closure" and moment("closure", is_open=False) == "after"


def test_nobody_is_observed_without_a_yes() -> None:
    assert [rules.may_observe({"answer": answer}) for answer in rules.CONSENT_ANSWERS] == [True, False, False]
    assert not rules.may_observe(None) and not rules.may_observe({})


def test_what_says_with_whom_is_counted() -> None:
    actions = [
        {"with_whom": "relatives", "status": "done"},
        {"with_whom": "relatives", "status": "open"},
        {"with_whom": "school", "status": "dropped"},
        {"status": "open"},
    ]
    assert rules.partners(actions) == {"relatives": (1, 2)}


def test_what_is_open_is_a_list_and_not_a_gate() -> None:
    calm = rules.AtClosing(closing_round=True, followups=1)
    assert rules.open_at_closing(calm) == []
    busy = rules.AtClosing(actions=["Ask the school"], searching=True, plan_unanswered=True, safe_way=False)
    what = [item.what for item in rules.open_at_closing(busy)]
    assert what == ["searching", "actions", "plan_unanswered", "closing_round", "followups", "safe_way"]


def test_only_safe_attempts_count() -> None:
    step = visits.LostStep("safe_hours", 2, agreed_only=False)
    tried = [{"step": "safe_hours", "result": "not_reached"}]
    assert visits.tries([*tried, {"step": "safe_hours", "result": "not_reached", "safe": False}], step) == 1
    assert visits.next_lost_step([step], [*tried, *tried]) is None


def test_the_lists_fit_each_other_and_say_how_sure_they_are() -> None:
    challenges = vocabularies.load("challenges")
    phases = vocabularies.load("phases").codes
    assert [phase.code for phase in phases] == list(rules.PHASES) and set(rules.PHASES) < set(cases.STAGES)
    for phase in phases:
        assert phase.extra["challenges"] and all(code in challenges for code in phase.extra["challenges"])
        assert all({"en", "ro", "ru"} <= line.keys() for line in phase.extra["usual"])
    domains = vocabularies.load("outcome_domains")
    for domain in domains.codes:
        assert [set(level) for level in domain.extra["levels"]] == [{"en", "ro", "ru"}] * len(rules.LEVELS)
    assert domains.certainty == "low" and "not validated" in domains.source
    assert vocabularies.load("dyad_items").certainty == "low"
    assert tuple(code for code, _label in vocabularies.load("dyad_levels").choices()) == rules.SEEN
