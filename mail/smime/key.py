"""The certificate and key that an agency's gateway signs with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from cryptography.x509.oid import NameOID

from mail.address import comparable

RSA_BITS = 2048  # RFC 8551 §2.2
_DETACHED = (PKCS7Options.DetachedSignature, PKCS7Options.Binary)


@dataclass(frozen=True, slots=True, eq=False)
class GatewayKey:
    """*fingerprint* is the certificate's SHA-256 in hex; *addresses* are those it is for, any where there are none."""

    fingerprint: str
    addresses: frozenset[str]
    begin: datetime
    end: datetime
    _sign: Callable[[bytes], bytes] = field(repr=False)

    def sign(self, entity: bytes) -> bytes:
        """CMS in DER over *entity*, detached, with SHA-256 (RFC 8551 §2.1, §3.5.3); blocks, and frees other threads."""
        return self._sign(entity)

    def is_for(self, address: str) -> bool:
        """Whether receivers find the certificate to be *address*'s (RFC 8550 §3)."""
        return not self.addresses or comparable(address) in self.addresses


def read(certificates: bytes, key: bytes) -> GatewayKey | str:
    """The key, or what is wrong with the files as the end of a sentence; who issued may stand behind, in the same file."""
    try:
        own, *others = x509.load_pem_x509_certificates(certificates)
    except ValueError:
        return "cert_file holds no certificate in PEM form"
    try:
        private = load_pem_private_key(key, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return "key_file holds no unencrypted private key in PEM form"
    if not isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey):
        return "key_file holds neither an RSA nor an ECDSA key"
    if isinstance(private, RSAPrivateKey) and private.key_size < RSA_BITS:
        return f"key_file holds an RSA key of {private.key_size} bits; it needs {RSA_BITS}"
    if private.public_key() != own.public_key():
        return "key_file does not belong to the first certificate in cert_file"

    def sign(entity: bytes) -> bytes:
        builder = PKCS7SignatureBuilder().set_data(entity)
        builder = builder.add_signer(own, private, hashes.SHA256())
        for one in others:  # behind add_signer, which forgets those that were added before
            builder = builder.add_certificate(one)
        return builder.sign(Encoding.DER, _DETACHED)

    begin, end = own.not_valid_before_utc, own.not_valid_after_utc
    return GatewayKey(own.fingerprint(hashes.SHA256()).hex(), _addresses(own), begin, end, sign)


def _addresses(certificate: x509.Certificate) -> frozenset[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found = names.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        found = []
    older = certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)
    return frozenset(comparable(str(one)) for one in (*found, *(name.value for name in older)))
