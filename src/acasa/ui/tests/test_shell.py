"""Shells, context processor and gallery."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

from acasa.ui import context, views
from acasa.ui.navigation import Item, link

STATIC = Path(__file__).resolve().parents[1] / "static" / "acasa"
SHELLS = [
    "ui/base.html",
    "ui/app.html",
    "ui/plain.html",
    "ui/public.html",
    "400.html",
    "403.html",
    "404.html",
    "500.html",
]
ACTOR = SimpleNamespace(display_name="Ana", organisation_name="Centre", idle_minutes=7)


@pytest.fixture(autouse=True)
def only_our_own_menus(settings: object) -> None:
    """What other slices put into the menus is theirs to test."""
    settings.ACASA_NAVIGATION = settings.ACASA_ACCOUNT_MENU = ()
    settings.ACASA_ORGANISATION_NAME = ""


def menu_here(request: object) -> Item:
    return Item("Here", "/here/", True, 3)


def menu_nothing(request: object) -> None:
    return None


def request_for(actor: object = None, path: str = "/components/") -> object:
    request = RequestFactory().get(path)
    if actor:
        request.actor = actor
    return request


@pytest.mark.parametrize("name", SHELLS)
def test_shells_need_no_context_and_obey_the_policy(name: str) -> None:
    html = render_to_string(name, {})
    assert html.startswith("<!doctype html>")
    assert 'lang="en" dir="ltr"' in html
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert " style=" not in html
    assert not re.search(r"(src|<link[^>]* href)=\"https?:", html)
    assert 'id="main-content"' in html


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_speak_without_a_database(name: str, settings: object) -> None:
    html = render_to_string(name)
    assert "<h1>" in html
    assert 'href="/"' in html


def test_right_to_left_is_said() -> None:
    with translation.override("ar"):
        assert 'lang="ar" dir="rtl"' in render_to_string("ui/base.html", {})


def test_a_form_with_errors_says_so_in_the_title() -> None:
    html = render_to_string("ui/base.html", {"form": SimpleNamespace(errors={"x": ["y"]})})
    assert "<title>Error: Acasa" in html


def test_visitor_has_nothing_to_lock() -> None:
    given = context.shell(request_for())
    assert given["signed_in"] is False
    assert given["idle_minutes"] == 0
    assert str(given["organisation_name"]) == ""
    html = render_to_string("ui/app.html", given)
    assert "data-lock-url" not in html
    assert "acasa-lock" not in html


@override_settings(
    ACASA_DEMO=True,
    ACASA_NAVIGATION=["acasa.ui.tests.test_shell.menu_here", "acasa.ui.tests.test_shell.menu_nothing"],
    ACASA_ACCOUNT_MENU=[],
)
def test_worker_sees_her_house() -> None:
    given = context.shell(request_for(ACTOR))
    html = render_to_string("ui/app.html", {**given, "csrf_token": "tok"})
    assert 'data-idle-minutes="7"' in html
    assert 'data-csrf="tok"' in html
    assert "fictional" in html
    assert '<a href="/here/" aria-current="page">Here <span class="acasa-count">3</span></a>' in html
    assert len(given["navigation"]) == 1


@override_settings(ACASA_NAVIGATION=["acasa.ui.tests.test_shell.no_such_thing"])
def test_menus_cost_nothing_until_shown() -> None:
    context.shell(request_for(ACTOR))  # would raise ImportError if it looked


def test_languages_are_offered_once_each_with_the_present_one_marked() -> None:
    with translation.override("ro"):
        offered = list(context.shell(request_for())["languages"])
    assert [entry["code"] for entry in offered if entry["current"]] == ["ro"]
    assert len({entry["short"] for entry in offered}) == len(offered)


def test_link_is_none_for_what_is_not_installed() -> None:
    assert link(request_for(), "X", "no_such:name") is None
    found = link(request_for(), "Components", "ui:components")
    assert found is not None
    assert found.url.endswith("/components/")


@override_settings(ACASA_COMPONENTS=False)
def test_gallery_is_shut_by_default() -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        views.gallery(request_for())
    with pytest.raises(Http404):
        views.sample(request_for(), "form")


@override_settings(ACASA_COMPONENTS=True)
def test_gallery_shows_every_component() -> None:
    shown = "".join(
        path.read_text() for path in sorted((STATIC.parents[1] / "templates" / "ui").glob("**/*.html"))
    )
    from acasa.ui.templatetags.ui import register

    unused = {name for name in register.tags if not re.search(r"{% " + name + r"\b", shown)}
    assert unused <= {
        "asset",
        "post_button",
        "fieldset",
        "field",
    }  # the form shows fields and fieldsets by `form_body`


@override_settings(ACASA_COMPONENTS=True)
@pytest.mark.parametrize("name", views.SAMPLES)
def test_samples_render(name: str) -> None:
    html = views.sample(request_for(ACTOR), name).content.decode()
    assert "</html>" in html


@override_settings(ACASA_COMPONENTS=True)
def test_ids_are_unique_on_the_gallery() -> None:
    html = views.gallery(request_for(ACTOR)).content.decode()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'(?:for|aria-labelledby|data-dialog)="([^"]+)"', html):
        assert target in ids


def test_built_files_keep_their_limits() -> None:
    css = (STATIC / "acasa.css").read_text()
    script = (STATIC / "acasa.js").read_text()
    assert len(css.encode()) < 120_000
    assert "url(" not in css.replace("url(data:", "")
    assert "GDS Transport" not in css
    assert not re.search(r"[{;](margin|padding|border)-(left|right):", css)
    assert not re.search(r"\b(localStorage|sessionStorage|indexedDB|document\.cookie|eval)\b", script)
    assert "htmx.org 4." in (STATIC / "LICENCES.txt").read_text()
