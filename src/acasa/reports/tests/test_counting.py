"""Who is counted, by whose keys, and what the tables of it say, on a real PostgreSQL."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acasa.audit.models import Entry
from acasa.cases.intake import library
from acasa.cases.intake import rules as intake
from acasa.cases.intake import services as intake_services
from acasa.cases.plan.services import needs
from acasa.cases.services import editing, opening, working
from acasa.cases.services.opening import NewCase
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.reports import counted, queries, services
from acasa.reports.queries import Wanted
from acasa.vault import caseload, folders
from acasa.vault.models import Card
from acasa.vault.testing import Cast, Colleague

pytestmark = pytest.mark.django_db(transaction=True)
FIFTY_AND_OLDER = len(counted.AGES)
BY_STAGE = Wanted("challenges", "stage_named")


def opened(who: Colleague, cast: Cast, birth: str = "1950", **more: Any) -> UUID:
    new = NewCase(
        essentials={"working_name": "Natalia"},
        identity={"given": "Natalia", "birth_date": birth, "gender": "Feminine", "nationality": "MD"},
    )
    with scoped(cast.org_id):
        return opening.open_case(who.actor(), team_id=cast.north.id, new=new, **more).id


def answers(who: Colleague, case: UUID, answer: str, seen: int = 0) -> None:
    points = tuple(code for code, _ in library.consent_points(intake.BE_COUNTED, "en"))
    telling = intake_services.Telling(how="aloud", language="ro", explained=points)
    with scoped(who.user.org_id):
        intake_services.answer_consent(
            who.actor(), case, purpose=intake.BE_COUNTED, answer=answer, telling=telling, seen=seen
        )


def challenge(who: Colleague, case: UUID, code: str, stage: str = "crisis") -> None:
    data = {"code": code, "stage": stage, "words": "She hides.", "barriers": ["no_job"], "status": "stands"}
    with scoped(who.user.org_id):
        needs.add(who.actor(), case, kind="challenge", data=data)


def rows(who: Colleague) -> list[dict[str, Any]]:
    with scoped(who.user.org_id):
        ring = queries.ring_of(who.actor())
        return caseload.load(who.actor().keyring, [ring], counted.COUNTED).frames[ring.ring_id].to_dicts()


def test_nobody_is_counted_without_her_word_and_her_no_holds_at_once(cast: Cast) -> None:
    case = opened(cast.boris, cast)
    challenge(cast.boris, case, "guilt")
    assert rows(cast.dan) == []
    # Asked afterwards, she agrees: what is known of her case is counted, and what comes later.
    answers(cast.boris, case, intake.AGREED)
    (row,) = rows(cast.dan)
    assert row["age"] == FIFTY_AND_OLDER
    assert [number >> 24 for number in row["challenges"]] == [counted.entry_code("guilt")]
    challenge(cast.carmen, case, "no_home", "reintegration")
    with scoped(cast.org_id):
        working.set_stage(cast.boris.actor(), case, stage="crisis")
    (row,) = rows(cast.dan)
    assert len(row["challenges"]) == 2 and row["stage"] == 2
    # Carmen holds no identity: her writing left those facts as they were, and she could not read them.
    assert row["age"] > 0 and row["gender"] == counted.small_mark("Feminine")
    # She stops: she is gone from the figures, and changes of the case bring nothing back.
    answers(cast.boris, case, intake.REFUSED, seen=1)
    assert rows(cast.dan) == []
    challenge(cast.boris, case, "fear_anger")
    assert rows(cast.dan) == []
    # And she may change her mind again.
    answers(cast.boris, case, intake.AGREED, seen=2)
    assert len(rows(cast.alina)[0]["challenges"]) == 3


def test_whoever_works_on_a_case_cannot_read_what_is_counted(cast: Cast) -> None:
    case = opened(cast.boris, cast)
    answers(cast.boris, case, intake.AGREED)
    with scoped(cast.org_id):
        for who in (cast.boris, cast.carmen):
            assert not queries.holds(who.actor())
            with pytest.raises(Refused):
                queries.table(who.actor(), BY_STAGE)
        # The data officer counts and opens nothing else.
        with pytest.raises(Refused):
            folders.open_one(cast.dan.actor(), case, verb="case.read")
        assert queries.table(cast.dan.actor(), BY_STAGE).shown.total is None
    with scoped(cast.other_org.id):
        assert queries.table(cast.olga.actor(), BY_STAGE).counted is None
    sealed = b"".join(bytes(value) for value in _sealed(cast))
    assert b"guilt" not in sealed and b"Feminine" not in sealed


def _sealed(cast: Cast) -> list[bytes]:
    with scoped(cast.org_id):
        ring = queries.ring_of(cast.dan.actor())
        return list(Card.objects.filter(ring_id=ring.ring_id).values_list("sealed", flat=True))


def test_a_restricted_case_is_in_no_figures(cast: Cast) -> None:
    case = opened(cast.boris, cast, deputy_id=cast.alina.user.id)
    answers(cast.boris, case, intake.AGREED)
    assert rows(cast.dan) == []


def test_the_ranking_by_stage_withholds_what_is_small(cast: Cast, settings: Any) -> None:
    settings.ACASA_SMALL_NUMBER = 3
    named = [("guilt", "crisis")] * 3 + [("guilt", "reintegration")] * 3 + [("no_home", "crisis")]
    for code, stage in named:
        case = opened(cast.boris, cast)
        answers(cast.boris, case, intake.AGREED)
        challenge(cast.boris, case, code, stage)
    with scoped(cast.org_id):
        figures = queries.table(cast.dan.actor(), BY_STAGE)
        assert figures.counted == figures.cases == figures.shown.total == 7
        (row,) = figures.shown.rows
        # Of seven, one has no guilt: nearly all is all that is said. Who has no home is not even named.
        assert row.codes == ("guilt",) and row.nearly and row.total is None
        by_age = queries.table(cast.dan.actor(), Wanted("age", "gender"))
        assert [(head.codes, head.total) for head in by_age.shown.rows] == [((str(FIFTY_AND_OLDER),), 7)]
        narrowed = queries.table(cast.dan.actor(), Wanted("exploitation", "", filters={"opened": "1999"}))
        assert narrowed.shown.total is None
    with scoped(cast.org_id):
        entries = Entry.objects.filter(verb="reports.table")
        assert entries.count() == 3
        assert folders.open_detail(cast.alina.actor(), bytes(entries.order_by("seq")[2].detail)) == {
            "figure_rows": "exploitation",
            "figure_part": "opened 1999",
        }


def test_a_table_takes_as_many_statements_for_one_case_as_for_four(cast: Cast) -> None:
    taken = []
    for _round in range(2):
        for _more in range(1 + 2 * _round):
            answers(cast.boris, opened(cast.boris, cast), intake.AGREED)
        with scoped(cast.org_id):
            actor = cast.dan.actor()
            actor.keyring.holds(None, people.STATISTICS)
            with CaptureQueriesContext(
                connection,
            ) as caught:
                queries.table(actor, BY_STAGE)
            taken.append(len(caught))
    assert taken[0] == taken[1] <= 5, taken


def test_a_change_of_a_case_that_is_not_counted_takes_no_statement_more(cast: Cast, settings: Any) -> None:
    case = opened(cast.boris, cast)

    def statements(code: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            challenge(cast.boris, case, code)
        return len(caught)

    with_figures = statements("guilt")
    settings.ACASA_AFTER_CHANGE = [path for path in settings.ACASA_AFTER_CHANGE if "reports" not in path]
    assert statements("no_home") == with_figures


def test_a_caseload_is_brought_in_bit_by_bit_by_who_holds_its_keys(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Cases from before: nobody was asked, one said no, one agreed while the figures were off.
    settings.ACASA_AFTER_CHANGE, settings.ACASA_AFTER_CONSENT = [], []
    cases = [opened(cast.boris, cast) for _ in range(5)]
    answers(cast.boris, cases[0], intake.AGREED)
    answers(cast.boris, cases[1], intake.REFUSED)
    opened(cast.boris, cast, deputy_id=cast.alina.user.id)
    monkeypatch.setattr(services, "TOGETHER", 2)

    def brought_in() -> int:
        with scoped(cast.org_id):
            services.begin(cast.alina.actor())
            while not services.step(cast.alina.actor()):
                pass
            done = services.progress(cast.alina.actor())
            assert done is not None and done.over and done.done == done.total == 6
            return done.counted

    assert brought_in() == 1 == len(rows(cast.dan))
    # The organisation decides that those whom it helped before may be counted; who said no still is not.
    settings.ACASA_COUNT_UNASKED = True
    assert brought_in() == 4 == len(rows(cast.dan))
    settings.ACASA_COUNT_UNASKED = False
    assert brought_in() == 1 == len(rows(cast.dan))
    with scoped(cast.org_id):
        for who in (cast.boris, cast.dan):
            with pytest.raises(Refused):
                services.begin(who.actor())


def test_facts_of_a_birthday_are_bands_and_days_are_half_years() -> None:
    assert counted.age_band("2008-11-27", "2026-11-26") == 3
    assert counted.age_band("2008-11-26", "2026-11-26") == 4
    assert counted.age_band("", "2026-11-26") == counted.age_band("2030", "2026-11-26") == 0
    number = counted.entry("guilt", "crisis", "2026-07-01T10:00:00+00:00")
    assert number >> 24 == counted.entry_code("guilt")
    assert counted.year_of(number // 16 % 65536) == 2026 and number // 16 % 65536 % 2 == 1
    assert number % 16 == 1


def test_editing_who_she_is_reaches_the_figures(cast: Cast) -> None:
    case = opened(cast.boris, cast, birth="")
    answers(cast.boris, case, intake.AGREED)
    assert rows(cast.dan)[0]["age"] == 0
    with scoped(cast.org_id):
        editing.set_identity(cast.boris.actor(), case, data={"birth_date": "1961"}, version=1)
    assert rows(cast.dan)[0]["age"] == FIFTY_AND_OLDER
