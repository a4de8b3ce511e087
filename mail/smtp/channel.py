"""A connection once TLS is spoken: what was agreed on, and what binds a login to it (RFC 5929)."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from mail.smtp.bearer import Anchors, Voucher

END_POINT = "tls-server-end-point"


@dataclass(frozen=True, slots=True)
class Channel:
    """*cipher* is TLS version and cipher; *bindings* are what may bind a login, by their type.

    *certificate* is the client's as DER, where it was asked for one and showed it;
    *vouchers* tell whose letters come with which.
    """

    cipher: str
    bindings: Mapping[str, bytes] = field(default_factory=dict)
    certificate: bytes | None = None
    vouchers: tuple[Voucher, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """What one listener shows to new connections, and what it takes of them.

    *bindings* are of its certificate. *anchors* follow the certificates of logins, and
    *vouchers* are those of agencies.
    """

    context: ssl.SSLContext
    bindings: Mapping[str, bytes]
    anchors: Anchors | None = None
    vouchers: tuple[Voucher, ...] = ()


def end_point(cert_file: Path) -> dict[str, bytes]:
    """The binding to the certificate that stands first in *cert_file* (RFC 5929 §4.1).

    Its hash is that of the certificate's signature, SHA-256 in place of MD5 and SHA-1; a
    signature without one, such as Ed25519's, leaves the binding undefined. Raises OSError
    for a file that cannot be read.

    Of the bindings to the connection itself Python's ssl has no exporter for tls-exporter
    (RFC 9266 §2); it gives tls-unique (RFC 5929 §3), which TLS 1.3 has not and which is
    broken without the extended master secret.
    """
    try:
        certificate = x509.load_pem_x509_certificate(cert_file.read_bytes())
        kind = certificate.signature_hash_algorithm
    except ValueError as error:
        raise OSError(f"{cert_file} holds no certificate that can be read: {error}") from error
    except UnsupportedAlgorithm:
        return {}
    if kind is None:
        return {}
    weak = isinstance(kind, hashes.MD5 | hashes.SHA1)
    return {END_POINT: certificate.fingerprint(hashes.SHA256() if weak else kind)}
