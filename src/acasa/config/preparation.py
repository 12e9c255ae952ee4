"""Bring the database to what this version of Acasa expects. Django must be set up."""

from __future__ import annotations

from django.core.management import call_command


def migrate(verbosity: int = 0) -> None:
    """Apply what is missing, as the owner. Safe to run again; each migration is one transaction."""
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    call_command("createcachetable", database="owner", verbosity=verbosity)
