"""Whoever writes in the database behind our back gets an error page and leaves an entry: never data, never silence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from acasa.config.testing import Server
from tests import planted
from tests.security.search import telling
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def reader(world: World, role: str = "boris") -> Client:
    client = Client(raise_request_exception=False)
    for name, morsel in world.client(role).cookies.items():
        client.cookies[name] = morsel.value
    return client


def run(server: Server, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """As the superuser, past every policy."""
    with psycopg.connect(server.dsn, dbname=server.database, autocommit=True) as database:
        database.execute("set session_replication_role = replica")
        cursor = database.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def noted(server: Server) -> int:
    return int(run(server, "select count(*) from audit_entry where outcome = 'tampered'")[0][0])


WORDS = [telling(value) for value in planted.ALL.values()]


def refuse(client: Client, server: Server, url: str, *, post: bool = False) -> None:
    """An error page with no word of anybody in it, and one entry in the record."""
    before = noted(server)
    answer = client.post(url) if post else client.get(url)
    assert answer.status_code == 500, answer.status_code
    body = answer.content.decode()
    assert not [word for word in WORDS if word in body]
    assert "Tampered" not in body and "Traceback" not in body
    assert noted(server) == before + 1


def test_a_flipped_byte_of_each_record_is_an_error(world: World, acasa_server: Server) -> None:
    client, url = reader(world, "alina"), f"/cases/{world.case}/"
    rows = run(
        acasa_server,
        "select id, sealed from vault_record where folder_id in (%s, %s)",
        world.case,
        world.person,
    )
    assert len(rows) >= 6
    for record, sealed in rows:
        for place in (0, 1, len(sealed) // 2, len(sealed) - 1):
            changed = bytearray(sealed)
            changed[place] ^= 1
            run(acasa_server, "update vault_record set sealed = %s where id = %s", bytes(changed), record)
            refuse(client, acasa_server, url)
        for shorter in (b"", sealed[:20], sealed[:-1], sealed + b"\0"):
            run(acasa_server, "update vault_record set sealed = %s where id = %s", shorter, record)
            refuse(client, acasa_server, url)
        run(acasa_server, "update vault_record set sealed = %s where id = %s", sealed, record)
    assert client.get(url).status_code == 200


def test_records_swapped_between_folders_fields_and_organisations_are_errors(
    world: World, acasa_server: Server
) -> None:
    client, url = reader(world), f"/cases/{world.case}/"
    mine = run(
        acasa_server,
        "select id, sealed from vault_record where folder_id = %s and compartment = 'casework' and version = 1",
        world.case,
    )
    others: list[tuple[UUID, bytes]] = [mine[1]]
    for folder in (world.own_case, world.south_case, world.far_case):
        others += run(
            acasa_server,
            "select id, sealed from vault_record where folder_id = %s and compartment = 'casework' limit 1",
            folder,
        )
    others += run(
        acasa_server,
        "select id, sealed from vault_record where folder_id = %s and compartment = 'essentials'",
        world.case,
    )
    record, original = mine[0]
    assert len(others) >= 5
    for _other, sealed in others:
        run(acasa_server, "update vault_record set sealed = %s where id = %s", sealed, record)
        refuse(client, acasa_server, url)
    run(acasa_server, "update vault_record set sealed = %s where id = %s", original, record)
    # A whole row moved into another file of the same team, with everything that belongs to it.
    run(acasa_server, "update vault_record set folder_id = %s where id = %s", world.own_case, record)
    refuse(client, acasa_server, f"/cases/{world.own_case}/")
    run(acasa_server, "update vault_record set folder_id = %s where id = %s", world.case, record)
    # Versions and compartments are bound, too.
    for change in ("version = version + 1", "compartment = 'essentials'", "key_version = 2"):
        run(acasa_server, f"update vault_record set {change} where id = %s", record)
        answer = client.get(url)
        body = answer.content.decode()
        if answer.status_code == 200:
            # A key that nobody has: counted as hidden, not shown.
            assert (change == "key_version = 2" and planted.FIRST_WORDS not in body) or "entry" in body
        else:
            assert answer.status_code == 500
        run(
            acasa_server,
            "update vault_record set version = 1, compartment = 'casework', key_version = 1 where id = %s",
            record,
        )
    assert client.get(url).status_code == 200


def test_keys_changed_or_swapped_open_nothing(world: World, acasa_server: Server) -> None:
    client, url = reader(world), f"/cases/{world.case}/"
    keys = run(
        acasa_server,
        "select k.id, k.wrapped from vault_folderkey k join vault_ringversion v on v.id = k.ring_version_id"
        " join vault_ring r on r.id = v.ring_id where k.folder_id = %s and k.compartment = 'casework'"
        " and r.compartment = 'casework'",
        world.case,
    )
    assert len(keys) == 1
    key, wrapped = keys[0]
    other = run(
        acasa_server,
        "select wrapped from vault_folderkey where folder_id = %s and compartment = 'casework' limit 1",
        world.own_case,
    )[0][0]
    flipped = bytearray(wrapped)
    flipped[-1] ^= 1
    for value in (bytes(flipped), other, b"\x09" + wrapped[1:], wrapped[:1]):
        run(acasa_server, "update vault_folderkey set wrapped = %s where id = %s", value, key)
        refuse(client, acasa_server, url)
    run(acasa_server, "update vault_folderkey set wrapped = %s where id = %s", wrapped, key)
    # A ring's grant, and the list that it opens.
    grant, wrap = run(
        acasa_server,
        "select g.id, g.wrap from vault_ringgrant g join vault_userkey u on u.id = g.user_key_id"
        " join vault_ringversion v on v.id = g.ring_version_id join vault_ring r on r.id = v.ring_id"
        " where u.user_id = %s and r.compartment = 'essentials'",
        world.cast.boris.user.id,
    )[0]
    flipped = bytearray(wrap)
    flipped[-1] ^= 1
    run(acasa_server, "update vault_ringgrant set wrap = %s where id = %s", bytes(flipped), grant)
    refuse(client, acasa_server, "/people/")
    run(acasa_server, "update vault_ringgrant set wrap = %s where id = %s", wrap, grant)
    assert client.get("/people/").status_code == 200


def test_cards_of_the_list_changed_or_swapped_are_errors(world: World, acasa_server: Server) -> None:
    client = reader(world)
    cards = run(
        acasa_server,
        "select c.id, c.sealed from vault_card c join vault_ring r on r.id = c.ring_id"
        " where c.folder_id in (%s, %s) and r.compartment = 'essentials' order by c.folder_id = %s",
        world.case,
        world.own_case,
        world.own_case,
    )
    assert len(cards) == 2
    (first, one), (second, two) = cards
    flipped = bytearray(one)
    flipped[len(one) // 2] ^= 1
    for value in (bytes(flipped), two, b"", one[:-1]):
        run(acasa_server, "update vault_card set sealed = %s where id = %s", value, first)
        refuse(client, acasa_server, "/people/")
    run(acasa_server, "update vault_card set sealed = %s where id = %s", one, first)
    run(acasa_server, "update vault_card set folder_id = %s where id = %s", world.south_case, second)
    refuse(client, acasa_server, "/people/")
    run(acasa_server, "update vault_card set folder_id = %s where id = %s", world.own_case, second)
    assert client.get("/people/").status_code == 200


def test_a_changed_draft_is_an_error_and_anothers_is_not_opened(world: World, acasa_server: Server) -> None:
    boris, alina = reader(world), reader(world, "alina")
    boris.post("/drafts/open/", {"working_name": "half of it"})
    row, sealed = run(acasa_server, "select id, sealed from cases_draft where kind = 'open'")[0]
    run(
        acasa_server,
        "update cases_draft set author_id = %s where id = %s",
        world.cast.alina.user.id,
        row,
    )
    refuse(alina, acasa_server, "/cases/open/")
    run(
        acasa_server,
        "update cases_draft set author_id = %s, sealed = %s where id = %s",
        world.cast.boris.user.id,
        sealed[:-1] + bytes([sealed[-1] ^ 1]),
        row,
    )
    refuse(boris, acasa_server, "/cases/open/")


def test_a_changed_file_gives_no_byte(world: World) -> None:
    client = reader(world)
    url = f"/cases/{world.case}/file/{world.file}/"
    assert b"".join(client.get(url).streaming_content).decode() == planted.FILE_CONTENT
    path = next(path for path in settings.MEDIA_ROOT.rglob(world.file.hex))
    content = path.read_bytes()
    for changed in (
        content[:40] + bytes([content[40] ^ 1]) + content[41:],
        content[:-1] + bytes([content[-1] ^ 1]),
        content[: len(content) // 2],
        content + b"\0",
        b"",
    ):
        path.write_bytes(changed)
        answer = client.get(url)
        if answer.status_code == 200:
            with pytest.raises(Exception, match="file"):
                b"".join(answer.streaming_content)
        else:
            assert answer.status_code == 500
            assert telling(planted.FILE_CONTENT) not in answer.content.decode()
    path.write_bytes(content)
    path.rename(path.with_suffix(".moved"))
    assert client.get(url).status_code == 500
    path.with_suffix(".moved").rename(path)
    assert b"".join(client.get(url).streaming_content).decode() == planted.FILE_CONTENT


def test_a_lost_shred_secret_closes_the_file_for_everybody(world: World) -> None:
    from acasa.core.scope import scoped
    from acasa.vault import shred
    from acasa.vault.models import Folder

    with scoped(world.cast.org.id):
        shred_id = Folder.objects.values_list("shred_id", flat=True).get(id=world.case)
    shred.store().destroy([shred_id])
    for role in ("alina", "boris", "carmen"):
        assert reader(world, role).get(f"/cases/{world.case}/").status_code == 404
