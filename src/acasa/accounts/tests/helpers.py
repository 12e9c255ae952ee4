"""What the tests of the slice share: a browser that walks through sign-in, codes of an app, a soft security key."""

from __future__ import annotations

import hashlib
import json
import os
import time
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from acasa.accounts import rules
from acasa.accounts.models import PaperCode, SecondFactor
from acasa.accounts.services import factors
from acasa.people.models import User
from acasa.vault import tokens
from acasa.vault.testing import PASSWORD, Colleague

COOKIE = "__Host-acasa"
JSON = {"Accept": "application/json"}


def browser(address: str = "192.0.2.10", **more: Any) -> Client:
    return Client(REMOTE_ADDR=address, **more)


def give_app(user: User) -> bytes:
    """An authenticator app for a colleague, without walking through the pages. Returns its secret."""
    secret = rules.new_totp_secret()
    factor = SecondFactor(user=user, kind="totp", name="1")
    factors._seal(factor, secret)
    factor.save()
    return secret


def give_paper_code(user: User) -> str:
    code = tokens.new_codes(1)[0]
    PaperCode.objects.create(user=user, proof=factors._paper_proof(user.id, code))
    return code


def code_now(secret: bytes, *, steps: int = 0) -> str:
    return rules.totp(secret, int(time.time()) // rules.PERIOD + steps)


def try_password(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"email": email, "password": password}, **more)


def signed_in(colleague: Colleague, address: str = "192.0.2.10", **more: Any) -> Client:
    """A browser that is inside, the second factor passed."""
    client = browser(address, **more)
    secret = give_app(colleague.user)
    answer = try_password(client, colleague.email)
    assert answer["Location"] == "/sign-in/second/", answer.content
    answer = client.post("/sign-in/second/", {"code": code_now(secret)})
    assert answer.status_code == 302 and answer["Location"] == "/", answer.content
    return client


def is_inside(client: Client) -> bool:
    """Whether this browser may open pages that need keys."""
    return bool(client.post("/alive/", headers=JSON).status_code == 204)


class SoftKey:
    """A security key in software: makes one credential and signs challenges with it."""

    def __init__(self, origin: str = "http://testserver") -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.count = 0

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _auth_data(self, rp_id: str, *, with_credential: bool) -> bytes:
        self.count += 1
        data = hashlib.sha256(rp_id.encode()).digest()
        data += bytes([0x41 if with_credential else 0x01]) + self.count.to_bytes(4, "big")
        if with_credential:
            public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
            data += b"\0" * 16 + len(self.id).to_bytes(2, "big") + self.id + public
        return data

    def make(self, options: str) -> str:
        wanted = json.loads(options)["publicKey"]
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._auth_data(wanted["rp"]["id"], with_credential=True),
        }
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", wanted["challenge"]),
            attestationObject=cbor.encode(attestation),
        )

    def sign(self, options: str) -> str:
        wanted = json.loads(options)["publicKey"]
        client_data = self._client_data("webauthn.get", wanted["challenge"])
        data = self._auth_data(wanted["rpId"], with_credential=False)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client_data, authenticatorData=data, signature=signature)

    def _answer(self, **response: bytes) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {name: websafe_encode(value) for name, value in response.items()},
            }
        )
