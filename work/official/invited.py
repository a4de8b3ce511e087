"""Whom an invitation invites in its text, where it addresses nobody above it: "trân trọng kính mời: Lãnh đạo Sở …"."""

import re
from dataclasses import replace
from itertools import takewhile

from work.official.body import Paragraph
from work.official.cues import limits_in
from work.official.folded import folded
from work.official.sentences import sentences_of

_INVITES = re.compile(r"\b(?:[Kk]ính|[Tt]rân trọng) mời\s*:?\s*(?P<who>.*)$")
# What those invited are to do, and where their name ends.
_COMES = re.compile(
    r"\s*(?:[.;(]|,? (?:đến|tới|về|dự|tham dự|tham gia|cử|gửi|đăng ký|có mặt)\b).*$", re.IGNORECASE
)
_NAMED = re.compile(r"(?:đại diện )?(?:[Cc]ác |[Ll]ãnh đạo )?[A-ZĐ]")
# Who comes to a meeting: none of those is told to do anything by being named there.
_GUESTS = re.compile(
    r"(?:thanh phan|khach moi|dai bieu|kinh moi|tham du)\b[^:]{0,60}:|chu tri\b[^:]{0,20}: (?:dong chi|d/c|ong|ba)\b"
)
_CALLED = re.compile(r"\b(?:kinh|tran trong) moi\b|\bmoi (?:du|tham du)\b")
# What else an invitation tells in points of its own.
_OF_MEETING = re.compile(
    r"(?:thoi gian|dia diem|noi dung|chu tri|chuong trinh|phan cong|tai lieu|trang phuc|kinh phi|luu y|hinh thuc)\b[^:]{0,40}:"
)
LONGEST, MOST = 120, 30  # characters of one name, and names


def invited_in(paragraphs: tuple[Paragraph, ...]) -> tuple[str, ...]:
    """The names behind the first words that invite, in the same sentence or in the points below it; none where nobody is named."""
    for at, paragraph in enumerate(paragraphs):
        found = _INVITES.search(paragraph.text)
        if found is None:
            continue
        if found["who"]:
            return _names([found["who"]])
        return _names([one.text for one in takewhile(_is_guest, paragraphs[at + 1 :])][:MOST])
    return ()


def without_guests(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """*paragraphs* without those that name who comes to a meeting, and the points below such a one."""
    kept: list[Paragraph] = []
    listing, counted = False, False
    for one in paragraphs:
        if _GUESTS.match(folded(one.text)) and not one.rows:
            listing, counted = one.text.rstrip().endswith(":"), one.mark[:1].isdigit()
            asking = " ".join(part for part in sentences_of(one.text)[1:] if limits_in(part))
            if asking:
                kept.append(replace(one, text=asking))
            continue
        same = counted and one.mark[:1].isdigit()  # the next point beside it, none below
        listing = listing and _is_guest(one) and not same
        if not listing:
            kept.append(one)
    return tuple(kept)


def calls_guests(paragraphs: tuple[Paragraph, ...]) -> bool:
    """Whether one of those that name who comes to a meeting invites them."""
    plain = (folded(one.text) for one in paragraphs)
    return any(_GUESTS.match(text) and _CALLED.search(text) for text in plain)


def _is_guest(paragraph: Paragraph) -> bool:
    return bool(paragraph.mark) and _OF_MEETING.match(folded(paragraph.text)) is None


def _names(told: list[str]) -> tuple[str, ...]:
    names = (_COMES.sub("", words).strip(" ,:") for words in told)
    return tuple(name for name in names if _NAMED.match(name) and len(name) <= LONGEST)
