"""Cards posted to a ring by those who do not hold it: in pieces, bound to their folder, gone with its secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
import pytest

from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault import caseload, folders, posted, shred, tokens
from acasa.vault.caseload import Purpose
from acasa.vault.keyring import OpenRing
from acasa.vault.models import Card
from acasa.vault.testing import Cast, Colleague

pytestmark = pytest.mark.django_db(transaction=True)
KIND = Purpose("counted", {"stage": pl.UInt8(), "age": pl.UInt8(), "named": pl.List(pl.Int64())})
# None is needed for a card whose pieces are all of the ring's present version.
NO_KEYRING: Any = None
GOLDEN = Path(__file__).parent / "posted.json"


def made(cast: Cast, who: Colleague) -> folders.OpenFolder:
    with scoped(cast.org_id):
        return folders.create(who.actor(), kind="case", team_id=cast.north.id)


def post(cast: Cast, who: Colleague, folder: folders.OpenFolder, **pieces: dict[str, Any]) -> None:
    with scoped(cast.org_id):
        to = posted.receiver(who.actor().keyring)
        content = {
            name: {"counted": columns} if columns is not None else {posted.WITHHELD: True}
            for name, columns in pieces.items()
        }
        folders.note(who.actor(), "test.post", written=posted.post(to, [(folder, content)]))


def read(cast: Cast, who: Colleague) -> list[dict[str, Any]]:
    with scoped(cast.org_id):
        keyring = who.actor().keyring
        ring = keyring.ring(None, people.STATISTICS)
        frame = caseload.load(keyring, [ring], KIND).frames[ring.ring_id]
        return frame.sort("short").drop("short", "version").to_dicts()


def merge(cast: Cast, who: Colleague) -> None:
    with scoped(cast.org_id):
        keyring = who.actor().keyring
        written = caseload.merge(keyring, keyring.ring(None, people.STATISTICS), [KIND])
        folders.note(who.actor(), "caseload.merge", written=[written])


def test_pieces_of_others_stay_as_they_are(cast: Cast) -> None:
    folder = made(cast, cast.boris)
    post(cast, cast.boris, folder, casework={"stage": 1, "named": [1]}, identity={"age": 3})
    post(cast, cast.carmen, folder, casework={"stage": 2, "named": [1, 2]}, health={"named": [7]})
    expected = [{"stage": 2, "age": 3, "named": [1, 2, 7]}]
    # Alina holds the ring: what she writes is sealed under it, what Boris posted stays beside it.
    assert read(cast, cast.dan) == read(cast, cast.alina) == expected
    merge(cast, cast.dan)
    assert read(cast, cast.dan) == expected
    post(cast, cast.alina, folder, identity={"age": 4})
    assert read(cast, cast.dan) == [{**expected[0], "age": 4}]
    # Not counted any more: the row of the segment is hidden at once, and gone with the next merge.
    post(cast, cast.boris, folder, casework=None, identity=None, health=None)  # type: ignore[arg-type]
    assert read(cast, cast.dan) == []
    merge(cast, cast.dan)
    assert read(cast, cast.dan) == []
    with scoped(cast.org_id):
        assert not cast.boris.actor().keyring.holds(None, people.STATISTICS)


def test_what_was_not_posted_for_this_folder_does_not_open(cast: Cast) -> None:
    first, second = made(cast, cast.boris), made(cast, cast.boris)
    post(cast, cast.boris, first, casework={"stage": 1})
    post(cast, cast.boris, second, casework={"stage": 2})
    with scoped(cast.org_id):
        rows = {row.folder_id: row for row in Card.objects.filter(folder_id__in=[first.id, second.id])}
        rows = {key: row for key, row in rows.items() if posted.is_posted(bytes(row.sealed))}
        Card.objects.filter(id=rows[first.id].id).update(sealed=rows[second.id].sealed)
    with pytest.raises(tokens.Tampered):
        read(cast, cast.dan)
    with scoped(cast.org_id):
        whole = bytes(rows[first.id].sealed)
        for broken in (whole[:-1], whole[:9], whole + b"\x01", whole[:-1] + bytes([whole[-1] ^ 1])):
            Card.objects.filter(id=rows[first.id].id).update(sealed=broken)
            with pytest.raises(tokens.Tampered):
                caseload.load(cast.dan.actor().keyring, [_ring(cast)], KIND)


def test_with_the_folders_secret_its_card_is_gone(cast: Cast) -> None:
    folder = made(cast, cast.boris)
    post(cast, cast.boris, folder, casework={"stage": 1})
    with scoped(cast.org_id):
        row = folders.outlines([folder.id])[folder.id]
        assert row.shred_secret == folder.shred_secret
        from acasa.vault.models import Folder

        shred.store().destroy([Folder.objects.get(id=folder.id).shred_id])
    assert read(cast, cast.dan) == []


def _ring(cast: Cast) -> OpenRing:
    ring: OpenRing = cast.dan.actor().keyring.ring(None, people.STATISTICS)
    return ring


def golden_ring() -> OpenRing:
    return OpenRing(UUID(int=7), UUID(int=8), 1, UUID(int=9), None, people.STATISTICS, bytes(range(96)))


def test_golden_cards_still_open() -> None:
    """Both methods of format 2, as they were written when it was new."""
    golden = json.loads(GOLDEN.read_text())
    for sealed in golden["sealed"]:
        found = posted.open_posted(
            NO_KEYRING, golden_ring(), golden["short"], bytes.fromhex(sealed), bytes(range(32))
        )
        assert found == {"counted": {"stage": 2, "age": 3, "named": [5, 6]}}
