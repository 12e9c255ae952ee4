"""Entries of menus. Slices offer callables `request -> Item | None`, settings list them (`ACASA_NAVIGATION`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch

from acasa.ui.addresses import address


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: words, address, whether it is where we are, and how many wait there (None hides the number)."""

    label: Any
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together: the one that stands for them, and each of them."""

    item: Item
    items: list[Item]


def link(
    request: HttpRequest, label: Any, url_name: str, *, within: str = "", count: int | None = None
) -> Item | None:
    """An Item for a url name, or None when that name isn't installed.

    `within` is a comma-separated list of url names ("cases:list") or namespaces ("cases") which count as being here;
    without it only the url name itself does.
    """
    try:
        url = address(url_name)
    except NoReverseMatch:
        return None
    match = getattr(request, "resolver_match", None)
    here = {name.strip() for name in (within or url_name).split(",")}
    current = match is not None and (match.view_name in here or ":".join(match.namespaces) in here - {""})
    return Item(label, url, current, count)
