"""ODK's encrypted forms, opened: what a phone sealed with a team's RSA key before it left the phone.

Format (ODK's "Encrypted forms", as Collect and Briefcase write it): a random 256-bit key under RSA-OAEP with SHA-256
and MGF1 with SHA-1; each file under AES-CFB with PKCS#5 padding, whose initial vector is MD5(instance id | key) with
one byte counted up for each file; a "signature" that is the MD5 of what was sent, under the same RSA key. It shows
that the parts belong together, not who made them: anybody can encrypt to a public key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

try:  # where the library keeps old modes now
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
except ImportError:  # pragma: no cover - older releases
    from cryptography.hazmat.primitives.ciphers.modes import CFB
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)

from acasa.sealing.errors import Tampered

KEY = 32
_BLOCK = 16


def public_of(private_der: bytes) -> bytes:
    """The public half (SubjectPublicKeyInfo DER) of a private key (PKCS8 DER). Raises Tampered."""
    return _private(private_der).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def open_key(private_der: bytes, encrypted: bytes) -> bytes:
    """The key of one submission. Raises Tampered when it was sealed to another RSA key."""
    key = _open(private_der, encrypted)
    if len(key) != KEY:
        raise Tampered("The key of this submission has a wrong length.")
    return key


def open_file(key: bytes, instance_id: str, number: int, content: bytes) -> bytes:
    """One file of a submission: attachments count from 0 in the order in which it names them, the answers come last.

    Raises Tampered when the padding shows that the key, the place or the content is another.
    """
    if not content or len(content) % _BLOCK:
        raise Tampered("An encrypted file of a submission is cut short.")
    decryptor = Cipher(algorithms.AES(key), CFB(vector(key, instance_id, number))).decryptor()
    plain = decryptor.update(content) + decryptor.finalize()
    fill = plain[-1]
    if not 1 <= fill <= _BLOCK or plain[-fill:] != bytes([fill]) * fill:
        raise Tampered("An encrypted file of a submission does not open.")
    return plain[:-fill]


def vector(key: bytes, instance_id: str, number: int) -> bytes:
    """The initial vector of a submission's file. Each counts one byte of the seed up, the first of them too."""
    seed = bytearray(hashlib.md5(instance_id.encode() + key, usedforsecurity=False).digest())
    for at in range(number + 1):
        seed[at % _BLOCK] = (seed[at % _BLOCK] + 1) % 256
    return bytes(seed)


def digest(
    form_id: str, version: str, encrypted_key: str, instance_id: str, files: Sequence[tuple[str, bytes]]
) -> bytes:
    """What the signature covers: each line ends with a newline; `files` are (name without .enc, plain content)."""
    lines = [form_id, *([version] if version else []), encrypted_key, instance_id]
    lines += [f"{name}::{hashlib.md5(plain, usedforsecurity=False).hexdigest()}" for name, plain in files]
    return hashlib.md5("".join(f"{line}\n" for line in lines).encode(), usedforsecurity=False).digest()


def signed_digest(private_der: bytes, signature: bytes) -> bytes:
    """The digest that came with a submission. Raises Tampered."""
    return _open(private_der, signature)


def _private(der: bytes) -> rsa.RSAPrivateKey:
    try:
        key = load_der_private_key(der, None)
    except (ValueError, TypeError):
        raise Tampered("This is not a private key.") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Tampered("This is not an RSA key.")
    return key


def _open(private_der: bytes, sealed: bytes) -> bytes:
    private = _private(private_der)
    # Java's name for this padding leaves MGF1 at SHA-1; some providers read it as SHA-256.
    for mask in (hashes.SHA1(), hashes.SHA256()):  # noqa: S303  the protocol's
        scheme = padding.OAEP(padding.MGF1(mask), hashes.SHA256(), None)
        try:
            return private.decrypt(sealed, scheme)
        except ValueError:
            continue
    raise Tampered("This was sealed to another RSA key.")
