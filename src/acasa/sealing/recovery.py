"""The organisation's recovery kit: a 32-byte seed on paper, whole or as three SLIP-39 shares; two open.

The seed gives the recovery key pair, to which rings are sealed, and a signing key, by HKDF. It never reaches
the server's disk. Written out (format 1) it is 14 groups of five characters: 5 bits of version, the seed,
19 bits of SHA-256 over it, and a check character in each group (see :mod:`acasa.sealing.paper`).
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import unicodedata

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST

from acasa.sealing import paper
from acasa.sealing.errors import DifferentKits, Mistyped, Misuse, TooFewShares
from acasa.sealing.hybrid import SEED as PAIR_SEED
from acasa.sealing.hybrid import KeyPair
from acasa.sealing.signing import SigningKey
from acasa.sealing.symmetric import expand, subkey

SEED = 32
GROUPS = 14
SHARES = 3
NEEDED = 2
WORDS = 33

_version = 1
_checksum_bits = 19
# The seed is random and no passphrase is used, so stretching adds nothing.
_iteration_exponent = 0


def new_seed() -> bytes:
    """32 random bytes."""
    return os.urandom(SEED)


def keypair(seed: bytes) -> KeyPair:
    """The recovery key pair of a kit."""
    return KeyPair.from_seed(expand(_seed(seed), b"", b"acasa recovery key pair 1", PAIR_SEED))


def signing(seed: bytes) -> SigningKey:
    """The signing key of a kit."""
    return SigningKey.from_seed(subkey(_seed(seed), b"", b"acasa recovery signing 1"))


def encode(seed: bytes) -> str:
    """The seed for paper: 14 groups of five characters, joined by dashes."""
    number = _version << 256 | int.from_bytes(_seed(seed), "big")
    return paper.encode(number << _checksum_bits | _checksum(seed), GROUPS)


def decode(text: str) -> bytes:
    """The seed that was written out, whatever the case, spaces and dashes, with O for 0 and I or L for 1.

    Raises Mistyped, whose `group` names the wrong group when it can be told.
    """
    number = paper.decode(text, GROUPS)
    body, checksum = number >> _checksum_bits, number & (1 << _checksum_bits) - 1
    seed = (body & (1 << 256) - 1).to_bytes(SEED, "big")
    if checksum != _checksum(seed):
        raise Mistyped("More than one group has a slip.")
    if body >> 256 != _version:
        raise Mistyped("This kit was made by a newer version.")
    return seed


def split(seed: bytes) -> list[str]:
    """Three SLIP-39 shares of 33 words; any two open the kit, one alone tells nothing."""
    groups = generate_mnemonics(1, [(NEEDED, SHARES)], _seed(seed), iteration_exponent=_iteration_exponent)
    return list(groups[0])


def combine(shares: list[str]) -> bytes:
    """The seed of two or three shares of one kit, numbered or not, in any case and order.

    Raises Mistyped (`share` and `group`, the word's number, counted from 1), TooFewShares, DifferentKits.
    """
    read = [_read(text, place) for place, text in enumerate(shares, 1)]
    kinds = {share.group_parameters() for share in read}
    if len(kinds) > 1 or any(
        (share.group_threshold, share.group_count, share.member_threshold) != (1, 1, NEEDED) for share in read
    ):
        raise DifferentKits("These shares don't come from the same recovery kit.")
    different = {share.index: share for share in read}
    if any(different[share.index] != share for share in read):
        raise DifferentKits("These shares don't come from the same recovery kit.")
    if len(different) < NEEDED:
        raise TooFewShares(f"One share alone opens nothing: it takes {NEEDED} different ones.")
    first, *others = different.values()
    try:
        seeds = {combine_mnemonics([first.mnemonic(), other.mnemonic()]) for other in others}
    except MnemonicError:
        # The identifiers are equal by chance (1 in 32,768), or a share was forged.
        raise DifferentKits("These shares don't come from the same recovery kit.") from None
    if len(seeds) != 1:
        raise DifferentKits("These shares don't come from the same recovery kit.")
    return bytes(seeds.pop())


def _seed(seed: bytes) -> bytes:
    if not isinstance(seed, bytes) or len(seed) != SEED:
        raise Misuse("A recovery seed has 32 bytes.")
    return seed


def _checksum(seed: bytes) -> int:
    digest = hashlib.sha256(b"acasa recovery kit" + bytes((_version,)) + seed).digest()
    return int.from_bytes(digest, "big") >> 256 - _checksum_bits


def _read(text: str, place: int) -> Share:
    if not isinstance(text, str):
        raise Mistyped(f"Share {place} is no text.", share=place)
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text).lower())
    for number, word in enumerate(words, 1):
        if word not in WORD_INDEX_MAP:
            near = difflib.get_close_matches(word, WORDLIST, n=1, cutoff=0.6)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise Mistyped(
                f"Share {place}: word {number} is not in the list.{hint}",
                group=number,
                share=place,
                suggestion=near[0] if near else "",
            )
    if len(words) != WORDS:
        raise Mistyped(f"Share {place} has {len(words)} words instead of {WORDS}.", share=place)
    try:
        return Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise Mistyped(f"Share {place}: a word is wrong, or two are swapped.", share=place) from None
