"""Whom an invitation invites in its text, where it addresses nobody above it: "trân trọng kính mời: Lãnh đạo Sở …"."""

import re
from itertools import takewhile

from work.official.body import Paragraph

_INVITES = re.compile(r"\b(?:[Kk]ính|[Tt]rân trọng) mời\s*:?\s*(?P<who>.*)$")
# What those invited are to do, and where their name ends.
_COMES = re.compile(
    r"\s*(?:[.;(]|,? (?:đến|tới|về|dự|tham dự|tham gia|cử|gửi|đăng ký|có mặt)\b).*$", re.IGNORECASE
)
_NAMED = re.compile(r"(?:đại diện )?(?:[Cc]ác |[Ll]ãnh đạo )?[A-ZĐ]")
LONGEST, MOST = 120, 30  # characters of one name, and names


def invited_in(paragraphs: tuple[Paragraph, ...]) -> tuple[str, ...]:
    """The names behind the first words that invite, in the same sentence or in the points below it; none where nobody is named."""
    for at, paragraph in enumerate(paragraphs):
        found = _INVITES.search(paragraph.text)
        if found is None:
            continue
        if found["who"]:
            return _names([found["who"]])
        return _names([one.text for one in takewhile(_is_point, paragraphs[at + 1 :])][:MOST])
    return ()


def _is_point(paragraph: Paragraph) -> bool:
    return bool(paragraph.mark)


def _names(told: list[str]) -> tuple[str, ...]:
    names = (_COMES.sub("", words).strip(" ,:") for words in told)
    return tuple(name for name in names if _NAMED.match(name) and len(name) <= LONGEST)
