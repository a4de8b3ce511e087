"""A certificate for the demo's relay, made anew each time and trusted by nobody else."""

import ipaddress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID = timedelta(days=30)


def make_certificate(folder: Path, hostname: str, now: datetime) -> Path:
    """The file with the certificate of *hostname* and this machine; its key lies beside it as congvu.key."""
    folder.mkdir(mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, hostname, now)
    encoding, none = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = folder / "congvu.key"
    secret.touch(mode=0o600)
    secret.write_bytes(key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, none))
    made = folder / "congvu.pem"
    made.write_bytes(certificate.public_bytes(encoding))
    return made


def _certificate(key: ec.EllipticCurvePrivateKey, hostname: str, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hostname)])
    here = ipaddress.ip_address("127.0.0.1")
    names = x509.SubjectAlternativeName(
        [x509.DNSName(hostname), x509.DNSName("localhost"), x509.IPAddress(here)]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
