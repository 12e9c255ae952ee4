"""Second factors: apps that show codes, security keys, and ten codes on paper."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from django.http import HttpRequest
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from acasa.accounts import rules
from acasa.accounts.models import PaperCode, SecondFactor
from acasa.accounts.services import sign_in
from acasa.people.models import User
from acasa.vault import tokens

NEW_SECRET = "totp-secret"  # noqa: S105
CHALLENGE = "webauthn"
SHOWN_CODES = "codes"
CODES = 10


@dataclass(frozen=True)
class Ways:
    """What a colleague may show as second factor."""

    app: bool
    security_key: bool
    paper: int


def ways(user_id: UUID) -> Ways:
    kinds = set(SecondFactor.objects.filter(user_id=user_id).values_list("kind", flat=True))
    paper = PaperCode.objects.filter(user_id=user_id).count()
    return Ways(SecondFactor.TOTP in kinds, SecondFactor.WEBAUTHN in kinds, paper)


def of_user(user_id: UUID) -> list[SecondFactor]:
    return list(SecondFactor.objects.filter(user_id=user_id).order_by("created_at"))


def _owner(factor: SecondFactor) -> str:
    return f"{factor.user_id} {factor.id}"


def _seal(factor: SecondFactor, secret: bytes) -> None:
    factor.sealed = tokens.seal_server_secret(factor.kind, _owner(factor), secret)


def _open(factor: SecondFactor) -> bytes:
    return tokens.open_server_secret(factor.kind, _owner(factor), bytes(factor.sealed))


# --- apps


def new_secret(request: HttpRequest) -> bytes:
    """The secret that waits in the session until a code proves that the app has it."""
    held = request.session.get(NEW_SECRET)
    if held is None:
        held = request.session[NEW_SECRET] = rules.new_totp_secret().hex()
    return bytes.fromhex(held)


def add_app(request: HttpRequest, user: User, code: str) -> bool:
    """Keep the app if it shows the right code; False otherwise."""
    secret = new_secret(request)
    step = rules.matching_step(secret, code, time.time())
    if step is None:
        return False
    number = SecondFactor.objects.filter(user=user, kind=SecondFactor.TOTP).count() + 1
    factor = SecondFactor(user=user, kind=SecondFactor.TOTP, name=f"{number}", counter=step)
    _seal(factor, secret)
    factor.save()
    del request.session[NEW_SECRET]
    sign_in.record(user, "second_factor.add", subject_id=user.id)
    return True


def check_code(user_id: UUID, typed: str) -> bool:
    """Whether this is the present code of one of the apps, or one of the paper codes. Either is good once."""
    digits = "".join(letter for letter in typed if letter.isdigit())
    if len(digits) == rules.DIGITS and not any(letter.isalpha() for letter in typed):
        return any(_check_app(factor, digits) for factor in _of_kind(user_id, SecondFactor.TOTP))
    proof = _paper_proof(user_id, typed)
    deleted, _rows = PaperCode.objects.filter(user_id=user_id, proof=proof).delete()
    return deleted == 1


def _of_kind(user_id: UUID, kind: str) -> list[SecondFactor]:
    return list(SecondFactor.objects.filter(user_id=user_id, kind=kind))


def _check_app(factor: SecondFactor, digits: str) -> bool:
    step = rules.matching_step(_open(factor), digits, time.time())
    if step is None:
        return False
    # One statement: of two requests with the same code only one passes.
    changed = SecondFactor.objects.filter(id=factor.id, counter__lt=step).update(
        counter=step, used_at=timezone.now()
    )
    return changed == 1


# --- security keys


def _server(request: HttpRequest) -> Fido2Server:
    origin = f"{request.scheme}://{request.get_host()}"
    host = urlsplit(origin).hostname or ""
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="Acasa"), verify_origin=lambda given: given == origin
    )


def _credentials(user_id: UUID) -> dict[bytes, tuple[SecondFactor, AttestedCredentialData]]:
    found = {}
    for factor in _of_kind(user_id, SecondFactor.WEBAUTHN):
        credential = AttestedCredentialData(_open(factor))
        found[credential.credential_id] = (factor, credential)
    return found


def key_to_add(request: HttpRequest, user: User) -> str:
    """JSON for the browser to make a new key with; the challenge waits in the session."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=user.id.bytes, name=user.email, display_name=user.display_name),
        credentials=[credential for _factor, credential in _credentials(user.id).values()],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    request.session[CHALLENGE] = state
    return json.dumps(dict(options))


def add_key(request: HttpRequest, user: User, name: str, answer: str) -> bool:
    """Keep a security key that answered the challenge of this session."""
    state = request.session.pop(CHALLENGE, None)
    data = _read(answer)
    if state is None or data is None:
        return False
    try:
        made = _server(request).register_complete(state, data)
    except (ValueError, TypeError, KeyError, AssertionError):
        return False
    if made.credential_data is None or made.credential_data.credential_id in _credentials(user.id):
        return False
    factor = SecondFactor(user=user, kind=SecondFactor.WEBAUTHN, name=name[:60], counter=made.counter)
    _seal(factor, bytes(made.credential_data))
    factor.save()
    sign_in.record(user, "second_factor.add", subject_id=user.id)
    return True


def key_to_ask(request: HttpRequest, user_id: UUID) -> str:
    """JSON for the browser to ask one of the colleague's security keys with."""
    options, state = _server(request).authenticate_begin(
        [credential for _factor, credential in _credentials(user_id).values()],
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    request.session[CHALLENGE] = state
    return json.dumps(dict(options))


def check_key(request: HttpRequest, user_id: UUID, answer: str) -> bool:
    """Whether a security key of the colleague signed this session's challenge."""
    state = request.session.pop(CHALLENGE, None)
    data = _read(answer)
    if state is None or data is None:
        return False
    held = _credentials(user_id)
    try:
        used = _server(request).authenticate_complete(
            state, [credential for _factor, credential in held.values()], data
        )
        count = AuthenticationResponse.from_dict(data).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AssertionError, InvalidSignature):
        return False
    factor = held[used.credential_id][0]
    rows = SecondFactor.objects.filter(id=factor.id)
    if count or factor.counter:
        # A key that counts must count up: a copied one is found out.
        rows = rows.filter(counter__lt=count)
    return rows.update(counter=count, used_at=timezone.now()) == 1


def _read(answer: str) -> dict[str, Any] | None:
    try:
        data = json.loads(answer)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


# --- paper codes


def _paper_proof(user_id: UUID, code: str) -> bytes:
    return tokens.pseudonym("paper code", f"{user_id} {tokens.normalise_code(code)}")


def new_codes(request: HttpRequest, user: User) -> None:
    """Ten new codes; the former ones stop working. They wait in the session until the colleague has kept them."""
    made = tokens.new_codes(CODES)
    PaperCode.objects.filter(user=user).delete()
    PaperCode.objects.bulk_create(PaperCode(user=user, proof=_paper_proof(user.id, code)) for code in made)
    request.session[SHOWN_CODES] = made
    sign_in.record(user, "second_factor.new_codes", subject_id=user.id)


def shown_codes(request: HttpRequest) -> list[str]:
    return list(request.session.get(SHOWN_CODES, []))


def codes_kept(request: HttpRequest) -> None:
    """The codes were copied or printed: they are shown no more, and adding a second factor is done."""
    request.session.pop(SHOWN_CODES, None)
    request.session.pop(sign_in.ENROL, None)


def remove(user: User, factor_id: UUID) -> bool:
    """Take a second factor away; False if it is the last one."""
    rows = list(SecondFactor.objects.select_for_update().filter(user=user))
    mine = [row for row in rows if row.id == factor_id]
    if not mine or len(rows) < 2:
        return False
    mine[0].delete()
    sign_in.record(user, "second_factor.remove", subject_id=user.id)
    return True


def remove_all(user_id: UUID) -> None:
    """After a reset or recovery the colleague starts anew."""
    SecondFactor.objects.filter(user_id=user_id).delete()
    PaperCode.objects.filter(user_id=user_id).delete()


def finish(request: HttpRequest, *, code: str = "", answer: str = "") -> User | None:
    """The second step of signing in. None: wrong; after five the password has to be typed again.

    Raises Throttled.
    """
    return sign_in.complete(
        request,
        lambda user_id: check_key(request, user_id, answer) if answer else check_code(user_id, code),
    )
