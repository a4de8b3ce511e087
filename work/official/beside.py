"""What stands beside a limit: words of one that no day explains, one that another point tells, the next of a list or a series."""

import re
from collections.abc import Iterator

from work.official.folded import folded

_ORDINAL = re.compile(
    r".*\b(?:ky hop|phien hop|hoi nghi|dai hoi|lan|khoa|vong|cuoc hop) thu (?:\d|hai|ba|tu|nam|sau|bay)$"
)


# Of a session that has no day: "vào kỳ họp tháng 12".
_SESSION = re.compile(
    r".*\b(?:ky hop|phien hop|hoi nghi|cuoc hop|dai hoi) (?:thang|quy|cuoi|giua) [^(]*$"
)


def is_ordinal(words: str) -> bool:
    """Whether *words* count sessions and name no day of the week: "trước kỳ họp thứ 4"."""
    plain = folded(words)
    return _ORDINAL.match(plain) is not None or _SESSION.match(plain) is not None


def limits_told(clause: str) -> Iterator[str]:
    """What in *clause* seems to say until when, whether anybody can read it or not."""
    flat = " ".join(clause.split())
    plain = folded(flat)
    for found in (*_SEEMS.finditer(plain), *_LABEL.finditer(plain)):
        yield flat[found.start() : found.end()].rstrip(" ,.")


_SEEMS = re.compile(
    r"\b(?:truoc (?:khi|ngay|moi|ky hop|dip|tet|thoi diem|(?=\d{1,2}[/.]\d))|cham nhat|muon nhat|khong (?:muon|cham) hon"
    r"|(?:khong qua|trong vong) \d{1,3} (?:gio|ngay|tuan|thang)|(?:thoi )?han(?: [a-z]+){0,3}:)[^,;()]{2,60}"
)
_LABEL = re.compile(r"(?:thoi gian|(?:thoi )?han)(?: [a-z]+){0,2}: nhu\b[^,;.]{0,30}")
_SAME = re.compile(
    r"(?:thoi gian|(?:thoi )?han)(?: (?:gui|nop|bao cao|hoan thanh|thuc hien)){0,2}:? (?:nhu|theo|thuc hien nhu|cung) (?:tai |o |quy dinh tai )?(?:muc|diem|khoan|nhiem vu|noi dung|so) (\d{1,2}|[a-zđ])\b"
)


def same_limit(clause: str) -> tuple[str, str] | None:
    """The words of *clause* that say that its limit is that of another point, and that point's number or letter."""
    flat = " ".join(clause.split())
    found = _SAME.search(folded(flat))
    return None if found is None else (flat[found.start() : found.end()], found[1])


# One thing of a list of those that are to be handed in, with its day: "Bản giấy: 25/10/2026", "Kế hoạch (20/10/2026)".
_ITEM = re.compile(
    r"([^\W\d][^():;\d]{2,80}?(?: \d{1,2})?)\s?(?:\(|: |[-–] )((?:\d{1,2} gio(?: \d{2})? )?(?:ngay )?(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4}))\)?\s*[.;]*"
)
_LISTS = re.compile(r"\b(?:gui|nop|trinh|ban giao|thoi han|han)\b")


def lists_limits(intro: str) -> bool:
    """Whether *intro* ends in a colon, and things to be handed in stand below it with their days."""
    return intro.rstrip().endswith(":") and _LISTS.search(folded(intro)) is not None


def item_due(sentence: str) -> tuple[str, str] | None:
    """What is to be handed in and by when, where *sentence* is nothing but these two."""
    flat = " ".join(sentence.split())
    found = _ITEM.fullmatch(folded(flat))
    return None if found is None else (flat[: found.end(1)], flat[found.start(2) : found.end(2)])


def is_limit_elsewhere(clause: str) -> bool:
    """Whether *clause* only says that its limit is one told elsewhere: "Thời hạn: như mục 2"."""
    return _LABEL.match(folded(clause)) is not None


_NEXT = re.compile(r"\s*(?:\([^()]*\))?, (?:[^,;:\s]+ ){1,6}(?:trong )?$")


def follows(text: str, first: str, second: str) -> bool:
    """Whether the limit *second* is that of a further thing in *text*: "chấm vòng 1 trong tháng 7, vòng 2 trong tháng 8"."""
    flat = " ".join(text.split())
    start = flat.find(first) + len(first)
    return first in flat and _NEXT.match(flat[start : flat.find(second, start)]) is not None


def is_instance(text: str, series: str, words: str) -> bool:
    """Whether *words* stand in brackets right behind those of a *series* in *text*: its next day, told once more."""
    flat = " ".join(text.split())
    behind = flat[flat.find(series) + len(series) :].lstrip()
    return series in flat and behind.startswith("(") and words in behind.partition(")")[0]
