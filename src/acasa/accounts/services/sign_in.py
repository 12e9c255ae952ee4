"""Signing in and out, locking and unlocking: from a typed password to a session that holds an open key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from acasa.accounts import limits, queries
from acasa.accounts.devices import device_name
from acasa.accounts.sessions import DEVICE, ENDS, SessionStore
from acasa.audit import services as audit
from acasa.core import scope
from acasa.people.models import User
from acasa.vault import locks, tokens
from acasa.vault.locks import Bundle

Busy = locks.Busy
BACKEND = "acasa.accounts.backend.VaultBackend"
PENDING = "pending"
PENDING_FOR = timedelta(minutes=5)
PENDING_TRIES = 5
# Set while the colleague has to add a second factor before anything else.
ENROL = "enrol"
RIGHTS = "rights"
PROOF = "proof"
PROOF_FOR = timedelta(minutes=10)


class Throttled(Exception):
    """Too many tries from here: wait."""


@dataclass(frozen=True)
class Pending:
    """A right password that waits for its second factor."""

    user: User
    bundle: Bundle
    name: str


def check_password(email: str, password: str) -> tuple[User | None, Bundle | None]:
    """The colleague and the open key, or nothing. Takes as long for a name that does not exist."""
    user = queries.user_by_email(email)
    bundle = locks.open_with_password(user.id if user else None, password)
    return (user, bundle) if user is not None and bundle is not None else (None, None)


def begin(request: HttpRequest, email: str, password: str) -> User | None:
    """The first step. None: wrong. Afterwards the visitor is either in, or pending (see `pending`).

    Raises Throttled and Busy.
    """
    if not limits.may_try_password(request, email):
        note_failure(email, "throttled")
        raise Throttled
    user, bundle = check_password(email, password)
    if user is None or bundle is None:
        note_failure(email, "failed")
        return None
    limits.password_was_right(request, email)
    admit(request, user, bundle, email)
    return user


def admit(request: HttpRequest, user: User, bundle: Bundle, email: str) -> None:
    """In, if the colleague has no second factor; else only as far as being asked for it."""
    if not queries.has_second_factor(user.id):
        enter(request, user, bundle, enrol=must_enrol(user.id))
        return
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": str(user.id),
        "key": str(bundle.user_key_id),
        "bundle": bundle.pack().hex(),
        "until": (datetime.now(UTC) + PENDING_FOR).isoformat(),
        "name": email.strip().lower(),
        "stamp": user.session_stamp.hex,
        "tries": 0,
    }


def must_enrol(user_id: UUID) -> bool:
    """Whether this colleague has to add a second factor before anything else."""
    return bool(settings.ACASA_SECOND_FACTOR_REQUIRED) and not queries.has_second_factor(user_id)


def note_failure(email: str, outcome: str, verb: str = "session.sign_in") -> None:
    """In the organisation's record if the name is known, else in the installation's under a pseudonym."""
    user = queries.user_by_email(email)
    if user is not None:
        audit.append_now(org_id=user.org_id, actor_id=None, verb=verb, subject_id=user.id, outcome=outcome)
    else:
        subject = UUID(bytes=tokens.pseudonym("sign-in name", email.strip().lower()))
        audit.append_now(org_id=None, actor_id=None, verb=verb, subject_id=subject, outcome=outcome)


def pending(request: HttpRequest) -> Pending | None:
    """The right password that waits in this session, if it is younger than five minutes."""
    held = request.session.get(PENDING)
    if not held:
        return None
    user = queries.active_user(UUID(held["user"]))
    if (
        user is None
        or user.session_stamp.hex != held["stamp"]
        or datetime.fromisoformat(held["until"]) <= datetime.now(UTC)
    ):
        drop_pending(request)
        return None
    bundle = Bundle.unpack(UUID(held["key"]), bytes.fromhex(held["bundle"]))
    return Pending(user, bundle, held["name"])


def drop_pending(request: HttpRequest) -> None:
    request.session.pop(PENDING, None)


def complete(request: HttpRequest, check: Callable[[UUID], bool]) -> User | None:
    """The second step: `check` says whether what was shown belongs to this colleague.

    None: wrong; after five the password has to be typed again. Raises Throttled.
    """
    waiting = pending(request)
    if waiting is None:
        return None
    user = waiting.user
    if not limits.may_try_factor(request, user.id, waiting.name):
        drop_pending(request)
        raise Throttled
    if not check(user.id):
        audit.append_now(
            org_id=user.org_id,
            actor_id=None,
            verb="session.second_factor",
            subject_id=user.id,
            outcome="failed",
        )
        held = {**request.session[PENDING], "tries": request.session[PENDING]["tries"] + 1}
        request.session[PENDING] = held
        if held["tries"] >= PENDING_TRIES:
            drop_pending(request)
        return None
    limits.factor_was_right(request, user.id, waiting.name)
    enter(request, user, waiting.bundle)
    return user


def enter(request: HttpRequest, user: User, bundle: Bundle, *, enrol: bool = False) -> None:
    """Begin a session: a new token, the key in it, the end of the shift fixed."""
    request.session.pop(PENDING, None)
    auth.login(request, user, backend=BACKEND)
    session = request.session
    ends = datetime.now(UTC) + timedelta(hours=user.org.shift_hours)
    session[ENDS] = ends.isoformat()
    session[DEVICE] = device_name(request.headers.get("User-Agent", ""))
    session[RIGHTS] = rights_of(user)
    if enrol:
        session[ENROL] = True
    hold_key(request, bundle)
    mark_proof(request)
    record(user, "session.sign_in")
    # Signing in is rare enough to sweep behind it.
    SessionStore.clear_expired()
    limits.clear_ended()


def hold_key(request: HttpRequest, bundle: Bundle) -> None:
    """Keep the open key in the session."""
    request.session.key = bundle.user_key_id.bytes + bundle.pack()  # type: ignore[attr-defined]


def bundle_of(key: bytes) -> Bundle:
    return Bundle.unpack(UUID(bytes=key[:16]), key[16:])


def rights_of(user: User) -> str:
    """What decides what a session may do; when it changes, the session gets a new token."""
    return f"{user.profession} {user.is_supervisor:d}{user.is_key_keeper:d}"


def record(user: User, verb: str, *, outcome: str = "done", subject_id: UUID | None = None) -> None:
    """Note what a colleague did with the account: in the open unit of work, or at once where there is none."""
    if scope.current() is not None:
        audit.append(actor_id=user.id, verb=verb, subject_id=subject_id, outcome=outcome)
    else:
        audit.append_now(
            org_id=user.org_id, actor_id=user.id, verb=verb, subject_id=subject_id, outcome=outcome
        )


def sign_out(request: HttpRequest) -> None:
    """End the session here and in the database."""
    user = request.user
    if isinstance(user, User):
        record(user, "session.sign_out")
    auth.logout(request)


def lock(request: HttpRequest) -> None:
    """Take the key out of the session; the session itself goes on."""
    request.session.lock()  # type: ignore[attr-defined]
    request.session.pop(PROOF, None)
    if isinstance(request.user, User):
        record(request.user, "session.lock")


def unlock(request: HttpRequest, password: str) -> bool | None:
    """Put the key back. False: wrong password. None: too many tries, the session has ended. Raises Busy."""
    user = request.user
    assert isinstance(user, User)
    name = request.session.token_hash.hex()  # type: ignore[attr-defined]
    if not limits.spend(limits.UNLOCK, name):
        sign_out(request)
        return None
    bundle = locks.open_with_password(user.id, password, inside=True) if password else None
    if bundle is None:
        record(user, "session.unlock", outcome="failed")
        return False
    limits.forget(limits.UNLOCK, name)
    hold_key(request, bundle)
    request.session.touch()  # type: ignore[attr-defined]
    mark_proof(request)
    record(user, "session.unlock")
    return True


# --- asking again


def mark_proof(request: HttpRequest) -> None:
    """The password was typed just now."""
    request.session[PROOF] = datetime.now(UTC).isoformat()


def recent_proof(request: HttpRequest) -> bool:
    """Whether the password was typed in the last ten minutes."""
    at: str | None = request.session.get(PROOF)
    return at is not None and datetime.now(UTC) - datetime.fromisoformat(at) < PROOF_FOR


def prove(request: HttpRequest, password: str) -> bool | None:
    """Ask for the password again before something grave. False: wrong. None: the session has ended."""
    user = request.user
    assert isinstance(user, User)
    name = request.session.token_hash.hex()  # type: ignore[attr-defined]
    if not limits.spend(limits.PROOF, name):
        sign_out(request)
        return None
    if not password or locks.open_with_password(user.id, password, inside=True) is None:
        record(user, "session.proof", outcome="failed")
        return False
    limits.forget(limits.PROOF, name)
    mark_proof(request)
    return True
