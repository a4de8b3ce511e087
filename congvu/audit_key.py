"""The key that seals the account: an Ed25519 key in a file, outside the database (design, section 5)."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from congvu.config.secret import exposure


class KeyRefused(Exception):
    """A key file cannot be used; the text says what to do."""


class AuditKey:
    """Signs checkpoints: a `store.account.Signer`. The file is read once."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.key_id = key_id(private.public_key())

    @classmethod
    def read(cls, path: Path) -> "AuditKey":
        """The key in the PEM file *path*.

        Raises KeyRefused when it is missing, open to others, or no Ed25519 key.
        """
        if fault := _unreadable(path) or exposure(path):
            raise KeyRefused(fault)
        try:
            private = load_pem_private_key(path.read_bytes(), None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            private = None
        if not isinstance(private, Ed25519PrivateKey):
            raise KeyRefused(f"{path} is no Ed25519 key in PEM form; {_restore(path)}")
        return cls(private)

    def sign(self, message: bytes) -> bytes:
        """The signature over *message* (RFC 8032 §5.1.6)."""
        return self._private.sign(message)

    @property
    def public(self) -> Ed25519PublicKey:
        """The half that may be handed out."""
        return self._private.public_key()


class AuditKeys:
    """Public keys that checkpoints are verified with, by their id."""

    def __init__(self, keys: Iterable[Ed25519PublicKey]) -> None:
        self._keys = {key_id(key): key for key in keys}

    def holds(self, name: str, message: bytes, signature: bytes) -> bool:
        """Whether *signature* over *message* is by the key *name*, and we have that key: a `store.verify.Verify`."""
        key = self._keys.get(name)
        if key is None:
            return False
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def key_id(key: Ed25519PublicKey) -> str:
    """What checkpoints call *key*: the beginning of the SHA-256 of its 32 octets."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def pem(key: Ed25519PublicKey) -> bytes:
    """The public *key* as it is handed out."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in the PEM file *path*. Raises KeyRefused."""
    if fault := _unreadable(path):
        raise KeyRefused(fault)
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(f"{path} is no public Ed25519 key in PEM form; name another file")
    return key


def new_audit_key(path: Path) -> AuditKey:
    """A new key, kept at *path* for its owner alone, its public half beside it with the ending ``.pub``.

    Raises FileExistsError: a key is never overwritten.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    private = Ed25519PrivateKey.generate()
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.with_suffix(".pub").write_bytes(pem(private.public_key()))
    return AuditKey(private)


def _unreadable(path: Path) -> str | None:
    try:
        with path.open("rb"):
            return None
    except FileNotFoundError:
        return f"{path} is missing; {_restore(path)}"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"


def _restore(path: Path) -> str:
    return (
        "put your copy of it there, or begin with a new one:"
        f" openssl genpkey -algorithm ed25519 -out {path} && chmod 600 {path}"
    )
