"""Cuts what a letter shows into pages: what its sender wrote, and below it each letter that was handed on or answered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from work.official.folded import CAPITALS, folded
from work.official.letter import Letter, Sheet
from work.tables import Tables

_QUOTED = re.compile(r"^(?:>[ \t]?)+")
_SIGNED_OFF = re.compile(r"^--\s?$")
_MARKER = re.compile(
    r"^\s*(?:-{2,}\s*(?:forwarded message|original message|original appointment|thu duoc chuyen tiep|thu goc"
    r"|thu da chuyen tiep|thu chuyen tiep|tin nhan goc|tin nhan da chuyen tiep|tin nhan duoc chuyen tiep)\b.*"
    r"|begin forwarded message:?.*|bat dau (?:thu|tin nhan) (?:duoc |da )?chuyen tiep:?.*|(?:on|vao|ngay)\b.{6,120}\b(?:wrote|da viet|viet)\s*:)\s*$"
)
_RULED = re.compile(r"\s*_{10,}\s*$")  # above the fields of Outlook, but in heads of documents too
_FROM = re.compile(r"^\s*\*?(?:tu|from|nguoi gui)\s*:\*?\s*\S")
_FIELD = re.compile(
    r"^\s*\*?(?:tu|from|nguoi gui|den|to|toi|nguoi nhan|cc|bcc|da gui|gui ngay|gui luc|ngay nhan|sent|date|ngay gui|thoi gian gui|ngay|gui|subject"
    r"|chu de|tieu de|reply-to|importance|attachments?|dinh kem)\s*:\*?(?:\s|$)"
)
_NOTHING = re.compile(r"BEGIN:VC(?:ALENDAR|ARD)")
_CELL_BEGINS = re.compile(r"\n\t[^\n]")
_CLOCK = r"\d{1,2}[:hH]\d{2}"
_DATE = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
# Who wrote what follows, with the day and the hour: "Lò Thị Hà, 24/11 09:15: …", "Mai viết lúc 09:10 18/11:".
# No limit and no event: "Trước 17h00 25/11:", "Họp 08h00 ngày 25/11/2026: …".
_NO_NAME = r"(?:hạn|trước|đến|từ|lúc|vào|ngày|họp|hội|sáng|chiều|tối|thứ|thời|khai|buổi|cuộc|lịch|chậm|muộn|trễ|đúng|chương|deadline|before|by|due|meeting)\b"
_STAMPED = re.compile(
    rf"^\s*(?!(?i:{_NO_NAME}))[{CAPITALS}]\w*(?: [{CAPITALS}]\w*){{0,5}}(?: viết)?\s?[,–-]?\s?(?:(?:lúc|vào|ngày) )?"
    rf"(?:{_DATE},?(?: lúc)? {_CLOCK}|{_CLOCK},?(?: ngày)? {_DATE})\s*:(?P<said>.*)$"
)
FIELDS_NEAR = 4  # lines below From in which another field stands


@dataclass(frozen=True, slots=True)
class Page:
    """Lines that one hand wrote, of sheet *sheet*. *below* says that another letter's text stands above them."""

    sheet: int
    lines: tuple[str, ...]
    below: bool = False

    @property
    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(self.lines)


def pages(letter: Letter) -> tuple[Page, ...]:
    """The pages of *letter*, of each sheet the uppermost first."""
    return tuple(
        page
        for number, sheet in enumerate(letter.sheets)
        if not _NOTHING.match(sheet.text.lstrip())
        for page in _of(number, sheet)
    )


def _of(number: int, sheet: Sheet) -> Iterator[Page]:
    lines = _in_rows(sheet.text.replace("\f", "\n\n")).split("\n")
    if sheet.place and sheet.kind not in ("text", "html"):
        yield Page(number, tuple(lines))
        return
    clear = Tables().in_rows("\n".join(_QUOTED.sub("", line) for line in lines)).split("\n")
    for below, part in enumerate(_cut(clear)):
        if any(line.strip() for line in part):
            yield Page(number, tuple(part), below > 0)


def _in_rows(text: str) -> str:
    """*text* with each row of a table on one line, its cells parted by tabs.

    A tab stands before a cell that begins a line, or by itself behind one that ends it.
    """
    if "\n\t\n" in text and not _CELL_BEGINS.search(text):
        return text.replace("\n\t\n", "\t")
    return text.replace("\n\t", "\t")


def _cut(lines: list[str]) -> Iterator[list[str]]:
    """The parts between the marks of letters handed on, without those marks and their fields."""
    part: list[str] = []
    ended = False
    at = 0
    while at < len(lines):
        end = _fields_end(lines, at)
        if end is not None:
            yield part
            stamped = _STAMPED.match(lines[end - 1])
            part = [stamped["said"]] if stamped and stamped["said"].strip() else []
            ended, at = False, end
            continue
        signed_off = _SIGNED_OFF.match(lines[at]) is not None
        ended = ended or (signed_off and not _signs_below(lines, at + 1))
        if not ended and not signed_off:
            part.append(lines[at])
        at += 1
    yield part


def _signs_below(lines: list[str], at: int) -> bool:
    """Whether who signs a document stands below a line that seemed to end the letter: the second of two columns."""
    below = next((n for n in range(at, len(lines)) if lines[n].strip()), None)
    return below is not None and lines[below].strip().isupper()


def _fields_end(lines: list[str], at: int) -> int | None:
    """Where the fields end that begin at line *at*, or right below a rule there; None where none begin."""
    if _RULED.match(lines[at]):
        at = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), at)
    if _STAMPED.match(lines[at]):
        return at + 1
    plain = folded(lines[at])
    if not _MARKER.match(plain) and not (_FROM.match(plain) and _has_fields(lines, at + 1)):
        return None
    at += 1 if _MARKER.match(plain) else 0
    while at < len(lines) and (not lines[at].strip() or _FIELD.match(folded(lines[at]))):
        at += 1
    return at


def _has_fields(lines: list[str], at: int) -> bool:
    return any(_FIELD.match(folded(line)) for line in lines[at : at + FIELDS_NEAR])
