"""Reads that somebody asks for more time, and until when."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from work.reading.point import Day, Point, Span, Unit, WeekOf
from work.reading.pointing import point_at
from work.reading.term import term_at
from work.reading.text import Words, words_of
from work.reply.fold import folded, spoken
from work.reply.meaning import Doubt, Until

_MORE_TIME = (
    r"gia han|lui|khat|doi (?:sang|den|toi)|keo dai|hoan(?! thanh| thien| toan| tat)|them thoi gian|(?:dieu chinh|doi|chuyen|thay doi|sua|noi|doi lai|day) (?:lai )?(?:thoi )?(?:han|gian|diem)"
    r"|cho phep (?:\w+ ){0,4}?(?:hoan thanh|nop|gui|trinh|bao cao) (?:vao|sau|cham|muon|truoc|den)|(?:duoc|phep)(?: phep)? (?:nop|gui|trinh|bao cao|hoan thanh)(?: (?:bao cao|ket qua|ho so|van ban))? (?:vao|cham nhat|muon nhat|truoc|den)|cho (?:phep )?(?:\w+ ){0,3}?(?:nop|gui|trinh|bao cao|hoan thanh) (?:vao|sau|cham|muon)|cham (?:lai|nop|gui)|nop (?:cham|muon)|gui (?:cham|muon)"
    r"|no (?:den|toi)|xin them|them (?:\d+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|vai|it) (?:ngay|tuan|thang|hom|bua)"
    r"|extension|extend(?:ed)?|postpone[d]?|more time|push(?:ed)? (?:back|to)|(?:move|shift) (?:it|this|(?:the|our) (?:deadline|due date|date)) to(?= (?:the )?(?:\d|next|end|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|feb|mar|apr|may|june|july|aug|sep|oct|nov|dec)))|need until|until|more (?:days?|weeks?)|delay(?:ed)?"
)
_WANTS = (
    r"xin|de nghi|cho (?:em|e|toi|chung toi|don vi|so|xa|phuong|phong|phep|chung em|minh|anh|chi|lui|khat|gia han)|kinh mong|mong|nho|de xuat|kien nghi"
    r"|co the|lieu|cho minh|request(?:ing)?|asking|please|could|can we|can i|would|need|ask|like|may we|may i|possible to|kindly|give us"
)
_ASKED = re.compile(
    rf"\b(?:{_WANTS})\b(?:(?! chua | khong )[^.!?\n]){{0,100}}?\b(?P<more>{_MORE_TIME})\b"
)
_STRAIGHT = re.compile(
    r"\b(?:xin|cho (?:(?:ben|phia|chung|tui) )?(?:em|e|minh|toi|don vi|so|xa|phuong|phong|ban|trung tam|van phong)(?: em| minh| toi)?(?: xin)?)(?: them| hen)? (?P<more>den|toi|sang)(?= (?:ngay|thu|het|cuoi|tuan|thang|\d))"
)
_CODE = re.compile(
    r"^\W*(?:xin )?(?P<more>gia han|extension|thoi han (?:moi|de nghi|xin(?! chao))|han moi)\b"
)
_HANDS_IN = re.compile(
    r"\b(?:em|toi|don vi|so|xa|phong|chung toi|chung em)?\s?(?:nop|gui|trinh|bao cao|xong)\b[^.?!\n]{0,20}\b(?:duoc khong|co duoc|duoc chu|duoc k\b|dc khong|dc ko|duoc ko|ok khong)"
    r"|(?:^\W*|, )(?:can|could|may) (?:we|i) (?:please )?(?:submit|send|hand (?:it )?in|finish|deliver)\b[^.?!\n]{0,30}\b(?:by|on|until)\b"
)
_NOT = re.compile(
    r"\b(?:khong (?:can |phai |xin |de nghi |muon )?|chua (?:can |xin )?|da duoc |duoc (?:phe duyet|dong y|chap thuan) |no |not |don't |chua duoc )(?:xin |de nghi )?(?:gia han|lui|keo dai|extension|extend)"
    r"|\b(?:xin|cho (?:em|toi)) (?:den|toi|sang) [^.,]{1,20} (?:em|toi) (?:tra loi|bao|goi)\b"
    r"|\b(?:da|vua) (?:co|gui|trinh|ban hanh|bao cao|kien nghi|de xuat|lam|xin|de nghi)\b[^.;]{0,90}?\b(?:xin|de nghi) (?:duoc )?(?:gia han|lui|keo dai)"
    r"|\b(?:xin|de nghi) (?:duoc )?(?:gia han|lui|keo dai)\b[^.,;]{0,40} roi\b|\b(?:gia han|lui|keo dai) (?:lan|da)\b|\bda (?:\w+ ){0,3}?(?:xin|de nghi) (?:duoc )?(?:gia han|lui|keo dai)"
)
_OF_ELSE = re.compile(
    r"\b(?:gia han|keo dai)(?: thoi han| hieu luc)? (?:the|hop dong|giay phep|chung thu|chung chi|bao hiem|bao lanh|thue|tam tru|ho chieu|dau thau|goi thau)\b"
)
_EITHER = re.compile(r"\b(?:hoac|hay|or)\b")
_VAGUE = re.compile(
    r"\b(?:it bua|vai (?:ngay|hom|bua|tuan)|mot thoi gian|it (?:ngay|hom|lau)|them thoi gian|a few)\b"
)
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _ENGLISH_MONTHS) + ")"
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\.?(?:,? (\d{{4}}))?\b", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?\b", re.IGNORECASE
)
_ENGLISH_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OURS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_WEEKDAY = re.compile(
    rf"\b(next |this )?({'|'.join(_ENGLISH_DAYS)})(?: (?:of )?(next|this) week)?\b", re.IGNORECASE
)
_TERM = re.compile(
    rf"\b(\d{{1,3}}|{'|'.join(_ENGLISH_NUMBERS)}) (?:more |additional |extra )?(working days?|business days?|days?|weeks?|months?)\b",
    re.IGNORECASE,
)
_ENGLISH_UNITS = {"working": "ngày làm việc", "business": "ngày làm việc", "day": "ngày", "week": "tuần", "month": "tháng"}  # fmt: skip
_DAY = frozenset({"ngày", "ngay"})
_AHEAD = frozenset(
    {"đến", "tới", "sang", "vào", "trước", "hết", "qua", "den", "toi", "vao", "truoc", "het"}
)


# More than until now: "thêm 01 tháng kể từ ngày hết hạn".
_FROM_DUE = re.compile(
    r",?\s*(?:kể |tính |bắt đầu |tính kể )?(?:từ|so với|sau)(?: ngày| thời điểm| khi)? (?:hết (?:thời )?hạn|đến hạn|(?:thời )?hạn (?:cũ|(?:đã |được )?giao|ban đầu|trên|nêu trên|quy định))(?: cũ| trên)?",
    re.IGNORECASE,
)
# The day that is given up for another: "vào ngày 06/11 thay cho 30/10".
_GIVEN_UP = re.compile(
    r",?\s*thay (?:cho|vì)(?: ngày| hạn| thời hạn)*(?: cũ)? \d{1,2}/\d{1,2}(?:/\d{4})?",
    re.IGNORECASE,
)

_COUNTED = re.compile(
    r"\b(?:ngay|tuan|thang)(?: lam viec)?,? (?:(?:ke |tinh |tinh ke |bat dau )tu|tu (?:ngay|hom|khi|thoi diem))\b"
)


_Named = tuple[Point, bool, str]


class Asked(NamedTuple):
    """More time is asked for; *until* is None where no one day is named for certain, and *doubt* why."""

    until: Until | None
    doubt: Doubt | None = None


def read_extension(sentence: str) -> Asked | None:
    """What *sentence*, composed before, asks for; None where it asks for no more time."""
    key = spoken(sentence)
    if _OF_ELSE.search(key):
        return None
    hoan = re.search(r"hoàn", sentence, re.IGNORECASE) and not re.search(
        r"hoãn", sentence, re.IGNORECASE
    )
    key = _NOT.sub(lambda one: " " * len(one[0]), key)
    found = _CODE.search(key) or _ASKED.search(key) or _STRAIGHT.search(key)
    if found is not None and found["more"].startswith("hoan") and hoan:
        return None
    if found is not None:
        return _until(
            sentence[found.start() :], key[found.start() :], found.start("more") - found.start()
        )
    handed = _HANDS_IN.search(key)
    if handed is None:
        return None
    asked = _until(sentence, key, 0)
    return asked if asked.until is not None and asked.until.point is not None else None


def _until(text: str, key: str, behind: int) -> Asked:
    """The day that is named *behind* there, or how much more is asked for."""
    for known in (_FROM_DUE, _GIVEN_UP):
        text = known.sub(lambda one: " " * len(one[0]), text)
    points = list(_points(words_of(in_vietnamese(text[behind:]))))
    if _COUNTED.search(folded(text)) and not any(said for _, said, _ in points):
        return Asked(None, Doubt.NO_DAY)  # from when on is not ours to reckon
    if len(points) > 1 and not _EITHER.search(key):
        points = _narrowed(points)
    if len({point for point, _, _ in points}) > 1:
        return Asked(None, Doubt.DAYS)
    if points:
        point, _, where = points[0]
        return Asked(Until(where, point=point, before=_is_before(point, where, text)))
    terms = list(_terms(words_of(in_vietnamese(text))))
    if len(terms) == 1 and not _VAGUE.search(key):
        return Asked(terms[0])
    return Asked(None, Doubt.DAYS if terms else Doubt.NO_DAY)


def _is_before(point: Point, where: str, text: str) -> bool:
    """Whether the day is named as the first that is too late: "trước ngày 20/10"."""
    said = re.search(rf"\btruoc {re.escape(folded(where))}", folded(text))
    return said is not None and isinstance(point.where, Day)


def _narrowed(points: list[_Named]) -> list[_Named]:
    """The one of which it is said that it is the end; where that is a week or longer, the day in it that stands behind."""
    said = [at for at, one in enumerate(points) if one[1]]
    if len(said) != 1:
        return points
    behind = points[said[0] + 1 : said[0] + 2]
    wide = isinstance(points[said[0]][0].where, Span | WeekOf)
    exact = [one for one in behind if not isinstance(one[0].where, Span | WeekOf)]
    return exact if wide and exact else [points[said[0]]]


def _points(words: Words) -> Iterator[_Named]:
    """The days named, each with whether a word before says that it is the end."""
    place = 0
    while place < len(words.tokens):
        ahead = _is_ahead(words, place)
        found = None if _counts(words, place) else point_at(words, place, told=True)
        if found is None or found.value.where is None:
            place += 1
            continue
        yield found.value, ahead, words.quoted(place, found.end)
        place = found.end


def _is_ahead(words: Words, place: int) -> bool:
    """Whether the words before say that it is the end: "đến 30/10", "tức đến ngày 30/10"."""
    before = [words.at(place - 1), words.at(place - 2)]
    said = [one.written.casefold() for one in before if one is not None]
    return bool(said) and (
        said[0] in _AHEAD or (said[0] in _DAY and said[1:2] != [] and said[1] in _AHEAD)
    )


def _counts(words: Words, place: int) -> bool:
    """Whether a term stands there: "10 ngày" is no day."""
    found = term_at(words, place)
    return found is not None and not isinstance(found.value.start, Point)


def _terms(words: Words) -> Iterator[Until]:
    place = 0
    while place < len(words.tokens):
        found = term_at(words, place)
        if found is None or found.value.unit is Unit.HOUR:
            place += 1
            continue
        yield Until(words.quoted(place, found.end), more=found.value)
        place = found.end


def in_vietnamese(text: str) -> str:
    """English days, weekdays and terms as the reader of days knows them."""
    text = _DAY_FIRST.sub(lambda one: _dated(one[1], one[2], one[3]), text)
    text = _MONTH_FIRST.sub(lambda one: _dated(one[2], one[1], one[3]), text)
    text = _TERM.sub(lambda one: f"{_number(one[1])} {_unit(one[2])}", text)
    return _WEEKDAY.sub(_weekday, text)


def _dated(day: str, month: str, year: str | None) -> str:
    number = next(
        n for n, name in enumerate(_ENGLISH_MONTHS, 1) if name.startswith(month.lower()[:3])
    )
    return f"ngày {day}/{number}" + (f"/{year}" if year else "")


def _number(word: str) -> str:
    return word if word.isdigit() else str(_ENGLISH_NUMBERS.index(word.lower()) + 1)


def _unit(name: str) -> str:
    return next(ours for theirs, ours in _ENGLISH_UNITS.items() if name.lower().startswith(theirs))


def _weekday(one: re.Match[str]) -> str:
    ours = _OURS[_ENGLISH_DAYS.index(one[2].lower())]
    week = (one[1] or one[3] or "").strip().lower()
    return ours + {"next": " tuần sau", "this": " tuần này"}.get(week, "")
