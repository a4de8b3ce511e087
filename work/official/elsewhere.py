"""Puts in the day of an event that another place of the document tells: "trước ngày Hội nghị 02 ngày", "kể từ ngày giao mẫu"."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from work.official.folded import folded
from work.official.rephrased import Rephrased

NEAR = 200  # characters
LONGEST = 1000  # characters; a longer sentence is none that a person reads
_DATE = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4}"
_DATED = re.compile(rf"(?<![\d/.-])(?:{_DATE})(?![\d/])")
_HOUR = re.compile(
    r"\b\d{1,2}\s?(?:gio(?: \d{2})?|h\d{0,2})(?=,? (?:sang |chieu )?(?:ngay|cac ngay) \d)"
)
_SAME_HOUR = re.compile(r"\b(?:truoc |vao |luc )*cung (?:gio|thoi diem|thoi gian)(?: nay| tren| neu tren)?,? (?:cua )?(?=ngay \d)")  # fmt: skip
_CITING = re.compile(r"/\s?[\w&.-]+,?\s+(?:ngay )?$")  # "Kế hoạch số 240/KH-UBND ngày"
_ENDING = re.compile(r"\b(?:het|ket thuc|be mac|den(?! han)|toi)\b[^,;(]{0,40}$")
_RANGE = re.compile(r"\s*(?:den|toi)(?: het)?(?: ngay)? ")  # between the days of one
_BREAK = re.compile(r"[.;](?=\s|$)|\n")
_COUNT = r"(?:\d{1,3}|mot|hai|ba|bon|nam|bay|muoi) (?:\(\w+\) )?(?:ngay(?: lam viec)?|tuan)"
_NAME = r"(?!\d)[a-z][a-z ]{1,60}?"
_LEAST = r"(?:it nhat|toi thieu|cham nhat|muon nhat|truoc)(?: la)?"
_END = r"(?=\s*(?:[.,;)(]|$))(?!\s*[,(]? ?(?:tuc|la|vao|ngay|\d))"
# What is counted back or on, with the name of the event as group "event"; {0} is its day.
_FORMS = (
    (rf"\btruoc (?:ngay |khi |thoi diem )?(?P<event>{_NAME})(?: {_LEAST})? (?P<count>{_COUNT}){_END}", "chậm nhất {count} trước ngày {day}"),
    (rf"(?:\b{_LEAST} )?\b(?P<count>{_COUNT}) truoc (?:ngay |khi |thoi diem )?(?P<event>{_NAME}){_END}", "chậm nhất {count} trước ngày {day}"),
    (rf"(?<=\d ngay )(?:ke |tinh )?tu (?:ngay|khi|thoi diem) (?P<event>{_NAME}){_END}", "kể từ ngày {day}"),
    (rf"(?<=lam viec )(?:ke |tinh )?tu (?:ngay|khi|thoi diem) (?P<event>{_NAME}){_END}", "kể từ ngày {day}"),
    (rf"(?:(?<=\d ngay )|(?<=lam viec ))sau (?:ngay|khi) (?P<event>{_NAME}){_END}", "kể từ ngày {day}"),
    (rf"\bsau (?:khi |ngay )(?P<event>{_NAME}) (?P<count>{_COUNT}){_END}", "trong {count} kể từ ngày {day}"),
    (rf"\btruoc (?P<count>{_COUNT}) so voi (?:ngay |khi |thoi diem )?(?P<event>{_NAME}){_END}", "chậm nhất {count} trước ngày {day}"),
    (rf"\btruoc (?P<count>{_COUNT})(?P<event>){_END}", "chậm nhất {count} trước ngày {day}"),
    (rf"\btruoc (?:khi|ngay|thoi diem) (?P<event>{_NAME} het han|(?:giay phep|hop dong|thoi han) [a-z ]{{0,20}}?het hieu luc){_END}", "trước ngày {day}"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), said) for pattern, said in _FORMS)
_COUNTED = re.compile(r"\b(?:truoc|sau|tu (?:ngay|khi|thoi diem))\b")  # what every form looks for
# Of the document itself, or of what nobody dates in it.
_OWN = re.compile(
    r"(?:nhan|tiep nhan|thu ly|phat hanh|ban hanh|duoc (?:giao|nhan)|co (?:van ban|cong van)|ky(?! (?:hop|ket|phien|thi))|phat hien|xay ra|du|hop le)\b"
)
_POINTING = re.compile(r"(?:(?:ngay )?(?:nay|do|tren|noi tren|neu tren)|(?:(?:het|thoi) )?han (?:nay|do|tren|noi tren|neu tren)|(?:het|thoi) han(?: (?:dang ky|nop|gui|nhan)(?: ho so)?)?)$")  # fmt: skip
_OVER = re.compile(r"\b(?:het|ket thuc|be mac|xong|hoan thanh)\b")
# Words of an event that say nothing of which it is.
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "ngày khi cuộc buổi kỳ được nêu trên này đó nói diễn ra tổ chức bắt đầu chính thức của các đến làm việc cũ thời điểm kết thúc hết hạn"
        " hiệu lực khai mạc bế mạc họp tiến hành xong hoàn thành thực hiện về việc ký kết",
    )
)


# What only says that it begins or is held: "khai mạc kỳ họp" is that of the day on which the "kỳ họp" is.
_BEGINNING = frozenset({"khai", "mạc", "bắt", "đầu", "diễn", "ra", "tổ", "chức", "lễ"})
_LAST_TIME = re.compile(r"\bnam (?:truoc|ngoai)\b|\bvua qua\b|\bda (?:dien ra|to chuc)\b")
_OPENS = re.compile(r"\b(?:khai mac|dien ra)\b")
_KINDS = frozenset({"ngày", "khi", "cuộc", "buổi", "của", "các"})
_TAKES_PLACE = re.compile(
    r"\b(?:khai mac|to chuc|dien ra|le|hop|hoi nghi|hoi thi|dai hoi|ky niem)\b"
)
# What lasts from a day to another; where one range alone is told, it is meant.
_PERIOD = re.compile(
    r"\b(?:chuyen|dot|khoa|lop|ky|cuoc|chuong trinh|thoi gian|giai doan|cao diem|chien dich|thang|tuan le|niem yet|tap huan|boi duong|kiem tra|thanh tra|giam sat|dieu tra|hoi thi)\b"
)
_LIMITED = re.compile(r"\b(?:truoc|cham nhat|muon nhat|han)\b[^,;]{0,12}$")
_FIRST = re.compile(
    r"(?<!\d)(\d{1,2}) ?(?:va|den|-|–|,) ?(?:ngay )?$"
)  # of the days of one: "12 và 13/12/2026"


@dataclass(frozen=True, slots=True)
class _Day:
    """A day told at *at* of the text, behind *words*; *over* says that something ends then, *cited* that it is a paper's."""

    at: int
    day: str
    words: str
    over: bool
    cited: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The days that a whole text tells, and of what."""

    days: tuple[_Day, ...] = ()
    hours: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, text: str) -> "Elsewhere":
        """Those of *text*."""
        plain = folded(text)
        dated = tuple(_DATED.finditer(plain))
        breaks = [0, *(found.end() for found in _BREAK.finditer(plain))] if dated else []
        found: list[_Day] = []
        start = end = 0
        for one in dated:
            if _RANGE.fullmatch(plain[end : one.start()]) is None:
                start = max(end, breaks[bisect_left(breaks, one.start()) - 1])
            before = plain[start : one.start()]
            cited, over = _CITING.search(before) is not None, _ENDING.search(before) is not None
            words = text[start : one.start()].lower()
            day = _first_of(before, text[one.start() : one.end()])
            found.append(_Day(one.start(), day, words, over, cited))
            end = one.end()
        hours = ((one.start(), text[one.start() : one.end()]) for one in _HOUR.finditer(plain))
        return cls(tuple(found), tuple(hours))

    def put_in(self, sentence: str, at: int) -> Rephrased:
        """*sentence*, which stands at *at* of the text, with the days of the events that it names."""
        if len(sentence) > LONGEST or not (self.hours or self.days):
            return Rephrased(sentence)
        plain = folded(sentence)
        same = _SAME_HOUR.search(plain) if self.hours else None
        hours = [hour for place, hour in self.hours if same and place < at + same.start()]
        if same is not None and hours:
            return _with(sentence, same, f"trước {hours[-1]} ")
        counted = self.days and _COUNTED.search(plain)
        for pattern, said in _COMPILED if counted else ():
            found = pattern.search(plain)
            if found is None or _OWN.match(found["event"]):
                continue
            event = sentence[found.start("event") : found.end("event")]
            day = self._day_of(event, at + found.start())
            if day is not None:
                groups = {name: sentence[slice(*found.span(name))] for name in found.groupdict()}
                return _with(sentence, found, said.format(day=day, **groups))
        return Rephrased(sentence)

    def _day_near(self, before: list[_Day], at: int) -> str | None:
        """The day of what takes place, told right *before*: that of "trước 02 ngày"."""
        near = [one for one in before if one.at > at - NEAR and not one.cited]
        days = {one.day for one in near if _TAKES_PLACE.search(folded(one.words))}
        return days.pop() if len(days) == 1 else None

    def _held(self, words: set[str], over: bool, before: list[_Day]) -> list[_Day]:
        """The days on which what *words* say without a name of its own is held: by its kind, as what opens, or at all.

        Who comes "to work" comes on the day that *before* tells of such work.
        """
        if words - _EMPTY:
            work = {"làm", "việc"} <= words
            return [one for one in before if work and "làm việc" in one.words and over == one.over]
        same = [one for one in self.days if over == one.over]
        kind = words - _BEGINNING - _KINDS
        of_kind = [one for one in same if kind and kind <= set(re.findall(r"\w+", one.words))]
        opening = [one for one in same if _OPENS.search(folded(one.words))]
        held = (one for one in self.days if _TAKES_PLACE.search(folded(one.words)))
        return of_kind or opening or list(held)

    def _day_of(self, event: str, at: int) -> str | None:
        """The day of *event*, None where none is told or more than one could be meant."""
        plain = folded(event).strip()
        before = [one for one in self.days if one.at < at]
        if not plain:
            return self._day_near(before, at)
        if _POINTING.match(plain):
            return before[-1].day if before else None
        over = _OVER.search(plain) is not None
        words = set(event.lower().split())
        named = words - _EMPTY or words - _KINDS or words
        told = [
            one
            for one in self.days
            if named <= set(re.findall(r"\w+", one.words)) and (over == one.over or one.cited)
        ]
        if not told and "het han" in plain:
            told = [one for one in self.days if "hết hạn" in one.words]
        told = [one for one in told if not _LAST_TIME.search(folded(one.words))] or told
        told = told or self._held(words, over, before)
        if not told and over:  # what lasts one day ends on it
            told = [
                one
                for one in self.days
                if named <= set(re.findall(r"\w+", one.words))
                and not one.words.endswith("từ ngày ")
            ]
        if not told and over and _PERIOD.search(plain):
            told = [one for one in self.days if one.over and not _LIMITED.search(folded(one.words))]
        if re.search(r"\bhan\b", plain) is None:
            told = [one for one in told if not _LIMITED.search(folded(one.words))]
        days = {one.day for one in told if not one.cited} or {one.day for one in told}
        return days.pop() if len(days) == 1 else None


def _first_of(before: str, day: str) -> str:
    """*day*, or where it is the last of several the first: "12 và 13/12/2026"."""
    found = _FIRST.search(before)
    figures = re.match(r"\d{1,2}(?=[/.-])", day)
    return day if found is None or figures is None else found[1] + day[figures.end() :]


def _with(sentence: str, found: re.Match[str], said: str) -> Rephrased:
    """*sentence* with *said* instead of what was *found*."""
    said = folded(said) if sentence.isascii() else said
    was = sentence[found.start() : found.end()]
    text = sentence[: found.start()] + said + sentence[found.end() :]
    return Rephrased(text, ((said.strip(), " ".join(was.split())),), False)
