"""Whom a document addresses (Kính gửi), and where its text begins behind them."""

import re

from work.official.folded import folded

_OPENS = re.compile(
    r"^\s*(?:kinh (?:gui|chuyen|trinh)|kg|gui|noi nhan|[\w ]{0,60}?\bdien(?=\s*:))\s*(?::|(?=\s))\s*"
)
_BULLET = re.compile(r"^\s*[-+•*–—]\s*")
_GREETING = re.compile(
    r"(?:quý|anh|chị|em|các (?:anh|chị|đồng chí|đ/c|bạn|bác)|cả nhà|mọi người)\b", re.IGNORECASE
)
_FIGURE = re.compile(r"\d{1,3}[.;,]?")  # of a name that a line broke: "Phòng Giao dịch số 3"
LONGEST, MOST = 200, 40  # characters of one name, and names
NARROW, SHORT = (
    45,
    30,
)  # characters of a line of a page that goes on below, and of the rest of a name there


def addressees(lines: tuple[str, ...], start: int) -> tuple[tuple[str, ...], int]:
    """The names from line *start* on, as printed, and the line behind them; none where nobody is addressed there."""
    opened = _OPENS.match(folded(lines[start])) if start < len(lines) else None
    if opened is None:
        return (), start
    found: list[str] = []
    first = lines[start][opened.end() :].strip()
    listed = None if not first or _BULLET.match(first) else first.endswith(";")
    if first:
        found.append(_BULLET.sub("", first))
    at = start + 1
    while at < len(lines) and len(found) <= MOST:
        line = lines[at].strip()
        parted = not lines[at - 1].strip() and bool(found) and not _BULLET.match(line)
        if parted or not _belongs(line, found) or (listed is False and _BULLET.match(line)):
            break
        if _BULLET.match(line):
            found.append(_BULLET.sub("", line))
        elif line:
            found[-1:] = [f"{found[-1]} {line}"] if found else [line]
        at += 1
    return tuple(_clean(found)), at


def _belongs(line: str, found: list[str]) -> bool:
    """Whether *line* still names somebody: a point of the list, or the rest of one."""
    if not line:
        return not found or not found[-1].rstrip().endswith(".")
    if _BULLET.match(line):
        return not found or not found[-1].rstrip().endswith(".")
    if not found:
        return len(line) < LONGEST
    last = found[-1].rstrip()
    if last.endswith((".", ":")) or len(line) >= LONGEST / 2:
        return False
    if len(last) > NARROW and _FIGURE.fullmatch(line):
        return True
    wrapped = len(last) > NARROW and len(line) < SHORT and line.endswith(";")
    return last.endswith((";", ",")) or line[:1].islower() or wrapped


def _clean(found: list[str]) -> list[str]:
    names = (_BULLET.sub("", name) for line in found for name in re.split(r";|\t(?=[-+•])", line))
    names = (" ".join(name.split()).strip(" ,.:") for name in names)
    return [name for name in names if name and len(name) <= LONGEST and not _GREETING.match(name)]
