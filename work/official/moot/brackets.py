"""What only brackets tell: what an earlier paper set, or from when to when something lasts."""

import re
from collections.abc import Iterator

from work.official.asking import asks
from work.official.moot.place import PAPER, Place

_BRACKETS = re.compile(r"\(([^()]*)\)")
_LIMIT = re.compile(r"\s*(?:thoi )?han\b")
_WAS_SET = re.compile(
    rf"\s*(?:(?:theo |tai )?{PAPER}(?: so)? \d|(?:da|han|thoi han|giao|yeu cau|truoc day|du kien|thay)\b)"
)
_OF_PAST = re.compile(r"\b(?:so \d|chua|da)\b")
_ALL_SPAN = re.compile(r"(?:ke )?tu (?:ngay )?\d[^()]*\b(?:den|toi)\b[^()]*\d[^()]*$")
_STEPPED = re.compile(
    r"\b(?:buoc|giai doan|dot|lan|moc|thoi han|han)\b[^,;()]{0,20}$|\b(?:gui|nop|gop y|dang ky)\b[^;]*\btrong thoi gian\b[^;]*$"
)


def tells_of_past(place: Place, clause: str) -> bool:
    """Whether brackets around it tell of an earlier paper: "(hạn 30/10/2026)", "(đã giao … trước ngày …)"."""
    plain = f"{place.plain}{place.said}{place.rest}"
    asked = asks(clause) and _OF_PAST.search(plain) is None
    for found in _around(place, plain):
        if asked and _LIMIT.match(found[1]):
            continue  # "đề nghị gửi báo cáo (hạn 30/10/2026)"
        if _WAS_SET.match(found[1]):
            return True
    return False


def tells_a_span(place: Place) -> bool:
    """Whether brackets around it hold nothing but from when to when something lasts."""
    plain = f"{place.plain}{place.said}{place.rest}"
    return any(
        _ALL_SPAN.match(found[1]) and not _STEPPED.search(plain[: found.start()])
        for found in _around(place, plain)
    )


def _around(place: Place, plain: str) -> Iterator[re.Match[str]]:
    """All brackets that hold the words, wherever these stand."""
    return (found for found in _BRACKETS.finditer(plain) if place.said in found[1])
