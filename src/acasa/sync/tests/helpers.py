"""What a phone writes: answers, and answers encrypted as Collect does."""

from __future__ import annotations

import base64
import hashlib
import os
import re

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.serialization import load_der_public_key

PHOTO = ("1732.jpg", "image/jpeg", b"\xff\xd8 not quite a picture \xff\xd9")
STORY = "Дети спрашивают, когда мы поедем"


def answers(
    instance: str = "uuid:one",
    *,
    code: str = "",
    mood: str = "bad",
    photo: str = "",
    version: str = "2",
    deprecated: str = "",
) -> bytes:
    """A filled-in form of these tests, as Collect writes it."""
    before = f"<deprecatedID>{deprecated}</deprecatedID>" if deprecated else ""
    return (
        f'<?xml version="1.0"?><data xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"'
        f' id="camp" version="{version}"><start>2026-11-26T10:00:00.000+02:00</start><case_code>{code}</case_code>'
        f"<mood>{mood}</mood><kids><kid>{STORY}</kid></kids><kids><kid>Ion &amp; Ana</kid></kids>"
        f"<photo>{photo}</photo>"
        f"<orx:meta><orx:instanceID>{instance}</orx:instanceID>{before}</orx:meta></data>"
    ).encode()


def encrypted(
    form_xml: str,
    plain: bytes,
    files: list[tuple[str, str, bytes]],
    *,
    instance: str,
    form_id: str = "camp",
    version: str = "2",
) -> tuple[bytes, list[tuple[str, str, bytes]]]:
    """The manifest and the files that Collect sends of an encrypted form. The form says to which key."""
    found = re.search(r'base64RsaPublicKey="([^"]+)"', form_xml)
    assert found, "the form asks for no encryption"
    public = load_der_public_key(base64.b64decode(found[1]))
    scheme = rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA1()), hashes.SHA256(), None)
    key = os.urandom(32)
    sealed_key = base64.b64encode(public.encrypt(key, scheme)).decode()  # type: ignore[union-attr, call-arg]
    source = [*files, ("submission.xml", "text/xml", plain)]
    out = []
    seed = bytearray(hashlib.md5(instance.encode() + key).digest())
    for number, (name, _kind, content) in enumerate(source):
        padder = padding.PKCS7(128).padder()
        padded = padder.update(content) + padder.finalize()
        seed[number % 16] = (seed[number % 16] + 1) % 256
        encryptor = Cipher(algorithms.AES(key), CFB(bytes(seed))).encryptor()
        out.append(
            (f"{name}.enc", "application/octet-stream", encryptor.update(padded) + encryptor.finalize())
        )
    lines = [form_id, version, sealed_key, instance]
    lines += [f"{name}::{hashlib.md5(content).hexdigest()}" for name, _kind, content in source]
    digest = hashlib.md5("".join(f"{line}\n" for line in lines).encode()).digest()
    signature = base64.b64encode(public.encrypt(digest, scheme)).decode()  # type: ignore[union-attr, call-arg]
    media = "".join(f"<media><file>{name}.enc</file></media>" for name, _kind, _content in files)
    manifest = (
        f'<data xmlns="http://www.opendatakit.org/xforms/encrypted" id="{form_id}" version="{version}" encrypted="yes">'
        f"<base64EncryptedKey>{sealed_key}</base64EncryptedKey>"
        f'<meta xmlns="http://openrosa.org/xforms"><instanceID>{instance}</instanceID></meta>{media}'
        f"<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
        f"<base64EncryptedElementSignature>{signature}</base64EncryptedElementSignature></data>"
    )
    return manifest.encode(), out
