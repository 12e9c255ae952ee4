"""The office on the page "Safe keeping", the sheet to print, and links that lead other devices here."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from acasa.accounts import pictures
from acasa.accounts.views.colleagues import _from_elsewhere
from acasa.audit.models import Entry
from acasa.config.backup import create
from acasa.config.office import certificates, code
from acasa.core.scope import scoped
from acasa.vault.testing import Cast, Colleague, cast, cheap_passwords  # noqa: F401

WELCOME = "http://192.168.1.20:8080"
URLS = ["https://192.168.1.20:8443", "https://laptop.local:8443"]


@pytest.fixture
def browser(cast: Cast, settings: Any) -> Callable[[Colleague], Client]:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False

    def signed_in(colleague: Colleague) -> Client:
        client = Client()
        answer = client.post("/sign-in/", {"email": colleague.email, "password": colleague.password})
        assert answer.status_code == 302
        return client

    return signed_in


@pytest.fixture
def office(tmp_path: Path, settings: Any) -> certificates.Authority:
    """This server serves an office network."""
    (tmp_path / "secrets").mkdir(mode=0o700)
    made = certificates.authority(tmp_path)
    certificates.server(tmp_path, made, ["192.168.1.20", "laptop.local", "localhost"])
    settings.DATA_DIR = tmp_path
    settings.ACASA_OFFICE = URLS
    settings.ACASA_OFFICE_WELCOME = WELCOME
    return made


def test_a_key_keeper_sees_addresses_fingerprint_and_code(
    browser: Callable[[Colleague], Client], cast: Cast, office: certificates.Authority
) -> None:
    page = browser(cast.alina).get("/safe-keeping/").content.decode()
    for url in (*URLS, WELCOME):
        assert f'href="{url}"' in page
    for row in code.rows(office.fingerprint):
        assert f"<code>{row}</code>" in page
    picture = pictures.qr_data_uri(f"{WELCOME}/#sha256={office.fingerprint}")
    assert picture in page.replace("&amp;", "&").replace("&#x27;", "'")
    assert "acasa serve --office" not in page


def test_without_an_office_it_says_how_to_have_one(
    browser: Callable[[Colleague], Client], cast: Cast, settings: Any
) -> None:
    alina = browser(cast.alina)
    assert b"acasa serve --office" in alina.get("/safe-keeping/").content
    settings.ACASA_HTTPS = True
    assert b'id="office"' not in alina.get("/safe-keeping/").content
    assert alina.get("/office/sheet/en/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
def test_the_sheet_is_one_page_and_the_record_tells_of_it(
    browser: Callable[[Colleague], Client], cast: Cast, office: certificates.Authority, language: str
) -> None:
    answer = browser(cast.alina).get(f"/office/sheet/{language}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert re.findall(rb"/Count (\d+)", answer.content) == [b"1"]
    with scoped(cast.org.id):
        assert Entry.objects.filter(verb="office.sheet", outcome="done").count() == 1


def test_nobody_but_key_keepers_gets_the_sheet(
    browser: Callable[[Colleague], Client], cast: Cast, office: certificates.Authority
) -> None:
    for colleague in (cast.boris, cast.carmen, cast.dan):
        assert browser(colleague).get("/office/sheet/en/").status_code == 404
    assert Client().get("/office/sheet/en/").status_code == 302
    assert browser(cast.alina).get("/office/sheet/de/").status_code == 404
    assert browser(cast.alina).post("/office/sheet/en/").status_code == 405


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("localhost:8443", "https://192.168.1.20:8443/join/x/"),
        ("127.0.0.1:8443", "https://192.168.1.20:8443/join/x/"),
        ("laptop.local:8443", "https://laptop.local:8443/join/x/"),
    ],
)
def test_a_link_for_a_colleague_leads_other_devices_here(
    rf: Any, settings: Any, office: certificates.Authority, host: str, url: str
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "laptop.local"]
    assert _from_elsewhere(rf.get("/", secure=True, HTTP_HOST=host), "/join/x/") == url
    settings.ACASA_OFFICE = []
    assert _from_elsewhere(rf.get("/", secure=True, HTTP_HOST=host), "/join/x/") == f"https://{host}/join/x/"


def test_a_backup_takes_no_key_of_the_office_along() -> None:
    """Whoever restores elsewhere gets a new authority: a stolen machine's must not go on being trusted."""
    assert set(create.secrets_kept()) == {"pepper", "audit_key", "django_secret_key"}
    for path in Path(create.__file__).parent.glob("*.py"):
        assert "office" not in path.read_text(encoding="utf-8"), path
