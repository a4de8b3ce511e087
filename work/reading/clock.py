"""Reads an hour of the day: "17 giờ 00", 17h30, 17g00, "8 giờ 30 phút", 17:00, "5 giờ chiều"; and morning and afternoon."""

from datetime import timedelta

from work.reading.phrases import Found, Phrases, firsts
from work.reading.point import DayPart
from work.reading.text import Kind, Words

_HOUR = Phrases({"{giờ,h,g}": True})
_MINUTE = Phrases({"{phút,p,ph}": True})
_DAY_PART = Phrases(
    {
        "{,cuối ,hết }{,buổi ,giờ }sáng": DayPart.MORNING,
        "{,cuối ,hết }{,buổi ,giờ }chiều": DayPart.AFTERNOON,
        "{cuối,hết} {giờ,giờ làm việc,giờ hành chính,buổi làm việc}": DayPart.AFTERNOON,
    }
)
_LATER = Phrases({"{,buổi }{chiều,tối}": 12, "{,buổi }sáng": 0, "trưa": 0})
_HALF = Phrases({"rưỡi": 30})
_NOON = 12
BEGINNINGS = firsts(_DAY_PART)


def hour_at(words: Words, place: int) -> Found[timedelta] | None:
    """The hour that stands at *place*, counted from midnight; 24 giờ is the day's end."""
    hour = words.figures(place, 2)
    if hour is None or hour > 24:
        return None
    named = _HOUR.at(words, place + 1)
    if named is None:
        return _with_colon(words, place, hour)
    minute, end = _minutes(words, named.end)
    later = _LATER.at(words, end)
    if later is None:
        return Found(timedelta(hours=hour, minutes=minute), end)
    added = later.value if hour < _NOON else 0
    return Found(timedelta(hours=hour + added, minutes=minute), later.end)


def has_minutes(words: Words, place: int) -> bool:
    """Whether the hour at *place* is one of the clock beyond doubt: 17h, 17 giờ 00, 17:00; not "24 giờ"."""
    token = words.at(place + 1)
    if token is None or token.bare != "gio":
        return True
    following = words.at(place + 2)
    return (
        following is not None and following.kind is Kind.NUMBER and len(following.written) == 2
    ) or (_LATER.at(words, place + 2) is not None)


def day_part_at(words: Words, place: int) -> Found[DayPart] | None:
    """ "sáng" or "chiều" at *place*."""
    return _DAY_PART.at(words, place)


def _minutes(words: Words, place: int) -> tuple[int, int]:
    half = _HALF.at(words, place)
    if half is not None:
        return half.value, half.end
    minute = words.figures(place, 2)
    if minute is None or minute > 59 or words.sign(place + 1) in ("/", "-"):
        return 0, place
    named = _MINUTE.at(words, place + 1)
    end = named.end if named else place + 1
    return minute, end + 1 if words.sign(end) in ("'", "’", "′") else end


def _with_colon(words: Words, place: int, hour: int) -> Found[timedelta] | None:
    minute = words.figures(place + 2, 2)
    if words.sign(place + 1) != ":" or minute is None or not words.touching(place + 2):
        return None
    if len(words.tokens[place + 2].written) != 2 or minute > 59 or words.sign(place + 3) == ":":
        return None
    return Found(timedelta(hours=hour, minutes=minute), place + 3)
