"""An unambiguous encoding of a context into bytes, for HPKE infos, AADs and HKDF infos."""

from __future__ import annotations

from uuid import UUID

from acasa.sealing.errors import Misuse


def binding(*parts: str | bytes | int | UUID) -> bytes:
    """Encode `parts` so that two different lists of parts never give the same bytes.

    Each part is one byte of type, four bytes of length (big-endian) and its bytes: UTF-8 for str, the
    shortest signed big-endian for int, 16 bytes for UUID. The type is part of the encoding, so `1`,
    `"1"` and `b"1"` differ. Raises Misuse for any other type, bool and None included.
    """
    encoded: list[bytes] = []
    for part in parts:
        if isinstance(part, str):
            try:
                tag, raw = b"s", part.encode()
            except UnicodeEncodeError:
                raise Misuse("A binding takes text that UTF-8 can hold.") from None
        elif isinstance(part, UUID):
            tag, raw = b"u", part.bytes
        elif isinstance(part, bytes):
            tag, raw = b"b", part
        elif isinstance(part, int) and not isinstance(part, bool):
            tag, raw = b"i", part.to_bytes((part + (part < 0)).bit_length() // 8 + 1, "big", signed=True)
        else:
            raise Misuse(f"A binding takes str, bytes, int and UUID, not {type(part).__name__}.")
        encoded.append(tag + len(raw).to_bytes(4, "big") + raw)
    return b"".join(encoded)
