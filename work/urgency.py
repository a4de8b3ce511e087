"""Finds the mark of urgency (mức độ khẩn) in a text, and takes it out."""

import re

from work.document import Urgency

_WORDS = (
    ("hỏa tốc hẹn giờ", Urgency.TIMED_EXPRESS),
    ("hoả tốc hẹn giờ", Urgency.TIMED_EXPRESS),
    ("hỏa tốc", Urgency.EXPRESS),
    ("hoả tốc", Urgency.EXPRESS),
    ("thượng khẩn", Urgency.VERY_URGENT),
    ("khẩn", Urgency.URGENT),
)
_BY_WORDS = dict(_WORDS)
_ANY = "|".join(words for words, _ in _WORDS)
_CAPITALS = _ANY.upper()
# A mark is a stamp: in capitals by itself, or in brackets. "KHẨN TRƯƠNG" and "khẩn cấp" are words.
_MARK = re.compile(
    rf"[(\[]\s*((?i:{_ANY}))\s*[)\]]|(?<!\w)({_CAPITALS})(?!\w|\s+(?:TRƯƠNG|CẤP|THIẾT)(?!\w))"
)


def cut_urgency(text: str) -> tuple[Urgency, str]:
    """The urgency that *text* (NFC) bears, and the text without the mark.

    >>> cut_urgency("Công văn HỎA TỐC số 88/BYT-DP")
    (<Urgency.EXPRESS: 'express'>, 'Công văn số 88/BYT-DP')
    """
    found = _MARK.search(text)
    if found is None:
        return Urgency.NORMAL, text
    words = (found[1] or found[2]).lower()
    before, after = text[: found.start()].rstrip(" "), text[found.end() :].lstrip(" ")
    return _BY_WORDS[words], f"{before} {after}".strip()
