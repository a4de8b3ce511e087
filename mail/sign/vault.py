"""Keys that never leave a token (PKCS #11): what is asked of one, without the library that does it.

The library is optional, and loaded only where a token is configured: mail.sign.token.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mail.sign.key import SigningKey
from work.directory import DkimKey


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """Where one token is: the *module* that speaks to it, its *label*, and the file with its user PIN."""

    label: str
    module: Path
    pin_file: Path


class TokenFailed(Exception):
    """A token did not do what was asked of it; the text is a sentence that says what to do."""


class Vault(Protocol):
    """All tokens of this process."""

    async def keys(self, wanted: Iterable[DkimKey]) -> Mapping[str, SigningKey | str]:
        """Those of *wanted* that their tokens have, by their names, else why not, as a sentence."""
        ...
