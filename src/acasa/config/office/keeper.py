"""What ``acasa serve --office`` does beside the web server. No Django: the supervisor stays small.

It looks up how the machine is reached, keeps the certificate in step with it, runs the page that lets devices in,
and says when the web server must be started anew because the machine has moved to another network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from acasa.config.office import certificates, code, network
from acasa.config.office.network import Network
from acasa.config.serve import Address, ServeError

HTTPS_PORT = 8443
WELCOME_PORT = 8080
LOOK_EVERY = 5.0
AGAIN = 10.0
"""Seconds before the page that lets devices in is started again."""

# All that the welcome page's process gets of our own environment, which may hold secrets.
PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


@dataclass
class Office:
    """An office network that this machine serves."""

    data_dir: Path
    port: int = HTTPS_PORT
    welcome_port: int = WELCOME_PORT
    host: str = ""
    public: bool = False
    say: Callable[[str], None] = print
    # For tests: the machine's addresses, and how often it is looked.
    look: Callable[[], Network] | None = None
    every: float = LOOK_EVERY
    network: Network = field(init=False)
    authority: certificates.Authority | None = field(init=False, default=None)
    _seen: Network | None = field(init=False, default=None)
    _looked: float = field(init=False, default=0.0)
    _away: bool = field(init=False, default=False)
    _welcome: subprocess.Popen[bytes] | None = field(init=False, default=None)
    _started: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.network = self._find()
        self._away = not self.network.addresses

    @property
    def address(self) -> Address:
        """Where the web server listens: this machine itself, and each of its addresses in the office."""
        file = self.data_dir / certificates.FOLDER / certificates.SERVER
        return Address(network.LOOPBACK[0], self.port, file, file, self._others(), self.urls[0])

    @property
    def welcome_address(self) -> Address:
        """Where the page that lets devices in listens."""
        return Address(network.LOOPBACK[0], self.welcome_port, also=self._others())

    @property
    def urls(self) -> tuple[str, ...]:
        """Addresses to open, the best one first: numbers work everywhere, a name is easier to keep."""
        first, rest = self.network.addresses[:1], self.network.addresses[1:]
        names = [name for name in self.network.names if "." in name] if first else []
        return tuple(network.url(h, self.port) for h in (*first, *names, *rest)) or (
            network.url("localhost", self.port),
        )

    @property
    def welcome_url(self) -> str:
        """The page that lets devices in; empty when there is none."""
        if not self.welcome_port:
            return ""
        first = self.network.addresses[0] if self.network.addresses else "localhost"
        return network.url(first, self.welcome_port, "http")

    def begin(self) -> None:
        """Make or renew the certificate for the addresses of now. Raises ServeError or SecretsError."""
        self.authority = certificates.authority(self.data_dir, public=self.network.addresses)
        unknown = [host for host in self.network.hosts if not self.authority.vouches_for(host)]
        for host in unknown:
            if host not in self.network.names or host in _administrators():
                raise ServeError(
                    f"The office's certificate can't vouch for {host}, only for private addresses and for names "
                    "that end in "
                    + ", ".join(f".{end}" for end in network.NAMES_AT_HOME)
                    + ". Use a certificate "
                    "of a public authority (--certificate, --key), or, for a public address, move "
                    f"{self.data_dir / certificates.FOLDER / certificates.AUTHORITY} away: a new one is made, and "
                    "every device must be let in anew."
                )
        names = tuple(name for name in self.network.names if name not in unknown)
        self.network = Network(self.network.addresses, names, self.network.public)
        certificates.server(self.data_dir, self.authority, self.network.hosts)

    def environment(self) -> dict[str, str]:
        """What the web server must know."""
        hosts = [f"[{host}]" if ":" in host else host for host in self.network.hosts]
        return {
            "ACASA_HOSTS": ",".join(hosts),
            "ACASA_OFFICE": " ".join(self.urls),
            "ACASA_OFFICE_WELCOME": self.welcome_url,
        }

    def announcement(self) -> str:
        """What to print when pages are served."""
        assert self.authority is not None
        print_ = self.authority.fingerprint
        if not self.network.addresses:
            said = [
                f"No office network was found, so only this machine can open {self.urls[0]}.",
                "As soon as it joins one, the address for the others is printed here.",
            ]
            return "\n".join([*said, *self._left_out(), *_fingerprint(print_)])
        said = ["Acasa is open to the office network:", *(f"    {found}" for found in self.urls)]
        said += self._left_out()
        if self.welcome_url:
            said += [
                "To let in a laptop or a phone: scan this, or open there",
                f"    {self.welcome_url}",
            ]
            if _can_draw():
                said += ["", code.drawing(self.welcome_url, print_)]
        said += [*_fingerprint(print_), "Ctrl-C stops Acasa."]
        return "\n".join(said)

    def tick(self) -> bool:
        """Look after everything; True when the web server must be started anew, under other addresses."""
        now = time.monotonic()
        if now - self._looked < self.every:
            return False
        self._looked = now
        self._keep_welcome()
        self._renew()
        found = self._find()
        if bool(found.addresses) == self._away and self.network.addresses:
            self._away = not found.addresses
            self.say(
                "This machine is in no network now; the others can't reach Acasa."
                if self._away
                else "This machine is in the network again."
            )
        news = set(found.addresses) - set(self.network.addresses)
        # Seen twice: an address that comes and goes while the network settles is none.
        settled = self._seen == found
        self._seen = found
        if not (news and settled):
            return False
        self.say("This machine has a new address; the web server is started again for it.")
        self.take(found)
        return True

    def take(self, found: Network | None = None) -> Address:
        """Serve the addresses of now from here on."""
        found = found or self._find()
        if found.addresses != self.network.addresses or self.authority is None:
            self.network = found
            self._away = not found.addresses
            self.begin()
            if self._welcome is not None:
                self.stop()
        if self._welcome is None and self.welcome_port:
            self._start_welcome()
        return self.address

    def stop(self) -> None:
        """Stop the page that lets devices in."""
        if self._welcome is not None and self._welcome.poll() is None:
            self._welcome.terminate()
            try:
                self._welcome.wait(5)
            except subprocess.TimeoutExpired:
                self._welcome.kill()
                self._welcome.wait()
        self._welcome = None

    def _others(self) -> tuple[str, ...]:
        return tuple(a for a in self.network.addresses if a != network.LOOPBACK[0])

    def _find(self) -> Network:
        try:
            return (
                self.look()
                if self.look
                else network.look(self.host, public=self.public, also=_administrators())
            )
        except ValueError as error:
            raise ServeError(str(error)) from None

    def _left_out(self) -> list[str]:
        if not self.network.public:
            return []
        listed = ", ".join(self.network.public)
        return [
            f"Left out, because the whole internet may reach it: {listed} (--public serves it all the same)."
        ]

    def _renew(self) -> None:
        assert self.authority is not None
        held = certificates.server_certificate(self.data_dir)
        if held is None or certificates.due(held, self.authority) <= datetime.now(UTC):
            # The web server reads the file at each connection: nothing has to be started anew.
            certificates.server(self.data_dir, self.authority, self.network.hosts)

    # --- the page that lets devices in

    def _start_welcome(self) -> None:
        self._started = time.monotonic()
        folder = self.data_dir / "office"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        written = subprocess.run(
            [sys.executable, "-m", "acasa.config.office.pages", folder],
            env={**os.environ, **self.environment(), "ACASA_DATA": str(self.data_dir)},
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if written.returncode != 0:
            self.say("The page that lets devices in can't be shown; the reason is above.")
            return
        self._welcome = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", "python:acasa.config.web_server"),
                "acasa.config.office.welcome:application",
            ],
            env=self._welcome_environment(os.environ, folder),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _welcome_environment(self, env: Mapping[str, str], folder: Path) -> dict[str, str]:
        return {
            **{name: env[name] for name in PASSED_ON if name in env},
            "ACASA_BIND": self.welcome_address.bind,
            "ACASA_PROCESSES": "1",
            "ACASA_THREADS": "4",
            "ACASA_WELCOME": str(folder),
            "MALLOC_ARENA_MAX": "2",
        }

    def _keep_welcome(self) -> None:
        if not self.welcome_port or (self._welcome is not None and self._welcome.poll() is None):
            return
        if time.monotonic() - self._started >= AGAIN:
            self._start_welcome()


def _administrators() -> tuple[str, ...]:
    """Further names that the administrator gave in ACASA_HOSTS."""
    listed = (name.strip().strip("[]") for name in os.environ.get("ACASA_HOSTS", "").split(","))
    return tuple(name for name in listed if name and name not in {"localhost", *network.LOOPBACK})


def _fingerprint(text: str) -> list[str]:
    rows = (f"    {row}" for row in code.rows(text))
    return ["Fingerprint of the certificate (SHA-256), to compare before a device trusts it:", *rows]


def _can_draw() -> bool:
    return sys.stdout.isatty() and "utf" in (sys.stdout.encoding or "").lower()
