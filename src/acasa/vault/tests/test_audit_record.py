"""The record over a real database: what the application may do to it, and what the verifier finds.

Stands here because the chain is checked against the vault's rows, and audit stands below the vault.
"""

from __future__ import annotations

import io
import json
import threading
import tracemalloc
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from acasa.audit import checkpoint, rules, services
from acasa.audit.models import Entry
from acasa.audit.verify import Report, verify, verify_all
from acasa.config.testing import Server
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.vault import caseload, files, folders
from acasa.vault.audited import SOURCES
from acasa.vault.models import Card, Folder, Record, Segment
from acasa.vault.tests.conftest import Cast
from acasa.vault.tests.test_caseload import BOTH, card


def owner() -> psycopg.Connection[Any]:
    wrapper = connections["owner"]
    wrapper.ensure_connection()
    raw: psycopg.Connection[Any] = wrapper.connection
    return raw


@pytest.fixture
def key(settings: Any) -> bytes:
    value: bytes = settings.AUDIT_KEY
    return value


def checked(key: bytes, kept: checkpoint.Checkpoint | None = None) -> Report:
    return verify_all(owner(), key, sources=SOURCES, checkpoint=kept)


def kinds(report: Report) -> set[tuple[str, int | None]]:
    return {(problem.kind, problem.seq) for problem in report.problems}


@pytest.fixture
def worked(ours: Cast, settings: Any, tmp_path: Path) -> Cast:
    """Some work: cases opened, changed, listed, a file, a merge, a case removed, a refusal, a failed sign-in."""
    settings.MEDIA_ROOT = tmp_path / "media"
    actor, team = ours["manager"], ours.team.id
    cases = []
    for number in range(5):
        with scoped(ours.org.id):
            folder = folders.create(actor, kind="case", team_id=team)
            _, one = folders.add(folder, "essentials", {"kind": "name", "text": f"ă {number}"})
            _, two = folders.add(folder, "casework", {"kind": "note", "text": "first"})
            three = caseload.put_card(actor.keyring.ring(team, "casework"), folder, card(number))
            folders.note(actor, "case.open", folder.id, detail={"number": number}, written=[one, two, three])
        cases.append(folder)
    with scoped(ours.org.id):
        folder = folders.open_one(actor, cases[0].id, verb="case.read")
        _, written = folders.change(
            folder, folder.one("note"), {"kind": "note", "text": "second"}, expected_version=1
        )
        _, stored = files.store(folder, "casework", io.BytesIO(b"scan"))
        folders.note(actor, "note.change", folder.id, written=[written, stored])
    with scoped(ours.org.id):
        merged = caseload.merge(actor.keyring, actor.keyring.ring(team, "casework"), BOTH)
        folders.note(actor, "caseload.merge", written=[merged])
    with scoped(ours.org.id):
        folders.note(actor, "case.undo", cases[4].id)
        caseload.remove_cards([cases[4].id])
        folders.delete_folders(actor, [cases[4].id])
    services.append_now(org_id=None, actor_id=None, verb="sign-in", outcome="refused")
    return ours


def tamper(server: Server, statement: str, *values: Any) -> None:
    """As somebody with the whole database in hand."""
    with server.connect(server.database) as database:
        assert database.execute(statement, values).rowcount > 0  # type: ignore[arg-type]


def test_honest_work_verifies(worked: Cast, key: bytes) -> None:
    report = checked(key)
    assert report.problems == []
    assert report.good
    assert (report.chains, report.entries) == (2, 9)
    assert report.rows == 8 + 1 + 4


def test_one_organisations_chain_is_checked_in_the_applications_role(
    worked: Cast, theirs: Cast, key: bytes
) -> None:
    connection.ensure_connection()
    report = verify(connection.connection, key, worked.org.id, sources=SOURCES)
    assert (report.good, report.entries, report.rows) == (True, 8, 13)
    assert verify(connection.connection, key, None).entries == 1
    assert verify(connection.connection, key, theirs.org.id, sources=SOURCES).entries == 0


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("update audit_entry set verb = 'case.list' where seq = 3 and org_id is not null", {("edited", 3)}),
        (
            "update audit_entry set actor_id = gen_random_uuid() where seq = 2 and org_id is not null",
            {("edited", 2)},
        ),
        (
            "update audit_entry set at = at + interval '1 microsecond' where seq = 1 and org_id is not null",
            {("edited", 1)},
        ),
        ("update audit_entry set detail = '' where seq = 1 and org_id is not null", {("edited", 1)}),
        ("update audit_entry set outcome = 'done' where org_id is null", {("edited", 1)}),
        (
            "delete from audit_entry where seq = 6 and org_id is not null",
            {("missing", 7), ("old-row", None), ("unknown-row", None)},
        ),
        # The last entry also told of what was removed.
        ("delete from audit_entry where seq = 8 and org_id is not null", {("missing-row", None)}),
        ("delete from audit_entry where org_id is null", set()),
    ],
)
def test_edited_and_deleted_entries_are_found(
    worked: Cast, key: bytes, acasa_server: Server, statement: str, expected: set[tuple[str, int | None]]
) -> None:
    before = checkpoint.take(owner(), key)
    tamper(acasa_server, statement)
    assert kinds(checked(key)) == expected
    report = checked(key, before)
    assert not report.good, "a checkpoint finds what the chain alone does not show"


def test_reordered_entries_are_found(worked: Cast, key: bytes, acasa_server: Server) -> None:
    tamper(acasa_server, "update audit_entry set seq = seq + 100 where seq in (2, 3) and org_id is not null")
    tamper(acasa_server, "update audit_entry set seq = case seq when 102 then 3 else 2 end where seq > 100")
    assert {seq for kind, seq in kinds(checked(key)) if kind == "edited"} == {2, 3, 4}


def test_an_inserted_entry_is_found(worked: Cast, key: bytes, acasa_server: Server) -> None:
    tamper(
        acasa_server,
        "insert into audit_entry (org_id, seq, at, verb, outcome, detail, written, mac)"
        " values (%s, 9, now(), 'case.read', 'done', '', '', sha256('x'))",
        worked.org.id,
    )
    assert kinds(checked(key)) == {("edited", 9)}


def test_a_truncated_chain_is_found_against_a_checkpoint(
    worked: Cast, key: bytes, acasa_server: Server
) -> None:
    with scoped(worked.org.id):
        for _ in range(3):
            folders.note(worked["manager"], "case.read", detail={"looked": "where no business was"})
    kept = checkpoint.read(checkpoint.take(owner(), key).as_json(), key)
    tamper(acasa_server, "delete from audit_entry where seq > 9 and org_id is not null")
    assert checked(key).good
    assert kinds(checked(key, kept)) == {("truncated", 11)}
    # Working on does not cover it up.
    with scoped(worked.org.id):
        for _ in range(3):
            folders.note(worked["manager"], "case.read")
    assert checked(key).good
    assert kinds(checked(key, kept)) == {("rewritten", 11)}
    tamper(acasa_server, "delete from audit_entry where org_id is not null")
    assert ("truncated", 11) in kinds(checked(key, kept))


def test_a_checkpoint_cannot_be_changed_or_made_elsewhere(worked: Cast, key: bytes) -> None:
    kept = checkpoint.take(owner(), key)
    text = kept.as_json()
    assert checkpoint.read(text, key) == kept
    assert len(kept.short) == 19
    body = json.loads(text)
    body["chains"][0]["entries"] -= 1
    for wrong in (json.dumps(body), "{}", "", "[]", text.replace("checkpoint 1", "checkpoint 2")):
        with pytest.raises(checkpoint.NotACheckpoint):
            checkpoint.read(wrong, key)
    with pytest.raises(checkpoint.NotACheckpoint):
        checkpoint.read(text, b"k" * 32)


def test_an_old_row_put_back_is_found(worked: Cast, key: bytes, acasa_server: Server) -> None:
    """The whole row, version and all, so that it opens; only the chain knows better."""
    actor = worked["manager"]

    def notes() -> dict[UUID, Any]:
        with scoped(worked.org.id):
            opened = folders.open_many(actor, list(Folder.objects.values_list("id", flat=True)))
            return {folder.id: folder.one("note") for folder in opened.values()}

    case, note = next((case, note) for case, note in notes().items() if note.version == 1)
    with scoped(worked.org.id):
        old = Record.objects.get(id=note.id)
        folder = folders.open_one(actor, case, verb="case.read")
        _, written = folders.change(
            folder, folder.one("note"), {"kind": "note", "text": "new"}, expected_version=1
        )
        folders.note(actor, "note.change", case, written=[written])
    assert checked(key).good
    tamper(
        acasa_server,
        "update vault_record set sealed = %s, version = 1 where id = %s",
        bytes(old.sealed),
        old.id,
    )
    assert notes()[case].data["text"] == "first"
    report = checked(key)
    assert [(p.kind, p.source, p.item) for p in report.problems] == [("old-row", "record", old.id)]
    assert str(old.id) in report.problems[0].words()


@pytest.mark.parametrize("table", ["vault_record", "vault_card", "vault_segment", "vault_sealedfile"])
def test_missing_unknown_and_changed_rows_of_every_table_are_found(
    worked: Cast, key: bytes, acasa_server: Server, table: str
) -> None:
    column = "sha256" if table == "vault_sealedfile" else "sealed"
    actor, team = worked["manager"], worked.team.id
    with scoped(worked.org.id):
        merged = caseload.merge(actor.keyring, actor.keyring.ring(team, "casework"), BOTH)
        folders.note(actor, "caseload.merge", written=[merged])
    assert checked(key).good
    with acasa_server.connect(acasa_server.database) as database:
        first = database.execute(f"select id from {table} order by id limit 1").fetchone()
        assert first is not None
        database.execute("create temp table kept as select * from " + table + " where id = %s", first)
        changed = f"update {table} set {column} = {column} || '\\x00'::bytea where id = %s"
        database.execute(changed, first)
        assert kinds(checked(key)) == {("old-row", None)}
        database.execute(f"delete from {table} where id = %s", first)
        assert kinds(checked(key)) == {("missing-row", None)}
        database.execute(f"insert into {table} select * from kept")
        assert checked(key).good
        new = "gen_random_uuid()" if table in ("vault_record", "vault_sealedfile") else "987654"
        others = {
            "vault_record": "folder_id, compartment, key_version, version",
            "vault_sealedfile": "folder_id, compartment, key_version",
            "vault_card": "user_key_id, gen_random_uuid(), ring_version, version, in_segment",
            "vault_segment": "ring_id, ring_version, purpose, number + 50, version, gen_random_uuid()",
        }[table]
        if table == "vault_card":
            others = others.replace(
                "gen_random_uuid()",
                "(select id from vault_folder f where not exists"
                " (select from vault_card c where c.folder_id = f.id) limit 1)",
            )
            database.execute(
                "insert into vault_folder (id, org_id, kind, restricted, short, shred_id)"
                " values (gen_random_uuid(), %s, 'case', false, 5, gen_random_uuid())",
                [worked.org.id],
            )
        names = {
            "vault_card": "user_key_id, folder_id, ring_version, version, in_segment",
            "vault_segment": "ring_id, ring_version, purpose, number, version, shred_id",
        }.get(table, others)
        extra = ", ring_id" if table == "vault_card" else ""
        database.execute(
            f"insert into {table} (id, org_id, {column}, {names}{extra})"
            f" select {new}, org_id, {column}, {others}{extra} from kept"
        )
        assert kinds(checked(key)) == {("unknown-row", None)}


def test_a_removed_row_put_back_is_found(worked: Cast, key: bytes, acasa_server: Server) -> None:
    actor = worked["manager"]
    with acasa_server.connect(acasa_server.database) as database:
        with scoped(worked.org.id):
            case = Folder.objects.order_by("id").first()
            assert case is not None
        for table in ("vault_folder", "vault_record"):
            column = "id" if table == "vault_folder" else "folder_id"
            database.execute(
                f"create temp table kept_{table} as select * from {table} where {column} = %s", [case.id]
            )
        with scoped(worked.org.id):
            folders.note(actor, "case.undo", case.id)
            caseload.remove_cards([case.id])
            folders.delete_folders(actor, [case.id])
        assert checked(key).good
        for table in ("vault_folder", "vault_record"):
            database.execute(f"insert into {table} select * from kept_{table}")
    report = checked(key)
    assert {problem.kind for problem in report.problems} == {"unknown-row"}


def test_the_application_may_add_and_read_but_never_change(worked: Cast) -> None:
    for statement in (
        "update audit_entry set verb = 'x'",
        "delete from audit_entry",
        "truncate audit_entry",
        "alter table audit_entry disable trigger all",
    ):
        refused = pytest.raises(DatabaseError, match=r"permission denied|must be owner")
        with refused, scoped(worked.org.id), connection.cursor() as cursor:
            cursor.execute(statement)
    with scoped(worked.org.id):
        assert Entry.objects.count() == 8


def test_a_refusal_is_there_despite_the_rollback(ours: Cast, key: bytes) -> None:
    with pytest.raises(Refused), scoped(ours.org.id):
        folders.note(ours["far"], "case.read", uuid4())
        folders.open_one(ours["far"], uuid4(), verb="case.read")
    services.append_now(
        org_id=ours.org.id,
        actor_id=ours["far"].user_id,
        verb="case.read",
        subject_id=uuid4(),
        outcome="refused",
    )
    with scoped(ours.org.id):
        assert list(Entry.objects.values_list("seq", "verb", "outcome")) == [(1, "case.read", "refused")]
    assert checked(key).good


def test_what_is_rolled_back_leaves_no_entry(ours: Cast, key: bytes) -> None:
    with pytest.raises(ZeroDivisionError), scoped(ours.org.id):
        folders.note(ours["manager"], "case.read")
        raise ZeroDivisionError
    with scoped(ours.org.id):
        folder = folders.create(ours["manager"], kind="case", team_id=ours.team.id)
        with pytest.raises(ZeroDivisionError), scoped(ours.org.id):
            _, written = folders.add(folder, "casework", {"kind": "note"})
            folders.note(ours["manager"], "note.add", folder.id, written=[written])
            raise ZeroDivisionError
        folders.note(ours["manager"], "case.open", folder.id)
    with scoped(ours.org.id):
        assert list(Entry.objects.values_list("verb", flat=True)) == ["case.open"]
    assert checked(key).good


def test_many_at_once_make_one_chain(ours: Cast, theirs: Cast, key: bytes) -> None:
    def work(cast: Cast, actor: Any) -> None:
        try:
            for _ in range(12):
                with scoped(cast.org.id):
                    folders.note(actor, "case.read", uuid4())
                services.append_now(org_id=cast.org.id, actor_id=None, verb="sign-in", outcome="refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=(cast, cast.again(cast["manager"])))
        for cast in (ours, ours, theirs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = checked(key)
    assert report.good
    assert report.entries == 3 * 24


def test_an_entry_needs_a_unit_of_work(ours: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        services.append(actor_id=ours["manager"].user_id, verb="case.read")


def test_memory_stays_bounded_over_a_long_record(ours: Cast, key: bytes, acasa_server: Server) -> None:
    """Entries that each wrote a row: the verifier holds a few thousand of them at a time, however many there are."""
    count, previous = 30_000, rules.GENESIS
    with acasa_server.connect(acasa_server.database) as database:
        database.execute(
            "insert into vault_folder (id, org_id, kind, restricted, short, shred_id)"
            " values (%s, %s, 'case', false, 1, gen_random_uuid())",
            [UUID(int=1), ours.org.id],
        )
        at = database.execute("select now()").fetchone()[0]  # type: ignore[index]
        with database.cursor() as cursor:
            with cursor.copy(
                "copy audit_entry (org_id, seq, at, verb, outcome, detail, written, mac) from stdin"
            ) as copy:
                for seq in range(1, count + 1):
                    written = rules.written(UUID(int=seq), seq.to_bytes(4, "big"))
                    link = rules.Link(ours.org.id, seq, at, None, "x", None, "done", b"", written)
                    previous = rules.mac(key, previous, link)
                    copy.write_row((ours.org.id, seq, at, "x", "done", b"", written, previous))
            with cursor.copy(
                "copy vault_record (id, org_id, folder_id, compartment, key_version, version, sealed) from stdin"
            ) as copy:
                for seq in range(1, count + 1):
                    copy.write_row(
                        (UUID(int=seq), ours.org.id, UUID(int=1), "casework", 1, 1, seq.to_bytes(4, "big"))
                    )
    tracemalloc.start()
    report = checked(key)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (report.good, report.entries, report.rows) == (True, count, count)
    assert peak < 6_000_000
    with acasa_server.connect(acasa_server.database) as database:
        database.execute("update vault_record set sealed = sealed || '\\x00'::bytea")
    report = checked(key)
    assert report.found == count
    assert len(report.problems) == 200


def test_cards_and_segments_are_named_alike_in_python_and_sql(worked: Cast) -> None:
    from acasa.vault import cards

    with scoped(worked.org.id), connection.cursor() as cursor:
        for model, source, name in (
            (Card, SOURCES[2], cards.card_item),
            (Segment, SOURCES[3], cards.segment_item),
        ):
            cursor.execute(f"select id, encode({source.item}, 'hex') from {source.table}")
            rows = cursor.fetchall()
            assert [name(row[0]).hex for row in rows] == [row[1] for row in rows]
            assert len(rows) == model.objects.count()
