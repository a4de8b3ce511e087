"""The signing keys in memory: those of files and tokens that the store lets sign, and that DNS does not belie."""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from mail.sign.key import SigningKey, read_pem
from work.directory import DkimKey

LARGEST_PEM = 64 * 1024
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DNS_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_RANK = {"rsa": 0, "ed25519": 1}  # some verifiers read the first signature only, and only RSA

Name = tuple[str, str]
"""Domain and selector."""


@dataclass(frozen=True, slots=True)
class Stalled:
    """Letters of *domain* are to be signed, and no key of it can sign now; *reasons* say why of each."""

    domain: str
    reasons: tuple[str, ...]


Ring = tuple[SigningKey, ...] | Stalled


class Keyring:
    """Keys by domain. *folder* holds them as `<domain>/<selector>.pem`; beside it *credentials* of the service
    manager, which knows no folders, as `<domain>_<selector>.pem`, whatever stands before a further "_". *lacking*
    says of keys that are to sign, by their names, why their private half is not here.

    Reading files blocks: `reload` belongs in a thread.
    """

    def __init__(self, folder: Path, credentials: Path | None = None) -> None:
        self._folder = folder
        self._credentials = credentials
        self._keys: dict[Path, SigningKey] = {}
        self._by_domain: dict[str, Ring] = {}
        self.lacking: dict[str, str] = {}

    def reload(self) -> tuple[str, ...]:
        """Reads the files anew; a sentence comes back for each that could not be used.

        A key that was good before stays in force while its file is broken; one
        whose file is gone, or open to others, is dropped.
        """
        problems = []
        keys: dict[Path, SigningKey] = {}
        for path, name in self._files():
            read = _read(path, name)
            if isinstance(read, SigningKey):
                keys[path] = read
                continue
            problems.append(f"{path} {read.sentence}.")
            if path in self._keys and not read.exposed:
                keys[path] = self._keys[path]
        self._keys = keys
        return tuple(problems)

    def appoint(
        self,
        keys: Iterable[DkimKey],
        of_tokens: Mapping[str, SigningKey | str] | None = None,
        before: Mapping[str, DkimKey] = MappingProxyType({}),
    ) -> tuple[Stalled, ...]:
        """Lets those of the store's *keys* sign that shall, that DNS does not belie, and whose private half is here.

        *of_tokens* are keys in tokens by their names, or why there is none; *before* has by the
        name of a key the one that signs in its place where its private half is not here. The domains
        come back that are to be signed for and have no key that can.
        """
        files = {(key.domain, key.selector): key for key in self._keys.values()}
        found: dict[str, list[SigningKey | str]] = {}
        self.lacking = {}
        for key in keys:
            if key.expected:
                able = _able(key, files, of_tokens or {})
                if isinstance(able, str) and key.active and key.credible:
                    self.lacking[key.name] = able
                    if (old := before.get(key.name)) is not None:
                        other = _able(old, files, of_tokens or {})
                        able = able if isinstance(other, str) else other
                found.setdefault(key.domain, []).append(able)
        self._by_domain = {domain: _ring(domain, able) for domain, able in found.items()}
        return tuple(ring for ring in self._by_domain.values() if isinstance(ring, Stalled))

    def keys_for(self, domain: str) -> Ring:
        """The keys of *domain* (lower case, A-labels), or of its nearest parent that has any; RSA first.

        A parent's signature serves its subdomains: DMARC's relaxed alignment accepts it.
        """
        while domain:
            if found := self._by_domain.get(domain):
                return found
            domain = domain.partition(".")[2]
        return ()

    def strangers(self, known: Iterable[DkimKey]) -> tuple[SigningKey, ...]:
        """The keys in files that are none of *known*."""
        names = {(key.domain, key.selector) for key in known}
        return tuple(k for k in self._keys.values() if (k.domain, k.selector) not in names)

    def holds(self, key: DkimKey) -> bool:
        """Whether there is a file of *key*."""
        return any(
            (k.domain, k.selector) == (key.domain, key.selector) for k in self._keys.values()
        )

    def signs(self, domain: str) -> bool:
        """Whether letters from *domain* can be signed now."""
        found = self.keys_for(domain)
        return bool(found) and not isinstance(found, Stalled)

    def _files(self) -> Iterator[tuple[Path, Name]]:
        for path in sorted(self._folder.glob("*/*.pem")):
            yield path, (path.parent.name, path.stem)
        if self._credentials is not None:
            for path in sorted(self._credentials.glob("*_*.pem")):
                *_, domain, selector = path.stem.split("_")
                yield path, (domain, selector)


def _able(
    key: DkimKey, files: Mapping[Name, SigningKey], of_tokens: Mapping[str, SigningKey | str]
) -> SigningKey | str:
    """What can sign as *key*, or why nothing can."""
    if key.revoked_at is not None:
        return f"{key.name} is revoked"
    if not key.credible:
        told = "does not show it" if key.seen is None else "shows another"
        return f"{key.name}: DNS {told}"
    if key.token is not None:
        return of_tokens.get(key.name, f"{key.name}: the token {key.token} is not configured")
    private = files.get((key.domain, key.selector))
    if private is None:
        return f"{key.name}: its file is not there, or cannot be used"
    if private.public_key != key.public_key:
        return f"{key.name}: its file holds another key than the store knows"
    return private


def _ring(domain: str, able: list[SigningKey | str]) -> Ring:
    keys = [key for key in able if isinstance(key, SigningKey)]
    if not keys:
        return Stalled(domain, tuple(reason for reason in able if isinstance(reason, str)))
    return tuple(sorted(keys, key=lambda key: (_RANK[key.algorithm], key.selector)))


@dataclass(frozen=True, slots=True)
class _Bad:
    """Why a file gives no key, as the rest of a sentence that begins with its name; *exposed*: others can get at it."""

    sentence: str
    exposed: bool = False


def _read(path: Path, name: Name) -> SigningKey | _Bad:
    domain, selector = name
    if not (_DNS_NAME.fullmatch(domain) and _DNS_NAME.fullmatch(selector)):
        return _Bad("is not named <domain>/<selector>.pem in lower-case DNS names; rename it")
    try:
        pem = _octets(path)
    except OSError as error:
        return _Bad(f"cannot be read ({error.strerror}); let the daemon's user own it, mode 0600")
    if isinstance(pem, _Bad):
        return pem
    key = read_pem(domain, selector, pem)
    if isinstance(key, str):
        return _Bad(
            f"{key}; put a good copy in its place, or make a new key with `congvu dkim new`"
        )
    return key


def _octets(path: Path) -> bytes | _Bad:
    """What the file holds; why it is not to be used where others can get at it."""
    if path.is_fifo():  # to open it waits for whoever writes there
        return _Bad("is no file; take it away")
    with path.open("rb") as file:
        facts, folder = os.fstat(file.fileno()), path.parent.stat()
        if fault := exposure(path, facts) or exposure(path.parent, folder):
            return _Bad(fault, exposed=True)
        return file.read(LARGEST_PEM)


def exposure(path: Path, facts: os.stat_result) -> str:
    """Who else can get at a key file, or put another into its folder, and the command that mends it; "" where nobody can.

    Both belong to the daemon's user, or to root, who can read everything. Root's file may be
    read by a group, as credentials of the service manager are.
    """
    ours = os.geteuid()
    if facts.st_uid not in (ours, 0):
        return f"is not used, as {path} belongs to another user; run: chown {ours} {path}"
    mode = stat.S_IMODE(facts.st_mode)
    if stat.S_ISDIR(facts.st_mode):
        written = mode & (stat.S_IWGRP | stat.S_IWOTH)
        return f"is not used, as others can write {path}; run: chmod 700 {path}" if written else ""
    allowed = 0o640 if facts.st_uid == 0 != ours else 0o600
    if mode & ~allowed:
        return f"is not used, as others can read it; run: chmod {allowed:o} {path}"
    return ""
