"""The sealed caseload: whatever is put, merged and removed, a reader sees what a plain table would show."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from typing import Any
from uuid import UUID

import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.sealing.errors import Tampered
from acasa.vault import caseload, folders, segments, shred
from acasa.vault.caseload import Purpose
from acasa.vault.folders import OpenFolder
from acasa.vault.models import Card, Folder, Segment
from acasa.vault.tests.conftest import Cast

LIST = Purpose("list", {"risk": pl.UInt8(), "name": pl.String()})
SEARCH = Purpose("search", {"key": pl.String()})
BOTH = [LIST, SEARCH]


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "SEGMENT_ROWS", 4)


def card(number: int, *, listed: bool = True) -> dict[str, Any]:
    content: dict[str, Any] = {"show": {"name": f"ă {number}"}, "search": {"key": f"k{number}"}}
    if listed:
        content["list"] = {"risk": number % 200, "name": f"Н {number}"}
    return content


def make(actor: Actor, team_id: UUID, count: int) -> list[OpenFolder]:
    with scoped(actor.org_id):
        return folders.create_many(
            actor, kind="case", team_id=team_id, count=count, compartments=["essentials", "casework"]
        )


def ring_of(actor: Actor, team_id: UUID, compartment: str = "casework") -> caseload.OpenRing:
    return actor.keyring.ring(team_id, compartment)


def seen(actor: Actor, team_id: UUID, purpose: Purpose = LIST) -> dict[int, tuple[Any, ...]]:
    """What a reader gets: short to the row's columns. A short twice is an error."""
    with scoped(actor.org_id):
        ring = ring_of(actor, team_id)
        frame = caseload.load(actor.keyring, [ring], purpose).frames[ring.ring_id]
    rows = {row[0]: row[2:] for row in frame.iter_rows()}
    assert len(rows) == frame.height
    return rows


def put(actor: Actor, team_id: UUID, folder: OpenFolder, content: dict[str, Any]) -> None:
    with scoped(actor.org_id):
        caseload.put_card(ring_of(actor, team_id), folder, content)


def merge(actor: Actor, team_id: UUID) -> bytes:
    with scoped(actor.org_id):
        return caseload.merge(actor.keyring, ring_of(actor, team_id), BOTH)


def test_a_card_is_listed_searched_and_shown(ours: Cast) -> None:
    actor, team = ours["manager"], ours.team.id
    case = make(actor, team, 1)[0]
    put(actor, team, case, card(7))
    for _ in range(2):
        assert seen(actor, team) == {case.short: (7, "Н 7")}
        assert seen(actor, team, SEARCH) == {case.short: ("k7",)}
        with scoped(actor.org_id):
            shown = caseload.open_cards(actor.keyring, [ring_of(actor, team)], [case.short])
        assert shown == {case.short: {"folder": case.id, "casework": card(7)}}
        assert merge(actor, team) or _


def test_a_merge_moves_every_card_into_segments(ours: Cast, small_segments: None) -> None:
    actor, team = ours["manager"], ours.team.id
    cases = make(actor, team, 11)
    for number, case in enumerate(cases):
        put(actor, team, case, card(number))
    before = seen(actor, team)
    assert merge(actor, team)
    assert merge(actor, team) == b""
    with scoped(actor.org_id):
        assert not Card.objects.filter(in_segment=False).exists()
        numbers = Segment.objects.filter(purpose="list").values_list("number", flat=True)
        assert sorted(numbers) == [1, 2, 3]
        assert "Н 3".encode() not in b"".join(bytes(row.sealed) for row in Segment.objects.all())
    assert seen(actor, team) == before
    assert len(before) == 11


def test_an_import_writes_segments_directly_and_fills_the_last(ours: Cast, small_segments: None) -> None:
    actor, team = ours["manager"], ours.team.id
    first, second = make(actor, team, 6), make(actor, team, 7)
    for part, start in ((first, 0), (second, 6)):
        with scoped(actor.org_id):
            caseload.add_cards(
                ring_of(actor, team), [(case, card(start + n)) for n, case in enumerate(part)], BOTH
            )
    with scoped(actor.org_id):
        assert Segment.objects.filter(purpose="list").count() == 4
        assert not Card.objects.filter(in_segment=False).exists()
    expected = {case.short: (n, f"Н {n}") for n, case in enumerate(first + second)}
    assert seen(actor, team) == expected


def test_a_card_without_columns_for_a_purpose_leaves_its_list(ours: Cast) -> None:
    """A case that is no longer listed must not stay in the segment where it stood."""
    actor, team = ours["manager"], ours.team.id
    cases = make(actor, team, 3)
    for number, case in enumerate(cases):
        put(actor, team, case, card(number))
    merge(actor, team)
    put(actor, team, cases[1], card(1, listed=False))
    expected = {cases[0].short, cases[2].short}
    assert set(seen(actor, team)) == expected
    merge(actor, team)
    assert set(seen(actor, team)) == expected
    assert set(seen(actor, team, SEARCH)) == {case.short for case in cases}


def test_a_case_removed_after_a_change_leaves_nothing_in_the_segments(
    ours: Cast, small_segments: None
) -> None:
    """What stood there before the change is hers as well."""
    actor, team = ours["manager"], ours.team.id
    case, other = make(actor, team, 2)
    put(actor, team, case, card(1))
    put(actor, team, other, card(2))
    merge(actor, team)
    put(actor, team, case, card(3))
    with scoped(actor.org_id):
        caseload.remove_cards([case.id])
    assert set(seen(actor, team)) == set(seen(actor, team, SEARCH)) == {other.short}


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 9), st.integers(0, 199), st.booleans()),
        st.tuples(st.just("merge")),
        st.tuples(st.just("remove"), st.sets(st.integers(0, 9), min_size=1, max_size=3)),
        st.tuples(st.just("add"), st.integers(1, 6)),
        st.tuples(st.just("lose"), st.integers(0, 3)),
    ),
    max_size=25,
)


def test_any_sequence_of_changes_equals_a_plain_table(ours: Cast, small_segments: None) -> None:
    actor, team = ours["manager"], ours.team.id

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(OPERATIONS)
    def check(operations: list[tuple[Any, ...]]) -> None:
        with scoped(actor.org_id):
            caseload.remove_cards(list(Card.objects.values_list("folder_id", flat=True)))
        pool = make(actor, team, 10)
        listed: dict[int, tuple[Any, ...]] = {}
        searched: dict[int, tuple[Any, ...]] = {}
        for operation, *arguments in operations:
            if operation == "put":
                place, number, is_listed = arguments
                short = pool[place].short
                put(actor, team, pool[place], card(number, listed=is_listed))
                searched[short] = (f"k{number}",)
                listed.pop(short, None)
                if is_listed:
                    listed[short] = (number, f"Н {number}")
            elif operation == "merge":
                merge(actor, team)
            elif operation == "remove":
                with scoped(actor.org_id):
                    caseload.remove_cards([pool[place].id for place in arguments[0]])
                for place in arguments[0]:
                    listed.pop(pool[place].short, None)
                    searched.pop(pool[place].short, None)
            elif operation == "lose":
                # Somebody in that segment was erased, or an old backup came back without its secret.
                with scoped(actor.org_id):
                    doomed = list(Segment.objects.order_by("id").values_list("shred_id", flat=True))
                shred.store().destroy(doomed[arguments[0] : arguments[0] + 1])
            else:
                new = make(actor, team, arguments[0])
                with scoped(actor.org_id):
                    caseload.add_cards(ring_of(actor, team), [(c, card(n)) for n, c in enumerate(new)], BOTH)
                listed |= {c.short: (n, f"Н {n}") for n, c in enumerate(new)}
                searched |= {c.short: (f"k{n}",) for n, c in enumerate(new)}
            assert seen(actor, team) == listed
        assert seen(actor, team, SEARCH) == searched
        with scoped(actor.org_id):
            assert (
                caseload.open_cards(actor.keyring, [ring_of(actor, team)], list(searched)).keys()
                == searched.keys()
            )

    check()


def test_a_ring_that_is_not_held_is_not_read(ours: Cast) -> None:
    actor, team = ours["manager"], ours.team.id
    case = make(actor, team, 1)[0]
    put(actor, team, case, card(1))
    with scoped(ours.org.id):
        night = ours["night"]
        ring = night.keyring.ring(team, "essentials")
        assert caseload.load(night.keyring, [ring], LIST).frames[ring.ring_id].height == 0
        assert caseload.open_cards(night.keyring, [ring], [case.short]) == {}


def test_a_restricted_case_is_listed_for_those_named(ours: Cast) -> None:
    actor, other = ours["manager"], ours["doctor"]
    with scoped(ours.org.id):
        folder = folders.create(
            actor,
            kind="case",
            team_id=ours.team.id,
            named=[actor.user_id, other.user_id],
            compartments=["essentials", "casework"],
        )
        for user_key in folders.named_keys(folder.id):
            caseload.put_named_card(
                actor.keyring, user_key, folder, {**card(5), "parts": {"casework": {"name": "hidden"}}}
            )
    for name, expected in (("manager", [(5, "Н 5")]), ("doctor", [(5, "Н 5")]), ("psychologist", None)):
        with scoped(ours.org.id):
            colleague = ours.again(ours[name])
            ring = colleague.keyring.ring(ours.team.id, "essentials")
            loaded = caseload.load(colleague.keyring, [ring], LIST)
            rows = None if loaded.named is None else [row[2:] for row in loaded.named.iter_rows()]
            shown = caseload.open_cards(colleague.keyring, [ring], [folder.short])
        assert rows == expected
        assert loaded.frames[ring.ring_id].height == 0
        if expected:
            assert shown[folder.short]["casework"] == {"name": "hidden"}
        else:
            assert shown == {}


def test_a_changed_named_card_replaces_the_former(ours: Cast) -> None:
    actor = ours["manager"]
    with scoped(ours.org.id):
        folder = folders.create(
            actor, kind="case", team_id=ours.team.id, named=[actor.user_id, ours["doctor"].user_id]
        )
        key = folders.named_keys(folder.id)[0]
    for number in (1, 2):
        with scoped(ours.org.id):
            caseload.put_named_card(actor.keyring, key, folder, card(number))
    with scoped(ours.org.id):
        reader = next(ours[n] for n in ("manager", "doctor") if ours[n].user_id == key.user_id)
        loaded = caseload.load(reader.keyring, [], LIST)
        assert loaded.named is not None
        assert [row[2:] for row in loaded.named.iter_rows()] == [(2, "Н 2")]


def test_the_card_of_a_destroyed_folder_is_gone_from_the_overlay(ours: Cast) -> None:
    actor, team = ours["manager"], ours.team.id
    cases = make(actor, team, 2)
    for number, case in enumerate(cases):
        put(actor, team, case, card(number))
    with scoped(ours.org.id):
        shred_id = Folder.objects.get(id=cases[0].id).shred_id
    shred.store().destroy([shred_id])
    assert set(seen(actor, team)) == {cases[1].short}
    merge(actor, team)
    assert set(seen(actor, team)) == {cases[1].short}


@pytest.mark.parametrize("merged", [False, True])
def test_flipped_and_swapped_cards_and_segments_are_refused(
    ours: Cast, small_segments: None, merged: bool
) -> None:
    actor, team = ours["manager"], ours.team.id
    for number, case in enumerate(make(actor, team, 8)):
        put(actor, team, case, card(number))
    if merged:
        merge(actor, team)
    model: Any = Segment if merged else Card
    with scoped(ours.org.id):
        rows = list(model.objects.order_by("id"))
        first, second = bytes(rows[0].sealed), bytes(rows[1].sealed)
        flipped = bytearray(first)
        flipped[-1] ^= 1
    for forged in (bytes(flipped), second, b"", first[:40]):
        with scoped(ours.org.id):
            model.objects.filter(id=rows[0].id).update(sealed=forged)
        with pytest.raises(Tampered):
            seen(actor, team)
        with scoped(ours.org.id):
            model.objects.filter(id=rows[0].id).update(sealed=first)
    assert len(seen(actor, team)) == 8


def test_a_segment_of_an_older_version_gets_empty_columns_and_loses_dropped_ones(ours: Cast) -> None:
    actor, team = ours["manager"], ours.team.id
    case = make(actor, team, 1)[0]
    put(actor, team, case, card(3))
    merge(actor, team)
    newer = Purpose("list", {"stage": pl.String(), "risk": pl.UInt16()})
    assert seen(actor, team, newer) == {case.short: (None, 3)}


# --- at once ---------------------------------------------------------------------------------------------------


def test_merging_while_others_write_loses_nothing(ours: Cast, small_segments: None) -> None:
    """Four threads with connections of their own write and merge the same ring; the last value of each case stays."""
    team = ours.team.id
    cases = make(ours["manager"], team, 12)
    last: dict[int, int] = {}
    errors: list[BaseException] = []
    stop = threading.Event()

    def write(own: list[OpenFolder], seed: int) -> None:
        actor = ours.again(ours["manager"])
        chance = random.Random(seed)
        try:
            for step in range(40):
                case = chance.choice(own)
                number = (seed * 50 + step) % 200
                put(actor, team, case, card(number))
                last[case.short] = number
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    def tidy() -> None:
        actor = ours.again(ours["manager"])
        try:
            while not stop.is_set():
                merge(actor, team)
                rows = seen(actor, team)
                assert len(rows) <= 12
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(cases[n::2], n + 1)) for n in range(2)]
    tidiers = [threading.Thread(target=tidy) for _ in range(2)]
    for thread in writers + tidiers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in tidiers:
        thread.join()
    assert errors == []
    expected = {short: (number, f"Н {number}") for short, number in last.items()}
    assert seen(ours["manager"], team) == expected
    merge(ours["manager"], team)
    assert seen(ours["manager"], team) == expected


def test_a_reader_sees_each_case_once_while_merges_run(ours: Cast, small_segments: None) -> None:
    """A case is in a segment or in the overlay of one snapshot, never in both or neither."""
    team, rounds = ours.team.id, 60
    cases = make(ours["manager"], team, 9)
    for number, case in enumerate(cases):
        put(ours["manager"], team, case, card(number))
    errors: list[BaseException] = []
    done = threading.Event()

    def shuffle() -> None:
        actor = ours.again(ours["manager"])
        try:
            for step in range(rounds):
                put(actor, team, cases[step % 9], card(step % 9))
                if step % 3 == 2:
                    merge(actor, team)
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()
            connection.close()

    thread = threading.Thread(target=shuffle)
    thread.start()
    reads = 0
    reader = ours.again(ours["manager"])
    expected = {case.short: (number, f"Н {number}") for number, case in enumerate(cases)}
    while not done.is_set():
        assert seen(reader, team) == expected
        reads += 1
    thread.join()
    assert errors == []
    assert reads > 3


KILLED = """
import os, sys
from uuid import UUID
import django
django.setup()
from acasa.core.scope import scoped
from acasa.vault import caseload, locks, segments
from acasa.vault.keyring import Keyring
from acasa.vault.tests.test_caseload import BOTH
org, user, key, team = (UUID(value) for value in sys.argv[1:5])
bundle = locks.Bundle.unpack(key, bytes.fromhex(sys.stdin.readline()))
segments.SEGMENT_ROWS = 4
real, calls = segments._rewrite, 0
def rewrite(*args):
    global calls
    calls += 1
    if calls == int(sys.argv[5]):
        print("killing", flush=True)
        os.kill(os.getpid(), 9)
    return real(*args)
segments._rewrite = rewrite
keyring = Keyring(user_id=user, org_id=org, bundle=bundle)
with scoped(org):
    caseload.merge(keyring, keyring.ring(team, "casework"), BOTH)
print("finished", flush=True)
"""


@pytest.mark.parametrize("call", [1, 2, 4])
def test_a_merge_that_is_killed_is_as_if_it_had_not_begun(
    ours: Cast, small_segments: None, child_environment: dict[str, str], call: int
) -> None:
    actor, team = ours["manager"], ours.team.id
    cases = make(actor, team, 7)
    for number, case in enumerate(cases):
        put(actor, team, case, card(number))
    before = seen(actor, team)
    child = subprocess.run(
        [
            sys.executable,
            "-c",
            textwrap.dedent(KILLED),
            str(ours.org.id),
            str(actor.user_id),
            str(actor.keyring.bundle.user_key_id),
            str(team),
            str(call),
        ],
        input=actor.keyring.bundle.pack().hex() + "\n",
        env={**child_environment, "DJANGO_SETTINGS_MODULE": "acasa.config.settings"},
        cwd=os.getcwd(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (child.returncode, child.stdout.strip()) == (-signal.SIGKILL, "killing"), child.stderr
    assert seen(actor, team) == before
    assert merge(actor, team)
    assert seen(actor, team) == before
