"""Who signed a document, the name below the office that he or she holds, and the day where it stands above that."""

import re

from work.official.columns import is_dated, pieces

_NAME = re.compile(
    r"^(?:(?:[ÔôBb](?:ng|à)|PGS|GS|TS|ThS|BS|Bs|KS|CN|PCT|PGĐ)\.?:?\s*)*((?:[^\W\d_]+\s+){1,5}[^\W\d_]+)"
)
_SIGNED = re.compile(r"\(?đã ký\)?", re.IGNORECASE)
LINES = 30  # below the text


def day_above(lines: tuple[str, ...], start: int, end: int) -> str | None:
    """The line of place and day right above line *end*, where those begin who sign, behind line *start*."""
    told = [line.strip() for line in lines[start:end] if line.strip()]
    found = pieces(told[-1])[-1:] if told else ()
    return found[0] if found and is_dated(found[0]) else None


def signer_in(lines: tuple[str, ...], start: int) -> str | None:
    """The last name written below line *start*, each of its words with a capital; None where there is none."""
    found = None
    for line in lines[start : start + LINES]:
        for piece in pieces(line):
            name = _NAME.match(_SIGNED.sub("", piece).strip())
            if name is not None and _is_name(name[1]):
                found = name[1]
    return found


def _is_name(words: str) -> bool:
    parts = words.split()
    return all(part.istitle() for part in parts) and parts[0] not in ("Như", "Lưu", "Nơi", "Lãnh")
