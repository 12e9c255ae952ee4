"""A case with what other parts of the work record in it, and photographs that tell more than they show."""

from __future__ import annotations

import struct
import zlib
from typing import Any
from uuid import UUID

from acasa.cases.services import opening, working
from acasa.cases.services.opening import NewCase
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.testing import Cast, Colleague

AT = {"at": "2026-11-03T10:00:00+00:00", "by": "", "by_name": "Boris Ceban"}
GOAL = "Vreau să stau cu fata mea și să nu-mi fie frică. Хочу жить спокойно."
NEW = NewCase(
    essentials={
        "working_name": "Zamfira",
        "language": "ro",
        "channel": "phone",
        "contact": "079 000 111, a neighbour's",
        "hours": "after 18:00",
        "code_word": "the recipe",
    },
    identity={
        "given": "Pulheria",
        "family": "Ganscatest",
        "birth_date": "1993-04-02",
        "document": "A0099887",
    },
    risk="high",
)
RECORDS: tuple[dict[str, Any], ...] = (
    {"kind": "consent", "purpose": "keep_data", "answer": "agreed", "explained": [], "language": "ro", "words": "Da."},
    {"kind": "consent", "purpose": "share", "answer": "not_now", "explained": [], "language": "ro", "words": ""},
    {"kind": "need", "about_name": "Zamfira", "domain": "housing",
     "severity": "urgent", "words": "A room of ours", "status": "open"},
    {"kind": "challenge", "code": "bond_with_child_lost", "stage": "crisis", "words": "She calls me aunt."},
    {
        "kind": "plan",
        "number": 1,
        "goals": [{"id": "g1", "words": "an older version", "actions": []}],
        "review_on": "2026-10-01",
    },
    {
        "kind": "plan",
        "number": 2,
        "goals": [
            {
                "id": "g1",
                "words": GOAL,
                "child_view": "I want mama to fetch me from school.",
                "actions": [
                    {"id": "a1", "text": "Find a room near the school",
                     "who_name": "Boris Ceban", "due": "2026-12-01", "status": "open"},
                    {"id": "a2", "text": "Sessions of mother and child, each week",
                     "who_name": "Carmen Lupu", "organisation": "Casa Luminii", "due": "2026-12-15", "status": "done"},
                ],
            },
        ],
        "review_on": "2027-01-15",
    },
)  # fmt: skip


def open_case(who: Colleague, cast: Cast, *, records: tuple[dict[str, Any], ...] = RECORDS) -> UUID:
    """A case of team north with those records in its case work."""
    with scoped(who.user.org_id):
        actor = who.actor()
        case_id = opening.open_case(actor, team_id=cast.north.id, new=NEW).id
    with scoped(who.user.org_id):
        desk = working.take(actor, case_id, "test")
        for record in records:
            written = folders.add(desk.case_folder, people.CASEWORK, {**AT, **record})[1]
            folders.note(actor, "note.add", case_id, written=[written])
    return case_id


CAMERA = b"Zorkimatic Z9"
PLACE = b"46.84137N 28.61392E"


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def exif(orientation: int = 6) -> bytes:
    """An Exif block with camera, orientation, and a position, by hand: big-endian TIFF."""
    entries = struct.pack(">HHII", 0x010F, 2, len(CAMERA) + 1, 100)
    entries += struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(">HHII", 0x8825, 4, 1, 140)
    head = b"MM\0*\0\0\0\x08" + struct.pack(">H", 3) + entries + b"\0\0\0\0"
    block = head.ljust(100, b"\0") + CAMERA + b"\0"
    block = block.ljust(140, b"\0") + struct.pack(">H", 1) + struct.pack(">HHII", 1, 2, len(PLACE) + 1, 170)
    return block.ljust(170, b"\0") + PLACE + b"\0"


def bare_jpeg() -> bytes:
    """A grey picture of 8 by 8 that any program draws."""
    table = _segment(0xDB, b"\0" + bytes([16] * 64))
    frame = _segment(0xC0, struct.pack(">BHHB", 8, 8, 8, 1) + b"\x01\x11\x00")
    # One code of one bit each: no difference, and end of block.
    huffman = _segment(0xC4, b"\x00" + bytes([1] + [0] * 15) + b"\x00")
    huffman += _segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\x00")
    scan = _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x3f"
    return b"\xff\xd8" + table + frame + huffman + scan + b"\xff\xd9"


def telling_jpeg(orientation: int = 6) -> bytes:
    """The same picture with all that a telephone writes into it: Exif, XMP, small pictures, comment, a film."""
    jfif = _segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01" + CAMERA[:3])
    secrets = _segment(0xE1, b"Exif\0\0" + exif(orientation))
    secrets += _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + PLACE + b"</x:xmpmeta>")
    secrets += _segment(0xE0, b"JFXX\0\x10" + CAMERA) + _segment(0xE2, b"ICC_PROFILE\0\x01\x01" + CAMERA)
    secrets += _segment(0xED, b"Photoshop 3.0\0" + PLACE) + _segment(0xFE, b"taken at " + PLACE)
    bare = bare_jpeg()
    return bare[:2] + jfif + secrets + bare[2:] + b"\0\0\0\x18ftypmp42" + PLACE + CAMERA


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def telling_png(orientation: int = 3) -> bytes:
    """A grey picture of 1 by 1 with texts, a time and Exif in it, and something after its end."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    secrets = _chunk(b"tEXt", b"Author\0" + CAMERA) + _chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PLACE)
    secrets += _chunk(b"eXIf", exif(orientation)) + _chunk(b"tIME", b"\x07\xea\x0b\x1a\x0c\x00\x00")
    secrets += _chunk(b"iCCP", CAMERA + b"\0\0" + zlib.compress(PLACE)) + _chunk(b"gAMA", PLACE)
    data = _chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + head + secrets + data + _chunk(b"IEND", b"") + PLACE + CAMERA
