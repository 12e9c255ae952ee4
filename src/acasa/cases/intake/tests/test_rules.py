"""What counts as complete, what raises an alert, what is due. Pure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.intake import library, rules
from acasa.cases.intake.rules import Section

SECTIONS = (rules.SAFETY, *rules.REST, library.needs())
sections = st.sampled_from(SECTIONS)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Section, dict[str, dict[str, str]]]:
    """A page with some of its questions answered, in any way."""
    section = draw(sections)
    answers = {}
    for question in section.questions:
        answer = draw(st.sampled_from(["", *question.allowed]))
        if answer:
            answers[question.code] = {
                "answer": answer,
                "words": draw(st.sampled_from(["", "home", "mâine", "дома"])),
            }
    return section, answers


@given(answered(), st.sampled_from(rules.ALWAYS))
def test_rather_not_say_counts_as_much_as_any_answer(
    page: tuple[Section, dict[str, dict[str, str]]], instead: str
) -> None:
    section, answers = page
    silent = {code: {"answer": instead, "words": ""} for code in answers}
    assert rules.progress(section, answers) == rules.progress(section, silent)
    assert rules.state(section, answers) == rules.state(section, silent)


@given(sections, st.lists(st.sampled_from(rules.ALWAYS), min_size=12, max_size=12))
def test_a_page_of_nothing_but_refusals_is_done(section: Section, said: list[str]) -> None:
    answers = {q.code: {"answer": a, "words": ""} for q, a in zip(section.questions, said, strict=False)}
    assert rules.state(section, answers) == rules.DONE


@given(answered(), st.data())
def test_one_more_answer_never_makes_a_page_less_complete(
    page: tuple[Section, dict[str, dict[str, str]]], data: st.DataObject
) -> None:
    section, answers = page
    question = data.draw(st.sampled_from(section.questions))
    more = {**answers, question.code: {"answer": data.draw(st.sampled_from(question.allowed)), "words": ""}}
    assert rules.progress(section, more)[0] >= rules.progress(section, answers)[0]
    assert rules.state(section, {}) == rules.OPEN


@given(answered())
def test_tidying_keeps_answers_and_drops_words_where_she_would_rather_not_say(
    page: tuple[Section, dict[str, dict[str, str]]],
) -> None:
    section, answers = page
    kept = rules.tidy(section, {**answers, "unknown": {"answer": "yes", "words": "x"}})
    assert set(kept) == set(answers)
    assert rules.tidy(section, kept) == kept
    assert all(not a["words"] for a in kept.values() if a["answer"] in rules.ALWAYS)


def test_words_without_a_mark_are_an_answer() -> None:
    kept = rules.tidy(rules.REST[0], {"wants": {"answer": "", "words": " to sleep "}})
    assert kept == {"wants": {"answer": "told", "words": "to sleep"}}


def test_no_question_asks_for_the_exploitation() -> None:
    codes = {question.code for section in SECTIONS for question in section.questions}
    assert len(codes) == sum(len(section.questions) for section in SECTIONS)
    assert not any(word in code for code in codes for word in ("exploit", "traffick", "recruit", "story"))


def test_danger_and_children_raise_alerts_and_refusals_raise_none() -> None:
    def said(answer: str) -> dict[str, dict[str, str]]:
        return {"danger": {"answer": answer, "words": ""}, "children_safe": {"answer": answer, "words": ""}}

    assert rules.alerts_of(said("yes")) == ("danger_now",)
    assert rules.alerts_of(said("no")) == ("child_at_risk",)
    assert rules.alerts_of(said("rather_not_say")) == rules.alerts_of({}) == ()


def test_the_next_step_passes_over_what_was_begun() -> None:
    assert rules.next_open({}) == "safety"
    assert rules.next_open({"safety": rules.BEGUN}) == "told"
    assert rules.next_open(dict.fromkeys(rules.STEPS, rules.DONE)) is None
    assert rules.after("safety", rules.STEPS, {"told": rules.DONE}) == rules.KEEP_DATA
    assert rules.after("needs", rules.STEPS, {}) is None


@given(st.lists(st.sampled_from(rules.CONSENT_ANSWERS)), st.sampled_from(rules.PURPOSES))
def test_the_newest_answer_counts_for_its_purpose_alone(answers: list[str], purpose: str) -> None:
    other = next(item for item in rules.PURPOSES if item != purpose)
    given_ = [{"purpose": purpose, "answer": answer} for answer in answers]
    given_.append({"purpose": other, "answer": rules.AGREED})
    assert rules.has_agreed(given_, purpose) == (bool(answers) and answers[-1] == rules.AGREED)


@pytest.mark.parametrize(
    ("reported", "told", "what"),
    [
        ("", "", "report"),
        ("", "2026-03-01", "report"),
        ("2026-03-01", "", "tell"),
        ("2026-03-01", "2026-03-02", None),
    ],
)
def test_a_report_is_due_until_it_is_made_and_she_knows(reported: str, told: str, what: str | None) -> None:
    due, again = date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=7)
    found = rules.report_due(reported, told, due=due, look_again=again)
    assert found == (None if what is None else (what, due if what == "report" else again))


def test_the_ten_points_are_explained_in_three_languages() -> None:
    for language in library.LANGUAGES:
        assert len(library.consent_points("keep_data", language)) == 10
        assert {code for code, _ in library.consent_points("be_counted", language)} >= {
            "withdraw",
            "help_anyway",
        }
        assert library.secrecy_points(language)
        assert all(duty.certainty in ("medium", "low") for duty in library.duties(language))
