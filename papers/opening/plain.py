"""Plain text, with or without a byte order mark; what is not Unicode is handed on as it is, too."""

import codecs
import contextlib
import re
from collections.abc import Iterable

from papers.csv_table import decoded as decoded_if_vietnamese
from papers.opened import Why
from papers.opening.draft import Budget, Draft, Enough, Inner
from work.legacy_text import BYTE_ORDER_MARKS

_LOOKED_AT = 4_096  # octets
_MOST = 1 << 20  # octets of one text that are decoded
_HANDED_ON = 16_384  # octets of one that is not Unicode
_CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")


def is_text(octets: bytes) -> bool:
    """Whether *octets* look like text. None at all do, too."""
    beginning = octets[:_LOOKED_AT]
    if any(beginning.startswith(mark) for mark, _ in BYTE_ORDER_MARKS) or _wide(beginning):
        return True
    return len(_CONTROLS.findall(beginning)) * 100 <= len(beginning)


def decoded(octets: bytes) -> str:
    """The text of *octets*. Those that are not Unicode are Windows-1258 or, where that makes no Vietnamese, 1252."""
    encoding = unicode_of(octets)
    if encoding is not None:
        return octets[:_MOST].decode(encoding, "replace")
    return decoded_if_vietnamese(octets[:_MOST]) or western(octets[:_MOST])


def unicode_of(octets: bytes) -> str | None:
    """The encoding of Unicode that *octets* are in; None where they are in none."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if octets.startswith(mark):
            return encoding
    wide = _wide(octets[:_LOOKED_AT])
    if wide is not None:
        return wide
    try:
        octets[:_MOST].decode("utf-8")
    except UnicodeDecodeError as error:  # the end may be cut through a letter
        return "utf-8" if error.start > len(octets[:_MOST]) - 4 and error.start > 0 else None
    return "utf-8"


def western(octets: bytes) -> str:
    """*octets* as Windows-1252 shows them, and where it has no sign, as Latin-1: no octet is lost."""
    return octets.decode("cp1252", "western")


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the beginning of plain text, CSV and the like."""
    if unicode_of(octets) is None:
        draft.octets = octets[:_HANDED_ON]
    with contextlib.suppress(Enough):
        draft.write(decoded(octets))
    return ()


def read_whole(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes plain text to its end."""
    if len(octets) > _MOST:
        draft.obstacle(Why.TOO_LARGE)
    if unicode_of(octets) is None:
        draft.octets = octets[:_MOST]
    draft.write(decoded(octets))
    return ()


def _wide(octets: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other octet of western text is zero; of Vietnamese, many."""
    if len(octets) < 8:
        return None
    even, odd = octets[::2].count(0), octets[1::2].count(0)
    if max(even, odd) * 5 < len(octets) // 2 or min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("western", _as_latin_1)
