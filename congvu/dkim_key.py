"""Signing keys as files: <folder>/<domain>/<selector>.pem signs; a waiting or retired one has another ending.

The row in the store says whether a key should sign; the ending decides whether it does.
"""

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from mail.sign.key import SigningKey, keep_pem, new_pem, read_pem
from work.directory import DkimKey

Algorithm = Literal["rsa", "ed25519"]
BOTH: tuple[Algorithm, ...] = ("rsa", "ed25519")


class Use(StrEnum):
    """What a key's file is for; the value is its ending."""

    SIGNING = ".pem"
    WAITING = ".pem.waiting"
    RETIRED = ".pem.retired"


def new_keys(
    folder: Path,
    domain: str,
    algorithms: Iterable[Algorithm],
    now: datetime,
    use: Use = Use.SIGNING,
) -> tuple[DkimKey, ...]:
    """A new key of *domain* for each of *algorithms*, its private half kept in *folder* for that *use*.

    A daemon that runs may read the folder at any moment, so each file has its ending from the start.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return tuple(_new_key(folder, domain, algorithm, now, use) for algorithm in algorithms)


def file_of(folder: Path, key: DkimKey, use: Use = Use.SIGNING) -> Path:
    """Where the private half of *key* is kept for that use."""
    return folder / key.domain / f"{key.selector}{use}"


def use_of(folder: Path, key: DkimKey) -> Use | None:
    """What the file of *key* is for; None when there is no file."""
    return next((use for use in Use if file_of(folder, key, use).exists()), None)


def turn(folder: Path, key: DkimKey, use: Use) -> None:
    """Gives the file of *key* another use; nothing when it has that already, or is gone."""
    was = use_of(folder, key)
    if was is not None and was is not use:
        file_of(folder, key, was).rename(file_of(folder, key, use))


def forget(folder: Path, keys: Iterable[DkimKey]) -> None:
    """Removes the files of keys that the store did not take."""
    for key in keys:
        use = Use.SIGNING if key.active else Use.WAITING
        file_of(folder, key, use).unlink(missing_ok=True)


def _new_key(folder: Path, domain: str, algorithm: Algorithm, now: datetime, use: Use) -> DkimKey:
    pem = new_pem(algorithm)
    for selector in _selectors(algorithm, now):
        if any((folder / domain / f"{selector}{use}").exists() for use in Use):
            continue
        keep_pem(folder, domain, selector, pem, use)
        key = read_pem(domain, selector, pem)
        assert isinstance(key, SigningKey)  # noqa: S101 - we have just made it
        active = use is Use.SIGNING
        return DkimKey(domain, selector, algorithm, key.public_key, now, active)
    raise AssertionError("selectors do not end")


def _selectors(algorithm: Algorithm, now: datetime) -> Iterator[str]:
    """Names that tell the day and the algorithm, as "20261124r"; then "20261124r2" and so on."""
    stem = f"{now:%Y%m%d}{algorithm[0]}"
    yield stem
    for number in itertools.count(2):
        yield f"{stem}{number}"
