"""The line that bears a document's own number and sign (số, ký hiệu), with what else stands on it."""

import re
from dataclasses import dataclass

from work.official.folded import CAPITALS, folded

_SAID = re.compile(
    r"(?P<before>^|^.{0,80}?\s[-–—]\s+|^(?:phieu|giay|cong|thong|to|bao)\s\w+(?:\s\w+)?\s*[-–—:]?\s*)(?:luat )?so\s*[:.]?\s*(?=[\d/.…_\s]*[\d/])"
)
# Parts are joined by a stroke with a blank on one side at most: "8 /GM -UBND", but "201/UBND - NGÀY" ends before.
_PART = rf"[\d{CAPITALS}][\w&.]*"
_WRITTEN = re.compile(rf"\d{{1,6}}[a-zA-ZđĐ]?(?:(?:[/-](?=\w)|\s[/-](?=\w)|/\s?(?=\w)){_PART})+")
_BLANK = re.compile(rf"[\s.…_]*/\s?(?P<sign>[{CAPITALS}]\w*(?:-\w+)*)")


@dataclass(frozen=True, slots=True)
class NumberLine:
    """*number* as printed, None where a blank was left for it; *sign* what stands behind a blank."""

    number: str | None
    sign: str | None
    before: str
    behind: str


def number_line(piece: str) -> NumberLine | None:
    """What *piece* says, where it is such a line: "Số: 15/VPCP-KSTT", "SXD Đông Hải - So: 27/SXD-VT - 18/11/2026"."""
    said = _SAID.match(folded(piece))
    if said is None:
        return None
    before = piece[: said.end("before")].strip(" -–—:")
    rest = piece[said.end() :]
    written = _WRITTEN.match(rest)
    if written is not None:
        number = written[0].rstrip(".")
        return NumberLine(number, None, before, _behind(rest[len(number) :]))
    blank = _BLANK.match(rest)
    if blank is None:
        return None
    return NumberLine(None, blank["sign"], before, _behind(rest[blank.end() :]))


def _behind(words: str) -> str:
    return words.strip(" -–—,;.")
