"""Things in a sentence that are no words: task numbers, document signs, percentages, days, periods, spans.

Each pattern is bounded, and reads the plain form that bot.speech.letters makes;
what one has claimed is blank for those after it.
"""

import re
from collections.abc import Iterator

from bot.speech.kind import Kind, Thing
from bot.speech.numbers import numbers
from bot.speech.patterns import PATTERNS

_FIELD = (
    r"(?:tai nguyen|moi truong|noi vu|tai chinh|ke hoach|kinh te|ha tang|van hoa|thong tin|the thao|du lich|y te"
    r"|giao duc|dao tao|tu phap|thanh tra|nong nghiep|phat trien nong thon|lao dong|thuong binh|xa hoi|xay dung"
    r"|to chuc|can bo|hanh chinh|quan tri|cong thuong|khoa hoc|cong nghe|dan toc|do thi|quan ly do thi|phap che"
    r"|tong hop|kiem soat|phong chong tham nhung|ke toan|nghiep vu)"
)
_UNIT = re.compile(rf"\b(?:phong |p\. ?){_FIELD}(?:(?: va| -|,)? {_FIELD}){{0,3}}\b")
_OTHER_UNIT = re.compile(
    rf"\b(?:vu|ban|chi cuc|trung tam|van phong) {_FIELD}(?:(?: va| -|,)? {_FIELD}){{0,3}}\b"
)
_UNIT_BY_LETTERS = re.compile(r"\b(?:[Pp]hòng |[Pp]hong |[Pp]\. ?)[A-ZĐ]{2,6}(?:&[A-ZĐ]{1,4})?\b")


def things(clean: str, folded: str) -> tuple[list[Thing], str]:
    """The things in it, in their order, and *folded* with blanks in their place."""
    found: list[Thing] = []
    for kind, pattern, reads in PATTERNS:
        for one in pattern.finditer(folded):
            value = reads(one, clean[one.start() : one.end()])
            if value is not None:
                found.append(Thing(kind, value, one.start(), one.end()))
                folded = _blank(folded, one.start(), one.end())
    for unit in _units(clean, folded):
        if folded[unit.start : unit.end].count("\x00") == 0:
            found.append(unit)
            folded = _blank(folded, unit.start, unit.end)
    for number in numbers(folded):
        found.append(number)
        folded = _blank(folded, number.start, number.end)
    return sorted(found, key=lambda one: one.start), folded


def _units(clean: str, folded: str) -> Iterator[Thing]:
    """Units by what they are for, or by the capitals that stand for it."""
    by_letters = () if clean == clean.upper() else _UNIT_BY_LETTERS.finditer(clean)
    others = (one for one in _OTHER_UNIT.finditer(folded) if clean[one.start()].isupper())
    for one in (*_UNIT.finditer(folded), *others, *by_letters):
        name = re.sub(r"^[Pp](?:hòng|hong|\.) ?", "Phòng ", clean[one.start() : one.end()])
        yield Thing(Kind.UNIT, name, one.start(), one.end())


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "\x00" * (end - start) + text[end:]
