"""Emergency opening: a reason, four hours, one case, one session; told at once, reviewed, no other way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acasa.audit.models import Entry
from acasa.cases.imports import read_table, suggest
from acasa.cases.imports.services import preparing, running
from acasa.cases.models import Case
from acasa.cases.nights import lending, queries, rules
from acasa.cases.nights.models import CatchUp, Opening
from acasa.cases.nights.services import catching_up, opening
from acasa.cases.nights.tests.conftest import MEDICINE, REASON, STORY, Night, case_of, join
from acasa.cases.queries import case as case_queries
from acasa.cases.services import working
from acasa.core import clock
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.vault import emergency, folders, rings, tokens
from acasa.vault.models import FolderKey, Ring, RingGrant, RingVersion
from acasa.vault.testing import Cast


def texts(page: Any) -> str:
    return " ".join(str(record.data) for record in page.case_folder.records)


def test_it_opens_what_was_chosen_of_this_one_case_in_this_session_alone(night: Night) -> None:
    other = case_of(night.cast.boris, night.cast.north.id)
    before = night.page(night.zina)
    assert before.name == "Natalia" and before.visiting and MEDICINE not in texts(before)
    night.open("health")
    page = night.page(night.zina)
    assert MEDICINE in texts(page) and STORY not in texts(page)
    assert page.compartments == {"essentials", "health"} and page.course is None
    # Another session of hers, another case, another colleague: nothing.
    assert MEDICINE not in texts(night.page(night.zina, {}))
    with night.request(night.zina) as actor:
        assert case_queries.case_page(actor, other.id).compartments == {"essentials"}
    with pytest.raises(Refused):
        night.page(night.cast.dan)
    # The session of somebody else opens nothing with her token.
    assert "health" not in night.page(night.cast.boris, dict(night.session)).compartments


def test_it_ends_exactly_after_four_hours(night: Night) -> None:
    start = datetime(2026, 11, 26, 2, 14, tzinfo=UTC)
    with clock.at(start):
        night.open("health", "casework")
    with clock.at(start + rules.OPEN_FOR - timedelta(microseconds=1)):
        page = night.page(night.zina)
        assert MEDICINE in texts(page) and STORY in texts(page)
    with clock.at(start + rules.OPEN_FOR):
        assert MEDICINE not in texts(night.page(night.zina))
    assert night.session[lending.SESSION] == {}
    # And does not come back.
    with clock.at(start + timedelta(hours=1)):
        assert MEDICINE not in texts(night.page(night.zina))


def test_the_owner_and_the_supervisors_know_at_once(night: Night) -> None:
    night.open("health")
    cast = night.cast
    for who in (cast.boris, cast.alina):
        with night.request(who, {}) as actor:
            (told,) = queries.alarms(actor)
            assert (told.by, told.name, told.reason) == ("Zina Moraru", "Natalia", REASON)
            assert told.running and told.compartments == ("health",)
            assert told.may_review == (who is cast.alina) and told.may_end
    for stranger in (cast.carmen, cast.dan, cast.olga):
        with night.request(stranger, {}) as actor:
            assert queries.alarms(actor) == []
    # Carmen works with her, too: she reads it on the case.
    page = night.page(cast.carmen, {})
    with night.request(cast.carmen, {}) as actor:
        (told,) = queries.of_case(actor, page.id, page.case_folder, page.person_folder)
    assert told.reason == REASON and not told.may_review and not told.may_end
    assert "emergency" in {record.data["kind"] for record in page.timeline}


def test_a_supervisor_without_the_teams_keys_reads_the_reason_and_not_the_name(night: Night) -> None:
    cast = night.cast
    vera = join(cast, "vera", "Vera", [(None, "audit")], is_supervisor=True, profession="lawyer")
    opening_id = night.open("legal")
    with night.request(vera, {}) as actor:
        (told,) = queries.alarms(actor)
        assert (told.name, told.reason, told.can_open_case) == ("", REASON, False) and told.may_review
        assert opening.review(actor, opening_id, verdict="justified", words="called her")
    with night.request(cast.alina, {}) as actor:
        assert queries.alarms(actor) == []
        assert not opening.review(actor, opening_id, verdict="not_justified", words="x")


def test_it_is_reviewed_by_a_supervisor_who_did_not_open_it(night: Night) -> None:
    cast = night.cast
    opening_id = night.open("health")
    for who in (night.zina, cast.boris, cast.carmen, cast.olga):
        with pytest.raises(Refused), night.request(who, {}) as actor:
            opening.review(actor, opening_id, verdict="justified", words="fine")
    with night.request(cast.alina, {}) as actor:
        assert opening.review(actor, opening_id, verdict="not_needed", words="the hospital knew")
    # It ends what still ran, and the worker reads the verdict.
    assert MEDICINE not in texts(night.page(night.zina))
    page = night.page(cast.boris, {})
    (record,) = page.case_folder.of_kind("emergency")
    assert (record.data["verdict"], record.data["review"]) == ("not_needed", "the hospital knew")


def test_the_only_supervisor_does_not_judge_herself(night: Night) -> None:
    with scoped(night.cast.org_id):
        alina = night.cast.alina.actor()
        row = Opening(
            org_id=night.cast.org_id,
            case=Case.objects.get(id=night.case_id),
            user_id=alina.user_id,
            opened_at=clock.now(),
            expires_at=clock.now(),
            review_by=clock.now().date(),
            told=b"",
        )
        assert not queries.may_review(alina, row)
        # Then it is the worker of the case who judges.
        assert queries.may_review(night.cast.boris.actor(), row)
        assert not queries.may_review(night.cast.carmen.actor(), row)


def test_it_can_be_ended_before_its_time(night: Night) -> None:
    for who in (night.zina, night.cast.boris, night.cast.alina):
        opening_id = night.open("health")
        assert MEDICINE in texts(night.page(night.zina))
        with night.request(who) as actor:
            opening.end(actor, opening_id)
        assert MEDICINE not in texts(night.page(night.zina))
    for who in (night.cast.carmen, night.cast.olga):
        opening_id = night.open("health")
        with pytest.raises(Refused), night.request(who, {}) as actor:
            opening.end(actor, opening_id)


def test_without_the_ring_without_a_reason_and_elsewhere_it_is_refused(night: Night) -> None:
    cast = night.cast
    with scoped(cast.org_id):
        rings.grant_to_colleague(
            cast.alina.actor(), user_id=cast.dan.user.id, team_id=None, compartment="on_duty"
        )
    # Dan is on duty without the ring; Boris works with her without it; Olga is of another organisation.
    for who, session in ((cast.dan, {}), (cast.boris, {}), (cast.olga, {})):
        with pytest.raises(Refused), night.request(who, session) as actor:
            opening.begin(
                actor, night.case_id, compartments=["health"], reason=REASON, token=tokens.new_token()
            )
    for compartments, reason in (
        (["health"], " "),
        ([], REASON),
        (["essentials"], REASON),
        (["keepers"], REASON),
    ):
        with pytest.raises(Refused), night.request(night.zina) as actor:
            opening.begin(
                actor, night.case_id, compartments=compartments, reason=reason, token=tokens.new_token()
            )
    with scoped(cast.org_id):
        assert not Opening.objects.exists()


def test_the_ring_opens_nothing_by_itself(night: Night) -> None:
    """Whoever holds it reads no more than before: no page, list or search uses it."""
    assert night.page(night.zina).compartments == {"essentials"}
    with scoped(night.cast.org_id):
        keyring = night.zina.actor().keyring
        emergency_rows = RingVersion.objects.filter(ring__compartment="emergency").values_list(
            "id", flat=True
        )
        assert not set(emergency_rows) & set(keyring.by_version_id())
        assert FolderKey.objects.filter(ring_version_id__in=emergency_rows).exists()


def test_one_reads_and_the_work_stays_with_the_team(night: Night) -> None:
    night.open("casework", "health", "identity")
    page = night.page(night.zina)
    assert page.visiting and page.can_see_identity and STORY in texts(page)
    for act in (
        lambda actor: working.add_note(actor, night.case_id, compartment="casework", text="mine"),
        lambda actor: working.set_stage(actor, night.case_id, stage="crisis"),
    ):
        with pytest.raises(Refused), night.request(night.zina) as actor:
            act(actor)
    # But she leaves word for the team.
    with night.request(night.zina) as actor:
        opening.add_word(actor, night.case_id, text="She is at the hospital, ward 3.")
    assert "ward 3" in texts(night.page(night.cast.boris, {}))
    with pytest.raises(Refused), night.request(night.cast.olga, {}) as actor:
        opening.add_word(actor, night.case_id, text="x")


def test_what_was_lent_is_never_passed_on(night: Night) -> None:
    """Carmen, of the team, borrows identity; sharing the person with another team must not give it away."""
    cast = night.cast
    with scoped(cast.org_id):
        rings.grant_to_colleague(
            cast.alina.actor(), user_id=cast.carmen.user.id, team_id=None, compartment="emergency"
        )
    night.open("legal", who=cast.carmen)
    with night.request(cast.carmen) as actor:
        found = folders.open_many(actor, [night.case_id])[night.case_id]
        assert found.can_open("legal") and "legal" not in {c for c, _ in found.own_keys()}
        count = FolderKey.objects.filter(folder_id=night.case_id).count()
        folders.share_with_team(actor, found, team_id=cast.south.id)
        new = FolderKey.objects.filter(folder_id=night.case_id).exclude(
            ring_version__ring__team_id=cast.north.id
        )
        shared = set(
            new.filter(ring_version__ring__team_id=cast.south.id).values_list("compartment", flat=True)
        )
        assert count and "legal" not in shared and "health" in shared


def test_the_same_again_is_one_opening(night: Night) -> None:
    assert night.open("health") == night.open("health")
    with scoped(night.cast.org_id):
        assert Opening.objects.count() == 1


# --- attacks on the rows


def test_a_row_with_a_later_end_lends_nothing(night: Night) -> None:
    opening_id = night.open("health")
    with scoped(night.cast.org_id):
        Opening.objects.filter(id=opening_id).update(expires_at=clock.now() + timedelta(days=365))
    assert MEDICINE not in texts(night.page(night.zina))
    with scoped(night.cast.org_id):
        assert Entry.objects.filter(verb="emergency.lend", outcome="tampered").exists()


def test_a_row_moved_to_another_case_or_colleague_lends_nothing(night: Night) -> None:
    other = case_of(night.cast.boris, night.cast.north.id)
    opening_id = night.open("health")
    with scoped(night.cast.org_id):
        Opening.objects.filter(id=opening_id).update(case=other)
    assert MEDICINE not in texts(night.page(night.zina))
    with scoped(night.cast.org_id):
        Opening.objects.filter(id=opening_id).update(case_id=night.case_id, user=night.cast.boris.user)
    token = {lending.SESSION: {str(opening_id): tokens.new_token()}}
    assert "legal" not in night.page(night.cast.boris, token).compartments


def test_a_stopped_row_revived_lends_nothing(night: Night) -> None:
    opening_id = night.open("health")
    with night.request(night.zina) as actor:
        opening.end(actor, opening_id)
    with scoped(night.cast.org_id):
        Opening.objects.filter(id=opening_id).update(ended_at=None)
    assert MEDICINE not in texts(night.page(night.zina))


def test_a_stolen_database_opens_nothing_of_it(night: Night) -> None:
    """All rows of the emergency ring and of the opening, without a colleague's key or the session's token."""
    opening_id = night.open("health")
    with scoped(night.cast.org_id):
        row = Opening.objects.get(id=opening_id)
        blobs = [bytes(row.told), bytes(row.lent)]
        ring = Ring.objects.get(compartment="emergency")
        blobs += [bytes(g.wrap) for g in RingGrant.objects.filter(ring_version__ring=ring)]
        blobs += [bytes(k.wrapped) for k in FolderKey.objects.filter(ring_version__ring=ring)]
        assert len(blobs) > 8
        for planted in (REASON, MEDICINE, "health", "Natalia"):
            assert not any(planted.encode() in blob for blob in blobs)
        # Zina's open key and the row, but not the session's token: nothing.
        actor = night.zina.actor()
        with pytest.raises(tokens.Tampered):
            emergency.lend_keys(
                actor,
                tokens.new_token(),
                bytes(row.lent),
                loan=row.id,
                subject=row.case_id,
                until=row.expires_at.isoformat(),
            )
        # The token, but another colleague's key: nothing.
        with pytest.raises(tokens.Tampered):
            emergency.lend_keys(
                night.cast.boris.actor(),
                night.session[lending.SESSION][str(opening_id)],
                bytes(row.lent),
                loan=row.id,
                subject=row.case_id,
                until=row.expires_at.isoformat(),
            )


def test_an_emergency_wrap_that_was_changed_or_moved_is_an_error(night: Night) -> None:
    other = case_of(night.cast.boris, night.cast.north.id)
    with scoped(night.cast.org_id):
        rows = FolderKey.objects.filter(ring_version__ring__compartment="emergency", compartment="health")
        mine, theirs = rows.get(folder_id=night.case_id), rows.get(folder_id=other.id)
        FolderKey.objects.filter(id=mine.id).update(wrapped=theirs.wrapped)
    with pytest.raises(tokens.Tampered):
        night.open("health")
    with scoped(night.cast.org_id):
        flipped = bytearray(bytes(mine.wrapped))
        flipped[-1] ^= 1
        FolderKey.objects.filter(id=mine.id).update(wrapped=bytes(flipped))
    with pytest.raises(tokens.Tampered):
        night.open("health")


def test_a_wrap_made_without_the_folders_secret_is_refused(night: Night) -> None:
    """Anybody can seal to the ring's public key; without the shred store he gives a folder no key of his own."""
    from acasa.vault.folders import wraps

    with scoped(night.cast.org_id):
        keyring = night.zina.actor().keyring
        batch = wraps.emergency_batch(keyring)
        assert batch is not None
        forged = wraps.emergency_wrap(
            night.cast.org_id, night.case_id, "health", 1, b"\7" * 32, batch, b"\0" * 32
        )
        FolderKey.objects.filter(
            folder_id=night.case_id, compartment="health", ring_version_id=batch.ring_version_id
        ).update(wrapped=forged.wrapped)
    with pytest.raises(tokens.Tampered):
        night.open("health")


def test_whoever_loses_the_ring_loses_what_it_lent(night: Night) -> None:
    night.open("health")
    with scoped(night.cast.org_id):
        RingGrant.objects.filter(
            user_key__user=night.zina.user, ring_version__ring__compartment="emergency"
        ).delete()
    assert MEDICINE not in texts(night.page(night.zina))


# --- restricted cases


def test_a_restricted_case_has_no_emergency_wrap(night: Night) -> None:
    cast = night.cast
    case = case_of(cast.boris, cast.north.id, deputy_id=cast.carmen.user.id)
    with scoped(cast.org_id):
        assert not FolderKey.objects.filter(folder_id=case.id, ring_version__isnull=False).exists()
    with pytest.raises(Refused), night.request(night.zina) as actor:
        case_queries.case_page(actor, case.id)


def test_of_a_restricted_case_those_on_duty_read_essentials_only_if_she_agreed(night: Night) -> None:
    cast = night.cast
    case = case_of(cast.boris, cast.north.id, deputy_id=cast.carmen.user.id, on_duty=True)
    with night.request(night.zina) as actor:
        page = case_queries.case_page(actor, case.id)
        assert page.name == "Natalia" and page.restricted and page.visiting
        assert page.compartments == {"essentials"} and not page.can_see_identity
        assert queries.openable(actor, page.case_folder, page.person_folder) == []
        with pytest.raises(Refused):
            opening.begin(actor, case.id, compartments=["health"], reason=REASON, token=tokens.new_token())
    # Alina holds the on-duty ring and the team's: the case is still not hers to change or to share.
    with night.request(cast.alina, {}) as actor:
        found = folders.open_many(actor, [case.id])[case.id]
        assert found.restricted and found.visiting
        with pytest.raises(Refused):
            working.take(actor, case.id, "case.stage")
    with scoped(cast.org_id):
        assert case_queries.case_page(cast.carmen.actor(), case.id).restricted


# --- what was there before


def take_the_ring_away(cast: Cast) -> None:
    """An organisation as it was before there was an emergency ring."""
    with scoped(cast.org_id):
        FolderKey.objects.filter(ring_version__ring__compartment="emergency").delete()
        RingGrant.objects.filter(ring_version__ring__compartment="emergency").delete()
        RingVersion.objects.filter(ring__compartment="emergency").delete()
        Ring.objects.filter(compartment="emergency").delete()


def test_an_older_organisation_gets_its_ring_and_its_cases_are_prepared(night: Night) -> None:
    cast = night.cast
    take_the_ring_away(cast)
    # A case is opened as before, without it.
    later = case_of(cast.boris, cast.north.id)
    with night.request(night.zina, {}) as actor:
        assert not emergency.is_set_up(actor.org_id) and not queries.may_use(actor)
    with pytest.raises(Refused), night.request(cast.boris, {}) as actor:
        catching_up.set_up(actor)
    with night.request(cast.alina, {}) as actor:
        assert catching_up.set_up(actor)
        assert queries.may_use(actor)
    with night.request(cast.alina, {}) as actor:
        assert not catching_up.set_up(actor)
    with night.request(night.zina, {}) as actor:
        # She was on duty: she got it, and there is nothing for it to open yet.
        assert queries.may_use(actor)
        with pytest.raises(Refused):
            opening.begin(
                actor, night.case_id, compartments=["health"], reason=REASON, token=tokens.new_token()
            )
    # Boris prepares what his keys open, Carmen the rest; legal waits for somebody who holds it.
    for who in (cast.boris, cast.carmen):
        with night.request(who, {}) as actor:
            assert queries.state(actor).mine
            while queries.state(actor).mine:
                catching_up.prepare(actor)
            assert catching_up.prepare(actor) == 0
    with scoped(cast.org_id):
        waiting = CatchUp.objects.filter(is_done=False, team=cast.north).values_list("compartment", flat=True)
        assert list(waiting) == ["legal"]
        wraps = FolderKey.objects.filter(ring_version__ring__compartment="emergency", folder_id=later.id)
        assert set(wraps.values_list("compartment", flat=True)) == {"casework", "health"}
    night.open("health", "identity")
    page = night.page(night.zina)
    assert MEDICINE in texts(page) and page.can_see_identity


def test_preparing_goes_on_where_it_was_broken_off(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = night.cast
    take_the_ring_away(cast)
    cases = [night.case_id, *(case_of(cast.boris, cast.north.id).id for _ in range(4))]
    with night.request(cast.alina, {}) as actor:
        catching_up.set_up(actor)
    monkeypatch.setattr(catching_up, "AT_ONCE", 2)
    with night.request(cast.boris, {}) as actor:
        catching_up.prepare(actor)
    # Killed in the middle of the next step: it leaves nothing, and the step is taken again.
    with pytest.raises(RuntimeError), night.request(cast.boris, {}) as actor:
        catching_up.prepare(actor)
        raise RuntimeError
    steps = 0
    while True:
        with night.request(cast.boris, {}) as actor:
            if not queries.state(actor).mine:
                break
            catching_up.prepare(actor)
            steps += 1
    assert steps < 10
    with scoped(cast.org_id):
        wraps = FolderKey.objects.filter(
            ring_version__ring__compartment="emergency", compartment="casework", folder_id__in=cases
        )
        assert wraps.count() == 5


def test_imported_cases_can_be_opened_in_an_emergency(night: Night) -> None:
    cast = night.cast
    table = read_table(b"Full name;Health\r\nAna Munteanu;diabetes\r\n", "a.csv")
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        batch = preparing.prepare(
            boris,
            table,
            suggest(table),
            team_id=cast.north.id,
            worker_id=boris.user_id,
            today=datetime.now(UTC).date(),
        )
        assert running.start(boris, batch)
    for _ in range(20):
        with scoped(cast.org_id):
            progress = running.step(cast.boris.actor(), batch)
        if progress.over:
            break
    with scoped(cast.org_id):
        case = Case.objects.exclude(id=night.case_id).first()
        assert case is not None
        wraps = FolderKey.objects.filter(
            ring_version__ring__compartment="emergency", folder_id__in=[case.id, case.person_id]
        )
        assert set(wraps.values_list("compartment", flat=True)) == {"identity", "casework", "health", "legal"}


# --- pages ask as little as they can


@pytest.mark.parametrize("count", [0, 1, 3])
def test_alarms_take_a_constant_number_of_queries(night: Night, count: int) -> None:
    for _ in range(count):
        night.session.clear()
        night.open("health")
    with night.request(night.cast.boris, {}) as actor:
        actor.keyring.by_version_id()
        with CaptureQueriesContext(connection) as seen:
            queries.alarms(actor)
    assert len(seen) == (6 if count else 2)


def test_a_session_without_loans_costs_nothing(night: Night) -> None:
    with scoped(night.cast.org_id):
        actor = night.zina.actor()
        with CaptureQueriesContext(connection) as seen:
            lending.lend({}, actor)
    assert len(seen) == 0
