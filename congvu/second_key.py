"""The key that seals what second factors are computed from: 32 octets in a file, outside the database."""

import hashlib
import os
import secrets
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from congvu.audit_key import KeyRefused
from congvu.config.secret import exposure
from store import Store
from store.console import second

KEY_OCTETS = 32  # AES-256
NONCE_OCTETS = 12  # NIST SP 800-38D §8.2.2: drawn anew for each secret, of which there are few
NAME_OCTETS = 8  # of the key's SHA-256, so that another key is known from a changed secret

log = structlog.get_logger()


class SecondKey:
    """AES-256-GCM (NIST SP 800-38D), bound to the person: a `store.console.second.Seal`."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._name = hashlib.sha256(b"congvu second factor" + key).digest()[:NAME_OCTETS]

    @property
    def ready(self) -> bool:
        """It is there."""
        return True

    @classmethod
    def read(cls, path: Path) -> "SecondKey":
        """The key in *path*.

        Raises KeyRefused when it is missing, open to others, or not 32 octets.
        """
        try:
            key = path.read_bytes()
        except FileNotFoundError:
            raise KeyRefused(f"{path} is missing; {remedy(path)}") from None
        except OSError as error:
            raise KeyRefused(f"{path} cannot be read: {error.strerror}") from None
        if fault := exposure(path):
            raise KeyRefused(fault)
        if len(key) != KEY_OCTETS:
            raise KeyRefused(f"{path} does not hold {KEY_OCTETS} octets; {remedy(path)}")
        return cls(key)

    def seal(self, secret: bytes, person: int) -> bytes:
        """The secret as the store keeps it: the key's name, the nonce, the octets with their tag."""
        nonce = secrets.token_bytes(NONCE_OCTETS)
        return self._name + nonce + self._cipher.encrypt(nonce, secret, _bound(person))

    def open(self, sealed: bytes, person: int) -> bytes | None:
        """The secret; None where another key sealed it, or for another person, or where it was changed."""
        name, rest = sealed[:NAME_OCTETS], sealed[NAME_OCTETS:]
        nonce, octets = rest[:NONCE_OCTETS], rest[NONCE_OCTETS:]
        if name != self._name:
            return None
        try:
            return self._cipher.decrypt(nonce, octets, _bound(person))
        except InvalidTag:
            return None


class Safe:
    """The key as a daemon has it, once :meth:`prepare` has found or made it: a `store.console.second.Seal`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key: SecondKey | None = None

    @property
    def ready(self) -> bool:
        """Whether the key is there."""
        return self._key is not None

    def seal(self, secret: bytes, person: int) -> bytes:
        """The secret as the store keeps it. Raises KeyRefused without a key."""
        if self._key is None:
            raise KeyRefused(f"{self._path} is missing; {remedy(self._path)}")
        return self._key.seal(secret, person)

    def open(self, sealed: bytes, person: int) -> bytes | None:
        """The secret; None without the key that sealed it for this person."""
        return None if self._key is None else self._key.open(sealed, person)

    async def prepare(self, store: Store) -> None:
        """Takes the key, makes one where nothing was ever sealed, and seals what lies open.

        What is amiss is an error in the log and no exception: mail goes on, and so does who comes in by a passkey.
        """
        sealed = await store.read(second.unopened, self)
        try:
            fresh = sealed == 0 and not self._path.exists()
            self._key = new_second_key(self._path) if fresh else SecondKey.read(self._path)
        except (KeyRefused, OSError) as error:
            log.error("console.key-refused", reason=str(error), remedy=remedy(self._path))
            return
        if done := await store.write(second.seal_all, self):
            log.info("console.second-sealed", secrets=done)
        if left := await store.read(second.unopened, self):
            log.error("console.key-other", secrets=left, remedy=remedy(self._path))


def new_second_key(path: Path) -> SecondKey:
    """A new key, kept at *path* for its owner alone; one that is there stays, and is taken.

    Whoever starts at the same moment finds it whole. Raises KeyRefused, and OSError where none can be kept.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(draft, "xb", opener=_for_its_owner) as file:
        file.write(secrets.token_bytes(KEY_OCTETS))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return SecondKey.read(path)


def remedy(path: Path) -> str:
    """What to do where the key is gone."""
    return (
        "put your copy of it there and restart; without one begin anew:"
        f" openssl rand -out {path} {KEY_OCTETS} && chmod 600 {path}, restart, then let people set up"
        " their second factor once more: congvu console forget-second MAILBOX (they may also come in"
        " by a recovery code or a passkey)"
    )


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _bound(person: int) -> bytes:
    return f"congvu second factor of person {person}".encode()
