"""Padding to length buckets, so that a ciphertext's size tells little about its content.

Framing is constant: four bytes of length (big-endian), the content, zeros up to the bucket. Buckets, of
the framed length:

- up to 1 KiB the powers of two from 64: short texts (a name, a phone number, a stage) give away most by
  their length, so they get the coarsest buckets;
- up to 64 KiB four steps between two powers of two (at most 25 % more);
- above, eight steps (at most 12.5 % more).
"""

from __future__ import annotations

from acasa.sealing.errors import Misuse, Tampered

FRAME = 4
MINIMUM = 64
LARGEST = 2**32 - 1


def bucket(size: int) -> int:
    """The smallest bucket, in bytes, that holds `size` bytes."""
    if size <= MINIMUM:
        return MINIMUM
    power = 1 << (size - 1).bit_length()  # the power of two at or above
    if power <= 1 << 10:
        return power
    step = power >> (3 if power <= 1 << 16 else 4)  # half of `power` is the lower bound of its octave
    return -(-size // step) * step


def pad(content: bytes | bytearray | memoryview) -> bytes:
    """Frame and pad `content` to its bucket. Raises Misuse for what is not bytes, and from 4 GiB on."""
    if not isinstance(content, (bytes, bytearray, memoryview)):
        raise Misuse("Only bytes can be sealed.")
    size = content.nbytes if isinstance(content, memoryview) else len(content)
    if size > LARGEST:
        raise Misuse("Content of 4 GiB and more is not sealed in one piece.")
    return b"".join((size.to_bytes(FRAME, "big"), content, bytes(bucket(FRAME + size) - FRAME - size)))


def unpad(padded: bytes) -> bytes:
    """The content of what :func:`pad` made. Raises Tampered for anything it would not have made."""
    total = len(padded)
    if total < MINIMUM:
        raise Tampered("The padding is malformed.")
    end = FRAME + int.from_bytes(padded[:FRAME], "big")
    if end > total or bucket(end) != total or not padded.endswith(bytes(total - end)):
        raise Tampered("The padding is malformed.")
    return padded[FRAME:end]
