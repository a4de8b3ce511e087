"""The line that bears a document's own number and sign (số, ký hiệu), with what else stands on it."""

import re
from dataclasses import dataclass

from work.official.folded import CAPITALS, folded

_SAID = re.compile(
    r"(?P<before>^|^.{0,80}?\s[-–—]\s+|^(?:phieu|giay|cong|thong|to|bao)\s\w+(?:\s\w+)?\s*[-–—:]?\s*)(?:luat )?(?:so(?:\s?[/,]?\s?(?:ky )?hieu)?|ky hieu)\s*[:.]?\s*(?=[\do/.…_\s]*[\d/])"
)
# Parts are joined by a stroke, blanks beside it or not: "8 /GM -UBND"; but "201/UBND - NGÀY" ends before.
_PART = rf"[\d{CAPITALS}][\w&.]*(?: [IVX]+(?=-))?"
_OTHER = r"NGÀY|NGAY|KHẨN|KHAN|HỎA|HOẢ|HOA|THƯỢNG|SỐ|V/"
_STROKE = (
    rf"(?:\s?/\s?|[-–—]|\s[-–]|[-–]\s(?=[{CAPITALS}])|\s[-–]\s(?!{_OTHER})(?=[{CAPITALS}]{{2}}))"
)
# A figure may be typed as the letter that looks like it: "2O19/SGDĐT".
_WRITTEN = re.compile(rf"(?:\d{{1,3}}\.\d{{3}}|\d[\dOo]{{0,5}})[a-zA-ZđĐ]?(?:{_STROKE}{_PART})+")
_FILLED_IN = re.compile(r"^[.…_\s]*(\d{1,5})[.…_]+(?=/)")  # in a dotted line: "..315../SYT"
_ALONE = re.compile(r":\s*\S+$")  # "Công văn số: 12/UBND-VX", and nothing else
_KINDS = ("phieu ", "giay ", "cong ", "thong ", "to ", "bao ")
# Of a rule of law the year stands before the sign: "Số:      /2026/TT-BYT".
_BLANK = re.compile(rf"[\s.…_]*/\s?(?P<sign>(?:\d{{4}}/)?[{CAPITALS}]\w*(?:-\w+)*)")


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
    if said["before"].startswith(_KINDS) and not before.isupper():
        if not _ALONE.search(piece):
            return None  # "Công văn số 12/UBND-VX ngày …" cites another
        before = ""
    rest = _FILLED_IN.sub(r"\1", piece[said.end() :])
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
