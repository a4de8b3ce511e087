"""Reads how far a task is: 60%, "45,5 %", "tám mươi lăm phần trăm", "1/3", "một nửa"; never per cent of something else."""

import math
import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from work.reading.number import spoken_at
from work.reading.text import words_of
from work.reply.fold import folded
from work.reply.meaning import Doubt, Percent

_SIGN = r"(?:%|phan tram|pt\b|per ?cent)"
_FIGURES = re.compile(rf"(?<![\d.,])(\d{{1,3}}(?:[.,]\d+)?) ?{_SIGN}")
_SPOKEN = re.compile(r"((?:[a-z]+ ){1,4})(?:phan tram|per ?cent)\b")
_FRACTION = re.compile(
    r"\b(?:duoc|lam|xong|dat|khoang|hon|hoan thanh)\s(?:(?:khoang|hon|gan)\s)?(?:(\d)/(\d)(?![/\d])|((?:mot|1) nua|phan nua|mot phan ba|hai phan ba|mot phan tu|ba phan tu)\b)"
)
_PARTS = {"mot nua": (1, 2), "1 nua": (1, 2), "phan nua": (1, 2), "mot phan ba": (1, 3), "hai phan ba": (2, 3), "mot phan tu": (1, 4), "ba phan tu": (3, 4)}  # fmt: skip
_OF_OTHERS_BEFORE = re.compile(
    r"\b(?:giai ngan|ty le|ti le|con|con lai|con thieu|thieu|giam|tang|vuot|chua|cham|lai suat|thue|chiet khau|toi thieu|duoi|giam duoc|remaining|another|last|missing|only left|dong y|nhat tri|truoc day|tuan truoc|thang truoc|hom qua|hom truoc|truoc do|ky truoc|lan truoc|last week|muc tieu|ke hoach la|phan dau|du kien|se|yeu cau|chi tieu)"
    r"(?: (?:la|duoc|dat|moi|khoang|tam|hon|gan|about|around|them|den|du|khoang chung))* ?$"
)
_OF_OTHERS_BEHIND = re.compile(
    r"^ ?(?:la (?:cua|do|viec)\b|cua (?:so|phong|ben|xa)\b|thuoc\b|con lai|con thieu|tieu chi\b|tieu chuan\b|chi tieu\b|ho so\b|so (?:xa|ho|don vi|phieu|nguoi|truong|thon)|kinh phi|ngan sach|thue|luong|gia tri|dan so|ho dan|can bo|remaining|left|of the (?:budget|funds)|don vi|cac xa|xa\b|phieu|(?:(?:khoi luong|cong viec|noi dung|tien do)(?: cua)? )?(?:phan|khau|mang|hang muc|noi dung|goi|buoc|giai doan) (?!viec\b|nay\b|cong viec\b))"
)
_NOW = re.compile(
    r"\b(?:den nay|hom nay|hien nay|hien tai|hien|nay|chung|tong|tong the|ca (?:du an|de an|ke hoach|cong viec|nhiem vu)|toan (?:bo|du an)|now|so far|today|overall|current|currently|gio|bay gio)\b"
)
_OF_WORK = re.compile(
    r"\b(?:dat|duoc|khoang|tam|chung|hon|gan|uoc|tien do|hoan thanh|hoan tat|xong|lam|moi|toi|len|thuc hien|trien khai|khoi luong|ke hoach|cong viec|viec nay|nhiem vu|tuong duong|tuc|roi|r|nay|gio|lan nay"
    r"|progress|completed?|done|finished|about|around|at|ready|now|roughly)\b"
)
# Words of a clause that says nothing but how far it is.
_BARE = frozenset(
    re.findall(
        r"\w+",
        "a e em anh chi c sep da dc duoc vang ok nhe nha nghen thoi ha do day con la thi viec vu cai nay bc kinh bao cao it is we are i am with only just tam co chi ben minh so phong xa don vi chung toi tui hien oi",
    )
)
_RATE = re.compile(
    r"\b(?:ty|ti) le\b(?! (?:hoan thanh|thuc hien|cong viec|khoi luong))|\bgiai ngan\b|\brates?\b"
)
_BEFORE_NOW = re.compile(
    r"\b(?:tuan|thang|hom|lan|ky|dot|ngay|quy) (?:truoc|qua|roi)\b|\btruoc (?:day|do)\b|\blast (?:week|month|time)\b|\bpreviously\b|\bearlier\b"
)
_NOT_YET = re.compile(
    r"\b(?:se|du kien|ke hoach|muc tieu|phan dau|co gang|toi thieu|yeu cau|can dat|phai dat|tuan (?:sau|toi)|thang (?:sau|toi)|mai|neu|gia ma|will|expect(?:ed)?|plan|target|if|hang muc|goi thau|giai doan|buoc)\b"
)
_FEW = (
    4  # "2/3" is a share; "4/6 xã" are counted, and what that is in per cent is for a person to say
)
_NEAR = 12  # characters before a number in which the other end of a range stands
_RANGE = re.compile(r"\d ?%? ?(?:[-–]|,|den|toi|hoac|hay|to|or) ?$")
_LEFT_BEHIND = re.compile(r" ?(?:da )?(?:len|tang len|tang) (?:\w+ ){0,2}\d")  # "từ 75% lên 90%"
# What was done, counted, with its share in brackets: "đã rà soát: 19 (50%)".
_SHARE = re.compile(
    r"\bda (?:\w+ ){0,6}\w+:? (?:\w+ ){0,3}\d[\d.]*(?: ?/ ?\d[\d.]*)?(?: \w+){0,3} \($"
)
_CLAUSES = re.compile(r"[,;.\n]+(?!\d)| nhung | but | - ")


def read_percent(text: str) -> Percent | Doubt | None:
    """How far it says the task is; PERCENTS where several are named, none of today, or it may be of something else.

    Of several the one that is said of today counts.
    """
    found = list(_found(text))
    if not found:
        return None
    said = [one for one in found if one.time not in (_Time.PAST, _Time.AHEAD)]
    if len({one.percent.value for one in said}) > 1:
        said = [one for one in said if one.time is _Time.NOW]
    if len({one.percent.value for one in said}) != 1:
        return Doubt.PERCENTS
    last = said[-1]
    return last.percent if last.whole and last.percent.value <= 100 else Doubt.PERCENTS


class _Time(Enum):
    """Of when per cent are said."""

    PAST = "before"
    AHEAD = "to come"
    OPEN = "it is not said"
    NOW = "today"


class _Said(NamedTuple):
    """Per cent with *whole*, whether they are certainly of all of the task, as it is."""

    percent: Percent
    time: _Time
    whole: bool


def _found(text: str) -> Iterator[_Said]:
    keys = folded(text)
    parts = not _FIGURES.search(keys)
    start = 0
    for end in [*(one.start() for one in _CLAUSES.finditer(keys)), len(keys)]:
        clause, key = text[start:end], keys[start:end]
        for percent, first, last in _in(clause, key, parts):
            whole = _is_whole(key, first, last) and not _RANGE.search(
                keys[max(start + first - _NEAR, 0) : start + first]
            )
            time = _Time.PAST if _LEFT_BEHIND.match(key[last:]) else _time(key[:first])
            yield _Said(percent, time, whole)
        start = end


def _time(before: str) -> _Time:
    before = before.rpartition("%")[2]
    if _NOT_YET.search(before):
        return _Time.AHEAD
    if _NOW.search(before):
        return _Time.NOW
    return _Time.PAST if _BEFORE_NOW.search(before) else _Time.OPEN


def _is_whole(key: str, first: int, last: int) -> bool:
    """Whether what stands there in the clause *key* is said of the whole task as it is."""
    before, behind = key[:first], key[last:]
    bare = _BARE.issuperset(re.findall("[a-z]+", f"{before} {behind}"))
    if not bare and not _OF_WORK.search(f"{before} {behind}") and not _SHARE.search(before):
        return False
    doubted = (
        _RATE.search(before) or _OF_OTHERS_BEFORE.search(before) or _OF_OTHERS_BEHIND.search(behind)
    )
    return not (doubted or _NOT_YET.search(before))


def _in(clause: str, key: str, parts: bool) -> Iterator[tuple[Percent, int, int]]:
    """Each with where it stands; *parts* of a whole count where nothing is said in per cent."""
    for one in _FIGURES.finditer(key):
        value = int(re.split("[.,]", one[1])[0])
        yield Percent(value, f"{clause[slice(*one.span(1))]}%"), one.start(), one.end()
    for one in _SPOKEN.finditer(key):
        spoken = _spoken(clause[slice(*one.span(1))])
        if spoken is not None:
            value, words = spoken
            yield Percent(value, f"{value}%"), one.end(1) - len(words) - 1, one.end()
    for one in _FRACTION.finditer(key) if parts else ():
        part, whole = _PARTS[one[3]] if one[3] else (int(one[1]), int(one[2]))
        if 0 < part < whole <= _FEW and math.gcd(part, whole) == 1:
            value = round(100 * part / whole)
            yield Percent(value, f"{value}%"), one.start(1 if one[1] else 3), one.end()


def _spoken(words: str) -> tuple[int, str] | None:
    """The number at the end of *words*, the longest one, with its words."""
    told = words_of(words)
    for place in range(len(told.tokens)):
        number = spoken_at(told, place)
        if number is not None and number.end == len(told.tokens):
            return number.value, " ".join(words.split()[place:])
    return None
