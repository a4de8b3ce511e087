"""Reads a term: how much time, counted from what. "05 ngày làm việc kể từ ngày nhận được văn bản này"."""

from dataclasses import dataclass
from enum import StrEnum

from work.reading.number import number_at
from work.reading.phrases import Found, Phrases, firsts
from work.reading.point import Point, Unit
from work.reading.pointing import point_at
from work.reading.text import Kind, Words

FARTHEST = 18  # words between "kể từ ngày" and the day itself: the name of an event


class Anchor(StrEnum):
    """What a term is counted from, where it is no day that is written."""

    RECEIVED = "received"
    SIGNED = "signed"
    MOMENT = "moment"  # a finding or an incident: when it happens
    SILENT = "silent"  # nothing is said
    EVENT = "event"  # something that the text does not date


@dataclass(frozen=True, slots=True)
class Term:
    """So many units, counted from *start*; *after* says so where the words are "sau 06 tháng"."""

    number: int
    unit: Unit
    start: Anchor | Point = Anchor.SILENT


_UNIT: Phrases[Unit | None] = Phrases(
    {
        "{giờ,tiếng,h}": Unit.HOUR,
        "{giờ làm việc,tháng rưỡi,năm rưỡi,ngày rưỡi,giờ rưỡi,tuần rưỡi}": None,  # not ours to count
        "ngày làm việc": Unit.WORKING_DAY,
        "ngày{, lịch}": Unit.DAY,
        "tuần{, lễ}": Unit.WEEK,
        "tháng": Unit.MONTH,
        "{quý,quí}": Unit.QUARTER,
        "năm": Unit.YEAR,
    }
)
_MONTHS = Phrases({"tháng": True})
_HALVES = Phrases(
    {
        "nửa tháng": (15, Unit.DAY),
        "nửa năm": (1, Unit.HALF_YEAR),
        "nửa ngày": (12, Unit.HOUR),
        "{,01 ,1 ,một }ngày đêm": (24, Unit.HOUR),
    }
)
_NEXT_WORKING_DAY = Phrases(
    {"ngày làm việc {tiếp theo,kế tiếp,liền kề,ngay sau}": (1, Unit.WORKING_DAY)}
)
_ORDINAL = Phrases({"ngày thứ": Unit.DAY, "ngày làm việc thứ": Unit.WORKING_DAY})
_FROM = Phrases(
    {
        "{,được }{kể,tính,tính kể,bắt đầu,bắt đầu tính} từ {ngày,khi,thời điểm,lúc,giờ,}": True,
        "từ {ngày,khi,thời điểm,lúc}": True,
        "sau {ngày,khi,thời điểm,}": True,
        "so với {ngày,thời hạn,thời điểm}": True,
    }
)
_NOT_COUNTING = Phrases(
    {
        "không {tính,kể} ngày {nhận,nhận được,tiếp nhận,đến}": Anchor.RECEIVED,
        "không {tính,kể} ngày {ký,ban hành}": Anchor.SIGNED,
    }
)
_OUR_PAPER = "{,công văn,văn bản,quyết định,chỉ thị,thông báo,kế hoạch,nghị quyết,kết luận,công điện,thông tư,nghị định,giấy mời,phiếu chuyển,thông báo kết luận} này"
_OWN = Phrases(
    {
        "{,được }{ký,ký ban hành,ban hành,phát hành,ra thông báo,ra quyết định}": Anchor.SIGNED,
        "{,văn bản,công văn,quyết định,nghị quyết,thông báo,chỉ thị,thông tư,nghị định,kế hoạch} {,này }{có hiệu lực,được ký,được ban hành,ban hành}": Anchor.SIGNED,
        _OUR_PAPER + " {có hiệu lực,được ký,được ban hành,ban hành}": Anchor.SIGNED,
        "{,được }{nhận,nhận được,tiếp nhận,thụ lý,giao,giao nhiệm vụ}": Anchor.RECEIVED,
        "{,cơ quan,đơn vị} {nhận,nhận được,tiếp nhận}": Anchor.RECEIVED,
        "{,văn bản,công văn} đến": Anchor.RECEIVED,
        "{tiếp theo,liền kề} {,của ,sau }ngày {nhận,nhận được,tiếp nhận}": Anchor.RECEIVED,
        "{tiếp theo,liền kề} {,của ,sau }ngày {ký,ban hành}": Anchor.SIGNED,
        "có {văn bản,công văn,thông báo,quyết định,chỉ thị,công điện,kết luận} này": Anchor.SIGNED,
        "{phát hiện,xảy ra,chốt số liệu,có yêu cầu}": Anchor.MOMENT,
    }
)
# What is received or signed later, by somebody else: its day is not that of this paper.
_OTHERS = Phrases(
    {
        "{,được }{ý kiến,kết quả,báo cáo,bản án,phê duyệt,chấp thuận}": True,
        "{,kết }{hợp đồng,biên bản,thỏa thuận,quyết toán,nghiệm thu}": True,
        "của {Quốc hội,Chính phủ,Thủ tướng,Bộ Chính trị,Tòa án}": True,
    }
)
_THIS = Phrases({"này": True})
_COMPLETE = Phrases(
    {
        "{hợp lệ,đầy đủ}": True,
        "đủ {hồ sơ,tài liệu,giấy tờ,thông tin,văn bản,điều kiện,ý kiến}": True,
    }
)
# Counted from the end of the step before, which nobody knows yet.
_FURTHER = Phrases({"{tiếp theo,sau đó,kế tiếp,tiếp sau}": True})
# A day behind it is that by which it is due: "kể từ ngày nhận được văn bản (trước ngày 21/10)".
_LIMITED = Phrases({"{trước,chậm nhất,muộn nhất,tức,hạn,đến hết,hoàn thành}": True})
_EXECUTED = Phrases({"{thực hiện,triển khai,triển khai thực hiện}": True})
_ENDS = frozenset(".;")
BEGINNINGS = firsts(_HALVES, _NEXT_WORKING_DAY, _ORDINAL)


def term_at(words: Words, place: int) -> Found[Term] | None:
    """The term that stands at *place*, with what it is counted from."""
    length = _length(words, place)
    if length is None:
        return None
    (number, unit), end = length
    start = end + 1 if words.sign(end) == "," else end
    skipped = _executed(words, start)
    beginning = _NOT_COUNTING.at(words, skipped)
    if beginning is not None:
        return Found(Term(number, unit, beginning.value), beginning.end)
    further = _FURTHER.at(words, skipped)
    named = _FROM.at(words, further.end if further else skipped)
    if named is None:
        return Found(Term(number, unit, Anchor.EVENT if further else Anchor.SILENT), end)
    anchor = anchor_at(words, named.end)
    return Found(Term(number, unit, anchor.value), anchor.end)


def anchor_at(words: Words, place: int) -> Found[Anchor | Point]:
    """What a term is counted from, read behind "kể từ ngày": a day, this paper, or something without a day."""
    day = point_at(words, place, told=True)
    if day is not None:
        return Found(day.value, day.end)
    own = _OWN.at(words, place)
    dated = _dated(words, place)
    if dated is not None:
        return dated
    if own is None:
        return Found(Anchor.EVENT, place)
    return Found(Anchor.EVENT if _is_others(words, own) else own.value, own.end)


def _length(words: Words, place: int) -> Found[tuple[int, Unit]] | None:
    fixed = _HALVES.at(words, place) or _NEXT_WORKING_DAY.at(words, place)
    return fixed or _which_day(words, place) or _counted(words, place)


def _which_day(words: Words, place: int) -> Found[tuple[int, Unit]] | None:
    """ "ngày thứ 5 kể từ ngày nhận": a term by its last day."""
    ordinal = _ORDINAL.at(words, place)
    which = number_at(words, ordinal.end) if ordinal else None
    if ordinal is None or which is None or _FROM.at(words, which.end) is None:
        return None
    return Found((which.value, ordinal.value), which.end)


def _counted(words: Words, place: int) -> Found[tuple[int, Unit]] | None:
    """A number and its unit; of "5-7 ngày" the longer."""
    number = number_at(words, place)
    if number is not None and words.sign(number.end) in ("-", "–"):
        number = number_at(words, number.end + 1) or number
    unit = _UNIT.at(words, number.end) if number else None
    if number is None or unit is None or unit.value is None or number.value < 1:
        return None
    if unit.value is Unit.YEAR and (more := _months(words, unit.end)):
        return Found((12 * number.value + more.value, Unit.MONTH), more.end)
    if _names_one(words, unit):
        return None
    return Found((number.value, unit.value), unit.end)


def _names_one(words: Words, unit: Found[Unit | None]) -> bool:
    """Whether a number follows, so that one day, month or year is named: "sau ngay 15/10" is not six days."""
    following = words.at(unit.end)
    numbered = following is not None and following.kind is Kind.NUMBER
    return numbered and unit.value in (Unit.DAY, Unit.MONTH, Unit.QUARTER, Unit.YEAR)


def _months(words: Words, place: int) -> Found[int] | None:
    """The months behind years: 1 năm 6 tháng."""
    number = number_at(words, place)
    month = _MONTHS.at(words, number.end) if number else None
    return Found(number.value, month.end) if number and month else None


def _executed(words: Words, place: int) -> int:
    """Behind the "thực hiện" of "sau 06 tháng thực hiện kể từ ngày"."""
    found = _EXECUTED.at(words, place)
    return found.end if found else place


def _dated(words: Words, place: int) -> Found[Anchor | Point] | None:
    """The day that stands behind the name of an event: "ngày kết thúc kiểm tra (30/10/2026)"."""
    for far in range(place, min(place + FARTHEST, len(words.tokens))):
        sign = words.sign(far)
        if sign in _ENDS or sign == "," or (sign == "(" and _LIMITED.at(words, far + 1)):
            return None
        day = point_at(words, far, told=sign_before(words, far))
        if day is not None and (day.value.where is not None):
            return Found(day.value, day.end)
    return None


def sign_before(words: Words, place: int) -> bool:
    """Whether a bracket opens before *place*: a day in brackets needs neither "ngày" nor year."""
    return words.sign(place - 1) == "("


def _is_others(words: Words, own: Found[Anchor]) -> bool:
    if own.value is Anchor.MOMENT:
        return False
    paper = any(_THIS.at(words, own.end + far) for far in range(5))
    if _OTHERS.at(words, own.end) is not None and not paper:
        return True
    return any(
        _COMPLETE.at(words, far) is not None
        for far in range(own.end, min(own.end + 6, len(words.tokens)))
        if not words.sign(far)
    )
