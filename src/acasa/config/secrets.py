"""The installation's own secrets: where they live, how they are made, when they are refused.

They stay outside the database, so that a copy of the database opens nothing. Each is a file of mode 0600 in
``<data folder>/secrets`` (0700), or comes from the environment: ``ACASA_<NAME>`` holds the value,
``ACASA_<NAME>_FILE`` the path of a file that holds it. Keys are written as hexadecimal text.

This module imports no Django: the settings, the database supervisor and the command line all read it.
"""

from __future__ import annotations

import contextlib
import os
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

KEY_BYTES = 32
"""Length of the pepper and of the audit key."""

FOLDER = "secrets"
MADE_HERE = "made-here"
"""File that lists the secrets once made in this folder: one that is listed and gone was lost."""


class SecretsError(Exception):
    """A secret is missing, malformed or open to others. The message is a sentence to show."""


@dataclass(frozen=True, repr=False)
class Secrets:
    """All secrets of one installation. Never printed: ``repr`` shows no value."""

    django_secret_key: str
    pepper: bytes
    audit_key: bytes
    db_superuser_password: str
    db_owner_password: str
    db_app_password: str
    db_worker_password: str
    db_website_password: str

    def __repr__(self) -> str:
        return "Secrets(…)"

    @classmethod
    def throwaway(cls) -> Secrets:
        """Fresh secrets that are kept nowhere: for tests and for checks that touch no data."""
        return cls(**{name: _decode(name, _fresh(name), "memory") for name in NAMES})  # type: ignore[arg-type]


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Secrets))
KEYS = frozenset({"pepper", "audit_key"})


def data_folder(env: Mapping[str, str] | None = None) -> Path:
    """The data folder: ``ACASA_DATA``, or ``var`` in the clone, or else in the working folder.

    Absolute; it may not exist yet.
    """
    environment = os.environ if env is None else env
    if chosen := environment.get("ACASA_DATA"):
        return Path(chosen).expanduser().absolute()
    clone = Path(__file__).resolve().parents[3]
    return (clone if (clone / "pyproject.toml").is_file() else Path.cwd()) / "var"


def load(data_dir: Path, create: bool = False, env: Mapping[str, str] | None = None) -> Secrets:
    """Read every secret; with ``create``, make those that never existed.

    Raises SecretsError when one is missing (or was lost), malformed, or open to other users of the machine.
    """
    environment = os.environ if env is None else env
    folder = data_dir / FOLDER
    found: dict[str, str | bytes] = {}
    absent: list[str] = []
    for name in NAMES:
        text, origin = _from_environment(name, environment)
        if text is None:
            text, origin = _from_folder(name, folder)
        if text is None:
            absent.append(name)
        else:
            found[name] = _decode(name, text, origin)
    if absent:
        _refuse_if_lost(absent, data_dir, folder, create)
        _make_folder(data_dir, folder)
        for name in absent:
            _write_once(folder / name, _fresh(name))
            text, origin = _from_folder(name, folder)
            found[name] = _decode(name, text or "", origin)
        _remember(folder)
    return Secrets(**found)  # type: ignore[arg-type]


def _fresh(name: str) -> str:
    if name in KEYS:
        return random.token_bytes(KEY_BYTES).hex()
    return random.token_urlsafe(48 if name == "django_secret_key" else 32)


def _decode(name: str, text: str, origin: str) -> str | bytes:
    text = text.strip()
    if name not in KEYS:
        if len(text) < 16:
            raise SecretsError(f"The secret {name} in {origin} is shorter than 16 characters.")
        return text
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) != KEY_BYTES:
        raise SecretsError(
            f"The secret {name} in {origin} must be {KEY_BYTES * 2} hexadecimal digits ({KEY_BYTES} bytes)."
        )
    return value


def _from_environment(name: str, env: Mapping[str, str]) -> tuple[str | None, str]:
    variable = f"ACASA_{name.upper()}"
    value, path = env.get(variable), env.get(f"{variable}_FILE")
    if value and path:
        raise SecretsError(f"Both {variable} and {variable}_FILE are set; keep one of them.")
    if value:
        return value, variable
    if not path:
        return None, variable
    try:
        # The administrator chose this place (a container's secret is often readable by all inside the
        # container), so reading is theirs to arrange; a file that others may change is never right.
        if os.stat(path).st_mode & 0o022:
            raise SecretsError(f"Others may write to {path} ({variable}_FILE); run: chmod go-w {path}")
        return Path(path).read_text(encoding="utf-8"), path
    except (OSError, UnicodeDecodeError) as error:
        raise SecretsError(f"{variable}_FILE names {path}, which cannot be read: {error}") from error


def _from_folder(name: str, folder: Path) -> tuple[str | None, str]:
    path = folder / name
    try:
        folder_mode = folder.stat().st_mode
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None, str(path)
    except OSError as error:
        raise SecretsError(f"The secret {path} cannot be read: {error}") from error
    with open(descriptor, encoding="utf-8") as file:
        if folder_mode & 0o077:
            raise SecretsError(f"Other users may enter {folder}; run: chmod 700 {folder}")
        if os.fstat(descriptor).st_mode & 0o077:
            raise SecretsError(f"Other users may read {path}; run: chmod 600 {path}")
        return file.read(), str(path)


def _refuse_if_lost(absent: list[str], data_dir: Path, folder: Path, create: bool) -> None:
    listed = ", ".join(absent)
    if not create:
        raise SecretsError(
            f"Missing in {folder}: {listed}. Start Acasa once to make them (acasa serve), "
            "or restore them from a backup."
        )
    try:
        made = set((folder / MADE_HERE).read_text(encoding="utf-8").split())
    except FileNotFoundError:
        made = set()
    lost = [name for name in absent if name in made]
    # A new pepper beside an old database would lock everyone out for good, and look like forgotten passwords.
    cluster = data_dir / "postgres"
    exists = (cluster / "conf" / "made").exists() or (cluster / "place").exists()
    if not made and exists and KEYS & set(absent):
        lost = absent
    if lost:
        raise SecretsError(
            f"These secrets were made in {folder} and are gone: {', '.join(lost)}. New ones would not open "
            "what is in the database, so none are made. Restore them from a backup (acasa restore)."
        )


def _make_folder(data_dir: Path, folder: Path) -> None:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        raise SecretsError(f"Other users may enter {folder}; run: chmod 700 {folder}")


def _write_once(path: Path, text: str) -> None:
    """Write a new file whole or not at all; if another process was first, its value stands."""
    draft = path.with_name(f".{path.name}.{random.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _remember(folder: Path) -> None:
    names = sorted(name for name in NAMES if (folder / name).exists())
    draft = folder / f".{MADE_HERE}.{random.token_hex(6)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(names) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / MADE_HERE)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
