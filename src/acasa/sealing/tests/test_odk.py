"""ODK's encrypted forms: what Java sealed as Collect does opens, and nothing else does."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from acasa.sealing import odk, rsa
from acasa.sealing.errors import Tampered

# Written by Java's own cryptography with Collect's steps, an RSA pair of the tests, and more files than the initial
# vector has bytes, so that its count begins anew.
GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "v1" / "odk.json").read_text())
PRIVATE = base64.b64decode(GOLDEN["private"])
FILES = {name: base64.b64decode(content) for name, content in GOLDEN["files"].items()}


def test_what_java_sealed_opens_and_its_parts_belong_together() -> None:
    key = odk.open_key(PRIVATE, base64.b64decode(GOLDEN["key"]))
    plain = []
    for number, name in enumerate(GOLDEN["order"]):
        content = odk.open_file(key, GOLDEN["instance_id"], number, FILES[f"{name}.enc"])
        assert content.decode() == GOLDEN["plain"][name]
        plain.append((name, content))
    assert len(plain) > 16
    made = odk.digest(GOLDEN["form_id"], GOLDEN["version"], GOLDEN["key"], GOLDEN["instance_id"], plain)
    signed = odk.signed_digest(PRIVATE, base64.b64decode(GOLDEN["signature"]))
    assert made == signed
    changed = [(plain[0][0], plain[0][1] + b"!"), *plain[1:]]
    assert odk.digest("camp", "3", GOLDEN["key"], GOLDEN["instance_id"], changed) != signed


def test_another_place_key_or_content_does_not_open() -> None:
    key = odk.open_key(PRIVATE, base64.b64decode(GOLDEN["key"]))
    sealed = FILES["submission.xml.enc"]
    last = len(FILES) - 1
    good = odk.open_file(key, GOLDEN["instance_id"], last, sealed)
    for number, instance, content in (
        (last, GOLDEN["instance_id"], sealed[:-1]),
        (last, GOLDEN["instance_id"], b""),
    ):
        with pytest.raises(Tampered):
            odk.open_file(key, instance, number, content)
    # A wrong vector spoils only the first block: the digest is what notices.
    assert odk.open_file(key, GOLDEN["instance_id"], 0, sealed) != good
    other, _public = rsa.generate()
    with pytest.raises(Tampered):
        odk.open_key(other, base64.b64decode(GOLDEN["key"]))
    with pytest.raises(Tampered):
        odk.open_key(PRIVATE, b"x" * 256)
    with pytest.raises(Tampered):
        odk.open_key(b"no key", base64.b64decode(GOLDEN["key"]))


def test_the_public_half_is_the_private_ones() -> None:
    private, public = rsa.generate()
    assert odk.public_of(private) == public
