"""Where the database is, and how each part of Acasa connects to it.

By default that is a PostgreSQL of our own in the data folder (``acasa.config.embedded``); with ``DATABASE_URL`` it is
a server that the administrator runs. This module imports no Django and starts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from acasa.config.secrets import Secrets

DATABASE = "acasa"
SUPERUSER = "postgres"
OWNER, APP, WORKER, WEBSITE = "acasa_owner", "acasa_app", "acasa_worker", "acasa_website"
PORT = 5432
"""The embedded server opens no network port; this number only names its socket."""

PLACE = "place"
"""File in ``<data folder>/postgres``: the cluster's real folder, when it could not be in the data folder."""


class DatabaseError(Exception):
    """The database cannot be used. The message is a sentence for the administrator."""


def passwords(secrets: Secrets) -> dict[str, str]:
    """The password of each database role that Acasa signs in as."""
    return {
        SUPERUSER: secrets.db_superuser_password,
        OWNER: secrets.db_owner_password,
        APP: secrets.db_app_password,
        WORKER: secrets.db_worker_password,
        WEBSITE: secrets.db_website_password,
    }


def cluster_folder(data_dir: Path) -> Path:
    """The folder of the embedded cluster: ``<data folder>/postgres``, or where its ``place`` file points."""
    home = data_dir / "postgres"
    try:
        return Path((home / PLACE).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return home


def socket_folder(data_dir: Path) -> Path:
    """The folder of the embedded server's socket: ``run`` in the cluster's folder.

    It is elsewhere (``place`` file beside it) when the path would pass the 107 bytes that a socket may have.
    """
    run = cluster_folder(data_dir) / "run"
    try:
        return Path((run.parent / "run.place").read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return run


def server(data_dir: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Host, port, database and libpq options of the server in use, as libpq names them; no user, no password.

    Raises DatabaseError when ``DATABASE_URL`` is not a PostgreSQL address.
    """
    url = env.get("DATABASE_URL", "")
    if not url:
        return {"host": str(socket_folder(data_dir)), "port": str(PORT), "dbname": DATABASE}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise DatabaseError("DATABASE_URL must begin with postgresql:// (no other database is supported).")
    try:
        port = parts.port or PORT
    except ValueError as error:
        raise DatabaseError("The port in DATABASE_URL is not a number.") from error
    options = dict(parse_qsl(parts.query))
    place = {
        "host": options.pop("host", "") or unquote(parts.hostname or "localhost"),
        "port": options.pop("port", "") or str(port),
        "dbname": unquote(parts.path.lstrip("/")) or DATABASE,
    }
    for name in ("user", "password", "options"):
        options.pop(name, None)
    return place | options


def connections(data_dir: Path, secrets: Secrets, env: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: ``default`` signs in as the application's role, ``owner`` as the owner (migrations, backup).

    Requests keep their connection, and check it first, so that a restarted server costs one reconnect, no error.
    """
    place = server(data_dir, env)
    keys = passwords(secrets)
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": place.pop("dbname"),
        "HOST": place.pop("host"),
        "PORT": place.pop("port"),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
    options = {"connect_timeout": 10} | place
    return {
        "default": common
        | {"USER": APP, "PASSWORD": keys[APP], "CONN_MAX_AGE": None, "OPTIONS": dict(options)},
        "owner": common
        | {"USER": OWNER, "PASSWORD": keys[OWNER], "CONN_MAX_AGE": 0, "OPTIONS": dict(options)},
    }
