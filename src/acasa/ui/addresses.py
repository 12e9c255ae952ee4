"""Addresses of pages. A page of a case says a hundred of them, and Django asks for the language three times for each.

All of ours name what they are about by random ids, so the address of one shows where the ids of every other stand.
"""

from __future__ import annotations

import uuid
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, reverse


def address(name: str, *ids: UUID) -> str:
    """The address of a page by its url name and the ids in it. Raises NoReverseMatch as `reverse` does."""
    return _shape(settings.ROOT_URLCONF, get_script_prefix(), name, len(ids)).format(*ids)


@lru_cache(4096)
def _shape(_urlconf: str, _prefix: str, name: str, count: int) -> str:
    marks = [uuid.uuid4() for _each in range(count)]
    shape = reverse(name, args=marks).replace("{", "{{").replace("}", "}}")
    for number, mark in enumerate(marks):
        shape = shape.replace(str(mark), f"{{{number}}}")
    return shape
