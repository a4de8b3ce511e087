"""What an answer names and was not understood: a share of the work, a document, another day."""

import re

from work.kind import NUMBER, SHORT_NUMBER
from work.reply.fold import folded
from work.reply.heard import results
from work.reply.meaning import Doubt, Meaning, Understood

# Days are taken out before, so that 18/24, which is none, is left.
_SHARE = re.compile(
    r"\d ?%|\bphan tram\b|\bper ?cent\b|(?<![\d/])\d[\d.]* ?/ ?\d[\d.]*(?![\d/])|\b(?:mot|1|hon|gan|duoc|phan) nua\b|\bphan (?:ba|tu)\b|\bhalf\b"
)
_COUNTED = re.compile(r"\b(?:duoc|dat|tong|khoang|hon|gan) \d{1,3} ?/ ?\d{1,3}(?![\d/])")
_DAY = re.compile(
    r"(?<![\d/])\d{1,2} ?[/.-] ?(?:1[0-2]|0?\d)(?: ?[/.-] ?20\d\d)?(?![\d/%])|\b\d{1,2} thang \d{1,2}\b"
)
_FULL_DAY = re.compile(
    r"(?<![\d/])\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?20\d\d|\bthang \d{1,2} nam 20\d\d"
)
_MORE = re.compile(r"\bthem (?:khoang )?\w+ (?:ngay|tuan|thang|hom)\b")
_SAME = re.compile(
    r"\b(?:tuc|nghia) la\b|\btuc\b|\b(?:den|toi|sang|thanh|truoc|vao)(?: het)?(?: ngay| hom)? \d"
)


def overlooked(text: str, read: Understood) -> Doubt | None:
    """Why a person has to look at *text* for what it names beside what was *read* of it; None where that is all."""
    said = frozenset(read.meanings)
    if Meaning.PROGRESS in said and _is_share_missed(text, read):
        return Doubt.PERCENTS
    if said & {Meaning.DONE, Meaning.FILE} and _is_paper_missed(text, read):
        return Doubt.UNREAD
    return Doubt.DAYS if Meaning.EXTENSION in said and _is_day_missed(text, read) else None


def _is_share_missed(text: str, read: Understood) -> bool:
    """Whether a figure stands there without per cent; what is on the way at 100 % is done, or that of a part."""
    if read.percent is not None:
        return read.percent.is_whole
    plain = _plain(text)
    return bool(_COUNTED.search(plain) or _SHARE.search(_DAY.sub(" ", plain)))


def _is_paper_missed(text: str, read: Understood) -> bool:
    """Whether documents are named and none was taken, or one without the day that stands there."""
    if read.paper is None:
        return bool(results(text))
    return read.paper.issued is None and _FULL_DAY.search(_plain(text)) is not None


def _is_day_missed(text: str, read: Understood) -> bool:
    """Whether a day is printed where another was counted by words ("sang tuần sau, thứ Tư 16/12"), or a term is told besides."""
    if read.until is None:
        return False
    words, plain = folded(read.until.words), _plain(text)
    if _DAY.search(words):
        return _MORE.search(plain) is not None and _SAME.search(plain) is None
    return _DAY.search(plain) is not None


def _plain(text: str) -> str:
    """Folded, without the numbers of documents."""
    return folded(SHORT_NUMBER.sub(" ", NUMBER.sub(" ", text)))
