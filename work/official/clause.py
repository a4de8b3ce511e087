"""One clause of a document: what in it is a deadline, for whom, and what it asks."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from work.official import beside, cues
from work.official.asking import asks
from work.official.doer import Doing, product_of
from work.official.draft import DOUBTFUL, Draft
from work.official.folded import folded
from work.official.moot.judge import is_moot
from work.official.rephrased import Rephrased
from work.reading.asked import read
from work.reading.point import LAST, Away, Day, Point, Span, Unit
from work.reading.said import Asked, ByPoint, Ongoing, Recurring, Target, WithinTerm
from work.reading.term import Anchor

_EACH_ONCE = re.compile(
    r"\b(?:(?:moi|hang) (quy|thang)|(?:(?:cu|moi) )?(\d{1,2}) (?:gio|tieng)) (?:mot|01|1) lan\b"
)
_REPORTS = re.compile(r"\b(?:bao cao|gui|cung cap|nop)\b")
_ONE_QUARTER = re.compile(
    r"(?<![Tt]ừ )(?<!kỳ báo cáo )(?<!kỳ )\b[Qq]uý (?:(?:IV|I{1,3}|[1-4])\b|sau|này)"
)
_EACH_QUARTER = re.compile(
    r"\b[Bb]áo cáo (?:định kỳ )?quý\b(?! (?:[IV\d]|này|sau|tới|trước(?! ngày)))"
)
_AIM = re.compile(r"\b(?:để|nhằm)\b")
_GOES_ON = re.compile(r"\b(?:tổng hợp|báo cáo|trình|gửi)\b")
_SERVES = re.compile(r"\b(?:để|nhằm|phục vụ)\b")
_SERVED = re.compile(
    r"\b(?:họp|hội nghị|thẩm định|xem xét|kiểm tra|tổ chức|khai mạc|vận hành|công bố|bắt đầu)\b"
)
_PLANNED = re.compile(r"dự kiến |làm (?:Tổ|Trưởng|Phó|Chủ tịch|Thư ký|[Tt]hành viên)")
_FIGURE = re.compile(r"\d")
_NARROWER = re.compile(
    r"(?:,| \()? ?(?:va |nhung )?(?:cham nhat|muon nhat|khong (?:qua|muon hon)|han cuoi|(?:tot nhat|neu (?:duoc|co the))(?: la| thi)?,? (?:truoc|trong|vao))\b|(?: (?:van ban|cong van|thong bao|quyet dinh|cong dien) nay)? \((?:hoan thanh |xong |gui |nop )?truoc (?:ngay )?\d"
)
_FROM_TO = re.compile(r"(?:ke )?tu\b.*\b(?:den|toi)\b")  # from when to when
_IN_A_DAY = re.compile(r"\b(?:trong|hết) (?:ngày|buổi|sáng|chiều)\b", re.IGNORECASE)
_BY_HOUR = re.compile(
    r",? \(?truoc (?:luc )?\d{1,2} ?(?:gio|h)"
)  # "trong ngày thứ Hai, trước 17 giờ …"
_OR_LATER = re.compile(r",? hoac (?:cham|muon) nhat\b")  # "trong hôm nay hoặc chậm nhất …"
_HELD = re.compile(r"(?:vao|tu|luc|hoi) ")  # of what the issuer itself holds
_HOLDS = re.compile(r"\b(?:tổ chức|làm việc|kiểm tra|khảo sát|thẩm định|thảo luận)\b")
_HELD_IN = re.compile(r"trong (?:tuan|thang|quy) ")
# It takes something in, gives more time, or tells what others do.
_TAKES_IN = re.compile(
    r"\b(?:(?<!xác )(?<!công )(?<!ngày )(?<!khi )nhận|tiếp nhận|thu|tổng hợp các|mở|khóa|chốt|đóng|cần|mong|xin|gia hạn|kéo dài|lùi|điều chỉnh)\b|:"
    r"|, (?:các|UBND|Sở|Phòng|Ban|đơn vị|đại biểu|cơ quan|địa phương|thành viên|học viên|thí sinh)\b"
)
SUBMITS = re.compile(r"\b(?:gửi|nộp|đăng ký|hệ thống mở)\b")
# Behind a term: the paper that it counts from, where that is another: "kể từ ngày ký quyết định công bố".
_OTHER_PAPER = re.compile(
    r"^\s*(?:cac )?(?:quyet dinh|hop dong|thoa thuan|giay phep|bien ban|ket luan|nghi quyet)\b(?! nay)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its *text*, how it was rephrased, whom it names, and who has to do it in the end.

    *named* says that somebody is named in it or above it, *marked* that it stands in a numbered point, *undated*
    that it has a term without a beginning; *before* is what was asked right before it.
    """

    text: str
    said: Rephrased
    doing: Doing
    lead: str | None
    named: bool
    marked: bool
    undated: bool
    before: str

    def hides(self, words: str) -> bool:
        """Whether the deadline *words* are nobody's here."""
        return self.is_of_issuer(words) or is_moot(self.text, words, self.said.as_written(words))

    def is_of_issuer(self, words: str) -> bool:
        """Whether the issuer itself has to meet the deadline *words*."""
        return self.doing.itself and (self.doing.ordered or self._is_own_step(words))

    def is_purpose(self, words: str) -> bool:
        """Whether *words*, behind another deadline, say by when the asker goes on with it: "để Sở báo cáo trước …"."""
        flat = " ".join(self.text.split())
        before = flat[: max(flat.find(words), 0)]
        figure = _FIGURE.search(before)
        if figure is None:
            return False
        part, piece = before.rfind(";") + 1, max(before.rfind(","), before.rfind(";")) + 1
        aim = _AIM.search(before, figure.end())
        if aim is not None and _GOES_ON.search(before, max(aim.end(), part)) is not None:
            return True
        serves = _SERVES.search(before, max(figure.end(), piece))
        return serves is not None and _SERVED.search(before, serves.end()) is not None

    def is_narrowed(self, words: str) -> bool:
        """Whether a nearer limit stands right behind *words*: "trong tháng 10, chậm nhất ngày 28/10", "trong hôm nay hoặc chậm nhất ngày 28/10"."""
        flat = " ".join(self.text.split())
        behind = folded(flat[flat.find(words) + len(words) :])
        today = words.endswith("hôm nay") and _OR_LATER.match(behind) is not None
        today |= _IN_A_DAY.search(words) is not None and _BY_HOUR.match(behind) is not None
        return today or _NARROWER.match(behind) is not None

    def is_instance(self, asked: Asked, own: list[Asked]) -> bool:
        """Whether *asked* is the next day of a series among the clause's *own* that is told right behind it, or when that ends."""
        if _FROM_TO.match(folded(asked.words)) and any(map(_comes_round, own)):
            return True
        return any(
            beside.is_instance(self.text, one.words, asked.words) and _falls_on(asked, one)
            for one in own
        )

    def _is_own_step(self, words: str) -> bool:
        """Whether the issuer, who acts here, does it itself by the time *words*, and waits for nobody then; points share work out."""
        said = folded(words)
        held = _HELD.match(said) or (_HELD_IN.match(said) and _HOLDS.search(self.text))
        if held is not None and SUBMITS.search(self.text) is None:
            return True
        rest = " ".join(self.doing.rest.split())
        before = rest[: max(rest.find(words), 0)]
        waits = _TAKES_IN.search(f"{before} {self.said.as_written(words)}") or asks(self.text)
        return not (self.marked or waits)

    def hidden(self) -> list[Asked]:
        """What is read in a part of the clause, where the whole hides it."""
        if self.lead is None and SUBMITS.search(self.text) is None:
            return []
        return self._limits() or self._loose() or self._span()

    def _span(self) -> list[Asked]:
        """By the end of the days in which it is to be done: "Bước 2 (từ 01/12/2026 đến 31/12/2026): rà soát"."""
        told = self.named and (self.marked or self.doing.ordered)
        if not told and not cues.is_step(self.text):
            return []
        last = cues.end_of_span(self.text)
        found = None if last is None else self._read(f"{cues.SENT}chậm nhất ngày ", last)
        return [] if found is None else [found]

    def _limits(self) -> list[Asked]:
        """Each that stands behind words of a limit, read by itself."""
        found = [one for part in cues.limits(self.text) if (one := self._read(cues.SENT, part))]
        return [
            one
            for number, one in enumerate(found)
            if not self.is_narrowed(one.words) and not (number and self.is_purpose(one.words))
        ]

    def _loose(self) -> list[Asked]:
        """The first behind words that may say a limit, and more where a comma parts it from the next."""
        found: list[Asked] = []
        for added, window in cues.windows(self.text, self.named):
            one = self._read(added, window)
            if one is not None and (
                not found or beside.follows(self.text, found[-1].words, one.words)
            ):
                found.append(one)
        return found

    def _read(self, added: str, window: str) -> Asked | None:
        """What is read of *window* behind what was *added*."""
        added = folded(added) if window.isascii() else added
        found = [one for one in read(added + window).deadlines if counts(one)]
        before = self.text[: self.text.find(window)]
        if not found or cues.is_scope(before):
            return None
        words = _without(found[0].words, added)
        return None if self.hides(words) else replace(found[0], words=words)

    def round_and_round(self) -> list[Asked]:
        """ "mỗi quý một lần": by the end of each, since no day is said; "cứ 06 giờ một lần"."""
        found = _EACH_ONCE.search(folded(self.text))
        if found is None or not self.named:
            return []
        words = " ".join(self.text[found.start() : found.end()].split())
        if found[2] is not None:
            hourly = Recurring((Point(None),), Unit.HOUR, every=int(found[2]))
            told = int(found[2]) and _REPORTS.search(folded(self.text)) is not None
            return [Asked(hourly, words, DOUBTFUL)] if told else []
        quarter = found[1] == "quy"
        point = Point(Day(LAST, of_quarter=3 if quarter else None))
        unit = Unit.QUARTER if quarter else Unit.MONTH
        return [Asked(Recurring((point,), unit), words, DOUBTFUL)]

    def orders(self) -> bool:
        """Whether somebody is told to do something, though by no date; what ends in a colon is told below."""
        if self.text.endswith(":") and not self.undated:
            return False
        if self.doing.lead is not None:
            planned = _PLANNED.match(self.doing.rest) is not None
            return self.doing.ordered or (self.marked and bool(self.doing.rest) and not planned)
        asked = asks(self.text) or beside.is_limit_elsewhere(self.text)
        return self.lead is not None and (asked or self.undated)

    def draft(self, asked: Asked | None, sure: float) -> Draft:
        """What the clause asks, by *asked*."""
        words = None if asked is None else self.said.as_written(asked.words)
        inclusive = (
            asked is not None and re.search(r"kể cả ngày|tính cả ngày", self.text) is not None
        )
        rest = self.doing.rest
        for new, old in self.said.swaps:
            rest = rest.replace(new, old)
        content = self.said.as_written(" ".join(self.text.split()))
        named = self.doing.lead is not None
        helpers = self.doing.helpers
        return Draft(
            content,
            self.lead,
            helpers,
            product_of(rest, self.before),
            asked,
            words,
            named,
            sure,
            inclusive,
            once=_ONE_QUARTER.search(self.text) is not None
            and _EACH_QUARTER.search(self.text) is None,
            plain=self.said.sure and not self._counts_from_another(asked),
        )

    def unexplained(self) -> Draft:
        """What it asks, with the words of a limit in it, if any, as a doubt: which day they mean nobody could read."""
        draft = self.draft(None, DOUBTFUL)
        words = next(beside.limits_told(self.text), None)
        return draft if words is None else replace(draft, when=self.said.as_written(words))

    def _counts_from_another(self, asked: Asked | None) -> bool:
        """Whether the term counts from another paper than this, or more of the day stands behind what was read."""
        if asked is None:
            return False
        flat = " ".join(self.text.split())
        behind = folded(flat[flat.find(asked.words) + len(asked.words) :])
        return behind.startswith(" thang") or _OTHER_PAPER.match(behind) is not None


def _comes_round(asked: Asked) -> bool:
    return isinstance(asked.when, Recurring)


def _falls_on(asked: Asked, series: Asked) -> bool:
    """Whether the one day *asked* is of the day of the month on which *series* comes round."""
    if not isinstance(series.when, Recurring) or not isinstance(asked.when, ByPoint):
        return False
    days = {point.where.day for point in series.when.points if isinstance(point.where, Day)}
    where = asked.when.point.where
    return isinstance(where, Day) and where.day in days


def counts(asked: Asked) -> bool:
    """Whether what was read in a part of a clause may be taken: no aim, and no term whose beginning is not known."""
    match asked.when:
        case WithinTerm(term):
            return term.start in (Anchor.RECEIVED, Anchor.SIGNED) and "thụ lý" not in asked.words
        case Ongoing() | Target():
            return False
    return True


_FULL_DAY = r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4})"
# From when to when it comes round: "…, kể từ ngày 07/01/2027 đến hết ngày 25/02/2027".
_LASTS = re.compile(
    rf"(?:, |\()(?:(?:bat dau|ke|tinh) )?tu (?:ngay )?{_FULL_DAY} (?:den|toi)(?: het)? (?:ngay )?{_FULL_DAY}"
)
_NUMBERS = ("nhat", "hai", "ba", "tu", "nam")
_WEEK_OF_MONTH = re.compile(
    rf"\btu tuan (?:thu )?([1-5]|{'|'.join(_NUMBERS)})(?: cua)? thang (\d{{1,2}})(?:/| nam )(\d{{4}})"
)


def begun(asked: Asked, clause: str) -> Asked:
    """*asked*, if it comes round, from the day on that *clause* says it begins."""
    when = asked.when
    if not isinstance(when, Recurring) or when.start is not None:
        return asked
    plain = folded(clause)
    week = re.search(r"bat dau tu tuan (?:thu )?([1-4]?[1-9]|[1-5]0|5[12])\b", plain)
    day = re.search(
        r"(?:(?:bat dau |ke |, |\blan [^,;.]{0,60} )tu |\b(?:lan|ky)(?: bao cao)? dau(?: tien)?\b[^,;.()\d]{0,40}? )(?:(\d{1,2}) gio (?:\d{2} )?)?(?:ngay )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?! (?:den|toi)\b)",
        plain,
    )
    month = re.search(r"(?:bat dau|ke) tu (?:ky bao cao )?thang (\d{1,2})(?:/| nam )(\d{4})", plain)
    if day is not None:
        hour = timedelta(hours=int(day[1])) if day[1] else None
        start = Point(Day(int(day[2]), int(day[3]), int(day[4])), hour)
    elif month is not None:
        start = Point(Span(Unit.MONTH, int(month[1]), int(month[2])))
    elif (of_month := _WEEK_OF_MONTH.search(plain)) is not None:
        start = _week_of_month(of_month)
    elif week is not None:
        start = Point(Span(Unit.WEEK, int(week[1])))
    elif re.search(r"\btu (?:ngay )?mai\b", plain):
        start = Point(Away(1))
    elif (lasts := _LASTS.search(plain)) is not None:
        return replace(asked, when=replace(when, start=_day(lasts[1]), until=_day(lasts[2])))
    else:
        return asked
    return replace(asked, when=replace(when, start=start))


def _day(words: str) -> Point:
    day, month, year = map(int, re.findall(r"\d+", words))
    return Point(Day(day, month, year))


def _week_of_month(found: re.Match[str]) -> Point:
    """The day on which the week of a month begins in it; the first is that of the month's first day."""
    number = int(found[1]) if found[1].isdigit() else _NUMBERS.index(found[1]) + 1
    month, year = int(found[2]), int(found[3])
    monday = 1 - date(year, month, 1).weekday() + 7 * (number - 1)
    return Point(Day(max(1, monday), month, year))


def holds(clause: str, words: str) -> bool:
    """Whether *words*, or the first of a series, stand in *clause*."""
    return words.split(", ")[0] in " ".join(clause.split()) or words in " ".join(clause.split())


def _without(words: str, added: str) -> str:
    """*words* without those that were *added* in front to have them read."""
    for length in range(len(added.split()), 0, -1):
        head = " ".join(added.split()[-length:]) + " "
        if words.startswith(head):
            return words[len(head) :]
    return words
