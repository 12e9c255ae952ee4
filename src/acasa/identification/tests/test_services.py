"""Screening and determination on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import join, open_case

from acasa.cases.facts import facts
from acasa.cases.queries import case as cases
from acasa.cases.queries import day
from acasa.cases.services import drafts, working
from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.services import facts as trafficking
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.core.scope import scoped
from acasa.identification import library, queries, services, words
from acasa.identification.queries import IdentificationFile
from acasa.vault.testing import Cast, Colleague

TODAY = datetime.now(UTC).date()
UNTIL = TODAY + timedelta(days=10)
ANSWERS = {
    "act.recruited": "present",
    "deceptive_recruitment.job": "present",
    "deceptive_recruitment.wages": "present",
    "exploitation.hours": "present",
    "exploitation.pay": "unknown",
}


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def file_of(who: Colleague, case: UUID) -> IdentificationFile:
    with scoped(who.user.org_id):
        return queries.file_of(who.actor(), case)


def screen(who: Colleague, case: UUID, set_: str = "adult_labour", **more: Any) -> UUID:
    told: dict[str, Any] = {"answers": ANSWERS, "on": TODAY, **more}
    with scoped(who.user.org_id):
        return services.screen(who.actor(), case, set_=set_, **told)


def determine(who: Colleague, case: UUID, status: str = "presumed", on: date = TODAY, **more: Any) -> UUID:
    own = {name: more.pop(name) for name in ("determination_id", "version") if name in more}
    data = {
        "status": status, "by_whom": "NGO", "procedure": "organisation", "ground": "what she told, and her papers",
        "on": on.isoformat(), **more,
    }  # fmt: skip
    with scoped(who.user.org_id):
        return services.determine(who.actor(), case, data=data, text="The last day to appeal", **own)


def known(who: Colleague, case: UUID) -> dict[str, str]:
    with scoped(who.user.org_id):
        found = cases.case_page(who.actor(), case)
        return facts(found.case_folder, found.person_folder)


def dues(who: Colleague) -> list[tuple[str, date]]:
    with scoped(who.user.org_id):
        found = day.day(who.actor(), TODAY)
    return [(item.text, item.due) for item in (*found.late, *found.today, *found.ahead)]


def test_a_screening_keeps_what_was_answered_and_what_it_said(cast: Cast, case: UUID) -> None:
    first = screen(cast.boris, case, on=TODAY - timedelta(days=3))
    second = screen(cast.carmen, case, answers={**ANSWERS, "exploitation.pay": "present"}, words="a word")
    file = file_of(cast.boris, case)
    assert [record.id for record in file.of_set("adult_labour")] == [second, first]
    now, before = (record.data for record in file.screenings)
    assert (now["result"]["reading"], before["result"]["reading"]) == ("yes", "open")
    assert now["result"]["dimensions"]["exploitation"]["made_by"] == [
        "exploitation.hours",
        "exploitation.pay",
    ]
    assert before["answers"]["coercion_at_destination.debt"] == "not_asked" and now["words"] == "a word"
    assert len(now["answers"]) == 72 and now["by_name"] == "Carmen Lupu"
    # Nothing is decided by it.
    told = known(cast.boris, case)
    assert told["screened_on"] == TODAY.isoformat()
    assert not {"determination", "trafficking_status", "presumed_on"} & set(told)
    # Signs are listed, and weigh nothing: they are no screening that a deadline could count from.
    screen(cast.boris, case, "impeding_factors", answers={"hers.fear": "present"}, on=TODAY)
    assert file_of(cast.boris, case).screenings[0].data["result"]["reading"] == ""
    with pytest.raises(Refused):
        screen(cast.boris, case, "no_such_set")


def test_a_child_is_screened_by_sets_for_children(cast: Cast) -> None:
    child = open_case(cast.boris, cast.north, "Daria", alerts=["minor"])[0]
    file = file_of(cast.boris, child)
    assert file.child and not file.may_use(library.sets()["adult_labour"])
    with pytest.raises(Refused):
        screen(cast.boris, child)
    screen(cast.boris, child, "child_labour")
    assert file_of(cast.boris, child).screenings[0].data["result"]["reading"] == "open"


def test_a_determination_is_peoples_and_has_its_days(cast: Cast, case: UUID, settings: Any) -> None:
    settings.ACASA_COUNTRY_PACK = "md"
    screened = screen(cast.boris, case)
    determine(cast.boris, case, screenings=[str(screened), str(uuid4())], on=TODAY - timedelta(days=40))
    told = known(cast.boris, case)
    assert (told["determination"], told["presumed_on"]) == (
        "presumed",
        (TODAY - timedelta(days=40)).isoformat(),
    )
    assert file_of(cast.boris, case).determinations[0].data["screenings"] == [str(screened)]
    # A presumption is not left standing for ever; then it is decided otherwise, and there is time to appeal.
    assert any("identification" in text for text, _due in dues(cast.boris))
    second = determine(cast.boris, case, "not_identified", appeal="open", appeal_until=UNTIL.isoformat())
    told = known(cast.boris, case)
    assert (told["determination"], told["determined_on"], told["appeal_until"]) == (
        "not_identified", TODAY.isoformat(), UNTIL.isoformat(),
    )  # fmt: skip
    appeal = "The last day to appeal: Not identified as trafficked"
    assert (appeal, UNTIL) in dues(cast.boris)
    assert any(text.startswith("Explain the decision") for text, _due in dues(cast.boris))
    # She appeals: the day is free of it, and what stood there before is kept.
    more = {"told_on": TODAY.isoformat(), "appeal_until": UNTIL.isoformat()}
    determine(cast.boris, case, "not_identified", determination_id=second, version=1, appeal="filed", **more)
    record = file_of(cast.boris, case).determinations[0]
    assert record.data["history"][0]["appeal"] == "open" and record.data["appeal"] == "filed"
    assert not [text for text, _due in dues(cast.boris) if text in (appeal,) or text.startswith("Explain")]
    assert "appeal_until" not in known(cast.boris, case)
    # An appeal that was made can't be unmade, and who comes later sees both.
    with pytest.raises(Refused):
        determine(cast.boris, case, "not_identified", determination_id=second, version=2, appeal="none")
    with pytest.raises(Conflict):
        determine(cast.boris, case, "not_identified", determination_id=second, version=1, appeal="upheld")
    for wrong in ({"status": "victim"}, {"ground": ""}, {"appeal": "won"}):
        with pytest.raises(Refused):
            determine(cast.boris, case, **{"status": "presumed", **wrong})


def test_the_facts_say_it_only_when_somebody_says_so(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        trafficking.save_section(
            cast.boris.actor(), case, section=shape.STATUS, told="", rev=0,
            values={
                "status": "PossibleVictimOfTrafficking",
                "identified_on": "2026-01-02",
                "first_contact_on": "2026-01-01",
            },
        )  # fmt: skip
        with pytest.raises(Refused):
            services.take_over(cast.boris.actor(), case, rev=1)
    determine(cast.boris, case, "identified", by_whom="Police")
    file = file_of(cast.boris, case)
    assert file.differs and file.trafficking["status"] == "PossibleVictimOfTrafficking"
    with scoped(cast.org_id), pytest.raises(Conflict):
        services.take_over(cast.boris.actor(), case, rev=0)
    with scoped(cast.org_id):
        services.take_over(cast.boris.actor(), case, rev=1)
    file = file_of(cast.boris, case)
    assert not file.differs
    now = file.trafficking
    assert (now["status"], now["decided_by"], now["decided_on"]) == (
        "ActualVictimOfTrafficking", "Police", TODAY.isoformat(),
    )  # fmt: skip
    # What stood beside it stays, and so does the day from which deadlines run.
    assert (now["identified_on"], now["first_contact_on"]) == ("2026-01-02", "2026-01-01")


def test_nobody_else_sees_or_writes_it(cast: Cast, case: UUID) -> None:
    kept, decided = screen(cast.boris, case), determine(cast.boris, case)
    lawyer = join(cast, "ludmila", "Ludmila Sirbu", "shelter_staff", cast.north)
    for who in (cast.olga, cast.dan, lawyer):
        with scoped(who.user.org_id):
            actor = who.actor()
            for act in (
                lambda actor=actor: queries.file_of(actor, case),
                lambda actor=actor: services.take_over(actor, case, rev=0),
            ):
                with pytest.raises(Refused):
                    act()
        with pytest.raises(Refused):
            screen(who, case)
        with pytest.raises(Refused):
            determine(who, case, determination_id=decided, version=1)
    file = file_of(cast.boris, case)
    with pytest.raises(Refused):
        file.screening(decided)
    assert file.screening(kept).version == file.determination(decided).version == 1


def test_what_is_begun_is_ones_own(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        kind = words.draft_kind("adult_labour")
        # Beside the case's id stands nothing that says as what she is screened.
        assert len(kind) <= 20 and not any(
            part in kind for code in library.sets() for part in code.split("_")
        )
        drafts.keep(cast.boris.actor(), kind=kind, about=case, fields={"act-recruited": "present"})
        drafts.keep(cast.boris.actor(), kind="determination", about=case, fields={"ground": "x"})
        assert set(queries.unfinished(cast.boris.actor(), case)) == {"adult_labour"}
        assert queries.unfinished(cast.carmen.actor(), case) == {}


def test_a_case_waits_for_an_appeal_and_a_second_press_does_nothing(cast: Cast, case: UUID) -> None:
    more = {"appeal": "open", "appeal_until": UNTIL.isoformat()}
    decided = determine(cast.boris, case, "not_identified", **more)
    assert determine(cast.boris, case, "not_identified", **more) == decided
    assert screen(cast.boris, case) == screen(cast.boris, case) != screen(cast.carmen, case)
    file = file_of(cast.boris, case)
    assert (len(file.determinations), len(file.screenings)) == (1, 2)

    def close() -> None:
        with scoped(cast.org_id):
            working.close(cast.boris.actor(), case, reason="transferred_other_service", words="x", on=TODAY)

    with pytest.raises(NotYet) as first:
        close()
    assert "she may appeal" in first.value.reasons[0]
    # She does not want to: that is an answer, and the case may be closed.
    more["appeal"] = "not_wanted"
    determine(cast.boris, case, "not_identified", determination_id=decided, version=1, **more)
    close()
    # What is written down about a closed case puts nothing on the day.
    more["appeal"] = "open"
    determine(cast.boris, case, "not_identified", determination_id=decided, version=2, **more)
    assert not [text for text, _due in dues(cast.boris) if text.startswith("The last day to appeal")]


def test_reading_costs_the_same_for_one_and_for_many(cast: Cast, case: UUID) -> None:
    counts = []
    for number in range(2):
        screen(cast.boris, case, words=str(number))
        screen(cast.boris, case, "protective", answers={}, words=str(number))
        determine(cast.boris, case, appeal_words=str(number))
        with (
            scoped(cast.org_id),
            CaptureQueriesContext(
                connection,
            ) as found,
        ):
            queries.file_of(cast.boris.actor(), case)
        counts.append(len(found))
    assert counts[0] == counts[1]
