"""Private halves of signing keys: made in files, <folder>/<domain>/<selector>.pem, or in tokens.

Whether a key signs stands in the store alone, so that one commit decides it for every process and machine.
"""

import importlib
import itertools
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from congvu.config.relay import Relay
from mail.sign.key import SigningKey, keep_pem, new_pem, read_pem
from mail.sign.vault import TokenFailed, TokenSettings
from work.directory import DkimKey

Algorithm = Literal["rsa", "ed25519"]
BOTH: tuple[Algorithm, ...] = ("rsa", "ed25519")
REVOKED = ".pem.revoked"  # what no keyring reads


class Maker(Protocol):
    """Where private halves are made."""

    def make(self, domain: str, algorithm: Algorithm, now: datetime) -> DkimKey:
        """A new key, which the store does not know yet. Raises TokenFailed or OSError."""
        ...

    def forget(self, key: DkimKey) -> None:
        """Removes what was made, as the store did not take it."""
        ...


class Files:
    """Makes keys in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, domain: str, algorithm: Algorithm, now: datetime) -> DkimKey:
        """A new key in a file of its own."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self._folder / domain
        selector = next(s for s in _selectors(algorithm, now) if not any(place.glob(f"{s}.pem*")))
        pem = new_pem(algorithm)
        keep_pem(self._folder, domain, selector, pem)
        key = read_pem(domain, selector, pem)
        assert isinstance(key, SigningKey)  # noqa: S101 - we have just made it
        return DkimKey(domain, selector, algorithm, key.public_key, now)

    def forget(self, key: DkimKey) -> None:
        """Removes its file."""
        file_of(self._folder, key).unlink(missing_ok=True)


class InToken:
    """Makes keys in the token *label* of *tokens*."""

    def __init__(self, tokens: Any, label: str) -> None:
        self._tokens = tokens
        self._label = label

    def make(self, domain: str, algorithm: Algorithm, now: datetime) -> DkimKey:
        """A new key that never leaves the token."""
        for selector in _selectors(algorithm, now):
            name = f"{selector}._domainkey.{domain}"
            if not self._tokens.holds(self._label, name):
                public_key = self._tokens.make(self._label, name, algorithm)
                return DkimKey(domain, selector, algorithm, public_key, now, token=self._label)
        raise AssertionError("selectors do not end")

    def forget(self, key: DkimKey) -> None:
        """Destroys it."""
        self._tokens.destroy(self._label, key.name)


def new_keys(
    maker: Maker, domain: str, algorithms: Iterable[Algorithm], now: datetime
) -> tuple[DkimKey, ...]:
    """A new key of *domain* for each of *algorithms*, all or none. Raises TokenFailed or OSError."""
    made: list[DkimKey] = []
    try:
        for algorithm in algorithms:
            made.append(maker.make(domain, algorithm, now))  # noqa: PERF401 - what was made is forgotten
    except BaseException:
        for key in made:
            maker.forget(key)
        raise
    return tuple(made)


def tokens(relay: Relay) -> Any:
    """The tokens that are configured, a mail.sign.token.Tokens; None where there is none.

    Raises TokenFailed where python-pkcs11 is not installed.
    """
    if not relay.dkim_token:
        return None
    try:
        library = importlib.import_module("mail.sign.token")
    except ModuleNotFoundError as missing:
        told = "keys in a token need python-pkcs11; run: pip install 'congvu[hsm]'"
        raise TokenFailed(told) from missing
    settings = [TokenSettings(one.label, one.module, one.pin_file) for one in relay.dkim_token]
    return library.Tokens(settings)


def file_of(folder: Path, key: DkimKey) -> Path:
    """Where the private half of *key* is kept."""
    return folder / key.domain / f"{key.selector}.pem"


def credentials() -> Path | None:
    """Where the service manager keeps the secrets of this service (systemd.exec(5)), if it does."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) if folder else None


def set_aside(folder: Path, key: DkimKey) -> None:
    """Gives the file of a revoked key a name that nothing reads; nothing where there is none."""
    path = file_of(folder, key)
    if path.exists():
        path.rename(path.with_suffix(REVOKED))


def _selectors(algorithm: Algorithm, now: datetime) -> Iterator[str]:
    """Names that tell the day and the algorithm, as "20261124r"; then "20261124r2" and so on (RFC 6376 §3.1)."""
    stem = f"{now:%Y%m%d}{algorithm[0]}"
    yield stem
    for number in itertools.count(2):
        yield f"{stem}{number}"
