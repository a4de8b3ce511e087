"""A key that signs for a domain, and the PEM file it is kept in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from nacl import bindings

from mail.sign.aside import Aside

Algorithm = Literal["rsa", "ed25519"]

RSA_BITS = 2048  # RFC 8301 §3.2: at least this for signing
RSA_MOST_BITS = (
    4096  # no verifier has to go further (RFC 8301 §3.2), and a hostile key could stall one
)
PADDING = PKCS1v15()
PREHASHED = Prehashed(hashes.SHA256())


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """One private key; *public_key* is what p= holds, decoded (RFC 6376 §3.6.1, RFC 8463 §4).

    One that is in memory signs at once. One that a token has signs only in the thread *aside*.
    """

    domain: str
    selector: str
    algorithm: Algorithm
    public_key: bytes
    _signing: Callable[[bytes], bytes] = field(repr=False)
    aside: Aside | None = None

    def sign(self, digest: bytes) -> bytes:
        """The signature over a SHA-256 *digest*; Ed25519 signs the digest itself (RFC 8463 §3)."""
        return self._signing(digest)


def read_pem(domain: str, selector: str, pem: bytes) -> SigningKey | str:
    """The key, or what is wrong with the file, as the end of a sentence.

    RSA consistency is proved by one signature, not by OpenSSL's check of the
    primes: that costs 45 ms a key.
    """
    try:
        private = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return "is no unencrypted private key in PEM form"
    if isinstance(private, Ed25519PrivateKey):
        return _ed25519(domain, selector, private)
    if not isinstance(private, RSAPrivateKey):
        return "is neither an RSA nor an Ed25519 key"
    if not RSA_BITS <= private.key_size <= RSA_MOST_BITS:
        return f"has {private.key_size} bits; RSA needs {RSA_BITS} to {RSA_MOST_BITS}"
    if not _consistent(private):
        return "is damaged: its halves do not belong together"
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    public_key = private.public_key().public_bytes(*form)
    sign = partial(private.sign, padding=PADDING, algorithm=PREHASHED)
    return SigningKey(domain, selector, "rsa", public_key, sign)


def _ed25519(domain: str, selector: str, private: Ed25519PrivateKey) -> SigningKey:
    """libsodium signs and verifies in half the time that OpenSSL takes."""
    public_key, secret = bindings.crypto_sign_seed_keypair(private.private_bytes_raw())

    def sign(digest: bytes) -> bytes:
        return bindings.crypto_sign(digest, secret)[: bindings.crypto_sign_BYTES]

    return SigningKey(domain, selector, "ed25519", public_key, sign)


def new_pem(algorithm: Algorithm) -> bytes:
    """A fresh private key in PEM form (PKCS #8, not encrypted)."""
    private: RSAPrivateKey | Ed25519PrivateKey
    if algorithm == "rsa":
        private = generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    else:
        private = Ed25519PrivateKey.generate()
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def keep_pem(folder: Path, domain: str, selector: str, pem: bytes, ending: str = ".pem") -> Path:
    """Writes `<folder>/<domain>/<selector>.pem`, readable by its owner alone.

    With another *ending* it is kept beside those that sign, and no Keyring reads it.

    Raises FileExistsError where that file exists: a key is never overwritten.
    """
    place = folder / domain
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / f"{selector}{ending}"
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(pem)
    return path


def _consistent(private: RSAPrivateKey) -> bool:
    digest = bytes(32)
    try:
        signature = private.sign(digest, PADDING, PREHASHED)
        private.public_key().verify(signature, digest, PADDING, PREHASHED)
    except (ValueError, InvalidSignature):
        return False
    return True
