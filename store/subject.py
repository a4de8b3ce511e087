"""The subject of a letter that is held, for who decides on it."""

from email import policy
from email.parser import BytesHeaderParser

from store import queue, secrecy
from store.tx import Tx
from work.spelling import legible

_HEADERS = BytesHeaderParser(policy=policy.default)


def subject(tx: Tx, letter: int) -> str:
    """Its Subject; "" where it bore a mark of secrecy, is gone, or has none."""
    claimed = queue.held(tx, letter)
    if claimed is None:
        return ""
    octets = secrecy.quotable(tx, letter, claimed.parcel.body)
    try:
        return legible(str(_HEADERS.parsebytes(octets).get("subject", "")))
    except (ValueError, LookupError, AttributeError):  # the library's own bugs with broken words
        return ""
