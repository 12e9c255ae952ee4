"""Ciphertexts of every format version stay here and must open for ever. Never regenerate a stored file:
a new format gets a new directory, and the old one keeps opening."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from uuid import UUID

import pytest
from nacl import bindings

from acasa.sealing import codes, envelope, files, hybrid, padding, password, recovery, signing, symmetric
from acasa.sealing.binding import binding

V1 = Path(__file__).parent / "golden" / "v1"
KEY = bytes(range(32))
OTHER = bytes(range(32, 64))
TEXT = "Nume de lucru: Ana; телефон +373 600 00 000".encode()
CONTEXT = envelope.Context(UUID(int=1), UUID(int=2), UUID(int=3), "working_name", 4, 5)
PAIR = hybrid.KeyPair.from_seed(bytes(range(96)))


def stored(name: str) -> bytes:
    return bytes.fromhex((V1 / f"{name}.hex").read_text())


def test_record() -> None:
    assert envelope.open_(KEY, OTHER, stored("record"), CONTEXT) == TEXT


@pytest.mark.parametrize("name", ["padded", "bare"])
def test_bytes(name: str) -> None:
    assert symmetric.open_bytes(KEY, stored(name), b"aad") == TEXT


def test_wrapped_key() -> None:
    assert symmetric.unwrap_key(KEY, stored("wrapped_key"), b"aad") == OTHER


def test_sealed_to() -> None:
    assert hybrid.open_with(PAIR, stored("sealed_to"), b"info") == TEXT


def test_file() -> None:
    assert b"".join(files.decrypt_file(KEY, io.BytesIO(stored("file")), b"aad")) == TEXT


def test_signature() -> None:
    key = signing.SigningKey.from_seed(KEY)
    assert key.sign(TEXT) == stored("signature")
    signing.verify(key.public, TEXT, stored("signature"))


def test_every_stored_file_has_a_test() -> None:
    names = {path.name for path in V1.iterdir()}
    assert names == {
        f"{name}.hex" for name in ("record", "padded", "bare", "wrapped_key", "sealed_to", "file")
    } | {
        "signature.hex",
        # Opened in test_odk.py.
        "odk.json",
        "shares.txt",
        "kit.txt",
    }


def test_recovery_kit_on_paper() -> None:
    assert recovery.decode((V1 / "kit.txt").read_text()) == KEY
    assert recovery.encode(KEY) == (V1 / "kit.txt").read_text().strip()
    shares = (V1 / "shares.txt").read_text().splitlines()
    assert recovery.combine(shares[:2]) == recovery.combine(shares[1:]) == KEY


def test_recovery_kit_gives_the_same_keys() -> None:
    public = hashlib.sha256(recovery.keypair(KEY).public).hexdigest()
    assert public == "bc314b0c6769331b1128ad5bd8948b0207f79e437bd7aa1fbb57ec27898a88b8"
    signer = recovery.signing(KEY).public.hex()
    assert signer == "f30db1f202684afa46cc6e6fbb845c73234f0d7b8d8062a77063b4aa067f0671"


def test_public_key_of_a_stored_seed() -> None:
    digest = hashlib.sha256(PAIR.public).hexdigest()
    assert digest == "d99e4496af749b54ee4a2d270c8057450624ecc5dc0866295ffc504a26134ad4"


def test_password() -> None:
    cheap = password.Argon2Params(64, 1)
    derived = password.derive("parolă", bytes(16), KEY, cheap, minimum=cheap)
    assert derived.verifier.hex() == "6b420a69d3457aeb86cf6aa870adb13486d76f88d8c866eb1be669517e0f5ccd"
    assert (
        derived.key_encryption_key.hex() == "87e9c3d2a1a60019acef9a7ade72a293ed8d4fe93202fec89e5279d73773fd0a"
    )


def test_card_and_token() -> None:
    card = codes.card_key("0001G-081G1-8186K-0W40S-J2GBR-1G6GN-W3RG4", b"salt")
    assert card.hex() == "50e65986fa71987e306ff2f6e75d758bcd3139b7bba29f3c760330b70789e261"
    token = codes.token_key("token", "session", b"pepper")
    assert token.hex() == "a057214da1065c3b62b9a57d8da5bf90c96e480ebe9406668c99ff594aaadcc8"
    assert codes.token_hash("token") == hashlib.sha256(b"token").digest()


def test_binding_and_context() -> None:
    assert binding("a", b"b", -1, UUID(int=7)).hex() == (
        "730000000161" + "620000000162" + "6900000001ff" + "7500000010" + "00" * 15 + "07"
    )
    assert CONTEXT.aad() == (
        b"acasa record 1"
        + b"".join(UUID(int=number).bytes for number in (1, 2, 3))
        + (4).to_bytes(8, "big")
        + (5).to_bytes(8, "big")
        + b"working_name"
    )


def test_padding() -> None:
    assert padding.pad(b"Ana") == b"\x00\x00\x00\x03Ana" + bytes(57)


def test_file_of_several_chunks_as_the_format_says() -> None:
    """An independent writer of the format, since a stored file of this size would be too large."""
    data = bytes(range(256)) * 300  # 76,800 bytes: one full chunk, one with the rest
    bound = b"s\x00\x00\x00\x0aacasa file" + b"i\x00\x00\x00\x01\x01" + b"b\x00\x00\x00\x03aad"
    key = symmetric.subkey(KEY, b"", b"acasa file 1")
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    sealed = b"\x01" + bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    rest = data[65532:]
    for content, tag in ((data[:65532], 0), (rest, 3)):
        chunk = len(content).to_bytes(4, "big") + content + bytes(65532 - len(content))
        sealed += bindings.crypto_secretstream_xchacha20poly1305_push(state, chunk, bound, tag)
    assert b"".join(files.decrypt_file(KEY, io.BytesIO(sealed), b"aad")) == data
