"""The signing keys of a folder: `<folder>/<domain>/<selector>.pem`, held in memory."""

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from mail.sign.key import SigningKey, read_pem

LARGEST_PEM = 64 * 1024
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DNS_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_RANK = {"rsa": 0, "ed25519": 1}  # some verifiers read the first signature only, and only RSA


class Keyring:
    """Keys by domain. Reading files blocks: `reload` belongs in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: dict[Path, SigningKey] = {}
        self._by_domain: dict[str, tuple[SigningKey, ...]] = {}

    def reload(self) -> tuple[str, ...]:
        """Reads the folder anew; a sentence comes back for each file that could not be used.

        A key that was good before stays in force while its file is broken; one
        whose file is gone is dropped.
        """
        problems = []
        keys: dict[Path, SigningKey] = {}
        for path in sorted(self._folder.glob("*/*.pem")):
            read = _read(path)
            if isinstance(read, SigningKey):
                keys[path] = read
                continue
            problems.append(f"{path} {read}.")
            if path in self._keys:
                keys[path] = self._keys[path]
        self._keys, self._by_domain = keys, _arranged(keys.values())
        return tuple(problems)

    def keys_for(self, domain: str) -> tuple[SigningKey, ...]:
        """The keys of *domain* (lower case, A-labels), or of its nearest parent that has any; RSA first.

        A parent's signature serves its subdomains: DMARC's relaxed alignment accepts it.
        """
        while domain:
            if found := self._by_domain.get(domain):
                return found
            domain = domain.partition(".")[2]
        return ()


def _arranged(keys: Iterable[SigningKey]) -> dict[str, tuple[SigningKey, ...]]:
    ranked = sorted(keys, key=lambda key: (key.domain, _RANK[key.algorithm], key.selector))
    return {
        domain: tuple(key for key in ranked if key.domain == domain)
        for domain in {key.domain for key in ranked}
    }


def _read(path: Path) -> SigningKey | str:
    """The key, or the rest of a sentence that begins with the file's name."""
    domain, selector = path.parent.name, path.stem
    if not (_DNS_NAME.fullmatch(domain) and _DNS_NAME.fullmatch(selector)):
        return "is not named <domain>/<selector>.pem in lower-case DNS names; rename it"
    try:
        pem = _octets(path)
    except OSError as error:
        return f"cannot be read ({error.strerror}); let the daemon's user own it, mode 0600"
    if pem is None:
        return "may be read by every user of this machine, so it is not used; run chmod 600 on it"
    key = read_pem(domain, selector, pem)
    if isinstance(key, str):
        return f"{key}; put a good copy in its place, or make a new key with `congvu dkim new`"
    return key


def _octets(path: Path) -> bytes | None:
    """What the file holds; None where its mode lets others in."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & stat.S_IRWXO:
            return None
        return file.read(LARGEST_PEM)
