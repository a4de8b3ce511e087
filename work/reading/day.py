"""Reads a day: 05/7/2026, 05-7, "ngày 5 tháng 7 năm 2026", "ngày 25 tháng này", "hôm nay", "thứ Sáu tuần sau"."""

from work.reading.number import spoken_at
from work.reading.phrases import Found, Phrases, firsts
from work.reading.point import LAST, Away, Day, NewYear, Weekday, Where
from work.reading.text import Kind, Words

_DAY = Phrases({"{,hết ,cuối }ngày": True})
_COUNTED = Phrases({"{ngày,tuần,tháng,quý,năm,giờ}": True})
_COUNTED_FROM = Phrases({"{kể từ,tính từ,sau}": True})
_FOURTH = Phrases({"tư": 4})
_EARLY = Phrases({"{mùng,mồng}": True})
_MONTH = Phrases({"{,của }tháng": True})
_YEAR = Phrases({"{,của }năm": True})
_REPORTED = Phrases({"{,của }{kỳ,năm} báo cáo": 0, "{,của }năm nay": 0, "{,của }năm {sau,tới}": 1})
_YEAR_BEFORE = Phrases({"{,của }năm trước{, liền kề,đó}": -1})
_MONTHS = Phrases(
    {
        "{,của }tháng {này,hiện tại}": 0,
        "{,của }tháng báo cáo": 0,
        "{,của }tháng {sau,tới,kế tiếp,tiếp theo,liền kề}": 1,
        "{,của }tháng trước{, liền kề}": -1,
    }
)
_OF_QUARTER = Phrases(
    {
        f"{{,của }}tháng {which}{{, của}} {{,mỗi ,hằng ,hàng }}{{quý,quí}}{{, sau, tiếp theo, kế tiếp, liền kề, đó, báo cáo}}": number
        for number, which in enumerate(
            (
                "{đầu,đầu tiên,thứ nhất,thứ 1}",
                "{giữa,thứ hai,thứ 2}",
                "{cuối,cuối cùng,thứ ba,thứ 3}",
            ),
            1,
        )
    }
)
_AWAY = Phrases(
    {
        "{,ngày }hôm nay": 0,
        "{,ngày }{hôm sau,mai}": 1,
        "{,ngày }{mốt,kia}": 2,
    }
)
_NOW = Phrases({"nay": 0, "mai": 1})
_WEEKDAY = Phrases(
    {
        "thứ {hai,2}": 0, "thứ {ba,3}": 1, "thứ {tư,4}": 2, "thứ {năm,5}": 3, "thứ {sáu,6}": 4,
        "thứ {bảy,bẩy,7}": 5, "{chủ nhật,chúa nhật}": 6,
    }
)  # fmt: skip
_WEEKS = Phrases(
    {"{,của }tuần {này,hiện tại}": 0, "{,của }tuần {sau,tới,kế tiếp}": 1, "{tới,này}": None}
)
_LAST_DAY = Phrases({"ngày{, làm việc} cuối{, cùng} {,của }tháng": True})
_LAST_WORKED = Phrases({"ngày làm việc cuối{, cùng} {,của }tháng": True})
_TET = Phrases(
    {
        "{,dịp ,ngày }tết{, nguyên đán, âm lịch, cổ truyền, ta}": True,
        "{,dịp ,ngày }tết {dương lịch,tây}": False,
    }
)
_SIGNS = {"/": "/", "-": "-", ".": ".", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}
_JOINED = frozenset("/-.–")
_CENTURY = 2000  # of a year in two figures
BEGINNINGS = firsts(_AWAY, _LAST_DAY, _DAY, _EARLY, _WEEKDAY, _TET)


def day_at(words: Words, place: int) -> Found[Where] | None:
    """The day that stands at *place*; without the word "ngày" only one that has its year."""
    away = _AWAY.at(words, place)
    if away is not None:
        return Found(Away(away.value), away.end)
    last = _last_of_month(words, place) or _new_year(words, place)
    if last is not None:
        return last
    named = _DAY.at(words, place)
    start = named.end if named else place
    early = _EARLY.at(words, start)
    start = early.end if early else start
    return _dated(words, start, named is not None or early is not None)


def bare_day_at(words: Words, place: int) -> Found[Where] | None:
    """As `day_at`, where what stands before has told that a day follows: "trước 20/10"."""
    return _dated(words, place, True, alone=False)


def now_at(words: Words, place: int) -> Found[Where] | None:
    """The "nay" of "chiều nay"."""
    found = _NOW.at(words, place)
    return None if found is None else Found(Away(found.value), found.end)


def weekday_at(words: Words, place: int) -> Found[Weekday] | None:
    """A day of the week, with the week where one is said."""
    named = _DAY.at(words, place)
    found = _WEEKDAY.at(words, named.end if named else place)
    if found is None or (named and _COUNTED_FROM.at(words, found.end)):
        return None
    weeks = _WEEKS.at(words, found.end)
    if weeks is None:
        return Found(Weekday(found.value), found.end)
    return Found(Weekday(found.value, weeks.value), weeks.end)


def year_at(words: Words, place: int) -> Found[int] | None:
    """A year in four figures."""
    year = words.figures(place, 4)
    return Found(year, place + 1) if year is not None and year >= 1000 else None


def _dated(words: Words, place: int, told: bool, alone: bool = True) -> Found[Where] | None:
    number = words.figures(place, 2)
    if number is None:
        spoken = spoken_at(words, place) if told else None
        if spoken is None or spoken.value > 31 or _MONTH.at(words, spoken.end) is None:
            return None
        return _in_words(words, spoken.value, spoken.end)
    return (
        _in_figures(words, place, number, told)
        or _in_words(words, number, place + 1)
        or (_alone(words, number, place + 1) if told and alone else None)
    )


def _in_figures(words: Words, place: int, day: int, told: bool) -> Found[Where] | None:
    """Day, month and year with one sign between them; the year may be left out after "ngày"."""
    if _continues(words, place):
        return None
    sign = _SIGNS.get(words.sign(place + 1))
    month = words.figures(place + 2, 2)
    if sign is None or month is None:
        return None
    several = _several(words, place, day, sign)
    if several is not None:
        return several
    year = words.figures(place + 4, 4)
    if _SIGNS.get(words.sign(place + 3)) == sign and year is not None:
        return _with_year(words, place, day, month, year)
    if (
        not told
        or _is_joined(words, place + 3)
        or _is_counted(words, place + 3, sign)
        or (sign == "." and not words.touching(place + 2))
    ):
        return None
    said = _year_behind(words, place + 3)
    if said is not None:
        return Found(Day(day, month, *said.value), said.end)
    return Found(Day(day, month), place + 3)


def _is_counted(words: Words, place: int, sign: str) -> bool:
    """Whether "5-7" counts something: 5-7 ngày."""
    return sign == "-" and _COUNTED.at(words, place) is not None


def _several(words: Words, place: int, first: int, sign: str) -> Found[Where] | None:
    """The last of several days, with the first: 12-16/10/2026."""
    last = words.figures(place + 2, 2)
    if sign != "-" or words.sign(place + 3) != "/" or last is None or last <= first:
        return None
    month, year = words.figures(place + 4, 2), words.figures(place + 6, 4)
    if month is None:
        return None
    if words.sign(place + 5) == "/" and year is not None and year >= 1000:
        return Found(Day(last, month, year, since=first), place + 7)
    return Found(Day(last, month, since=first), place + 5)


def _with_year(words: Words, place: int, day: int, month: int, year: int) -> Found[Where] | None:
    length = len(words.tokens[place + 4].written)
    if length not in (2, 4) or _is_joined(words, place + 5):
        return None
    full = year + _CENTURY if length == 2 else year
    return Found(Day(day, month, full, short_year=length == 2), place + 5)


def _in_words(words: Words, day: int, place: int) -> Found[Where] | None:
    """What follows on the number of a day: "tháng 7 năm 2026", "tháng này", "tháng 7"."""
    quarter = _OF_QUARTER.at(words, place)
    if quarter is not None:
        return Found(Day(day, of_quarter=quarter.value), quarter.end)
    months = _MONTHS.at(words, place)
    if months is not None:
        return Found(Day(day, months=months.value), months.end)
    named = _MONTH.at(words, place)
    if named is None:
        return None
    month = month_number_at(words, named.end)
    if month is None:
        return None
    if words.sign(month.end) in ("/", "-"):
        year = year_at(words, month.end + 1)
        if year is not None:
            return Found(Day(day, month.value, year.value), year.end)
    said = _year_behind(words, month.end)
    if said is not None:
        return Found(Day(day, month.value, *said.value), said.end)
    return Found(Day(day, month.value), month.end)


def month_number_at(words: Words, place: int) -> Found[int] | None:
    """The number of a month in figures or words; one that is none too, so that it can be told."""
    figures = words.figures(place, 2)
    if figures is not None:
        return Found(figures, place + 1)
    spoken = spoken_at(words, place) or _FOURTH.at(words, place)
    return spoken if spoken is not None and spoken.value <= 12 else None


def _year_behind(words: Words, place: int) -> Found[tuple[int | None, None, int | None]] | None:
    """A year after day and month, as the fields of Day behind month."""
    start = place + 1 if words.sign(place) == "," else place
    said = _REPORTED.at(words, start) or _YEAR_BEFORE.at(words, start)
    if said is not None and not _begins_day(words, said.end):
        return Found((None, None, said.value), said.end)
    named = _YEAR.at(words, start)
    year = year_at(words, named.end) if named else None
    return None if year is None else Found((year.value, None, None), year.end)


def _alone(words: Words, day: int, place: int) -> Found[Where] | None:
    """The number of a day and nothing behind: it is one of each month, or of the next that comes."""
    if _is_joined(words, place) or not 1 <= day <= 31:
        return None
    return Found(Day(day), place)


def _last_of_month(words: Words, place: int) -> Found[Where] | None:
    found = _LAST_DAY.at(words, place)
    if found is None:
        return None
    worked = _LAST_WORKED.at(words, place) is not None
    month = month_number_at(words, found.end)
    if month is None:
        return Found(Day(LAST, working=worked), found.end)
    said = _year_behind(words, month.end)
    if words.sign(month.end) == "/" and (year := year_at(words, month.end + 1)):
        return Found(Day(LAST, month.value, year.value, working=worked), year.end)
    year_said = said.value[0] if said else None
    return Found(Day(LAST, month.value, year_said, working=worked), said.end if said else month.end)


def _new_year(words: Words, place: int) -> Found[Where] | None:
    """The Tết of "trước Tết Nguyên đán 2027": a limit only behind "trước", else a time of the year."""
    before, found = words.at(place - 1), _TET.at(words, place)
    if found is None or before is None or before.bare != "truoc":
        return None
    named = _YEAR.at(words, found.end)
    year = year_at(words, named.end if named else found.end)
    number, end = (year.value, year.end) if year else (None, found.end)
    return Found(NewYear(number) if found.value else Day(1, 1, number), end)


def _begins_day(words: Words, place: int) -> bool:
    return _DAY.at(words, place) is not None or words.figures(place, 4) is not None


def _continues(words: Words, place: int) -> bool:
    """Whether the number at *place* goes on from what stands before it: 3.10/2026 of an annex, the minutes of 8h15 - 9h00."""
    before = words.tokens[place - 1] if words.touching(place) else None
    return before is not None and (before.written in _JOINED or before.bare in ("h", "g"))


def _is_joined(words: Words, place: int) -> bool:
    """Whether what stands at *place* makes the number before it part of something longer."""
    token = words.at(place)
    if token is None or not words.touching(place):
        return False
    if token.kind is Kind.WORD or token.kind is Kind.NUMBER:
        return token.kind is Kind.NUMBER or token.bare not in ("h", "g")
    follower = words.at(place + 1)
    return (
        token.written in _JOINED | {"%", ","}
        and (
            token.written == "%"
            or (
                follower is not None
                and words.touching(place + 1)
                and follower.kind is not Kind.SIGN
            )
        )
        and not (token.written in ".," and follower is not None and follower.kind is Kind.WORD)
    )
