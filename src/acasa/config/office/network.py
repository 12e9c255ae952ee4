"""The machine's names and addresses in the office: which of them colleagues may use. No Django.

Addresses of an office network are private ones. An address that the whole internet may reach is left out unless
asked for, and so are tunnels and the bridges of containers and virtual machines.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import ipaddress
import re
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7")
)
"""Networks that no router of the internet carries: RFC 1918, RFC 3927 (two laptops and a cable), RFC 4193."""

LOOPBACK = ("127.0.0.1", "::1")
NAMES_AT_HOME = ("local", "localhost", "lan", "home", "home.arpa", "internal")
"""Endings that belong to no website: RFC 6762, RFC 8375, and what routers hand out."""

_UP, _LOOPBACK, _POINT_TO_POINT = 0x1, 0x8, 0x10
_TEMPORARY, _DEPRECATED, _TENTATIVE = 0x01, 0x20, 0x40
_VIRTUAL = re.compile(r"(docker|br-|veth|virbr|lxc|lxd|vmnet|vboxnet|podman|cni)")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class Network:
    """How the machine is reached now: addresses in the order in which people should try them."""

    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    # Addresses that were left out because the whole internet may reach them.
    public: tuple[str, ...] = field(default=(), compare=False)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Everything that a browser may call it by, this machine's own names for itself at the end."""
        known = (*self.addresses, *self.names, "localhost", *LOOPBACK)
        return tuple(dict.fromkeys(known))


def is_private(address: str) -> bool:
    """Whether only an office can reach it."""
    parsed = ipaddress.ip_address(address)
    return any(parsed in network for network in PRIVATE if network.version == parsed.version)


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach it."""
    return ipaddress.ip_address(address).is_loopback


def look(host: str = "", *, public: bool = False, also: tuple[str, ...] = ()) -> Network:
    """The machine's addresses now, or the one chosen with ``host``; ``also``: further names for it.

    Raises ValueError with a sentence when the chosen address can't be one of an office.
    """
    names = (*machine_names(), *also)
    if host:
        chosen = _chosen(host)
        if not (is_private(chosen) or is_loopback(chosen) or public):
            raise ValueError(
                f"The whole internet may reach {chosen}. An office network has addresses of its own "
                "(192.168…, 10…, fd…). Add --public if you mean it, better with a certificate of a public "
                "authority (--certificate, --key)."
            )
        return Network((chosen,), names)
    found = list(dict.fromkeys(_machine_addresses()))
    kept = [address for address in found if public or is_private(address)]
    return Network(in_order(kept, _preferred()), names, tuple(a for a in found if a not in kept))


def in_order(addresses: list[str], preferred: str) -> tuple[str, ...]:
    """The address of the way out first, then short before long: IPv4 can be typed on a phone."""

    def rank(address: str) -> tuple[bool, bool, bool]:
        parsed = ipaddress.ip_address(address)
        return address != preferred, parsed.version == 6, parsed.is_link_local

    return tuple(sorted(addresses, key=rank))


def machine_names(hostname: str | None = None) -> tuple[str, ...]:
    """``laptop.local``, which most systems find by multicast DNS, and ``laptop``; none without a proper name."""
    label = (socket.gethostname() if hostname is None else hostname).split(".")[0].lower()
    if label == "localhost" or not _LABEL.fullmatch(label):
        return ()
    return f"{label}.local", label


def url(host: str, port: int, scheme: str = "https") -> str:
    """An address to open in a browser."""
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{port}"


def _chosen(host: str) -> str:
    if host == "localhost":
        return LOOPBACK[0]
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        raise ValueError(f"--host must be an address of this machine in numbers, not {host}.") from None
    if parsed.is_unspecified:
        raise ValueError("Leave --host out: --office listens on every private address of this machine.")
    return str(parsed)


def _preferred() -> str:
    """The address from which this machine would go out; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("198.51.100.1", 9))
            return str(probe.getsockname()[0])
    except OSError:
        return ""


class _Ifaddrs(ctypes.Structure):
    pass


_Ifaddrs._fields_ = [
    ("next", ctypes.POINTER(_Ifaddrs)),
    ("name", ctypes.c_char_p),
    ("flags", ctypes.c_uint),
    ("address", ctypes.c_void_p),
    ("netmask", ctypes.c_void_p),
    ("other", ctypes.c_void_p),
    ("data", ctypes.c_void_p),
]


def _machine_addresses() -> Iterator[str]:
    """Addresses of all networks that the machine is in, through getifaddrs(3)."""
    library = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    first = ctypes.POINTER(_Ifaddrs)()
    if library.getifaddrs(ctypes.byref(first)) != 0:
        return
    unsteady = _unsteady()
    try:
        entry = first
        while entry:
            now = entry.contents
            entry = now.next
            if not now.address or not usable(now.name.decode(errors="replace"), now.flags):
                continue
            address = _address(now.address)
            if address and not ipaddress.ip_address(address).is_loopback and address not in unsteady:
                yield address
    finally:
        library.freeifaddrs(first)


def usable(name: str, flags: int) -> bool:
    """Whether an interface leads to an office: up, and neither a loop, a tunnel nor a virtual machine's bridge."""
    return bool(flags & _UP) and not flags & (_LOOPBACK | _POINT_TO_POINT) and not _VIRTUAL.match(name)


def _address(pointer: int) -> str:
    # Linux: two bytes of family. BSD and macOS: length, then one byte of family.
    head = ctypes.string_at(pointer, 2)
    family = int.from_bytes(head, sys.byteorder) if sys.platform == "linux" else head[1]
    if family == socket.AF_INET:
        return socket.inet_ntop(family, ctypes.string_at(pointer + 4, 4))
    if family == socket.AF_INET6:
        text = socket.inet_ntop(family, ctypes.string_at(pointer + 8, 16))
        # An address of one cable only means something together with the reader's own interface.
        return "" if ipaddress.ip_address(text).is_link_local else text
    return ""


def _unsteady(table: Path = Path("/proc/net/if_inet6")) -> frozenset[str]:
    """IPv6 addresses that change by the day, go away, or can't be used yet. Linux tells."""
    try:
        lines = table.read_text(encoding="ascii").splitlines()
    except OSError:
        return frozenset()
    rows = (line.split() for line in lines)
    return frozenset(
        str(ipaddress.IPv6Address(bytes.fromhex(row[0])))
        for row in rows
        if len(row) >= 5 and int(row[4], 16) & (_TEMPORARY | _DEPRECATED | _TENTATIVE)
    )
