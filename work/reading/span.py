"""Reads a span: "tuần này", "tháng 11/2026", "quý IV năm 2026", "6 tháng đầu năm 2027", "năm 2026", and parts of them."""

from work.reading.day import month_number_at, year_at
from work.reading.number import ordinal_at, quarter_at
from work.reading.phrases import Found, Phrases, firsts
from work.reading.point import LAST, Part, Span, Unit, WeekOf, Where
from work.reading.text import Kind, Words

_PART = Phrases(
    {
        "đầu": Part.START,
        "{giữa,nửa đầu}": Part.MIDDLE,
        "{cuối,nửa cuối,hạ tuần}": Part.END,
    }
)
_MONTH = Phrases({"tháng": True})
_QUARTER = Phrases({"{quý,quí}": True})
_YEAR = Phrases({"{,của }năm": True})
_OF_YEAR = Phrases({"{,của }năm": True})
_HALF = Phrases(
    {
        "{6,06,sáu} tháng đầu{, năm}": 1,
        "{6,06,sáu} tháng cuối{, năm}": 2,
        "nửa đầu năm": 1,
        "nửa cuối năm": 2,
    }
)
_NINE = Phrases({"{9,09,chín} tháng đầu{, năm}": 3})
_SHIFTED = Phrases(
    {
        "tuần {này,hiện tại}": Span(Unit.WEEK, shift=0),
        "tuần {sau,tới,kế tiếp}": Span(Unit.WEEK, shift=1),
        "tháng {này,hiện tại}": Span(Unit.MONTH, shift=0),
        "tháng {sau,tới,kế tiếp}": Span(Unit.MONTH, shift=1),
        "{quý,quí} {này,hiện tại}": Span(Unit.QUARTER, shift=0),
        "{quý,quí} {sau,tới,kế tiếp}": Span(Unit.QUARTER, shift=1),
        "năm {nay,này}": Span(Unit.YEAR, shift=0),
        "năm {sau,tới}": Span(Unit.YEAR, shift=1),
    }
)
_NOT_BEHIND = Phrases({"{khi,ngày}": True})
_THIS = Phrases(
    {
        "tuần": Span(Unit.WEEK, shift=0),
        "năm": Span(Unit.YEAR, shift=0),
        "tháng": Span(Unit.MONTH, shift=0),
    }
)
_NUMBERED_WEEK = Phrases({"tuần{, lễ} thứ": True, "tuần": False})
_OUTER_WEEK = Phrases({"đầu{, tiên}": 1, "cuối{, cùng}": LAST})
_OF = Phrases({"{,của }": True, "của": True})
BEGINNINGS = firsts(_NUMBERED_WEEK, _HALF, _NINE, _PART, _SHIFTED, _MONTH, _QUARTER, _YEAR) | {
    "t",
    "q",
}
_MONTHS_ONLY = frozenset({1, 8, 9, 10, 11, 12})  # T2 to T7 are days of the week as well


def span_at(words: Words, place: int) -> Found[Where] | None:
    """The span, or the part of one, that stands at *place*."""
    week = _week_of_month(words, place)
    if week is not None:
        return week
    half = _half_at(words, place)
    if half is not None:
        return half
    part = _PART.at(words, place)
    start = part.end if part else place
    whole = _whole(words, start) or (_this(words, start) if part else None)
    if whole is None:
        return None
    span = whole.value
    if part is None:
        return Found(span, whole.end)
    return Found(Span(span.unit, span.number, span.year, span.shift, part.value), whole.end)


def _whole(words: Words, place: int) -> Found[Span] | None:
    shifted = _SHIFTED.at(words, place)
    if shifted is not None and _NOT_BEHIND.at(words, shifted.end) is None:
        return shifted
    return _month(words, place) or _quarter(words, place) or _year(words, place)


def _month(words: Words, place: int) -> Found[Span] | None:
    named = _MONTH.at(words, place)
    if named is None:
        return _lettered(words, place, "t", Unit.MONTH, 12)
    number = month_number_at(words, named.end)
    if number is None or not 1 <= number.value <= 12:
        return None
    return _in_year(words, Unit.MONTH, number)


def _lettered(words: Words, place: int, letter: str, unit: Unit, most: int) -> Found[Span] | None:
    """ "T11/2026", "Q4/2026": by its letter; without a year only a month that is no day of the week."""
    token, number = words.at(place), words.figures(place + 1, 2)
    if token is None or token.bare != letter or not words.touching(place + 1):
        return None
    if number is None or not 1 <= number <= most or words.touching(place):
        return None
    found = _in_year(words, unit, Found(number, place + 2))
    dated = found.value.year is not None
    alone = unit is Unit.MONTH and number in _MONTHS_ONLY and not words.touching(place + 2)
    return found if dated or alone else None


def _quarter(words: Words, place: int) -> Found[Span] | None:
    named = _QUARTER.at(words, place)
    if named is None:
        return _lettered(words, place, "q", Unit.QUARTER, 4)
    number = quarter_at(words, named.end)
    return None if number is None else _in_year(words, Unit.QUARTER, number)


def _year(words: Words, place: int) -> Found[Span] | None:
    named = _YEAR.at(words, place)
    year = year_at(words, named.end) if named else None
    if year is None or words.sign(year.end) in ("-", "–"):
        return None
    return Found(Span(Unit.YEAR, year=year.value), year.end)


def _in_year(words: Words, unit: Unit, number: Found[int]) -> Found[Span]:
    """The *number*-th month, quarter or half of the year that is said behind it, if one is."""
    if words.sign(number.end) in ("/", "-", ".") and words.touching(number.end):
        year = year_at(words, number.end + 1)
        if year is not None:
            return Found(Span(unit, number.value, year.value), year.end)
    start = number.end + 1 if words.sign(number.end) == "," else number.end
    shifted = _SHIFTED.at(words, start)
    if shifted is not None and shifted.value.unit is Unit.YEAR:
        return Found(Span(unit, number.value, shift=shifted.value.shift), shifted.end)
    named = _OF_YEAR.at(words, start)
    year = year_at(words, named.end) if named else None
    if year is None:
        return Found(Span(unit, number.value), number.end)
    return Found(Span(unit, number.value, year.value), year.end)


def _half_at(words: Words, place: int) -> Found[Where] | None:
    """Half a year; nine months end with the third quarter."""
    half = _HALF.at(words, place)
    found = half or _NINE.at(words, place)
    if found is None:
        return None
    unit = Unit.HALF_YEAR if half else Unit.QUARTER
    year = year_at(words, found.end)
    if year is not None:
        return Found(Span(unit, found.value, year.value), year.end)
    behind = _in_year(words, unit, found)
    return Found(behind.value, behind.end)


def _this(words: Words, place: int) -> Found[Span] | None:
    """The "năm" of "cuối năm": this one, where no other is named."""
    found = _THIS.at(words, place)
    if found is None:
        return None
    following = words.at(found.end)
    if following is not None and following.kind is Kind.NUMBER:
        return None
    return found


def _week_of_month(words: Words, place: int) -> Found[Where] | None:
    named = _NUMBERED_WEEK.at(words, place)
    number = (_OUTER_WEEK.at(words, named.end) or ordinal_at(words, named.end)) if named else None
    if number is None or not (number.value == LAST or 1 <= number.value <= 6):
        return None
    of = _OF.at(words, number.end)
    month = _whole(words, of.end if of else number.end)
    if month is None or month.value.unit is not Unit.MONTH:
        return None
    return Found(WeekOf(number.value, month.value), month.end)
