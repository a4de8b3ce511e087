"""Marks of urgency (mức độ khẩn): stamps in the head of a document, and those that its sender put in the subject."""

import re

from work.document import Urgency
from work.official.folded import folded

_STAMPS = {
    "hoa toc hen gio": Urgency.TIMED_EXPRESS,
    "hoa toc": Urgency.EXPRESS,
    "thuong khan": Urgency.VERY_URGENT,
    "khan": Urgency.URGENT,
}
_STAMP = re.compile(
    r"[\s(\[*]*((?:do|muc do|muc) khan\s*:\s*)?(hoa toc hen gio|hoa toc|thuong khan|khan)[\s)\]*!.]*"
    r"(?:[(:-]?\s*(?:truoc |den )?\d{1,2}\s*(?:gio|h|:)[^)]{0,40}\)?)?\s*"
)
_IN_SUBJECT = re.compile(
    r"[(\[]\s*(hoa toc hen gio|hoa toc|thuong khan|khan)\s*[)\]]|^\s*(hoa toc hen gio|hoa toc|thuong khan|khan)\b(?!\s*(?:truong|cap|thiet|nguyen))"
)


def is_stamp(piece: str) -> bool:
    """Whether *piece* is a mark of urgency and nothing besides, begun with a capital or behind "Độ khẩn:"."""
    found = _STAMP.fullmatch(folded(piece))
    return found is not None and (found[1] is not None or piece[found.start(2)].isupper())


def urgency_of(stamp: str) -> Urgency:
    """The urgency that *stamp* marks."""
    found = _STAMP.fullmatch(folded(stamp))
    return Urgency.NORMAL if found is None else _STAMPS[found[2]]


def in_subject(subject: str) -> tuple[Urgency, str] | None:
    """The mark that a letter's *subject* bears, in brackets or in capitals at its beginning, and its words."""
    found = _IN_SUBJECT.search(folded(subject))
    if found is None:
        return None
    group = 1 if found[1] else 2
    words = subject[found.start(group) : found.end(group)]
    return (_STAMPS[found[group]], words) if group == 1 or words.isupper() else None
