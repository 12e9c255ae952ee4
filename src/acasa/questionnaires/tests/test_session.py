"""A session over a form: what a page and a command ask of the engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acasa.questionnaires.engine.languages import nearest
from acasa.questionnaires.engine.model import Form
from acasa.questionnaires.engine.reading import read
from acasa.questionnaires.engine.session import Session

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)

HOME = """
| survey |
| | type | name | label::en | label::ro | relevant | constraint | constraint_message | required | calculation | default | repeat_count |
| | start | begun | | | | | | | | | |
| | end | ended | | | | | | | | | |
| | username | who | | | | | | | | | |
| | begin group | family | Family | Familia | | | | | | | |
| | text | name | Her name | Numele ei | | | | yes | | | |
| | integer | rooms | Rooms of ${name} | Odăile lui ${name} | ${name} != '' | . < 20 | Too many | | | 2 | |
| | end group | | | | | | | | | | |
| | begin repeat | kid | Child | Copil | | | | | | | |
| | text | first | First name | Prenume | | | | yes | | | |
| | integer | age | Age | Vârsta | | . < 18 | Not a child | | | | |
| | text | school | School | Școala | ${age} > 6 | | | | | | |
| | end repeat | | | | | | | | | | |
| | begin repeat | bed | Bed | Pat | | | | | | | ${rooms} |
| | text | where | Where | Unde | | | | | | | |
| | end repeat | | | | | | | | | | |
| | calculate | kids | | | | | | | count(${kid}) | | |
| | calculate | code | | | | | | | once(uuid()) | | |
| | calculate | dice | | | | | | | random() | | |
| | select_one town | town | Town | Orașul | | | | | | | |
| | acknowledge | ok | Understood | Am înțeles | | | | | | | |
| | calculate | wrong | | | | | | | date(${name}) | | |
| choices |
| | list_name | name | label::en | label::ro |
| | town | balti | Balti | Bălți |
| | town | cahul | Cahul | Cahul |
"""  # noqa: E501


@pytest.fixture(scope="module")
def home() -> Form:
    return read(HOME.encode(), "home.md")


def begun(form: Form, answers: dict[str, Any] | None = None, **given: Any) -> Session:
    return Session(form, answers, now=NOW, **given)


def test_a_new_session_has_what_is_known(home: Form) -> None:
    session = begun(home, values={"username": "elena"})
    answers = session.answers()
    assert answers["begun"] == "2026-03-14T15:09:26.000Z"
    assert (answers["ended"], answers["who"], answers["kids"]) == ("", "elena", "1")
    assert answers["family"] == {"name": "", "rooms": "2"}
    assert len(answers["kid"]) == 1
    assert "meta" not in answers
    assert [(state.path, state.fault) for state in session.faults()] == [
        ("/data/family/name", "required"),
        ("/data/kid[1]/first", "required"),
    ]
    session.finish(NOW + timedelta(minutes=5))
    assert session.answers()["ended"] == "2026-03-14T15:14:26.000Z"


def test_answers_come_nested_flat_or_by_path_and_as_json_has_them(home: Form) -> None:
    session = begun(
        home,
        {
            "name": "Ana",
            "/data/family/rooms": 3.0,
            "kid": [{"first": "Ion", "age": 9, "shoe": 1}, {"first": "Maria"}],
            "ok": True,
            "odd": 1,
        },
    )
    answers = session.answers()
    assert answers["family"] == {"name": "Ana", "rooms": "3"}
    assert (answers["ok"], answers["kids"], len(answers["bed"])) == ("OK", "2", 3)
    assert session.unknown == ["odd", "/data/kid[1]/shoe"]
    assert session.relevant_answers()["kid"] == [
        {"first": "Ion", "age": "9", "school": ""},
        {"first": "Maria", "age": ""},
    ]


def test_answering_changes_what_hangs_on_it(home: Form) -> None:
    session = begun(home)
    assert not session.state("/data/family/rooms").relevant
    session.set("/data/family/name", "Ana")
    assert session.state("/data/family/rooms").relevant
    session.set("/data/family/rooms", 25)
    assert session.state("/data/family/rooms").fault == "constraint"
    session.set("/data/family/rooms", "many")
    assert session.state("/data/family/rooms").fault == "type"
    session.set("/data/town", "paris")
    assert session.state("/data/town").fault == "type"
    session.set("/data/town", None)
    assert session.state("/data/town").fault == ""


def test_occurrences_come_and_go(home: Form) -> None:
    session = begun(home, {"name": "Ana"})
    assert session.add("/data/kid") == "/data/kid[2]"
    session.set("/data/kid[2]/first", "Ion")
    session.set("/data/kid[2]/age", 30)
    assert session.state("/data/kid[2]/age").fault == "constraint"
    session.remove("/data/kid[1]")
    assert session.count("/data/kid") == 1
    assert session.state("/data/kid[1]/first").value == "Ion"
    assert session.state("/data/kids").value == "1"
    session.remove("/data/kid[1]")
    assert session.count("/data/kid") == 0
    # The repeat as a whole still stands, so that one can be added.
    assert session.state("/data/kid").relevant
    for wrong in (
        "/data/kid[1]",
        "/data/kid[1]/first",
        "/data/nobody",
        "/other/kid",
        "/data/kid[0]/first",
        "",
    ):
        with pytest.raises(KeyError):
            session.state(wrong)


def test_a_counted_repeat_hides_what_is_too_much_and_shows_it_again(home: Form) -> None:
    session = begun(
        home, {"name": "Ana", "rooms": 3, "bed": [{"where": "a"}, {"where": "b"}, {"where": "c"}]}
    )
    with pytest.raises(ValueError, match="No more"):
        session.add("/data/bed")
    with pytest.raises(ValueError, match="itself"):
        session.remove("/data/bed[1]")
    session.set("/data/family/rooms", 1)
    assert session.count("/data/bed") == 1
    assert session.relevant_answers()["bed"] == [{"where": "a"}]
    session.set("/data/family/rooms", 3)
    assert [each["where"] for each in session.relevant_answers()["bed"]] == ["a", "b", "c"]


def test_answers_that_stood_before_are_opened_as_they_were(home: Form) -> None:
    first = begun(home, {"name": "Ana", "rooms": 4, "kid": []})
    again = begun(home, first.answers(), begin=False)
    assert again.answers() == first.answers()
    # No default comes back, and chance is not thrown anew.
    emptied = first.answers() | {"family": {"name": "Ana", "rooms": ""}}
    assert begun(home, emptied, begin=False).answers()["family"]["rooms"] == ""
    assert first.answers()["code"] and first.answers()["dice"]


def test_texts_in_the_language_nearest_to_a_persons(home: Form) -> None:
    rooms = home.nodes[3].children[1]
    for language, told in (
        ("ro", "Odăile lui Ana"),
        ("Română", "Odăile lui Ana"),
        ("English (en)", "Rooms of Ana"),
        ("ru", "Rooms of Ana"),
        ("", "Rooms of Ana"),
    ):
        session = begun(home, {"name": "Ana"}, language=language)
        assert session.text(rooms.label, "/data/family/rooms") == told
    session = begun(home, language="ro")
    assert session.text(session.choices("/data/town")[0].label, "") == "Bălți"
    assert nearest(("Русский", "română"), "ro-MD") == "română"
    assert nearest(("Русский", "română"), "ru") == "Русский"


def test_what_cannot_be_calculated_is_told_and_stops_nobody(home: Form) -> None:
    session = begun(home, {"name": "Ana"})
    assert session.answers()["wrong"] == ""
    assert list(session.troubles) == ["/data/wrong calculate"]
    session.set("/data/family/name", "2026-01-01")
    assert session.troubles == {}
    assert session.answers()["wrong"].startswith("2026-01-01")


LISTS = """
| survey |
| | type | name | label | choice_filter | calculation | parameters |
| | select_one_from_file towns.csv | town | Town | region = ${region} | | |
| | text | region | Region | | | |
| | calculate | people | | | pulldata('towns', 'people', 'name', ${town}) | |
| | calculate | size | | | instance('towns')/root/item[name = ${town}]/people * 2 | |
| | select_one letter | letter | Letter | | | randomize=true, seed=42 |
| choices |
| | list_name | name | label |
| | letter | a | A |
| | letter | b | B |
| | letter | c | C |
| | letter | d | D |
"""
TOWNS = (
    "name,label,region,people\nbalti,Bălți,north,100\nsoroca,Soroca,north,20\ncahul,Cahul,south,30\n".encode()
)


def test_lists_from_files() -> None:
    form = read(LISTS.encode(), "lists.md", {"towns.csv": TOWNS})
    session = begun(form, {"region": "north"}, files={"towns.csv": TOWNS})
    assert [choice.name for choice in session.choices("/data/town")] == ["balti", "soroca"]
    session.set("/data/town", "balti")
    assert (session.answers()["people"], session.answers()["size"]) == ("100", "200")
    session.set("/data/region", "south")
    assert [choice.name for choice in session.choices("/data/town")] == ["cahul"]
    assert session.state("/data/town").fault == "type"
    order = [choice.name for choice in session.choices("/data/letter")]
    assert sorted(order) == ["a", "b", "c", "d"]
    assert [choice.name for choice in begun(form).choices("/data/letter")] == order


def test_a_list_whose_file_is_missing_accepts_any_answer() -> None:
    form = read(LISTS.encode(), "lists.md", {})
    session = begun(form, {"town": "balti"})
    assert session.choices("/data/town") == []
    assert session.state("/data/town").fault == ""


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("name"), st.sampled_from(("", "Ana", "x"))),
        st.tuples(st.just("rooms"), st.integers(-2, 6)),
        st.tuples(st.just("age"), st.integers(0, 20)),
        st.tuples(st.just("add"), st.none()),
        st.tuples(st.just("remove"), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_step_by_step_is_the_same_as_all_at_once(home: Form, steps: list[tuple[str, Any]]) -> None:
    """given any order of answers, when the kept answers are opened anew, then nothing is calculated otherwise."""
    session = begun(home)
    for what, value in steps:
        if what == "add":
            session.add("/data/kid")
        elif what == "remove" and session.count("/data/kid"):
            session.remove("/data/kid[1]")
        elif what == "age" and session.count("/data/kid"):
            session.set(f"/data/kid[{session.count('/data/kid')}]/age", value)
        elif what in ("name", "rooms"):
            session.set(f"/data/family/{what}", value)
    again = begun(home, session.answers(), begin=False)
    assert again.answers() == session.answers()
    assert again.relevant_answers() == session.relevant_answers()
    assert [(s.path, s.relevant, s.fault) for s in again.states()] == [
        (s.path, s.relevant, s.fault) for s in session.states()
    ]


def test_an_answer_touches_only_what_hangs_on_it() -> None:
    """given 500 questions with 150 rules, when one is answered, then a few rules are followed, not all."""
    from acasa.config.bench.forms import QUESTIONS, RULES, long_form, some_answers
    from acasa.questionnaires.engine.expressions.program import program_of

    form = read(long_form().encode(), "long.md")
    program = program_of(form)
    assert sum(node.kind == "question" for node in form.walk()) == QUESTIONS
    assert sum(rule.kind == "relevant" for rule in program.rules) == RULES
    # No answer reaches more than a part of the form, and most reach little.
    reached = sorted(len(program.affected(spec.names)) for spec in program.specs.values())
    assert reached[len(reached) // 2] <= 5
    # The same version read again is not made ready again.
    assert program_of(read(long_form().encode(), "long.md")) is program
    session = begun(form, some_answers(form))
    assert session.troubles == {}
    assert begun(form, session.answers(), begin=False).faults() == session.faults()


ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(
            st.sampled_from(("family", "name", "kid", "first", "age", "bed", "ok", "x")), inner, max_size=3
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ("family", "name", "rooms", "kid", "bed", "age", "town", "ok", "kids", "x", "", "/data", "kid[2]")
        ),
        ODD,
        max_size=4,
    ),
    st.booleans(),
)
def test_no_answers_break_a_session(home: Form, answers: dict[str, Any], begin: bool) -> None:
    session = begun(home, answers, begin=begin)
    assert session.states()
    again = begun(home, session.answers(), begin=False)
    assert again.answers() == session.answers()


def test_many_occurrences_take_little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """given a count within a count, when somebody types a large number, then nobody waits."""
    from acasa.questionnaires.engine.expressions.answering import ALL, Answering

    form = read(
        b"| survey |\n| | type | name | label | relevant | calculation | repeat_count |\n| | integer | n | N | | | |\n"
        b"| | begin repeat | r | R | | | ${n} |\n| | integer | x | X | | | |\n"
        b"| | calculate | c | | | ${x} + position(..) | |\n"
        b"| | begin repeat | q | Q | | | ${n} |\n| | text | z | Z | ${x} > 3 | | |\n| | end repeat | | | | | |\n"
        b"| | end repeat | | | | | |\n| | calculate | s | | | count(${q}) | |\n",
        "many.md",
    )
    followed = 0
    apply = Answering.apply

    def counted(self: Any, rule: Any, element: Any) -> None:
        nonlocal followed
        followed += 1
        apply(self, rule, element)

    monkeypatch.setattr(Answering, "apply", counted)
    session = begun(form)
    session.set("/data/n", 40)
    assert session.answers()["s"] == "1600"
    assert followed < 12_000
    session.set("/data/n", 900)
    assert len(session.states()) < 4 * ALL
