"""Fixtures of the slice: the cast, and a browser that is signed in."""

from __future__ import annotations

from acasa.vault.testing import cast, cheap_passwords  # noqa: F401
