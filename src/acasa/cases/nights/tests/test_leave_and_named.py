"""Cover for leave, night envelopes, and who is named on a restricted case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from acasa.cases.models import Case, Obligation
from acasa.cases.nights import lending, papers, queries
from acasa.cases.nights.models import Cover, Envelope
from acasa.cases.nights.services import deputies, envelopes, leave
from acasa.cases.nights.tests.conftest import Night, case_of
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import caseload, day
from acasa.cases.services import working
from acasa.cases.services.opening import Step, today_of
from acasa.cases.team.services import tasks
from acasa.core import clock
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.people.models import Membership
from acasa.vault import tokens
from acasa.vault.models import Card, FolderKey
from acasa.vault.testing import Cast

# --- leave


def days(cast: Cast, first: int = 0, last: int = 3) -> dict[str, date]:
    with scoped(cast.org_id):
        now = today_of(cast.org_id)
    return {"first": now + timedelta(days=first), "last": now + timedelta(days=last)}


def test_what_is_due_stands_on_the_day_of_who_stands_in_and_ends_by_itself(night: Night) -> None:
    cast = night.cast
    when = days(cast)
    with scoped(cast.org_id):
        boris, carmen = cast.boris.actor(), cast.carmen.actor()
        working.plan_step(boris, night.case_id, step=Step("Call the doctor", when["first"]))
        assert day.day(carmen, when["first"]).today == []
        leave.make(boris, absent_id=boris.user_id, covering_id=carmen.user_id, **when)
        (due,) = day.day(carmen, when["last"]).late
        assert (due.name, due.text, due.instead_of) == ("Natalia", "Call the doctor", "Boris Ceban")
        # On the day after it is over without anybody's doing, and before it began.
        assert day.day(carmen, when["last"] + timedelta(days=1)).late == []
        assert queries.standing_in(carmen, when["first"] - timedelta(days=1)) == {}
        # The absent colleague's own day is unchanged, and others see nothing.
        assert day.day(boris, when["first"]).today[0].instead_of == ""
        assert day.day(cast.alina.actor(), when["first"]).today == []
        assert Obligation.objects.get().worker_id == boris.user_id


def test_a_new_case_of_somebody_away_stands_there_too(night: Night) -> None:
    cast = night.cast
    when = days(cast)
    with scoped(cast.org_id):
        leave.make(cast.boris.actor(), absent_id=cast.boris.user.id, covering_id=cast.carmen.user.id, **when)
    case_of(cast.alina, cast.north.id, worker_id=cast.boris.user.id)
    with scoped(cast.org_id):
        (new,) = day.day(cast.carmen.actor(), when["first"]).new
        assert new.instead_of == "Boris Ceban" and new.name == "Natalia"


def test_who_stands_in_must_hold_the_teams_keys(night: Night) -> None:
    cast = night.cast
    with pytest.raises(leave.NotAble) as lacking, scoped(cast.org_id):
        leave.make(
            cast.boris.actor(), absent_id=cast.boris.user.id, covering_id=cast.dan.user.id, **days(cast)
        )
    assert lacking.value.teams == ["North"]
    # Membership alone is no key.
    with pytest.raises(leave.NotAble), scoped(cast.org_id):
        Membership.objects.create(org=cast.org, team=cast.north, user=cast.dan.user)
        leave.make(
            cast.boris.actor(), absent_id=cast.boris.user.id, covering_id=cast.dan.user.id, **days(cast)
        )


def test_who_may_say_so_and_who_may_end_it(night: Night) -> None:
    cast = night.cast
    args = {"absent_id": cast.boris.user.id, "covering_id": cast.carmen.user.id, **days(cast)}
    for stranger in (cast.carmen, cast.dan, cast.olga):
        with pytest.raises(Refused), scoped(stranger.user.org_id):
            leave.make(stranger.actor(), **args)
    with scoped(cast.org_id):
        cover = leave.make(cast.alina.actor(), **args)
        with pytest.raises(leave.Overlapping):
            leave.make(cast.boris.actor(), **args)
    for stranger in (cast.dan, cast.olga):
        with pytest.raises(Refused), scoped(stranger.user.org_id):
            leave.end(stranger.actor(), cover)
    with scoped(cast.org_id):
        leave.end(cast.carmen.actor(), cover)
        assert queries.standing_in(cast.carmen.actor(), args["first"]) == {}
        for bad in (
            {"covering_id": cast.boris.user.id},
            {"covering_id": cast.olga.user.id},
            days(cast, -9, -2),
        ):
            with pytest.raises(Refused):
                leave.make(cast.boris.actor(), **{**args, **bad})


def test_a_planted_cover_gives_no_keys(night: Night) -> None:
    """A writer of the database makes Dan stand in for Boris: his day has a line without a word, and no case opens."""
    cast = night.cast
    when = days(cast)
    with scoped(cast.org_id):
        working.plan_step(cast.boris.actor(), night.case_id, step=Step("Call the doctor", when["first"]))
        Cover.objects.create(
            org_id=cast.org_id,
            absent=cast.boris.user,
            covering=cast.dan.user,
            first_day=when["first"],
            last_day=when["last"],
            made_by=cast.dan.user.id,
            made_at=clock.now(),
        )
        (due,) = day.day(cast.dan.actor(), when["first"]).today
        assert (due.name, due.code, due.text, due.safe) == ("", "", "", {})
        with pytest.raises(Refused):
            case_queries.case_page(cast.dan.actor(), night.case_id)


# --- the night envelope


def use(night: Night, code: str, session: dict | None = None) -> Envelope | None:
    token = tokens.new_token()
    with night.request(night.cast.dan, {}) as actor:
        row = envelopes.use(actor, code, token=token)
    if row is not None:
        lending.keep(night.session if session is None else session, row.id, token)
    return row


def test_an_envelope_opens_one_teams_essentials_once_for_twelve_hours(night: Night) -> None:
    cast = night.cast
    south = case_of(cast.alina, cast.south.id)
    start = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
    with clock.at(start):
        with scoped(cast.org_id):
            envelope, code = envelopes.make(cast.alina.actor(), team_id=cast.north.id, days=7)
        with pytest.raises(Refused):
            night.page(cast.dan)
        assert use(night, code) is not None
        page = night.page(cast.dan)
        assert page.name == "Natalia" and page.visiting and page.compartments == {"essentials"}
        with night.request(cast.dan) as actor:
            assert [found.name for found in queries.look_for(actor, "наталья")] == ["Natalia"]
            with pytest.raises(Refused):
                case_queries.case_page(actor, south.id)
            with pytest.raises(Refused):
                working.take(actor, night.case_id, "note.add")
            assert caseload.listing(actor, caseload.Filters(), today_number=20000).rows == []
        # Only in that session; and the code is good once.
        with pytest.raises(Refused):
            night.page(cast.dan, {})
        assert use(night, code, {}) is None
    with clock.at(start + timedelta(hours=12)), pytest.raises(Refused):
        night.page(cast.dan)
    # The supervisors know at once, until one of them says so.
    with night.request(cast.alina, {}) as actor:
        (paper,) = papers.envelopes(actor, alarms_only=True)
        assert (paper.used_by, paper.team) == ("Dan Sava", "North")
        envelopes.seen(actor, envelope)
        assert papers.envelopes(actor, alarms_only=True) == []


def test_the_code_is_stored_nowhere(night: Night) -> None:
    with scoped(night.cast.org_id):
        _id, code = envelopes.make(night.cast.alina.actor(), team_id=night.cast.north.id, days=1)
        row = Envelope.objects.get()
        for form in (code, code.replace("-", ""), code.lower()):
            assert form.encode() not in bytes(row.sealed) + bytes(row.salt)
    assert use(night, code) is not None
    with scoped(night.cast.org_id):
        assert bytes(Envelope.objects.get().sealed) == b""


def test_an_envelope_that_ended_was_taken_back_or_changed_opens_nothing(night: Night) -> None:
    cast = night.cast
    with scoped(cast.org_id):
        old, code = envelopes.make(cast.alina.actor(), team_id=cast.north.id, days=1)
    with clock.at(clock.now() + timedelta(days=1, seconds=1)):
        assert use(night, code) is None
    with scoped(cast.org_id):
        # A writer of the database gives it more days, or the other team: it was sealed for this end and this ring.
        expires = Envelope.objects.get(id=old).expires_at
        Envelope.objects.filter(id=old).update(expires_at=expires + timedelta(days=9))
    assert use(night, code) is None
    with scoped(cast.org_id):
        Envelope.objects.filter(id=old).update(expires_at=expires)
        envelopes.revoke(cast.alina.actor(), old)
    assert use(night, code) is None
    with scoped(cast.org_id):
        new, code = envelopes.make(cast.alina.actor(), team_id=cast.north.id, days=1)
    assert use(night, code) is not None
    with scoped(cast.org_id):
        Envelope.objects.filter(id=new).update(until=clock.now() + timedelta(days=300))
    with pytest.raises(Refused):
        night.page(cast.dan)


def test_who_may_make_an_envelope(night: Night) -> None:
    cast = night.cast
    for who in (cast.boris, cast.carmen, cast.dan, cast.olga):
        with pytest.raises(Refused), scoped(who.user.org_id):
            envelopes.make(who.actor(), team_id=cast.north.id, days=1)
    with scoped(cast.org_id):
        envelope, code = envelopes.make(cast.alina.actor(), team_id=cast.north.id, days=1)
    with scoped(cast.other_org.id):
        assert envelopes.use(cast.olga.actor(), code, token=tokens.new_token()) is None
        with pytest.raises(Refused):
            envelopes.revoke(cast.olga.actor(), envelope)
    with pytest.raises(Refused), night.request(cast.boris, {}) as actor:
        envelopes.revoke(actor, envelope)
    with pytest.raises(Refused), night.request(cast.boris, {}) as actor:
        queries.look_for(actor, "Natalia")


# --- restricted cases


def restricted(night: Night) -> Case:
    return case_of(night.cast.boris, night.cast.north.id, deputy_id=night.cast.carmen.user.id)


def test_the_deputy_takes_over_and_the_case_is_handed_back(night: Night) -> None:
    cast = night.cast
    case = restricted(night)
    with scoped(cast.org_id):
        working.plan_step(cast.boris.actor(), case.id, step=Step("Call", date(2026, 12, 1)))
        due = date(2026, 12, 1)
        tasks.add(cast.boris.actor(), case.id, text="Ask", who=cast.boris.user.id, due_on=due)
        deputies.give(cast.carmen.actor(), case.id, to=cast.carmen.user.id)
        (task,) = working.take(cast.carmen.actor(), case.id, "test").case_folder.of_kind("task")
        assert task.data["who"] == str(cast.carmen.user.id)
        assert Case.objects.get(id=case.id).worker_id == cast.carmen.user.id
        workers = set(Obligation.objects.filter(case=case).values_list("worker_id", flat=True))
        assert workers == {cast.carmen.user.id}
        # Boris is no longer the worker: he can't give it to anybody else.
        with pytest.raises(Refused):
            deputies.give(cast.boris.actor(), case.id, to=cast.alina.user.id)
        deputies.give(cast.carmen.actor(), case.id, to=cast.boris.user.id)
        assert Case.objects.get(id=case.id).worker_id == cast.boris.user.id
        titles = [r.data["what"] for r in case_queries.case_page(cast.boris.actor(), case.id).timeline]
        assert titles.count("assigned") == 2


def test_a_named_colleague_opens_it_and_one_taken_off_does_not(night: Night) -> None:
    cast = night.cast
    case = restricted(night)
    with scoped(cast.org_id):
        with pytest.raises(Refused):
            case_queries.case_page(cast.alina.actor(), case.id)
        deputies.name(cast.carmen.actor(), case.id, user_id=cast.alina.user.id)
        assert case_queries.case_page(cast.alina.actor(), case.id).restricted
        listed = caseload.listing(cast.alina.actor(), caseload.Filters(), today_number=1).rows
        assert len(listed) == 2
        # Carmen is taken off: her wraps and her card go, and what is written now has new keys.
        assert deputies.remove(cast.alina.actor(), case.id, user_id=cast.carmen.user.id)
    with pytest.raises(Refused), scoped(cast.org_id):
        case_queries.case_page(cast.carmen.actor(), case.id)
    with scoped(cast.org_id):
        assert not Card.objects.filter(folder_id=case.id, user_key__user=cast.carmen.user).exists()
        for folder in (case.id, case.person_id):
            rows = FolderKey.objects.filter(folder_id=folder)
            assert not rows.filter(user_key__user=cast.carmen.user).exists()
            assert rows.filter(key_version=2).exists()
        working.add_note(cast.boris.actor(), case.id, compartment="casework", text="afterwards")
        page = case_queries.case_page(cast.alina.actor(), case.id)
        assert "afterwards" in [r.data.get("text") for r in page.timeline]
        note = next(r for r in page.case_folder.records if r.data.get("text") == "afterwards")
        from acasa.vault.models import Record

        assert Record.objects.get(id=note.id).key_version == 2


def test_two_stay_and_the_worker_among_them(night: Night) -> None:
    cast = night.cast
    case = restricted(night)
    with scoped(cast.org_id):
        assert not deputies.remove(cast.boris.actor(), case.id, user_id=cast.carmen.user.id)
        deputies.name(cast.boris.actor(), case.id, user_id=cast.alina.user.id)
        assert not deputies.remove(cast.carmen.actor(), case.id, user_id=cast.boris.user.id)
        assert case_queries.case_page(cast.boris.actor(), case.id).name == "Natalia"


def test_nobody_else_takes_or_names(night: Night) -> None:
    cast = night.cast
    case = restricted(night)
    for who in (cast.alina, cast.dan, cast.olga, night.zina):
        for act in (
            lambda a: deputies.give(a, case.id, to=a.user_id),
            lambda a: deputies.name(a, case.id, user_id=cast.alina.user.id),
            lambda a: deputies.remove(a, case.id, user_id=cast.carmen.user.id),
        ):
            with pytest.raises(Refused), scoped(who.user.org_id):
                act(who.actor())
    with scoped(cast.org_id):
        # Somebody of no team or of another organisation is not named, nor is a case that is not restricted.
        for user in (cast.dan.user.id, cast.olga.user.id):
            with pytest.raises(Refused):
                deputies.name(cast.boris.actor(), case.id, user_id=user)
        with pytest.raises(Refused):
            deputies.name(cast.boris.actor(), night.case_id, user_id=cast.alina.user.id)


def test_a_planted_wrap_makes_nobody_a_deputy(night: Night) -> None:
    """Who is named is read from the sealed facts: a planted row gets no new keys and no card."""
    cast = night.cast
    case = restricted(night)
    with scoped(cast.org_id):
        deputies.name(cast.boris.actor(), case.id, user_id=cast.alina.user.id)
        row = FolderKey.objects.filter(folder_id=case.id).first()
        FolderKey.objects.create(
            org_id=cast.org_id,
            folder_id=case.id,
            compartment="casework",
            user_key_id=cast.dan.bundle.user_key_id,
            wrapped=row.wrapped,
        )
        deputies.remove(cast.boris.actor(), case.id, user_id=cast.carmen.user.id)
        assert not FolderKey.objects.filter(
            folder_id=case.id, key_version=2, user_key__user=cast.dan.user
        ).exists()
        assert not Card.objects.filter(folder_id=case.id, user_key__user=cast.dan.user).exists()
