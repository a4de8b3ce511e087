"""Certificates of clients: which of them a handshake takes, and whose letters one vouches for.

Python's ssl takes a client's certificate only if it ends at one that is trusted. Here those
are the very certificates that are registered (a partial chain), so that an office needs no
authority of its own. Their times are not OpenSSL's to judge: whoever shows one that ended is
told so by a reply, and not by a handshake that fails.
"""

import hashlib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from mail.smtp.limits import IPAddress, Network
from mail.smtp.reply import Reply

NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, which Python's ssl does not name

OUT_OF_FORCE = 454  # the certificate is an agency's, at another time

SHOW_FIRST = Reply(530, "5.7.0", "say STARTTLS first and show your agency's certificate")
NOT_SHOWN = Reply(554, "5.7.1", "this listener serves agencies by certificate; show yours")
NOBODYS = Reply(554, "5.7.1", "your certificate belongs to no agency here; have it registered")
ELSEWHERE = Reply(554, "5.7.1", "your certificate is not taken from your network")
UNREADABLE = Reply(554, "5.7.1", "your certificate cannot be read; show another")


@dataclass(frozen=True, slots=True)
class Bearers:
    """The *agency* whose clients show a certificate of *file*, or one that such a one has issued.

    With *networks* they have to come from one of these as well.
    """

    file: Path
    agency: str
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Voucher:
    """Bearers, with the certificates that were in their file."""

    agency: str
    networks: tuple[Network, ...]
    certificates: tuple[x509.Certificate, ...]


class Anchors:
    """The certificates that one context takes of its clients; more may come while it is in use.

    None is taken out again: whoever shows one is then told that nobody is known by it.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(NO_CHECK_TIME)
        self._context = context
        self._followed: Mapping[str, bytes] = {}
        self._in: set[str] = set()

    def follow(self, known: Mapping[str, bytes]) -> None:
        """Takes those of *known* as well, DER by fingerprint, in all handshakes that begin from now on."""
        if known is self._followed:
            return
        new = [octets for fingerprint, octets in known.items() if fingerprint not in self._in]
        if new:
            self._context.load_verify_locations(cadata=b"".join(new))
        self._in.update(known)
        self._followed = known


def fingerprint(octets: bytes) -> str:
    """What a certificate, as DER, is called: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(octets).hexdigest()


def vouchers(bearers: Sequence[Bearers], context: ssl.SSLContext) -> tuple[Voucher, ...]:
    """What the files of *bearers* hold, which *context* takes from now on.

    Raises OSError for a file that cannot be read or holds no certificate.
    """
    if not bearers:
        return ()
    anchors = Anchors(context)
    found = tuple(Voucher(one.agency, one.networks, _read(one.file)) for one in bearers)
    anchors.follow(dict(_each(found)))
    return found


def vouched(
    vouchers: Sequence[Voucher], octets: bytes | None, peer: IPAddress, now: datetime
) -> str | Reply:
    """The code of the agency that the certificate *octets* (DER) speaks for, or why there is none.

    A file that holds the certificate itself goes before one that holds its issuer.
    """
    if octets is None:
        return NOT_SHOWN
    try:
        leaf = x509.load_der_x509_certificate(octets)
    except ValueError:
        return UNREADABLE
    reason = NOBODYS
    for voucher, above in sorted(_fitting(vouchers, leaf), key=lambda pair: pair[1] != leaf):
        refusal = _out_of_force(leaf, now) or _out_of_force(above, now)
        if refusal is None and voucher.networks:
            refusal = None if any(peer in network for network in voucher.networks) else ELSEWHERE
        if refusal is None:
            return voucher.agency
        reason = refusal
    return reason


def untimely(begin: datetime, end: datetime, now: datetime) -> str | None:
    """Why a certificate from *begin* to *end* is not taken *now* (RFC 5280 §4.1.2.5); None when it is."""
    if now < begin:
        return f"your certificate is valid from {begin:%Y-%m-%d} on only"
    if now > end:
        return f"your certificate ended {end:%Y-%m-%d}; show a new one"
    return None


def _out_of_force(certificate: x509.Certificate, now: datetime) -> Reply | None:
    """Not for good: an agency's letters wait for the next certificate, and do not go back."""
    words = untimely(certificate.not_valid_before_utc, certificate.not_valid_after_utc, now)
    return Reply(OUT_OF_FORCE, "4.7.0", words) if words else None


def _read(file: Path) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(file.read_bytes()))
    except ValueError as error:
        raise OSError(f"{file} holds no certificate that can be read: {error}") from error


def _each(vouchers: Sequence[Voucher]) -> Iterator[tuple[str, bytes]]:
    for voucher in vouchers:
        for certificate in voucher.certificates:
            octets = certificate.public_bytes(Encoding.DER)
            yield fingerprint(octets), octets


def _fitting(
    vouchers: Sequence[Voucher], leaf: x509.Certificate
) -> Iterator[tuple[Voucher, x509.Certificate]]:
    for voucher in vouchers:
        for certificate in voucher.certificates:
            if certificate == leaf or _issued(certificate, leaf):
                yield voucher, certificate


def _issued(issuer: x509.Certificate, leaf: x509.Certificate) -> bool:
    """Whether *issuer*'s key has signed *leaf* (RFC 5280 §6.1.3)."""
    if issuer.subject != leaf.issuer:
        return False
    try:
        leaf.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
