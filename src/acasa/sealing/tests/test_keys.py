"""Key pairs, signatures and RSA."""

from __future__ import annotations

import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key
from hypothesis import given, settings
from hypothesis import strategies as st

from acasa.sealing import hybrid
from acasa.sealing import rsa as rsa_pairs
from acasa.sealing.errors import MissingRecipient, Misuse, Tampered
from acasa.sealing.hybrid import KeyPair, open_with, seal_to
from acasa.sealing.signing import SigningKey, verify

PAIR = KeyPair.generate()
SIGNER = SigningKey.generate()


@settings(max_examples=40)
@given(st.binary(max_size=2000), st.binary(max_size=100))
def test_round_trip(content: bytes, info: bytes) -> None:
    sealed = seal_to(PAIR.public, content, info)
    assert sealed[0] == 1
    assert open_with(PAIR, sealed, info) == content
    assert open_with(KeyPair.from_seed(PAIR.seed), memoryview(sealed), info) == content  # type: ignore[arg-type]


def test_sizes() -> None:
    assert (len(PAIR.seed), len(PAIR.public)) == (96, 1216)
    assert KeyPair.from_seed(PAIR.seed).public == PAIR.public
    assert len(seal_to(PAIR.public, bytes(32), b"")) == 1201
    assert {len(seal_to(PAIR.public, bytes(size), b"")) for size in range(0, 61, 10)} == {1201}


def test_every_changed_byte_is_refused() -> None:
    sealed = seal_to(PAIR.public, b"Ana", b"info")
    for place in range(len(sealed)):
        # The highest bit too: X25519 ignores one bit of a public value, the combiner must not.
        for change in (1, 0x80):
            changed = bytearray(sealed)
            changed[place] ^= change
            with pytest.raises(Tampered):
                open_with(PAIR, bytes(changed), b"info")


def test_truncation_and_extension_are_refused() -> None:
    sealed = seal_to(PAIR.public, b"Ana", b"info")
    for end in (0, 1, 2, 1120, 1121, 1137, len(sealed) - 1):
        with pytest.raises(Tampered):
            open_with(PAIR, sealed[:end], b"info")
    with pytest.raises(Tampered):
        open_with(PAIR, sealed + b"\x00", b"info")


def test_wrong_key_and_wrong_info_are_refused() -> None:
    sealed = seal_to(PAIR.public, b"Ana", hybrid.binding("ring", 1, "user"))
    with pytest.raises(Tampered):
        open_with(KeyPair.generate(), sealed, hybrid.binding("ring", 1, "user"))
    for info in (b"", hybrid.binding("ring", 2, "user"), hybrid.binding("ring", 1, "other"), None, "ring"):
        with pytest.raises(Tampered):
            open_with(PAIR, sealed, info)  # type: ignore[arg-type]


def test_both_halves_are_needed() -> None:
    """Someone who broke one of the two algorithms, and so holds one half of the seed, opens nothing."""
    other = KeyPair.generate()
    sealed = seal_to(PAIR.public, b"Ana", b"")
    for seed in (PAIR.seed[:64] + other.seed[64:], other.seed[:64] + PAIR.seed[64:]):
        with pytest.raises(Tampered):
            open_with(KeyPair.from_seed(seed), sealed, b"")


@pytest.mark.parametrize(
    "public",
    [
        None,
        b"",
        "text",
        7,
        PAIR.public[:-1],
        PAIR.public + b"\x00",
        b"\xff" * 1216,  # coefficients beyond the modulus
        PAIR.public[:1184] + bytes(32),  # a low-order point: the secret would be known to all
        PAIR.public[:1184] + b"\x01" + bytes(31),
        PAIR.seed,
    ],
    ids=range(10),
)
def test_without_a_usable_public_key_nothing_is_sealed(public: bytes) -> None:
    with pytest.raises(MissingRecipient):
        seal_to(public, b"Ana", b"")


@pytest.mark.parametrize(("content", "info"), [("Ana", b""), (None, b""), (b"Ana", None), (b"Ana", "info")])
def test_only_bytes_are_sealed(content: bytes, info: bytes) -> None:
    with pytest.raises(Misuse):
        seal_to(PAIR.public, content, info)


@settings(max_examples=40)
@given(st.one_of(st.binary(max_size=300), st.binary(min_size=1200, max_size=1300)))
def test_garbage_is_refused(garbage: bytes) -> None:
    for form in (garbage, b"\x01" + garbage):
        with pytest.raises(Tampered):
            open_with(PAIR, form, b"")


def test_a_low_order_point_in_a_ciphertext_is_refused() -> None:
    sealed = bytearray(seal_to(PAIR.public, b"Ana", b""))
    sealed[1 + 1088 : 1 + 1120] = bytes(32)
    with pytest.raises(Tampered):
        open_with(PAIR, bytes(sealed), b"")


@pytest.mark.parametrize("pair", [None, b"", PAIR.public], ids=range(3))
def test_without_a_pair_nothing_opens(pair: KeyPair) -> None:
    with pytest.raises(Tampered):
        open_with(pair, seal_to(PAIR.public, b"Ana", b""), b"")


@pytest.mark.parametrize("seed", [None, b"", bytes(95), bytes(97), "0" * 96])
def test_a_seed_has_its_length(seed: bytes) -> None:
    with pytest.raises(Misuse):
        KeyPair.from_seed(seed)
    with pytest.raises(Misuse):
        SigningKey.from_seed(seed)


@pytest.mark.parametrize("key", [PAIR, SIGNER])
def test_keys_don_t_show_and_don_t_travel(key: KeyPair | SigningKey) -> None:
    assert repr(key) in ("<KeyPair>", "<SigningKey>")
    with pytest.raises(TypeError):
        pickle.dumps(key)


@given(st.binary(max_size=200))
def test_signature_fits(message: bytes) -> None:
    signature = SIGNER.sign(message)
    verify(SIGNER.public, message, signature)
    verify(SigningKey.from_seed(SIGNER.seed).public, message, signature)
    with pytest.raises(Tampered):
        verify(SIGNER.public, message + b"\x00", signature)


def test_changed_signatures_and_keys_are_refused() -> None:
    signature = SIGNER.sign(b"manifest")
    assert (len(SIGNER.seed), len(SIGNER.public), len(signature)) == (32, 32, 64)
    for place in range(64):
        changed = bytearray(signature)
        changed[place] ^= 1
        with pytest.raises(Tampered):
            verify(SIGNER.public, b"manifest", bytes(changed))
    for public in (SigningKey.generate().public, bytes(32), b"\xff" * 32, b"", None):
        with pytest.raises(Tampered):
            verify(public, b"manifest", signature)  # type: ignore[arg-type]
    for malformed in (b"", signature[:-1], signature + b"\x00", None, "text"):
        with pytest.raises(Tampered):
            verify(SIGNER.public, b"manifest", malformed)  # type: ignore[arg-type]
    with pytest.raises(Tampered):
        verify(SIGNER.public, "manifest", signature)  # type: ignore[arg-type]


def test_only_bytes_are_signed() -> None:
    with pytest.raises(Misuse):
        SIGNER.sign("manifest")  # type: ignore[arg-type]


def test_rsa_pair_works() -> None:
    private_der, public_der = rsa_pairs.generate()
    private, public = load_der_private_key(private_der, None), load_der_public_key(public_der)
    assert isinstance(private, rsa.RSAPrivateKey)
    assert isinstance(public, rsa.RSAPublicKey)
    assert public.key_size == 2048
    oaep = padding.OAEP(padding.MGF1(SHA256()), SHA256(), None)
    assert private.decrypt(public.encrypt(b"Ana", oaep), oaep) == b"Ana"
    assert rsa_pairs.generate()[1] != public_der
