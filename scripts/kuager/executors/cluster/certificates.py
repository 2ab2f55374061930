"""Certificates by which client, scheduler and workers of a cluster know each other."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kuager.errors import InputError, UsageError
from kuager.executors.cluster.extra import ClusterError, import_extra
from kuager.storage import make_private, read_regular, write_atomically

ROLES = ("client", "scheduler", "worker")
AUTHORITY = "authority.pem"
CERTIFICATE = "certificate.pem"
KEY = "key.pem"

VALID = datetime.timedelta(days=825)
"""The longest that platforms accept (Apple, "Requirements for trusted certificates in iOS 13 and
macOS 10.15", 2019)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The files by which one role shows who it is and knows the others."""

    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path, name: str) -> dict[str, Path]:
    """Make an authority of its own and a certificate for each role; return a folder a role.

    Each folder goes to the machines of its role. The authority's key is never written: nobody
    can make a certificate of the same authority later, and none has to be kept safe. For other
    machines, copy the folder of their role; to shut somebody out, make all anew. The files are
    for their owner only and name no person, machine or place. ``name`` is what errors call the
    folder. Raises UsageError for a folder with anything in it, ClusterError without the extra,
    StorageError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{name} is there and not empty; certificates are never mixed with older ones.",
            "Name a new folder, and delete the old certificates on every machine.",
        )
    authority, certificates = _issue()
    made = {}
    make_private(folder, name)
    # Whoever makes them in a pack that is kept in git would publish the keys with the next commit.
    write_atomically(folder / ".gitignore", b"*\n", f"{name}/.gitignore")
    for role, (certificate, key) in certificates.items():
        made[role] = folder / role
        make_private(made[role], f"{name}/{role}")
        for file, content in ((AUTHORITY, authority), (CERTIFICATE, certificate), (KEY, key)):
            write_atomically(made[role] / file, content, f"{name}/{role}/{file}")
            (made[role] / file).chmod(0o600)
    return made


def find_credentials(folder: Path, name: str, role: str) -> Credentials:
    """Return a role's files in the folder of the role or in one that holds it.

    ``name`` is what errors call the folder. Raises InputError where one is missing, or where
    others can read the key (a memory stick keeps no permissions), StorageError.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{name} is no folder.", "Name the folder of certificates.")
    inner = folder / role
    place = inner if inner.is_dir() else folder
    found = Credentials(place / AUTHORITY, place / CERTIFICATE, place / KEY)
    for path in (found.authority, found.certificate, found.key):
        if read_regular(path, path.name) is None:
            raise InputError(
                f"{name} holds no {path.name} for a {role}.",
                "Make certificates: kuager cluster certificates FOLDER; and copy "
                f"FOLDER/{role} to this machine.",
            )
    if os.name != "nt" and found.key.stat().st_mode & 0o077:
        raise InputError(
            f"Other users of this machine can read {name}/{found.key.relative_to(folder)}.",
            "Keep it on a disk that has permissions, for yourself alone: chmod -R go= FOLDER",
        )
    return found


def _issue() -> tuple[bytes, dict[str, tuple[bytes, bytes]]]:
    """Return the authority's certificate, and certificate and key of each role, as PEM."""
    x509, ec, hashes, serialization = _cryptography()
    authority_key = ec.generate_private_key(ec.SECP256R1())
    issuer = _named(x509, "Kuager cluster")
    # Python 3.13 and later refuse certificates without these two (RFC 5280, 4.2.1.1 and 4.2.1.2).
    own_name = x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key())
    signed_by = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own_name)
    authority = (
        _begun(x509, issuer, issuer, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(x509, signs_certificates=True), critical=True)
        .add_extension(own_name, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    made = {}
    both = [x509.ExtendedKeyUsageOID.SERVER_AUTH, x509.ExtendedKeyUsageOID.CLIENT_AUTH]
    for role in ROLES:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _begun(x509, _named(x509, f"Kuager {role}"), issuer, key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(x509, signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(both), critical=False)
            .add_extension(signed_by, critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        made[role] = (certificate.public_bytes(serialization.Encoding.PEM), private)
    return authority.public_bytes(serialization.Encoding.PEM), made


def _cryptography() -> tuple[Any, Any, Any, Any]:
    import_extra()
    try:
        from cryptography import x509  # noqa: PLC0415 (an extra)
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    except ImportError as error:
        raise ClusterError.without_extra() from error
    return x509, ec, hashes, serialization


def _named(x509: Any, name: str) -> Any:
    return x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, name)])


def _begun(x509: Any, subject: Any, issuer: Any, public_key: Any) -> Any:
    # Whole days, and one to spare: no moment is told, and clocks may differ.
    now = datetime.datetime.now(datetime.UTC)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today - datetime.timedelta(days=1) + VALID)
    )


def _usage(x509: Any, *, signs_certificates: bool) -> Any:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
