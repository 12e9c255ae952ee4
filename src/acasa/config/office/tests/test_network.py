"""Which addresses of a machine are an office's, and in which order people see them."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.config.office import network
from acasa.config.office.network import Network

UP, LOOPBACK, TUNNEL = 0x1, 0x8, 0x10


@pytest.mark.parametrize("address", ["192.168.1.20", "10.0.0.4", "172.31.9.9", "169.254.3.4", "fd12::7"])
def test_addresses_of_an_office(address: str) -> None:
    assert network.is_private(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "172.32.0.1", "192.169.0.1", "100.64.0.9", "2001:db8::1", "::ffff:10.0.0.1", "127.0.0.1"],
)
def test_other_addresses(address: str) -> None:
    assert not network.is_private(address)


@given(st.ip_addresses())
def test_no_address_is_both_private_and_of_the_internet(address: object) -> None:
    assert not (network.is_private(str(address)) and address.is_global)  # type: ignore[attr-defined]


def machine(monkeypatch: pytest.MonkeyPatch, *addresses: str, preferred: str = "") -> None:
    monkeypatch.setattr(network, "_machine_addresses", lambda: iter(addresses))
    monkeypatch.setattr(network, "_preferred", lambda: preferred)
    monkeypatch.setattr(socket, "gethostname", lambda: "Laptop.ngo.example")


def test_the_way_out_comes_first_and_what_the_internet_reaches_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine(
        monkeypatch,
        *("fd00::5", "169.254.8.8", "10.1.1.1", "192.168.1.20", "203.0.113.9", "2001:db8::5"),
        preferred="192.168.1.20",
    )
    found = network.look()
    assert found.addresses == ("192.168.1.20", "10.1.1.1", "169.254.8.8", "fd00::5")
    assert found.names == ("laptop.local", "laptop")
    assert found.public == ("203.0.113.9", "2001:db8::5")
    assert found.hosts == (*found.addresses, "laptop.local", "laptop", "localhost", "127.0.0.1", "::1")
    assert network.look(public=True).addresses[-2:] == ("fd00::5", "2001:db8::5")
    assert not network.look(public=True).public


def test_a_chosen_address(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, "192.168.1.20", "10.1.1.1")
    assert network.look("10.1.1.1").addresses == ("10.1.1.1",)
    assert network.look("localhost").addresses == ("127.0.0.1",)
    assert network.look("203.0.113.9", public=True).addresses == ("203.0.113.9",)
    for refused, why in {
        "203.0.113.9": "whole internet",
        "laptop": "in numbers",
        "0.0.0.0": "Leave --host out",
        "::": "Leave --host out",
    }.items():
        with pytest.raises(ValueError, match=why):
            network.look(refused)


@pytest.mark.parametrize(
    ("hostname", "names"),
    [
        ("laptop", ("laptop.local", "laptop")),
        ("DESKTOP-7Q", ("desktop-7q.local", "desktop-7q")),
        ("localhost", ()),
        ("localhost.localdomain", ()),
        ("my_laptop", ()),
        ("ноутбук", ()),
        ("", ()),
    ],
)
def test_names(hostname: str, names: tuple[str, ...]) -> None:
    assert network.machine_names(hostname) == names


def test_tunnels_and_bridges_of_containers_are_no_office() -> None:
    assert network.usable("wlan0", UP)
    assert network.usable("enp3s0", UP)
    assert not network.usable("wlan0", 0)
    assert not network.usable("lo", UP | LOOPBACK)
    assert not network.usable("wg0", UP | TUNNEL)
    for bridge in ("docker0", "br-1f2e", "veth12", "virbr0", "vmnet8"):
        assert not network.usable(bridge, UP)


def test_addresses_of_a_day_are_left_out(tmp_path: Path) -> None:
    table = tmp_path / "if_inet6"
    table.write_text(
        "fd000000000000000000000000000002 04 40 00 80     eth0\n"
        "fd000000000000000000000000000003 04 40 00 01     eth0\n"
        "fd000000000000000000000000000004 04 40 00 40     eth0\n"
        "fd000000000000000000000000000005 04 40 00 20     eth0\n"
    )
    assert network._unsteady(table) == {"fd00::3", "fd00::4", "fd00::5"}
    assert network._unsteady(tmp_path / "none") == frozenset()


def test_this_machine_is_read_without_a_mistake() -> None:
    """Whatever networks the machine has: each address found can be bound to here."""
    for address in network._machine_addresses():
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))


def test_addresses_to_open() -> None:
    assert network.url("192.168.1.20", 8443) == "https://192.168.1.20:8443"
    assert network.url("fd00::2", 8080, "http") == "http://[fd00::2]:8080"
    assert Network().hosts == ("localhost", "127.0.0.1", "::1")
