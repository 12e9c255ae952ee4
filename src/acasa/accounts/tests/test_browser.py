"""In a real browser: a security key, locking in place with the typed text kept, and every page under axe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acasa.accounts.tests.helpers import code_now, give_app
from acasa.vault.testing import PASSWORD, Cast

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = "/usr/bin/chromium"
AXE = Path(__file__).resolve().parents[4] / "tests" / "journeys" / "vendor" / "axe.min.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 320, "height": 640}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium here"),
]


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    # The browser's own loop runs in this thread; the tests use the database beside it.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        made = chromium.new_context(viewport=PHONE)
        made.set_default_timeout(15_000)
        yield made
        chromium.close()


def enter(page: Any, base: str, email: str, secret: bytes) -> None:
    page.goto(f"{base}/sign-in/")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("[name=code]", code_now(secret))
    page.click("main button[type=submit]")
    page.wait_for_url(f"{base}/")


def check(page: Any) -> None:
    """No sideways scrolling on a phone, and nothing that axe finds."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        page.url
    )
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == [], page.url


def test_pages_are_accessible_and_break_no_policy(cast: Cast, live_server: Any, context: Any) -> None:
    base = live_server.url
    page = context.new_page()
    violations: list[str] = []
    page.on("console", lambda m: violations.append(m.text) if "Content Security Policy" in m.text else None)
    page.on("pageerror", lambda error: violations.append(str(error)))
    for address in ("/sign-in/", "/forgot/", "/forgot/card/", "/forgot/kit/", "/join/none/"):
        page.goto(base + address)
        check(page)
    enter(page, base, cast.alina.email, give_app(cast.alina.user))
    boris = cast.boris.user.id
    for address in (
        "/account/",
        "/account/password/",
        "/account/card/",
        "/account/codes/",
        "/account/restore/",
        "/account/second-factor/",
        "/account/second-factor/app/",
        "/account/second-factor/key/",
        "/colleagues/",
        "/colleagues/invite/",
        "/colleagues/team/",
        "/colleagues/waiting/",
        f"/colleagues/{boris}/",
        f"/colleagues/{boris}/change/",
        f"/colleagues/{boris}/reset/",
        "/safe-keeping/",
        "/kit/try/",
        "/kit/new/",
        "/next/",
    ):
        page.goto(base + address)
        check(page)
    assert violations == []


def test_a_security_key_in_the_browser(cast: Cast, live_server: Any, context: Any) -> None:
    base = live_server.url
    page = context.new_page()
    enter(page, base, cast.boris.email, give_app(cast.boris.user))
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{base}/account/second-factor/key/")
    page.fill("[name=name]", "blue key")
    page.click("[data-webauthn-button]")
    page.wait_for_url(f"{base}/account/")
    assert "blue key" in page.content()
    context.clear_cookies()
    page.goto(f"{base}/sign-in/")
    page.fill("[name=email]", cast.boris.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.click("[data-webauthn-button]")
    page.wait_for_url(f"{base}/")


def test_locking_keeps_the_page_and_what_was_typed(cast: Cast, live_server: Any, context: Any) -> None:
    base = live_server.url
    page = context.new_page()
    enter(page, base, cast.boris.email, give_app(cast.boris.user))
    page.goto(f"{base}/account/password/")
    page.fill("[name=old_password]", "typed before locking")
    page.click("form[data-lock] button")
    page.wait_for_selector("#acasa-lock[open]")
    page.fill("#acasa-lock-password", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("#acasa-lock-error:not([hidden])")
    page.fill("#acasa-lock-password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#acasa-lock[open]", state="detached")
    assert page.input_value("[name=old_password]") == "typed before locking"


def test_without_script_a_locked_form_goes_on(cast: Cast, live_server: Any, context: Any) -> None:
    base = live_server.url
    secret = give_app(cast.alina.user)
    plain = context.browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    enter(page, base, cast.alina.email, secret)
    page.goto(f"{base}/colleagues/team/")
    other = plain.new_page()
    other.goto(f"{base}/account/")
    other.locator("form[data-lock] button").click()
    page.fill("[name=name]", "Night watch")
    page.click("main button[type=submit]")
    page.fill("[name=acasa_password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{base}/colleagues/")
    assert "Night watch" in page.content()
    plain.close()
