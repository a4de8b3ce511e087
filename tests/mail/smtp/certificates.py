"""Certificates that clients show, made for tests: their own, of an authority, of any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from mail.smtp.bearer import fingerprint
from tests.mail.smtp.office import NOW

Use = x509.ObjectIdentifier


@dataclass(frozen=True)
class Made:
    """A certificate, its key, and what a client shows besides."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    above: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.der)

    def write(self, path: Path) -> Path:
        """The file that a client needs: its key, its certificate and what is above."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        above = b"".join(one.public_bytes(Encoding.PEM) for one in self.above)
        path.write_bytes(key + self.pem + above)
        path.chmod(0o600)
        return path


def made(
    name: str = "client.test",
    days: tuple[int, int] = (-1, 365),
    by: Made | None = None,
    authority: bool = False,
    uses: Sequence[Use] = (),
    now: datetime = NOW,
) -> Made:
    """A certificate that is in force for those *days* from *now*, issued *by* another or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
    )
    if authority:
        builder = builder.add_extension(x509.BasicConstraints(True, None), critical=True)
        named = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = builder.add_extension(named, critical=False)
    if by:
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
        builder = builder.add_extension(issuer, critical=False)
    if uses:
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    certificate = builder.sign(by.key if by else key, hashes.SHA256())
    above = (by.certificate, *by.above) if by else ()
    return Made(certificate, key, above)
