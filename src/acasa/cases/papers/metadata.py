"""Takes out of a photograph what nobody sees on it: position, camera, time, comments, hidden small pictures.

Pure: bytes in, bytes out. What is kept is a list of what a picture needs to be drawn; everything else goes, known or
not. Colour profiles go too, because they name the device; colours may become a shade duller.

Sources: ISO/IEC 10918-1 annex B (JPEG markers), CIPA DC-008 (Exif), W3C PNG 3rd edition.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import Final

JPEG: Final = "jpeg"
PNG: Final = "png"
PDF: Final = "pdf"
HEIC: Final = "heic"
WEBP: Final = "webp"
TIFF: Final = "tiff"
# Pictures that may tell place and camera, which can't be taken out here.
NOT_CLEANED: Final = frozenset({HEIC, WEBP, TIFF})

_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1", b"avif", b"heim"})


class Damaged(ValueError):
    """The picture's structure is broken, so that nobody could say what would be left in it."""


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes, whatever its name says: jpeg, png, pdf, heic, webp, tiff or ""."""
    if content[:3] == b"\xff\xd8\xff":
        return JPEG
    if content[:8] == _PNG_START:
        return PNG
    if b"%PDF-" in content[:1024]:
        return PDF
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return HEIC
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[:4] in (b"II*\0", b"MM\0*"):
        return TIFF
    return ""


def stripped(content: bytes) -> bytes:
    """A JPEG or PNG without what nobody sees; anything else as it is. Raises Damaged."""
    kind = kind_of(content)
    if kind == JPEG:
        return strip_jpeg(content)
    return strip_png(content) if kind == PNG else content


def tells_more(content: bytes) -> bool:
    """Whether a PDF has photographs with Exif or XMP of a camera in it, which can't be taken out here."""
    return b"Exif\0\0" in content or b"exif:GPS" in content or b"tiff:Model" in content


# --- JPEG

_SOI, _EOI, _SOS, _APP0, _APP1, _APP14, _TEM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xEE, 0x01
# Frames, tables and scans: what is needed to draw.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_KEPT: Final = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD}
_STANDALONE: Final = frozenset({_TEM, *range(0xD0, 0xD8)})
# The end of a scan: a marker that is neither a stuffed byte nor a restart.
_MARKER: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def strip_jpeg(content: bytes) -> bytes:
    """Only what draws the first picture: tables, frames, scans, a bare JFIF, Adobe's colour transform, orientation.

    What follows the end of the picture (films of "live" photographs, second pictures) goes as well.
    """
    if content[:2] != b"\xff\xd8":
        raise Damaged("no start")
    kept: list[bytes] = []
    jfif = adobe = b""
    orientation = 1
    frames = scans = 0
    at = 2
    while True:
        marker, at = _marker(content, at)
        if marker == _EOI:
            break
        if marker in _STANDALONE:
            continue
        body, after = _segment(content, at)
        if marker == _APP0 and body[:5] == b"JFIF\0" and len(body) >= 12:
            jfif = body[:12] + b"\0\0"  # without the small picture that may follow
        elif marker == _APP1 and body[:6] == b"Exif\0\0":
            orientation = orientation_of(body[6:]) if orientation == 1 else orientation
        elif marker == _APP14 and body[:5] == b"Adobe" and len(body) >= 12:
            # Version and flags are only ever 100 and 0; the last byte says how the colours are mixed.
            adobe = b"Adobe\0\x64\0\0\0\0" + body[11:12]
        elif marker in _KEPT:
            frames += marker in _FRAMES
            kept.append(_written(marker, body))
        elif marker == _SOS:
            scans += 1
            end = _MARKER.search(content, after)
            if end is None:
                raise Damaged("no end")
            kept.append(_written(_SOS, body) + content[after : end.start()])
            after = end.start()
        elif marker < 0xC0:
            raise Damaged("an unknown marker")
        at = after
    if not frames or not scans:
        raise Damaged("no picture")
    head = [b"\xff\xd8"]
    if jfif:
        head.append(_written(_APP0, jfif))
    if orientation != 1:
        head.append(_written(_APP1, b"Exif\0\0" + _only_orientation(orientation)))
    if adobe:
        head.append(_written(_APP14, adobe))
    return b"".join([*head, *kept, b"\xff\xd9"])


def _marker(content: bytes, at: int) -> tuple[int, int]:
    if content[at : at + 1] != b"\xff":
        raise Damaged("no marker")
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content):
        raise Damaged("no end")
    return content[at], at + 1


def _segment(content: bytes, at: int) -> tuple[bytes, int]:
    if at + 2 > len(content):
        raise Damaged("a segment is cut")
    (length,) = struct.unpack_from(">H", content, at)
    if length < 2 or at + length > len(content):
        raise Damaged("a segment is cut")
    return content[at + 2 : at + length], at + length


def _written(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


# --- which side is up

_ORIENTATION: Final = 0x0112


def orientation_of(tiff: bytes) -> int:
    """The orientation (1 to 8) that an Exif block names; 1 when it names none or can't be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    (start,) = struct.unpack_from(order + "I", tiff, 4)
    if start + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(order + "H", tiff, start)
    for number in range(count):
        at = start + 2 + 12 * number
        if at + 12 > len(tiff):
            return 1
        tag, kind, _many = struct.unpack_from(order + "HHI", tiff, at)
        if tag == _ORIENTATION and kind == 3:
            (value,) = struct.unpack_from(order + "H", tiff, at + 8)
            return value if 1 <= value <= 8 else 1
    return 1


def _only_orientation(value: int) -> bytes:
    """An Exif block that says which side is up, and nothing else."""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, value, 0, 0)


# --- PNG

# Chunks that are kept, and how long one of them may be at most (a longer one hides something).
_CHUNKS: Final = {
    b"IHDR": 13,
    b"PLTE": 768,
    b"IDAT": 2**31,
    b"tRNS": 256,
    b"gAMA": 4,
    b"cHRM": 32,
    b"sRGB": 1,
    b"sBIT": 4,
    b"pHYs": 9,
}


def strip_png(content: bytes) -> bytes:
    """Only the chunks that draw the picture; text, times, profiles, Exif and what follows the end go."""
    if content[:8] != _PNG_START:
        raise Damaged("no start")
    kept: list[bytes] = []
    names: set[bytes] = set()
    orientation, at = 1, 8
    while True:
        if at + 12 > len(content):
            raise Damaged("no end")
        (length,) = struct.unpack_from(">I", content, at)
        name, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if at + 12 + length > len(content):
            raise Damaged("a chunk is cut")
        at += 12 + length
        if not names and name != b"IHDR":
            raise Damaged("no header")
        names.add(name)
        if name == b"IEND":
            break
        if name == b"eXIf":
            orientation = orientation_of(body)
        elif name in _CHUNKS and length <= _CHUNKS[name]:
            kept.append(_chunk(name, body))
    if b"IDAT" not in names:
        raise Damaged("no picture")
    if orientation != 1:
        kept.insert(1, _chunk(b"eXIf", _only_orientation(orientation)))
    return b"".join([_PNG_START, *kept, _chunk(b"IEND", b"")])


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
