"""Keyrings as tests want them: every key of a folder signs, as if the store said so and DNS showed it."""

from pathlib import Path

from mail.sign.key import SigningKey, read_pem
from mail.sign.keyring import Keyring, Stalled
from tests.mail.sign.letters import NOW
from work.directory import DkimKey


def ring_of(folder: Path) -> Keyring:
    """The keys of *folder*, all of which sign."""
    ring = Keyring(folder)
    assert ring.reload() == ()
    assert ring.appoint(known(folder)) == ()
    return ring


def known(folder: Path) -> list[DkimKey]:
    """The keys of *folder* as the store would have them; files that hold no key are left out."""
    paths = [path for path in sorted(folder.glob("*/*.pem")) if path.is_file()]
    read = [read_pem(path.parent.name, path.stem, path.read_bytes()) for path in paths]
    return [shown(key) for key in read if isinstance(key, SigningKey)]


def shown(key: SigningKey) -> DkimKey:
    """*key* as the store has one that signs and that DNS shows."""
    return DkimKey(
        key.domain, key.selector, key.algorithm, key.public_key, NOW, key.public_key, NOW,
        signs_from=NOW,
    )  # fmt: skip


def selectors(ring: Keyring, domain: str) -> list[str]:
    """What signs for *domain*, in its order."""
    keys = ring.keys_for(domain)
    assert not isinstance(keys, Stalled)
    return [key.selector for key in keys]
