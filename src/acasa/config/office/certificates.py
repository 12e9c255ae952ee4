"""The office's own certificate authority, and the certificate of its server. No Django.

The authority is made once and kept, so that trust given once lasts. It can vouch for private addresses and for
names that belong to no website, and for nothing else: whoever stole its key could not pose as a bank. The server's
certificate is short-lived and made anew when it nears its end or when the machine is called otherwise.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets as random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from acasa.config.office.network import (
    NAMES_AT_HOME,
    PRIVATE,
    IPAddress,
    is_loopback,
    is_private,
    machine_names,
)
from acasa.config.secrets import FOLDER, SecretsError

AUTHORITY = "office-authority.pem"
"""The authority's certificate and key, in the folder of secrets."""
SERVER = "office-server.pem"
"""The server's key, its certificate and the authority's, as the web server reads them."""

AUTHORITY_LASTS = timedelta(days=3653)
SERVER_LASTS = timedelta(days=120)
"""Apple's systems accept at most 825 days."""
RENEW_BEFORE = timedelta(days=40)
SLOW_CLOCK = timedelta(days=2)
"""A device whose clock is behind must not find a certificate that begins tomorrow."""


@dataclass(frozen=True, repr=False)
class Authority:
    """The office's certificate authority."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate in 64 capital hexadecimal digits: what people compare."""
        return fingerprint(self.certificate)

    def vouches_for(self, host: str) -> bool:
        """Whether browsers would accept a certificate of this authority for that name or address."""
        limits = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        permitted = limits.permitted_subtrees or []
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            name = f".{host.lower()}"
            ends = [entry.value for entry in permitted if isinstance(entry, x509.DNSName)]
            return any(name.endswith(f".{end}") for end in ends)
        networks = [entry.value for entry in permitted if isinstance(entry, x509.IPAddress)]
        return any(_within(address, network) for network in networks)


def _within(address: IPAddress, network: object) -> bool:
    if isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network):
        return network.version == address.version and address in network
    return False


def fingerprint(certificate: x509.Certificate) -> str:
    """As browsers and ``sha256sum`` of the file in DER show it, in capitals."""
    return certificate.fingerprint(hashes.SHA256()).hex().upper()


def groups(text: str, size: int = 4) -> list[str]:
    """A fingerprint in groups that two people can read to each other."""
    return [text[place : place + size] for place in range(0, len(text), size)]


def authority(data_dir: Path, *, public: Iterable[str] = (), now: datetime | None = None) -> Authority:
    """The authority of this installation; made when there is none, or when it ended.

    ``public``: addresses outside of private networks that a new one may vouch for as well. Raises SecretsError
    when its file is open to others or damaged.
    """
    moment = now or datetime.now(UTC)
    found = read_authority(data_dir)
    if found is not None and found.certificate.not_valid_after_utc > moment:
        return found
    made = _make_authority(moment, tuple(public))
    _write(data_dir, AUTHORITY, _pem(made.certificate) + _pem_key(made.key))
    return made


def read_authority(data_dir: Path) -> Authority | None:
    """The authority of this installation, or None before the first ``--office``."""
    content = _read(data_dir, AUTHORITY)
    if content is None:
        return None
    try:
        certificate = x509.load_pem_x509_certificate(content)
        key = serialization.load_pem_private_key(content, None)
        whole = isinstance(key, ec.EllipticCurvePrivateKey) and key.public_key() == certificate.public_key()
    except ValueError:
        whole = False
    if not whole:
        raise SecretsError(
            f"{data_dir / FOLDER / AUTHORITY} is damaged. Move it away; a new one is made at the next start, and "
            "every device must then be let in anew."
        )
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Authority(certificate, key)


def server(data_dir: Path, signer: Authority, hosts: Iterable[str], now: datetime | None = None) -> Path:
    """The file with key and certificate for exactly these names and addresses; made anew when it must be.

    One file, replaced as a whole: a connection never sees a key without its certificate.
    """
    moment = now or datetime.now(UTC)
    wanted = tuple(dict.fromkeys(hosts))
    path = data_dir / FOLDER / SERVER
    if not _stands(_read(data_dir, SERVER), signer, wanted, moment):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _sign(signer, key, wanted, moment)
        _write(data_dir, SERVER, _pem_key(key) + _pem(certificate) + _pem(signer.certificate))
    return path


def server_certificate(data_dir: Path) -> x509.Certificate | None:
    """The server's certificate as it lies there."""
    content = _read(data_dir, SERVER)
    return x509.load_pem_x509_certificate(content) if content else None


def trusted(data_dir: Path) -> x509.Certificate | None:
    """The authority's certificate as the server shows it, for pages: its key is not read for that."""
    content = _read(data_dir, SERVER)
    return x509.load_pem_x509_certificates(content)[1] if content else None


def named(certificate: x509.Certificate) -> set[str]:
    """The names and addresses in a certificate."""
    value = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {
        *value.get_values_for_type(x509.DNSName),
        *(str(a) for a in value.get_values_for_type(x509.IPAddress)),
    }


def der(certificate: x509.Certificate) -> bytes:
    """The form that every device takes, and whose SHA-256 is the fingerprint itself."""
    return certificate.public_bytes(serialization.Encoding.DER)


def pem(certificate: x509.Certificate) -> bytes:
    """The form that Linux keeps among its own."""
    return _pem(certificate)


def _stands(content: bytes | None, signer: Authority, wanted: tuple[str, ...], moment: datetime) -> bool:
    if content is None:
        return False
    try:
        certificate = x509.load_pem_x509_certificate(content)
        key = serialization.load_pem_private_key(content, None)
        certificate.verify_directly_issued_by(signer.certificate)
    except Exception:  # damaged, or of an earlier authority: whatever it is, a new one costs a millisecond
        return False
    return (
        key.public_key() == certificate.public_key()
        and named(certificate) == set(wanted)
        and certificate.not_valid_before_utc <= moment
        and due(certificate, signer) > moment
    )


def due(certificate: x509.Certificate, signer: Authority) -> datetime:
    """When the server's certificate is made anew: well before its end, unless the authority ends first."""
    ends = certificate.not_valid_after_utc
    return ends if ends >= signer.certificate.not_valid_after_utc else ends - RENEW_BEFORE


def _make_authority(moment: datetime, public: tuple[str, ...]) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    # The name stands in every device that trusts it: it tells two apart, and nothing about the organisation.
    name = _name(f"Acasa office {moment:%Y-%m-%d}")
    permitted: list[x509.GeneralName] = [x509.DNSName(end) for end in NAMES_AT_HOME]
    permitted += [x509.DNSName(label) for label in machine_names() if "." not in label]
    loops = [ipaddress.ip_network(text) for text in ("127.0.0.0/8", "::1/128")]
    extra = [ipaddress.ip_network(a) for a in public if not (is_private(a) or is_loopback(a))]
    permitted += [x509.IPAddress(network) for network in (*PRIVATE, *loops, *extra)]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - SLOW_CLOCK)
        .not_valid_after(moment + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def _sign(
    signer: Authority, key: ec.EllipticCurvePrivateKey, hosts: tuple[str, ...], moment: datetime
) -> x509.Certificate:
    issuer = signer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        x509.CertificateBuilder()
        .subject_name(_name("Acasa"))
        .issuer_name(signer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - SLOW_CLOCK)
        .not_valid_after(min(moment + SERVER_LASTS, signer.certificate.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(host) for host in hosts]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer), critical=False)
        .sign(signer.key, hashes.SHA256())
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pem_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read(data_dir: Path, name: str) -> bytes | None:
    path = data_dir / FOLDER / name
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SecretsError(f"{path} cannot be read: {error}") from error
    with open(descriptor, "rb") as file:
        if os.fstat(descriptor).st_mode & 0o077:
            raise SecretsError(f"Other users may read {path}; run: chmod 600 {path}")
        return file.read()


def _write(data_dir: Path, name: str, content: bytes) -> None:
    folder = data_dir / FOLDER
    draft = folder / f".{name}.{random.token_hex(6)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / name)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
