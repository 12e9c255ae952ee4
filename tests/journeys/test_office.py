"""The second laptop: `acasa serve --office` as shipped, before a browser that knows nothing of it yet."""

from __future__ import annotations

import base64
import http.client
import os
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization

from acasa.config.office import certificates
from tests.installation import Installation, free_port
from tests.journeys.conftest import CHROMIUM, FLAGS, playwright
from tests.journeys.person import Person


class Office(Installation):
    """An office network that is this machine alone."""

    def start(self) -> None:
        self.plain = free_port()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "acasa.config.cli", "serve", "--office", "--host", "127.0.0.1"),
                    *("--port", str(self.port), "--welcome-port", str(self.plain), "--processes", "1"),
                ],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.until(lambda: "Ctrl-C stops Acasa" in self.said(), "it never answered")

    @property
    def secure(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def welcome(self) -> str:
        return f"http://127.0.0.1:{self.plain}"


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    place = Office()
    try:
        place.start()
        yield place
    finally:
        place.remove()


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)


def ask(link: http.client.HTTPConnection, path: str, **headers: str) -> Answer:
    try:
        link.request("GET", path, headers=headers)
        answer = link.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    finally:
        link.close()


def plainly(office: Office, path: str, **headers: str) -> Answer:
    return ask(http.client.HTTPConnection("127.0.0.1", office.plain, timeout=20), path, **headers)


def securely(office: Office, context: ssl.SSLContext, **headers: str) -> Answer:
    link = http.client.HTTPSConnection("127.0.0.1", office.port, timeout=20, context=context)
    return ask(link, "/sign-in/", **headers)


def trusting(office: Office) -> ssl.SSLContext:
    """A device that trusts what the page for new devices gave it, and nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=plainly(office, "/acasa-office.pem").body.decode())
    return context


def test_what_is_printed_leads_in(office: Office) -> None:
    said = office.said()
    assert re.search(rf"{re.escape(office.secure)}/setup/\S+", said)
    assert f"    {office.welcome}\n" in said
    trusted = certificates.trusted(office.data)
    assert trusted is not None
    assert certificates.fingerprint(trusted) in re.sub(r"\s", "", said)
    for path in (office.data / "secrets").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    assert "PRIVATE" not in "".join(path.read_text("latin-1") for path in (office.data / "office").iterdir())


def test_a_device_that_trusts_the_certificate_reaches_acasa_and_no_other_name_does(office: Office) -> None:
    context = trusting(office)
    answer = securely(office, context)
    assert answer.status == 200
    # A browser that remembered "https only" for localhost would break everything else there.
    assert answer.header("Strict-Transport-Security") is None
    cookies = [text for name, text in answer.headers if name == "Set-Cookie"]
    assert all("Secure" in text for text in cookies)
    assert securely(office, context, Host="evil.example").status == 400
    with pytest.raises(ssl.SSLCertVerificationError):
        securely(office, ssl.create_default_context())


def test_a_browser_warns_before_and_not_after(office: Office) -> None:
    held = certificates.server_certificate(office.data)
    assert held is not None
    public = held.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    digest = hashes.Hash(hashes.SHA256())
    digest.update(public)
    known = base64.b64encode(digest.finalize()).decode()
    with playwright.sync_playwright() as driver:
        stranger = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = stranger.new_page()
        with pytest.raises(playwright.Error, match="ERR_CERT_AUTHORITY_INVALID"):
            page.goto(f"{office.secure}/sign-in/")
        stranger.close()
        # The same as trust in the store: Chromium takes this key for known.
        flags = [*FLAGS, f"--ignore-certificate-errors-spki-list={known}"]
        colleague = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        person = Person(colleague.new_page(), office.secure)
        person.goes_to("/sign-in/")
        assert person.heading == "Sign in"
        person.page_ok()
        first_run = re.search(r"https://[^/\s]+(/setup/\S+)", office.said())
        assert first_run
        person.goes_to(first_run[1])
        kept = {cookie["name"]: cookie for cookie in person.page.context.cookies()}
        assert kept["__Host-acasa"]["secure"]
        assert kept["__Host-acasa"]["domain"] == "127.0.0.1"
        colleague.close()
    # Whose browser it was that did not trust yet stands nowhere.
    assert "Invalid request" not in office.said()


def test_the_page_for_a_new_device_can_be_read_on_a_phone_and_sets_no_cookie(office: Office) -> None:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="ro-MD")
        person = Person(context.new_page(), office.welcome)
        person.goes_to("/")
        assert person.page.get_attribute("html", "lang") == "ro"
        for language in ("English", "Русский", "Română"):
            person.page.get_by_role("link", name=language).click()
            for part in person.page.locator("details").all():
                part.evaluate("part => part.open = true")
            person.complaints.clear()
            # axe runs by itself: the page's own policy allows no script at all.
            person.page_ok()
        with person.page.expect_download() as download:
            person.page.get_by_role("link", name="acasa-office.crt").click()
        content = Path(download.value.path()).read_bytes()
        trusted = certificates.trusted(office.data)
        assert trusted is not None
        assert content == certificates.der(trusted)
        assert person.page.locator(f'a[href="{office.secure}"]').count() == 2
        assert context.cookies() == []
        browser.close()


def test_the_plain_port_leads_to_https(office: Office) -> None:
    answer = plainly(office, "/sign-in/?next=/cases/", Cookie="__Host-acasa=x")
    assert (answer.status, answer.header("Location"), answer.body) == (302, f"{office.secure}/", b"")


def test_the_page_for_new_devices_comes_back_when_it_dies(office: Office) -> None:
    def children() -> list[int]:
        assert office.process is not None
        told = Path(f"/proc/{office.process.pid}/task/{office.process.pid}/children").read_text().split()
        return [
            pid for pid in map(int, told) if b"office.welcome" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    (first,) = children()
    os.kill(first, signal.SIGKILL)
    office.until(lambda: children() not in ([], [first]), "it did not come back")
    office.until(lambda: trusting(office), "it does not answer")
