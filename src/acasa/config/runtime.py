"""What a command needs before it works: secrets, a running database, Django: ``installation()``."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from acasa.config.postgres import DatabaseError, Embedded
from acasa.config.secrets import Secrets, data_folder, load
from acasa.core import backup_state


def secrets() -> Secrets:
    """This installation's secrets; made on first use."""
    return load(data_folder(), create=True)


@contextlib.contextmanager
def database() -> Iterator[None]:
    """Have the database reachable inside the block. Who leaves last stops the embedded one.

    With DATABASE_URL nothing is started. Raises DatabaseError with a sentence.
    """
    refuse_half_restored(data_folder())
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from acasa.config import roles

    embedded = Embedded(data_folder(), secrets())
    with embedded.session():
        roles.bootstrap(embedded.dsn(database="postgres"), embedded.secrets)
        yield


def refuse_half_restored(data_dir: Path) -> None:
    """Raises DatabaseError when a restore began here and did not end: what is there is not to be worked with."""
    if backup_state.unfinished_restore(data_dir) is not None:
        raise DatabaseError(
            f"A restore into {data_dir} was left half done. Run the same command again: acasa restore"
        )


def set_up_django() -> None:
    """Load the settings and the applications."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acasa.config.settings")
    # The settings and this process must mean the same folder, wherever the command was started.
    os.environ["ACASA_DATA"] = str(data_folder())
    import django

    django.setup()


@contextlib.contextmanager
def installation(migrated: bool = True) -> Iterator[None]:
    """Database running and Django set up inside the block.

    Raises DatabaseError when the database can't be reached, or (with ``migrated``) is not prepared for this
    version.
    """
    with database():
        set_up_django()
        from django.db import OperationalError, connections

        try:
            if migrated and pending_migrations():
                raise DatabaseError(
                    "The database is not prepared for this version of Acasa; run: acasa migrate"
                )
            yield
        except OperationalError as error:
            raise DatabaseError(f"The database cannot be used: {error}") from error
        finally:
            connections.close_all()


def pending_migrations() -> int:
    """How many migrations this version has that the database has not. Django must be set up."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def project_folder() -> Path | None:
    """The clone that this package runs from, or None when it was installed without one."""
    clone = Path(__file__).resolve().parents[3]
    return clone if (clone / "pyproject.toml").is_file() else None
