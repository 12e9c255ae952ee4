"""The office's certificates before a real TLS client that trusts only the office's authority."""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from acasa.config.office import certificates
from acasa.config.secrets import SecretsError

HOSTS = ("192.168.1.20", "fd00::2", "laptop.local", "localhost", "127.0.0.1", "::1")
NOW = datetime.now(UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "secrets").mkdir(mode=0o700)
    return tmp_path


def shake_hands(server: Path, trusted: bytes, name: str) -> None:
    """A whole handshake over a socket; the client trusts that authority alone and asks for that name."""
    ours, theirs = socket.socketpair()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(server)

    def serve() -> None:
        try:
            with context.wrap_socket(theirs, server_side=True) as link:
                link.recv(1)
        except OSError:
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(cadata=trusted.decode())
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    try:
        with client.wrap_socket(ours, server_hostname=name) as link:
            assert link.version() == "TLSv1.3"
    finally:
        ours.close()
        thread.join(10)


@pytest.mark.parametrize("name", HOSTS)
def test_a_device_that_trusts_the_office_gets_in_by_every_name(data: Path, name: str) -> None:
    office = certificates.authority(data)
    server = certificates.server(data, office, HOSTS)
    shake_hands(server, certificates.pem(office.certificate), name)


@pytest.mark.parametrize("name", ["192.168.1.21", "fd00::3", "other.local", "acasa.example", "8.8.8.8"])
def test_another_name_is_refused(data: Path, name: str) -> None:
    office = certificates.authority(data)
    server = certificates.server(data, office, HOSTS)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(server, certificates.pem(office.certificate), name)


def test_another_office_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "other" / "secrets").mkdir(parents=True, mode=0o700)
    other = certificates.authority(tmp_path / "other")
    server = certificates.server(data, certificates.authority(data), HOSTS)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, certificates.pem(other.certificate), "localhost")


@pytest.mark.parametrize("name", ["bank.example", "8.8.8.8", "2001:db8::1", "notlocal"])
def test_a_thief_of_the_authority_can_pose_as_nobody_outside(data: Path, name: str) -> None:
    office = certificates.authority(data)
    assert not office.vouches_for(name)
    server = certificates.server(data, office, (*HOSTS, name))
    for asked in (name, "localhost"):
        with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
            shake_hands(server, certificates.pem(office.certificate), asked)


def test_it_vouches_for_a_public_address_only_when_made_for_it(data: Path) -> None:
    office = certificates.authority(data, public=["203.0.113.9", "192.168.1.20"])
    assert office.vouches_for("203.0.113.9")
    assert not office.vouches_for("203.0.113.10")
    server = certificates.server(data, office, ("203.0.113.9",))
    shake_hands(server, certificates.pem(office.certificate), "203.0.113.9")
    for name in ("laptop.local", "printer.lan", "LAPTOP.local", "local"):
        assert office.vouches_for(name)


def test_the_authority_stays_and_the_server_is_renewed_before_its_end(data: Path) -> None:
    first = certificates.authority(data, now=NOW)
    path = certificates.server(data, first, HOSTS, now=NOW)
    before = path.read_bytes()

    later = NOW + certificates.SERVER_LASTS - certificates.RENEW_BEFORE - timedelta(minutes=5)
    assert certificates.server(data, certificates.authority(data, now=later), HOSTS, now=later) == path
    assert path.read_bytes() == before

    later += timedelta(minutes=10)
    second = certificates.authority(data, now=later)
    certificates.server(data, second, HOSTS, now=later)
    assert second.fingerprint == first.fingerprint
    assert path.read_bytes() != before
    renewed = certificates.server_certificate(data)
    assert renewed is not None
    assert renewed.not_valid_after_utc > NOW + certificates.SERVER_LASTS


def test_the_last_certificate_of_an_authority_ends_with_it_and_is_not_made_again_and_again(
    data: Path,
) -> None:
    office = certificates.authority(data, now=NOW)
    late = NOW + certificates.AUTHORITY_LASTS - timedelta(days=10)
    path = certificates.server(data, office, HOSTS, now=late)
    held = certificates.server_certificate(data)
    assert held is not None
    assert held.not_valid_after_utc == office.certificate.not_valid_after_utc
    before = path.read_bytes()
    certificates.server(data, office, HOSTS, now=late + timedelta(days=1))
    assert path.read_bytes() == before

    after = NOW + certificates.AUTHORITY_LASTS + timedelta(days=1)
    fresh = certificates.authority(data, now=after)
    assert fresh.fingerprint != office.fingerprint
    certificates.server(data, fresh, HOSTS, now=after)
    assert certificates.fingerprint(certificates.trusted(data)) == fresh.fingerprint  # type: ignore[arg-type]


def test_changed_addresses_make_a_new_certificate_with_exactly_these(data: Path) -> None:
    office = certificates.authority(data)
    path = certificates.server(data, office, HOSTS)
    before = path.read_bytes()
    certificates.server(data, office, tuple(reversed(HOSTS)))
    assert path.read_bytes() == before
    certificates.server(data, office, ("10.0.0.7", "localhost"))
    held = certificates.server_certificate(data)
    assert held is not None
    assert certificates.named(held) == {"10.0.0.7", "localhost"}


def test_what_browsers_demand(data: Path) -> None:
    office = certificates.authority(data)
    certificates.server(data, office, HOSTS)
    held = certificates.server_certificate(data)
    assert held is not None
    assert held.not_valid_after_utc - held.not_valid_before_utc <= timedelta(days=398)
    usage = held.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [entry.dotted_string for entry in usage] == ["1.3.6.1.5.5.7.3.1"]
    top = office.certificate.extensions
    assert top.get_extension_for_class(x509.BasicConstraints).value == x509.BasicConstraints(True, 0)
    assert top.get_extension_for_class(x509.NameConstraints).critical
    limits = top.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    networks = [entry.value for entry in limits if isinstance(entry, x509.IPAddress)]
    assert ipaddress.ip_network("192.168.0.0/16") in networks
    # Nothing of the organisation, nor of the machine, in what every device keeps for ten years.
    assert office.certificate.subject.rfc4514_string() == f"CN=Acasa office {datetime.now(UTC):%Y-%m-%d}"


def test_the_fingerprint_is_the_hash_of_the_file_that_devices_get(data: Path) -> None:
    office = certificates.authority(data)
    content = certificates.der(office.certificate)
    assert hashlib.sha256(content).hexdigest().upper() == office.fingerprint
    assert certificates.groups(office.fingerprint) == [office.fingerprint[i : i + 4] for i in range(0, 64, 4)]


def test_keys_are_closed_to_others_and_open_files_are_refused(data: Path) -> None:
    office = certificates.authority(data)
    server = certificates.server(data, office, HOSTS)
    authority = data / "secrets" / certificates.AUTHORITY
    assert sorted(path.name for path in data.rglob("*") if path.is_file()) == sorted(
        [certificates.AUTHORITY, certificates.SERVER]
    )
    for path in (server, authority):
        assert path.stat().st_mode & 0o777 == 0o600
    authority.chmod(0o640)
    with pytest.raises(SecretsError, match="chmod 600"):
        certificates.authority(data)
    authority.chmod(0o600)
    authority.rename(data / "elsewhere")
    authority.symlink_to(data / "elsewhere")
    with pytest.raises(SecretsError, match="cannot be read"):
        certificates.authority(data)


def test_a_damaged_authority_is_said_and_a_damaged_server_is_made_anew(data: Path) -> None:
    office = certificates.authority(data)
    path = certificates.server(data, office, HOSTS)
    path.write_bytes(b"rubbish")
    certificates.server(data, office, HOSTS)
    shake_hands(path, certificates.pem(office.certificate), "localhost")

    kept = data / "secrets" / certificates.AUTHORITY
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for content in (
        b"rubbish",
        certificates.pem(office.certificate),
        certificates.pem(office.certificate) + other,
    ):
        kept.write_bytes(content)
        with pytest.raises(SecretsError, match="damaged"):
            certificates.authority(data)


def test_a_certificate_of_a_former_authority_is_not_kept(data: Path) -> None:
    first = certificates.authority(data)
    path = certificates.server(data, first, HOSTS)
    (data / "secrets" / certificates.AUTHORITY).unlink()
    second = certificates.authority(data)
    certificates.server(data, second, HOSTS)
    shake_hands(path, certificates.pem(second.certificate), "localhost")
    assert second.certificate.fingerprint(hashes.SHA256()) != first.certificate.fingerprint(hashes.SHA256())
