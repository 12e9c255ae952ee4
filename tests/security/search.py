"""Look for words in everything that an installation wrote, in every encoding in which they could have been kept."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
UNPACKED_AT_MOST = 1 << 20


def telling(value: str) -> str:
    """The part of a value that can't be there by chance: its longest word, or its longest number."""
    words = re.findall(r"[^\W\d_]{5,}", value)
    numbers = re.findall(r"\d[\d -]{5,}\d", value)
    return max([*words, *numbers], key=len)


def forms(text: str) -> Iterator[bytes]:
    """A word as bytes: encodings of text, and encodings of its UTF-8 bytes."""
    plain = text.encode()
    yield plain
    yield text.lower().encode()
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    for shift in range(3):
        # Inside a longer base64 text, the word stands at one of three places; its ends depend on the neighbours.
        whole = base64.b64encode(b"\0" * shift + plain)
        inner = whole[4 if shift else 0 : -4]
        if len(inner) >= 8:
            yield inner
            if inner != (safe := inner.replace(b"+", b"-").replace(b"/", b"_")):
                yield safe
    if not text.isascii() or " " in text:
        yield quote_plus(text).encode()
        yield json.dumps(text)[1:-1].encode()


@dataclass(frozen=True)
class Found:
    name: str
    where: str
    form: bytes


class Searcher:
    """Finds the telling part of each value."""

    def __init__(self, values: dict[str, str]) -> None:
        self.needles = [
            (name, form) for name, value in values.items() for form in dict.fromkeys(forms(telling(value)))
        ]
        assert all(len(form) >= 5 for _name, form in self.needles)
        self._seen: set[bytes] = set()
        self.bytes = 0

    def in_bytes(self, content: bytes, where: str) -> list[Found]:
        """Also inside what was packed with gzip or zlib. The same content is looked through once."""
        digest = hashlib.sha256(content).digest()
        if digest in self._seen:
            return []
        self._seen.add(digest)
        self.bytes += len(content)
        found = [Found(name, where, form) for name, form in self.needles if form in content]
        for start in _PACKED.finditer(content):
            inner = unpacked(content[start.start() : start.start() + UNPACKED_AT_MOST])
            if len(inner) > 40:
                found += [
                    Found(n, f"{where} packed at {start.start()}", f) for n, f in self.needles if f in inner
                ]
        return found

    def in_folder(self, folder: Path) -> list[Found]:
        """Every file, its name too."""
        found: list[Found] = []
        for path in sorted(folder.rglob("*")):
            found += self.in_bytes(str(path).encode(), f"the name {path}")
            if path.is_file() and not path.is_socket():
                found += self.in_bytes(path.read_bytes(), str(path.relative_to(folder)))
        return found


def unpacked(content: bytes) -> bytes:
    """What a gzip or zlib stream at the start of `content` holds; what can be read of a damaged one."""
    machine = zlib.decompressobj(wbits=47)
    result = b""
    try:
        result = machine.decompress(content, UNPACKED_AT_MOST)
    except zlib.error:
        return b""
    return result


def names(found: Iterable[Found]) -> set[str]:
    return {one.name for one in found}
