"""The plain port answers with instructions and the certificate, and with nothing else."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.config.office import certificates, pages
from acasa.config.office.welcome import Welcome, preferred

HOSTS = ["192.168.1.20", "[fd00::2]", "laptop.local", "localhost"]
OPEN = {"/", "/en/", "/ro/", "/ru/", "/style.css", "/acasa-office.crt", "/acasa-office.pem"}


@pytest.fixture
def office(tmp_path: Path, settings: Any) -> certificates.Authority:
    (tmp_path / "secrets").mkdir(mode=0o700)
    made = certificates.authority(tmp_path)
    certificates.server(tmp_path, made, ["192.168.1.20"])
    settings.DATA_DIR = tmp_path
    settings.ACASA_OFFICE = ["https://192.168.1.20:8443", "https://laptop.local:8443"]
    settings.ALLOWED_HOSTS = HOSTS
    return made


@pytest.fixture
def site(tmp_path: Path, office: certificates.Authority) -> Welcome:
    folder = tmp_path / "office"
    folder.mkdir()
    pages.write(folder)
    return Welcome(folder)


def ask(site: Welcome, path: str, method: str = "GET", **more: str) -> tuple[int, dict[str, str], bytes]:
    said: list[Any] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", **more}
    body = b"".join(site(environ, lambda status, headers: said.extend([status, headers])))
    assert len({name for name, _ in said[1]}) == len(said[1])
    return int(said[0].split()[0]), dict(said[1]), body


@pytest.mark.parametrize("path", sorted(OPEN))
def test_what_is_open(site: Welcome, path: str) -> None:
    status, headers, body = ask(site, path)
    assert status == 200
    assert body
    assert "Set-Cookie" not in headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    assert ask(site, path, "HEAD")[2] == b""


def test_the_certificate_is_the_one_to_trust_and_no_key_goes_with_it(
    site: Welcome, office: certificates.Authority
) -> None:
    _, headers, body = ask(site, "/acasa-office.crt")
    assert headers["Content-Type"] == "application/x-x509-ca-cert"
    assert hashlib.sha256(body).hexdigest().upper() == office.fingerprint
    assert ask(site, "/acasa-office.pem")[2] == certificates.pem(office.certificate)
    for path in OPEN:
        assert b"PRIVATE" not in ask(site, path)[2]


def test_the_page_says_where_to_go_and_not_the_fingerprint(
    site: Welcome, office: certificates.Authority
) -> None:
    _, _, body = ask(site, "/en/")
    text = body.decode()
    assert 'href="https://192.168.1.20:8443"' in text
    # Whoever changes the certificate on its way would change this as well.
    digits = re.sub(r"[^0-9A-F]", "", text.upper())
    assert office.fingerprint not in digits
    assert office.fingerprint[:16] not in digits
    assert "<script" not in text
    assert "<form" not in text


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_everything_else_leads_to_https_and_takes_nothing_along(path: str) -> None:
    site = Welcome.__new__(Welcome)
    site.home, site.port = "https://192.168.1.20:8443", 8443
    site.hosts, site.pages, site.files, site.languages = frozenset(HOSTS), {}, {}, ["en"]
    status, headers, body = ask(site, f"/{path}", HTTP_HOST="evil.example:8080")
    assert (status, headers["Location"], body) == (302, "https://192.168.1.20:8443/", b"")


@pytest.mark.parametrize(
    "path",
    ["/sign-in/", "/join/secret/", "/static/acasa/acasa.css", "/en", "/en/x", "/about.json", "/../secrets/pepper",
     "/office-authority.pem", "//evil.example/", "/favicon.ico"],
)  # fmt: skip
def test_pages_of_acasa_are_not_here(site: Welcome, path: str) -> None:
    status, headers, body = ask(site, path, HTTP_HOST="laptop.local:8080", HTTP_COOKIE="__Host-acasa=x")
    assert (status, body) == (302, b"")
    assert headers["Location"] == "https://laptop.local:8443/"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("host", "location"),
    [
        ("192.168.1.20:8080", "https://192.168.1.20:8443/"),
        ("[fd00::2]:8080", "https://[fd00::2]:8443/"),
        ("LAPTOP.local", "https://laptop.local:8443/"),
        ("evil.example", "https://192.168.1.20:8443/"),
        ("laptop.local:8080@evil.example", "https://192.168.1.20:8443/"),
        ("", "https://192.168.1.20:8443/"),
    ],
)
def test_it_leads_only_to_this_office(site: Welcome, host: str, location: str) -> None:
    assert ask(site, "/x", HTTP_HOST=host)[1]["Location"] == location


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH"])
def test_nothing_can_be_sent(site: Welcome, method: str) -> None:
    status, headers, body = ask(site, "/", method)
    assert (status, headers["Allow"], body) == (405, "GET, HEAD", b"")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ro-MD,ro;q=0.9,en;q=0.8", "ro"),
        ("ru", "ru"),
        ("de,en;q=0.5", "en"),
        ("en;q=0.1,ru;q=0.9", "ru"),
        ("de", "en"),
        ("", "en"),
        ("ro;q=x,ru", "ru"),
        ("*", "en"),
    ],
)
def test_the_language_of_the_device(site: Welcome, header: str, language: str) -> None:
    assert preferred(header, ["en", "ro", "ru"]) == language
    _, headers, body = ask(site, "/", HTTP_ACCEPT_LANGUAGE=header)
    assert headers["Content-Language"] == language
    assert f'<html lang="{language}"'.encode() in body
