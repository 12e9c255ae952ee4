"""Bring the database to what this version of Acasa expects. Django must be set up."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.core.management import call_command


def migrate(verbosity: int = 0) -> None:
    """Apply what is missing, as the owner. Safe to run again; each migration is one transaction."""
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    call_command("createcachetable", database="owner", verbosity=verbosity)


def setup_url(base: str) -> str | None:
    """The link of the first run, under the address ``base``; None when the organisation is set up."""
    setup = import_module("acasa.accounts.setup") if find_spec("acasa.accounts.setup") else None
    found: str | None = setup.setup_url(base) if setup else None
    return found
