"""The office while it is served: what it listens on, and what happens when the machine moves."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from acasa.config import health
from acasa.config.cli import app
from acasa.config.office import certificates, code, keeper, network
from acasa.config.office.keeper import Office
from acasa.config.office.network import Network
from acasa.config.serve import ServeError, Supervisor

HOME = Network(("192.168.1.20", "fd00::2"), ("laptop.local", "laptop"))
SHELTER = Network(("10.0.0.7",), ("laptop.local", "laptop"))
NOWHERE = Network((), ("laptop.local", "laptop"))


class Desk:
    """An office on a machine that can be carried about. The page that lets devices in is only counted."""

    def __init__(self, data: Path, at: Network, **options: Any) -> None:
        self.at = at
        self.said: list[str] = []
        self.started = 0
        (data / "secrets").mkdir(mode=0o700)
        options = {"welcome_port": 0, **options}
        self.office = Office(data, say=self.said.append, look=lambda: self.at, every=0.0, **options)
        self.office.begin()

    def certified(self) -> set[str]:
        held = certificates.server_certificate(self.office.data_dir)
        assert held is not None
        return certificates.named(held)


@pytest.fixture(autouse=True)
def no_names_of_the_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACASA_HOSTS", raising=False)
    monkeypatch.setattr(certificates, "machine_names", lambda: ("laptop.local", "laptop"))


def test_it_listens_on_the_addresses_that_it_names_and_on_no_others(tmp_path: Path) -> None:
    office = Desk(tmp_path, HOME, welcome_port=8080).office
    assert office.urls == ("https://192.168.1.20:8443", "https://laptop.local:8443", "https://[fd00::2]:8443")
    assert office.address.bind == "127.0.0.1:8443,192.168.1.20:8443,[fd00::2]:8443"
    assert office.address.url == "https://192.168.1.20:8443"
    assert office.welcome_address.bind == "127.0.0.1:8080,192.168.1.20:8080,[fd00::2]:8080"
    assert office.environment() == {
        "ACASA_HOSTS": "192.168.1.20,[fd00::2],laptop.local,laptop,localhost,127.0.0.1,[::1]",
        "ACASA_OFFICE": "https://192.168.1.20:8443 https://laptop.local:8443 https://[fd00::2]:8443",
        "ACASA_OFFICE_WELCOME": "http://192.168.1.20:8080",
    }


def test_the_certificate_names_exactly_what_it_is_called(tmp_path: Path) -> None:
    assert Desk(tmp_path, HOME).certified() == set(HOME.hosts)


def test_a_machine_that_moves_is_served_at_its_new_address_and_trusted_as_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path, HOME)
    assert desk.office.authority is not None
    before = desk.office.authority.fingerprint
    assert not desk.office.tick()
    desk.at = SHELTER
    # Once is no proof: a network that settles shows addresses that go again.
    assert not desk.office.tick()
    assert desk.office.tick()
    assert desk.office.address.bind == "127.0.0.1:8443,10.0.0.7:8443"
    assert desk.certified() == set(SHELTER.hosts)
    assert desk.office.authority.fingerprint == before
    assert not desk.office.tick()
    assert desk.said == ["This machine has a new address; the web server is started again for it."]


def test_a_network_that_goes_and_comes_back_interrupts_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path, HOME)
    for at in (NOWHERE, NOWHERE, HOME, HOME):
        desk.at = at
        assert not desk.office.tick()
    assert len(desk.said) == 2
    assert "in no network now" in desk.said[0]
    assert "again" in desk.said[1]
    assert desk.certified() == set(HOME.hosts)


def test_a_web_server_that_died_meanwhile_listens_only_where_the_machine_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path, HOME)
    desk.at = SHELTER
    assert desk.office.take().bind == "127.0.0.1:8443,10.0.0.7:8443"


def test_without_a_network_it_says_so_and_waits(tmp_path: Path) -> None:
    desk = Desk(tmp_path, NOWHERE)
    assert desk.office.address.bind == "127.0.0.1:8443"
    assert desk.office.urls == ("https://localhost:8443",)
    assert "No office network was found" in desk.office.announcement()
    desk.at = HOME
    desk.office.tick()
    assert desk.office.tick()
    assert "https://192.168.1.20:8443" in desk.office.announcement()


def test_the_certificate_is_renewed_while_it_serves(tmp_path: Path) -> None:
    desk = Desk(tmp_path, HOME)
    authority = desk.office.authority
    assert authority is not None
    old = datetime.now(UTC) - certificates.SERVER_LASTS + timedelta(days=5)
    path = tmp_path / "secrets" / certificates.SERVER
    path.unlink()
    certificates.server(tmp_path, authority, HOME.hosts, now=old)
    before = certificates.server_certificate(tmp_path)
    assert before is not None
    # No restart: the web server reads the file at each connection.
    assert not desk.office.tick()
    after = certificates.server_certificate(tmp_path)
    assert after is not None
    assert after.not_valid_after_utc > before.not_valid_after_utc + timedelta(days=100)


def test_what_it_prints_holds_addresses_and_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = Network(HOME.addresses, HOME.names, ("203.0.113.9",))
    office = Desk(tmp_path, at, welcome_port=8080).office
    monkeypatch.setattr(keeper, "_can_draw", lambda: True)
    assert office.authority is not None
    said = office.announcement()
    for url in (*office.urls, "http://192.168.1.20:8080"):
        assert url in said
    assert office.authority.fingerprint in said.replace(" ", "").replace("\n", "")
    assert code.drawing("http://192.168.1.20:8080", office.authority.fingerprint) in said
    assert "203.0.113.9 (--public" in said
    monkeypatch.setattr(keeper, "_can_draw", lambda: False)
    assert "█" not in office.announcement()


def test_names_of_the_administrator_are_served_if_the_office_can_vouch_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACASA_HOSTS", "localhost, acasa.lan,[::1]")
    monkeypatch.setattr(network, "_machine_addresses", lambda: iter(["192.168.1.20"]))
    (tmp_path / "secrets").mkdir(mode=0o700)
    office = Office(tmp_path, welcome_port=0)
    office.begin()
    assert "https://acasa.lan:8443" in office.urls
    monkeypatch.setenv("ACASA_HOSTS", "acasa.example.org")
    office = Office(tmp_path, welcome_port=0)
    with pytest.raises(ServeError, match=r"can't vouch for acasa\.example\.org"):
        office.begin()


def test_public_addresses_are_refused_unless_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ServeError, match="whole internet"):
        Office(tmp_path, host="203.0.113.9")
    (tmp_path / "secrets").mkdir(mode=0o700)
    monkeypatch.setattr(network, "_machine_addresses", lambda: iter(["192.168.1.20", "203.0.113.9"]))
    closed = Office(tmp_path, welcome_port=0)
    assert "203.0.113.9" not in closed.address.bind
    closed.begin()
    # The authority that stands vouches for private addresses; it isn't exchanged behind everybody's back.
    with pytest.raises(ServeError, match=r"can't vouch for 203\.0\.113\.9"):
        Office(tmp_path, welcome_port=0, public=True).begin()
    (tmp_path / "secrets" / certificates.AUTHORITY).unlink()
    opened = Office(tmp_path, welcome_port=0, public=True)
    opened.begin()
    assert "203.0.113.9:8443" in opened.address.bind


def test_a_machine_that_was_given_another_name_goes_by_the_one_that_can_be_vouched_for(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, HOME)
    desk.at = Network(("192.168.1.30",), ("desktop.local", "desktop"))
    desk.office.take()
    assert "desktop.local" in desk.certified()
    assert "desktop" not in desk.certified()


def test_the_page_that_lets_devices_in_gets_no_secret(tmp_path: Path) -> None:
    office = Desk(tmp_path, HOME, welcome_port=8080).office
    given = office._welcome_environment(
        {"PATH": "/bin", "ACASA_PEPPER": "x", "DATABASE_URL": "y", "ACASA_DATA": "z"}, tmp_path / "office"
    )
    assert given == {
        "PATH": "/bin",
        "ACASA_BIND": office.welcome_address.bind,
        "ACASA_PROCESSES": "1",
        "ACASA_THREADS": "4",
        "ACASA_WELCOME": str(tmp_path / "office"),
        "MALLOC_ARENA_MAX": "2",
    }


def test_the_supervisor_loads_no_django_for_it() -> None:
    found = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import sys, acasa.config.office.keeper; print('django' in sys.modules, 'segno' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == ["False", "True"]


def test_check_tells_when_devices_must_be_let_in_anew(tmp_path: Path) -> None:
    assert list(health._office(tmp_path)) == []
    Desk(tmp_path, HOME)
    (fine,) = health._office(tmp_path)
    assert fine.good
    assert "Devices of the office trust its certificate until" in fine.text
    (tmp_path / "secrets" / certificates.AUTHORITY).unlink()
    certificates.authority(
        tmp_path, now=datetime.now(UTC) - certificates.AUTHORITY_LASTS + timedelta(days=100)
    )
    (near,) = health._office(tmp_path)
    assert not near.good
    assert "office-authority.pem" in near.text


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--office", "--host", "203.0.113.9"], "whole internet"),
        (["--office", "--host", "0.0.0.0"], "Leave --host out"),
        (["--public"], "goes with --office"),
    ],
)
def test_what_the_command_refuses_before_it_makes_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], why: str
) -> None:
    monkeypatch.setenv("ACASA_DATA", str(tmp_path / "var"))
    done = CliRunner().invoke(app, ["serve", *options])
    assert isinstance(done.exception, ServeError)
    assert why in str(done.exception)
    assert not (tmp_path / "var").exists()


def test_the_office_makes_its_own_certificate_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACASA_DATA", str(tmp_path / "var"))
    given = tmp_path / "a.pem"
    given.touch()
    done = CliRunner().invoke(app, ["serve", "--office", "--certificate", str(given), "--key", str(given)])
    assert "Give --office" in str(done.exception)


def test_a_taken_welcome_port_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACASA_DATA", str(tmp_path / "var"))
    with socket.socket() as taken, socket.socket() as free:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        office = Office(tmp_path / "var", port, taken.getsockname()[1], "127.0.0.1")
        with pytest.raises(ServeError, match="--welcome-port"):
            Supervisor(office.address, office=office).run()
    assert not (tmp_path / "var").exists()
