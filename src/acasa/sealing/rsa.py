"""RSA-2048 key pairs, for the one outside protocol (encrypted ODK forms) that knows nothing else."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


def generate() -> tuple[bytes, bytes]:
    """A new pair: private key (PKCS8 DER, not encrypted: seal it at once), public key (SubjectPublicKeyInfo
    DER)."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return (
        private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    )
