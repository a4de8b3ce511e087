"""What a letter from outside claims in our name is left behind as it leaves; it is kept as it came."""

from typing import NamedTuple

from mail.auth.results import without_forged


class Cut(NamedTuple):
    """The header *block* as it leaves, in place of the first *length* octets of the letter."""

    block: bytes
    length: int

    @property
    def octets(self) -> int:
        """How many octets are left behind."""
        return self.length - len(self.block)

    def made(self, beginning: bytes) -> bytes:
        """The letter's beginning, its header whole, as it leaves."""
        return self.block + beginning[self.length :]


def cut(block: bytes, hostname: str) -> Cut | None:
    """What is to be left out of a header *block*; None where nothing claims to be of *hostname* (RFC 8601 §5)."""
    clean, removed = without_forged(block, (hostname,))
    return Cut(clean, len(block)) if removed else None
