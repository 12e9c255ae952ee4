"""Folders and records on a real database: who opens what, and what happens to what was changed behind our back."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection

from acasa.audit import rules as audit_rules
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused, VaultLocked
from acasa.core.scope import scoped
from acasa.people.models import User
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault import folders, shred
from acasa.vault.keyring import METHOD_PUBLIC, METHOD_RING
from acasa.vault.models import Folder, FolderKey, Record, RingGrant, SealedFile, UserKey
from acasa.vault.tests.conftest import Cast

STORY = {"kind": "note", "at": "2026-01-05", "text": "Наталья вернулась домой, ă î ș ț"}


def make_case(actor: Actor, team_id: UUID, **also: dict[str, object]) -> UUID:
    """A folder with a record in each compartment of `also`."""
    with scoped(actor.org_id):
        folder = folders.create(actor, kind="case", team_id=team_id)
        for compartment, data in also.items():
            folders.add(folder, compartment, data)
    return folder.id


def test_what_is_written_is_read_and_only_sealed_bytes_are_stored(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    with scoped(ours.org.id):
        opened = folders.open_one(ours.again(ours["manager"]), case, verb="case.read")
        assert [record.data for record in opened.of_kind("note")] == [STORY]
        assert opened.one("note", "casework").version == 1
        assert opened.one("note", "health") is None
        assert not opened.hidden
        stored = bytes(Record.objects.get().sealed)
    assert "Наталья".encode() not in stored


def test_a_locked_session_opens_nothing(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    locked = Actor(ours["manager"].user_id, ours.org.id, "", "case_manager", teams=ours["manager"].teams)
    with scoped(ours.org.id), pytest.raises(VaultLocked):
        folders.open_one(locked, case, verb="case.read")


def test_each_profession_opens_its_compartments_and_sees_how_much_is_hidden(ours: Cast) -> None:
    case = make_case(
        ours["keeper"],
        ours.team.id,
        essentials={"kind": "a"},
        identity={"kind": "b"},
        casework={"kind": "c"},
        health={"kind": "d"},
    )
    seen = {}
    for name in ("manager", "psychologist", "doctor", "night"):
        with scoped(ours.org.id):
            opened = folders.open_one(ours.again(ours[name]), case, verb="case.read")
        seen[name] = ({record.compartment for record in opened.records}, set(opened.hidden))
    everything = {"essentials", "identity", "casework", "health"}
    for name, held in {
        "manager": {"essentials", "identity", "casework"},
        "psychologist": {"essentials", "casework", "health"},
        "doctor": {"essentials", "identity", "health"},
        "night": {"essentials"},
    }.items():
        assert seen[name] == (held, everything - held), name


def test_another_team_is_refused_until_the_case_is_shared_but_the_night_opens_essentials(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    with scoped(ours.org.id), pytest.raises(Refused):
        folders.open_one(ours["far"], case, verb="case.read")
    with scoped(ours.org.id):
        opened = folders.open_one(ours["manager"], case, verb="case.share")
        folders.share_with_team(ours["manager"], opened, team_id=ours.second_team.id)
    with scoped(ours.org.id):
        opened = folders.open_one(ours.again(ours["far"]), case, verb="case.read")
    assert opened.one("note").data == STORY
    assert opened.can_open("identity")


def test_sharing_twice_changes_nothing(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    counts = []
    for _ in range(2):
        with scoped(ours.org.id):
            opened = folders.open_one(ours.again(ours["manager"]), case, verb="case.share")
            folders.share_with_team(ours["manager"], opened, team_id=ours.second_team.id)
            counts.append(FolderKey.objects.filter(folder_id=case).count())
    assert counts[0] == counts[1]


def test_a_case_may_be_opened_for_ones_own_team_only(ours: Cast) -> None:
    with scoped(ours.org.id), pytest.raises(Refused):
        folders.create(ours["manager"], kind="case", team_id=ours.second_team.id)


def test_not_yours_and_not_there_look_the_same(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    said = []
    for folder_id in (case, uuid4()):
        with scoped(ours.org.id), pytest.raises(Refused) as refused:
            folders.open_one(ours["far"], folder_id, verb="case.read")
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_change_needs_the_version_that_was_read(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    with scoped(ours.org.id):
        mine = folders.open_one(ours["manager"], case, verb="case.read")
        yours = folders.open_one(ours["psychologist"], case, verb="case.read")
    with scoped(ours.org.id):
        changed, written = folders.change(
            mine, mine.one("note"), {**STORY, "text": "first"}, expected_version=1
        )
    assert changed.version == 2
    with scoped(ours.org.id), pytest.raises(Conflict) as conflict:
        folders.change(yours, yours.one("note"), {**STORY, "text": "second"}, expected_version=1)
    assert (conflict.value.current["text"], conflict.value.yours["text"]) == ("first", "second")
    assert conflict.value.version == 2
    with scoped(ours.org.id):
        row = Record.objects.get(folder_id=case)
        assert list(audit_rules.written_items(written)) == list(
            audit_rules.written_items(audit_rules.written(row.id, bytes(row.sealed)))
        )
        assert folders.open_one(ours["manager"], case, verb="case.read").one("note").data["text"] == "first"


def test_a_writer_without_a_ring_seals_to_it_and_its_holder_rewraps_when_opening(ours: Cast) -> None:
    """A case manager holds neither health nor legal; the doctor opens what she could not."""
    case = make_case(ours["manager"], ours.team.id, health={"kind": "allergy", "text": "penicillin"})

    def methods() -> dict[str, set[bytes]]:
        with scoped(ours.org.id):
            found: dict[str, set[bytes]] = {}
            for row in FolderKey.objects.filter(folder_id=case, ring_version__ring__team_id=ours.team.id):
                found.setdefault(row.compartment, set()).add(bytes(row.wrapped)[:1])
            return found

    before = methods()
    assert before["health"] == before["legal"] == {METHOD_PUBLIC}
    assert before["casework"] == {METHOD_RING}
    for _ in range(2):
        with scoped(ours.org.id):
            opened = folders.open_one(ours.again(ours["doctor"]), case, verb="case.read")
        assert opened.one("allergy").data["text"] == "penicillin"
    after = methods()
    assert after["health"] == {METHOD_RING}
    assert after["legal"] == {METHOD_PUBLIC}
    with scoped(ours.org.id):
        assert not folders.open_one(ours.again(ours["manager"]), case, verb="case.read").can_open("health")


def test_a_restricted_folder_opens_for_those_named_only(ours: Cast) -> None:
    named = [ours["manager"].user_id, ours["psychologist"].user_id]
    with scoped(ours.org.id):
        folder = folders.create(ours["manager"], kind="case", team_id=ours.team.id, named=named)
        folders.add(folder, "casework", STORY)
    for name in ("manager", "psychologist"):
        with scoped(ours.org.id):
            opened = folders.open_one(ours.again(ours[name]), folder.id, verb="case.read")
            assert opened.restricted
            assert opened.one("note").data == STORY
    for name in ("keeper", "doctor", "night", "far"):
        with scoped(ours.org.id), pytest.raises(Refused):
            folders.open_one(ours.again(ours[name]), folder.id, verb="case.read")
    with scoped(ours.org.id):
        assert {key.user_id for key in folders.named_keys(folder.id)} == set(named)


def test_a_restricted_folder_needs_its_maker_and_a_deputy(ours: Cast) -> None:
    own, other = ours["manager"].user_id, ours["doctor"].user_id
    for named in ([own], [own, own], [other, ours["night"].user_id]):
        with scoped(ours.org.id), pytest.raises(Refused):
            folders.create(ours["manager"], kind="case", team_id=ours.team.id, named=named)
    with scoped(ours.org.id), pytest.raises(MissingRecipient):
        folders.create(ours["manager"], kind="case", team_id=ours.team.id, named=[own, uuid4()])
    with scoped(ours.org.id):
        assert not Folder.objects.exists()


def test_a_swapped_public_key_is_refused(ours: Cast) -> None:
    """A writer of the database puts a key of its own in a colleague's place, and waits to be sealed to."""
    with scoped(ours.org.id):
        thief = UserKey.objects.get(user_id=ours["far"].user_id)
        UserKey.objects.filter(user_id=ours["doctor"].user_id).update(public=thief.public)
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.create(
            ours["manager"],
            kind="case",
            team_id=ours.team.id,
            named=[ours["manager"].user_id, ours["doctor"].user_id],
        )
    with connection.cursor() as cursor:
        cursor.execute("select set_config('acasa.org', %s, false)", [str(ours.org.id)])
        cursor.execute(
            "update vault_ringversion set public = %s from vault_ring r"
            " where r.id = ring_id and r.compartment = 'health'",
            [bytes(thief.public)],
        )
    connection.close()
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.create(ours["manager"], kind="case", team_id=ours.team.id)


def test_one_colleagues_own_folder(ours: Cast) -> None:
    with scoped(ours.org.id):
        folder = folders.create(ours["manager"], kind="draft", team_id=None, compartments=["casework"])
        folders.add(folder, "casework", STORY)
    with scoped(ours.org.id):
        assert (
            folders.open_one(ours.again(ours["manager"]), folder.id, verb="draft.read").one("note").data
            == STORY
        )
    with scoped(ours.org.id), pytest.raises(Refused):
        folders.open_one(ours["keeper"], folder.id, verb="draft.read")


def test_many_folders_at_once_are_like_single_ones(ours: Cast) -> None:
    compartments = ["essentials", "identity", "casework", "health"]
    with scoped(ours.org.id):
        made = folders.create_many(
            ours["manager"], kind="case", team_id=ours.team.id, count=30, compartments=compartments
        )
        for number, folder in enumerate(made):
            folders.add(folder, "health" if number % 2 else "casework", {"kind": "n", "number": number})
    assert len({folder.short for folder in made}) == 30
    for name in ("doctor", "psychologist", "manager"):
        with scoped(ours.org.id):
            opened = folders.open_many(ours.again(ours[name]), [folder.id for folder in made])
        assert len(opened) == 30
        numbers = sorted(record.data["number"] for folder in opened.values() for record in folder.records)
        odd, even = list(range(1, 30, 2)), list(range(0, 30, 2))
        assert numbers == {"doctor": odd, "manager": even, "psychologist": sorted(odd + even)}[name]


def test_opening_takes_the_same_queries_however_many(ours: Cast, django_assert_num_queries: object) -> None:
    with scoped(ours.org.id):
        made = folders.create_many(
            ours["manager"],
            kind="case",
            team_id=ours.team.id,
            count=20,
            compartments=["essentials", "casework"],
        )
        for folder in made:
            folders.add(folder, "casework", STORY)
    ids = [folder.id for folder in made]
    for few in (ids[:2], ids):
        with scoped(ours.org.id):
            actor = ours.again(ours["manager"])
            with django_assert_num_queries(4):  # type: ignore[operator]
                assert len(folders.open_many(actor, few)) == len(few)


# --- what a writer of the database can try ---------------------------------------------------------------------


def test_a_flipped_byte_is_an_error_and_never_data(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    with scoped(ours.org.id):
        original = bytes(Record.objects.get().sealed)
    for place in (0, 1, 13, len(original) // 2, len(original) - 1):
        broken = bytearray(original)
        broken[place] ^= 1
        with scoped(ours.org.id):
            Record.objects.update(sealed=bytes(broken))
        with scoped(ours.org.id), pytest.raises(Tampered):
            folders.open_one(ours["manager"], case, verb="case.read")
    with scoped(ours.org.id):
        Record.objects.update(sealed=original)
        assert folders.open_one(ours["manager"], case, verb="case.read").one("note").data == STORY


def test_a_flipped_wrap_is_an_error(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    with scoped(ours.org.id):
        row = FolderKey.objects.get(folder_id=case, ring_version__ring__compartment="casework")
        wrapped = bytearray(bytes(row.wrapped))
        wrapped[-1] ^= 1
        FolderKey.objects.filter(id=row.id).update(wrapped=bytes(wrapped))
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.open_one(ours["manager"], case, verb="case.read")


def test_ciphertexts_swapped_between_records_and_compartments_are_refused(ours: Cast) -> None:
    with scoped(ours.org.id):
        folder = folders.create(ours["keeper"], kind="case", team_id=ours.team.id)
        first, _ = folders.add(folder, "casework", {"kind": "n", "text": "one"})
        second, _ = folders.add(folder, "casework", {"kind": "n", "text": "two"})
        health, _ = folders.add(folder, "health", {"kind": "n", "text": "three"})

    def swap(one: UUID, other: UUID) -> None:
        with scoped(ours.org.id):
            a, b = Record.objects.get(id=one), Record.objects.get(id=other)
            Record.objects.filter(id=one).update(sealed=b.sealed)
            Record.objects.filter(id=other).update(sealed=a.sealed)

    for other in (second.id, health.id):
        swap(first.id, other)
        with scoped(ours.org.id), pytest.raises(Tampered):
            folders.open_one(ours["keeper"], folder.id, verb="case.read")
        swap(first.id, other)
    with scoped(ours.org.id):
        Record.objects.filter(id=health.id).update(compartment="casework")
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.open_one(ours["keeper"], folder.id, verb="case.read")


def test_a_record_moved_to_another_folder_or_version_is_refused(ours: Cast) -> None:
    one = make_case(ours["manager"], ours.team.id, casework=STORY)
    other = make_case(ours["manager"], ours.team.id, casework={"kind": "note", "text": "hers"})
    with scoped(ours.org.id):
        Record.objects.filter(folder_id=other).update(version=7)
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.open_one(ours["manager"], other, verb="case.read")
    with scoped(ours.org.id):
        Record.objects.filter(folder_id=other).update(version=1)
        Record.objects.filter(folder_id=one).update(folder_id=other)
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.open_one(ours["manager"], other, verb="case.read")


def test_a_folder_key_moved_to_another_folder_is_refused(ours: Cast) -> None:
    one = make_case(ours["manager"], ours.team.id, casework=STORY)
    other = make_case(ours["manager"], ours.team.id, casework=STORY)
    with scoped(ours.org.id):
        source = FolderKey.objects.get(folder_id=one, ring_version__ring__compartment="casework")
        FolderKey.objects.filter(folder_id=other, ring_version__ring__compartment="casework").update(
            wrapped=source.wrapped
        )
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.open_one(ours["manager"], other, verb="case.read")


def test_a_colleagues_folder_key_in_ones_own_name_opens_nothing(ours: Cast) -> None:
    """A case manager with access to the database gives herself the doctor's wrap of the health ring."""
    case = make_case(ours["keeper"], ours.team.id, health={"kind": "n"})
    with scoped(ours.org.id):
        grant = RingGrant.objects.get(
            user_key__user_id=ours["doctor"].user_id, ring_version__ring__compartment="health"
        )
        RingGrant.objects.create(
            org_id=ours.org.id,
            ring_version_id=grant.ring_version_id,
            user_key_id=ours["manager"].keyring.bundle.user_key_id,
            wrap=grant.wrap,
        )
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.open_one(ours.again(ours["manager"]), case, verb="case.read")


def test_rows_of_another_organisation_put_among_ours_are_refused(
    ours: Cast, theirs: Cast, acasa_server: object
) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    foreign = make_case(theirs["manager"], theirs.team.id, casework={"kind": "note", "text": "theirs"})
    with acasa_server.connect(acasa_server.database) as database:  # type: ignore[attr-defined]
        database.execute(
            "update vault_record set sealed = (select sealed from vault_record where folder_id = %s)"
            " where folder_id = %s",
            [foreign, case],
        )
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.open_one(ours["manager"], case, verb="case.read")


def test_without_its_shred_secret_a_folder_is_gone_for_good(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    with scoped(ours.org.id):
        shred_id = Folder.objects.get(id=case).shred_id
        assert shred.secret_of(shred_id)
    shred.store().destroy([shred_id])
    with pytest.raises(Tampered):
        shred.secret_of(shred_id)
    with scoped(ours.org.id), pytest.raises(Refused):
        folders.open_one(ours["manager"], case, verb="case.read")


def test_another_folders_shred_secret_opens_nothing(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    other = make_case(ours["manager"], ours.team.id, casework=STORY)
    with scoped(ours.org.id):
        first, second = Folder.objects.get(id=case), Folder.objects.get(id=other)
        Folder.objects.filter(id=case).update(shred_id=uuid4())
        Folder.objects.filter(id=other).update(shred_id=first.shred_id)
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.open_one(ours["manager"], other, verb="case.read")
    assert second.shred_id != first.shred_id


def test_a_rolled_back_folder_leaves_nothing(ours: Cast) -> None:
    with pytest.raises(ZeroDivisionError), scoped(ours.org.id):
        folder = folders.create(ours["manager"], kind="case", team_id=ours.team.id)
        folders.add(folder, "casework", STORY)
        raise ZeroDivisionError
    with scoped(ours.org.id):
        assert not Folder.objects.exists()
        assert not Record.objects.exists()


def test_deleting_folders_takes_records_keys_files_and_secret(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    kept = make_case(ours["manager"], ours.team.id, casework=STORY)
    with scoped(ours.org.id):
        shred_id = Folder.objects.get(id=case).shred_id
        folders.delete_folders(ours["manager"], [case])
    assert shred_id not in shred.secrets_of([shred_id])
    with scoped(ours.org.id):
        for model in (Record, FolderKey, SealedFile):
            assert not model.objects.filter(folder_id=case).exists()
        assert folders.open_one(ours["manager"], kept, verb="case.read").one("note").data == STORY


def test_a_deletion_that_is_rolled_back_keeps_the_secret(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    with pytest.raises(ZeroDivisionError), scoped(ours.org.id):
        folders.delete_folders(ours["manager"], [case])
        raise ZeroDivisionError
    with scoped(ours.org.id):
        assert folders.open_one(ours["manager"], case, verb="case.read").one("note").data == STORY


def test_audit_details_open_for_holders_of_the_audit_ring(ours: Cast) -> None:
    with scoped(ours.org.id):
        sealed = folders.seal_detail(ours["manager"], {"filter": "Наталья"})
        assert folders.open_detail(ours["keeper"], sealed) == {"filter": "Наталья"}
        with pytest.raises(MissingRecipient):
            folders.open_detail(ours["manager"], sealed)


def test_a_new_colleague_opens_the_folders_that_were_there_before(ours: Cast) -> None:
    case = make_case(ours["manager"], ours.team.id, casework=STORY)
    new = ours.join("new", "case_manager")
    with scoped(ours.org.id):
        assert folders.open_one(new, case, verb="case.read").one("note").data == STORY
    assert User.objects.filter(org=ours.org).count() == 7
