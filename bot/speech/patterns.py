"""What things look like in the plain form of a sentence, and what each is worth in the words of a command.

A reader gets the match, and what was written there with its marks; None where it is
something else after all.
"""

import re
from collections.abc import Callable

from bot.speech.kind import Kind

Reads = Callable[[re.Match[str], str], str | None]

_DIGITS = {
    "khong": 0, "linh": 0, "le": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5,
    "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_TOLD = "không linh lẻ một hai ba bốn tư năm lăm sáu bảy bẩy tám chín mười mươi trăm"
_TOLD_DIGITS = frozenset(_TOLD.split())
_NUMERAL = rf"(?:{'|'.join(_DIGITS)}|muoi|tram)"
_MONTHS = {
    name: str(number)
    for number, names in enumerate(
        (
            "january jan", "february feb", "march", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(_MONTHS)
_LONE_MONTH = "|".join(
    name for name in _MONTHS if len(name) > 3
)  # "mấy", "sếp" are plain the same as short ones
_ENGLISH_DAYS = {
    "monday": "thứ hai", "tuesday": "thứ ba", "wednesday": "thứ tư", "thursday": "thứ năm",
    "friday": "thứ sáu", "saturday": "thứ bảy", "sunday": "chủ nhật",
}  # fmt: skip
_ENGLISH_PERIODS = {
    "this week": "tuần này", "next week": "tuần sau", "last week": "tuần trước",
    "this month": "tháng này", "next month": "tháng sau", "last month": "tháng trước",
    "this quarter": "quý này", "last quarter": "quý trước", "this year": "năm nay",
    "last year": "năm trước", "tomorrow": "mai",
}  # fmt: skip
_UNIT_OF_TIME = (
    r"(?:more |extra |working |business )*(?:ngay lam viec|ngay lv|ngay|tuan|thang|tieng|gio|hom|days?|weeks?"
    r"|months?|hours?|hrs?)\b"
)
_UNWELL_READ = {"h": "h", "d": " ngày", "n": " ngày"}


def _as_written(_: re.Match[str], clean: str) -> str:
    return " ".join(clean.split())


def _sign(_: re.Match[str], clean: str) -> str:
    return "".join(clean.split())


def _loose_sign(_: re.Match[str], clean: str) -> str | None:
    return "".join(clean.split()) if clean == clean.upper() else None


def _percent(found: re.Match[str], _: str) -> str | None:
    return f"{int(found[1])}%" if int(found[1]) <= 100 else None


def _tens(found: re.Match[str], _: str) -> str:
    return f"{found[1]}0%"


def _half(_: re.Match[str], clean: str) -> str | None:
    return None if "nữa" in clean.lower() else "50%"


def _percent_in_words(found: re.Match[str], _: str) -> str | None:
    number = _number(found[1])
    return None if number is None or number > 100 else f"{number}%"


def _date(found: re.Match[str], _: str) -> str | None:
    day, month, year = found["d"], found["m"], found["y"]
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return None
    full = "" if year is None else f"/20{year[-2:]}"
    return f"{int(day):02}/{int(month):02}{full}"


def _english_date(found: re.Match[str], _: str) -> str | None:
    day = int(found[1])
    return f"{day:02}/{int(_MONTHS[found[2]]):02}" if 1 <= day <= 31 else None


def _english_date_turned(found: re.Match[str], _: str) -> str | None:
    day = int(found[2])
    return f"{day:02}/{int(_MONTHS[found[1]]):02}" if 1 <= day <= 31 else None


def _day_of_month(found: re.Match[str], _: str) -> str | None:
    return f"ngày {int(found[1])}" if 1 <= int(found[1]) <= 31 else None


def _not(*others: str) -> Reads:
    """As written, where none of *others*, which are plain the same but mean something else, stands there."""

    def reads(_: re.Match[str], clean: str) -> str | None:
        words = " ".join(clean.split())
        said = (words, words.lower())
        return None if any(other in one for other in others for one in said) else said[1]

    return reads


def _tomorrow(_: re.Match[str], clean: str) -> str | None:
    """ "mai", unless it is "mãi" or somebody's name."""
    return "mai" if clean.lower().endswith("mơi") or clean.endswith("mai") else None


def _english_day(found: re.Match[str], _: str) -> str:
    return _ENGLISH_DAYS[found[2]]


def _english_period(found: re.Match[str], _: str) -> str:
    return _ENGLISH_PERIODS[found[0]]


def _english_month(found: re.Match[str], _: str) -> str:
    return f"tháng {_MONTHS[found[1]]}"


def _quarter(found: re.Match[str], _: str) -> str:
    roman = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "mot": "1", "hai": "2", "ba": "3"}
    return f"quý {roman.get(found[1], found[1])}"


def _loose_sign_in_letters(_: re.Match[str], clean: str) -> str:
    number, *letters = re.split(r"[ -]+", clean.strip())
    return f"{number}/{'-'.join(letters)}".upper()


def _tenths(found: re.Match[str], _: str) -> str | None:
    tenths = _DIGITS.get(found[1], 0) if found[1].isalpha() else int(found[1])
    return f"{tenths}0%" if 1 <= tenths <= 10 else None


def _fraction(found: re.Match[str], _: str) -> str | None:
    return f"{int(found[1]) * 100 // int(found[2])}%" if int(found[1]) <= int(found[2]) else None


def _spelled_digits(found: re.Match[str], clean: str) -> str | None:
    """Digits one after another, where each is written with its marks: without them half of them are other words."""
    said = clean.lower().split()
    return _spelled(found, clean) if all(one in _TOLD_DIGITS for one in said) else None


def _span(found: re.Match[str], clean: str) -> str | None:
    if re.match(r"\d{3}", found[0]):
        return None  # a task "at once" ("ngay")
    if not clean.isascii() and re.search(r"days?\b", found[0]):
        return None  # "đẩy", "dạy"
    if "tuấn" in clean.lower() or "Tuan" in clean:
        return None  # somebody's name
    words = re.sub(r"\b(?:more|extra) ", "", " ".join(clean.lower().split()))
    return re.sub(r"(?<=\d)(?=[^\W\d])", " ", re.sub(r"\bdays?\b", "ngày", words))


def _short_span(found: re.Match[str], _: str) -> str:
    return f"{found[1]}{_UNWELL_READ[found[2]]}"


def _hour(found: re.Match[str], _: str) -> str | None:
    hour, minutes = int(found[1]), found[2]
    return f"{hour:02}:{minutes}" if hour < 24 and int(minutes) < 60 else None


def _full_hour(found: re.Match[str], clean: str) -> str | None:
    hour = int(found[1] or found[2])
    later = hour < 12 and re.search(r"chi[eề]u|t[oố]i|đêm|dem|pm", clean.lower())
    return f"{hour + 12 if later else hour:02}:00" if hour < 24 else None


def _half_hour(found: re.Match[str], _: str) -> str | None:
    return f"{int(found[1]):02}:30" if int(found[1]) < 24 else None


def _spelled(found: re.Match[str], _: str) -> str | None:
    number = _number(found[1])
    return None if number is None else str(number)


def _number(words: str) -> int | None:
    """A number in words; digits alone are read one after another, from three on."""
    said = words.split()
    if "tram" in said or "muoi" in said:
        total, last = 0, 0
        for one in said:
            if one == "tram":
                total, last = total + (last or 1) * 100, 0
            elif one == "muoi":
                total, last = total + (last or 1) * 10, 0
            else:
                last = _DIGITS[one]
        return total + last
    return int("".join(str(_DIGITS[one]) for one in said)) if len(said) >= 3 else None


PATTERNS: tuple[tuple[Kind, re.Pattern[str], Reads], ...] = tuple(
    (kind, re.compile(pattern), reads)
    for kind, pattern, reads in (
        (Kind.MAILBOX, r"\S{1,64}@\S{1,255}", _as_written),
        (Kind.PETITION, r"\b20\d\d-\d{3,6}\b", _as_written),
        (Kind.SIGN, r"(?<![\d/])\d{1,6}[a-z]?/(?:20\d\d/)?(?!\d)[a-z]{2,10}(?:-[a-z0-9]{1,12}){0,3}\b", _sign),
        (Kind.SIGN, r"(?<![\d/])\d{1,6} ?/ ?[a-z]{2,8} ?- ?[a-z]{1,8}\b", _loose_sign),
        (Kind.SIGN, r"(?<![\d/])\d{1,6}-[a-z]{2}/[a-z]{2,8}\b", _sign),
        (Kind.SIGN, r"(?<![\d/])\d{1,6}[ -](?:qd|nq|kh|ct|ttr|bc|cv|tb|gm)[ -](?:ubnd|hdnd|vp|s[a-z]{1,5}|p[a-z]{1,4})\b", _loose_sign_in_letters),
        (Kind.PERCENT, r"\b(?:xong|duoc|dat|khoang|tam|chung|hon|done) ([1-9])/([1-9]|10)\b(?![/.-])", _fraction),
        (Kind.PERCENT, rf"\b(\d{{1,2}}|{_NUMERAL}) phan (?:10|muoi)\b", _tenths),
        (Kind.PERCENT, r"\b(?:len|dat)(?: duoc)? (\d{1,2}|100)\b(?! ?(?:[./%,-]? ?\d|ngay|thang|xa|phuong|ho|viec|%|phan|percent|\x00))", _percent),
        (Kind.PERCENT, r"(?<!\d)(\d{1,3}) ?(?:%|phan tram\b|percent\b|pct\b)", _percent),
        (Kind.PERCENT, r"(?<!\d)([1-9]) ?chuc ?(?:%|phan tram\b|phan\b)", _tens),
        (Kind.PERCENT, rf"\b({_NUMERAL}(?: {_NUMERAL}){{0,3}}) phan tram\b", _percent_in_words),
        (Kind.PERCENT, r"\b(?:duoc|1|mot|xong|hon|gan|qua) nua\b|\bhalf\b|\bhalfway\b", _half),
        (Kind.DATE, r"(?<![\d/])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})(?:[/.-](?P<y>20\d\d|\d\d))?(?![\d/])", _date),
        (Kind.DATE, r"(?<!\d)(?P<d>\d{1,2}) thang (?P<m>\d{1,2})(?: nam (?P<y>20\d\d))?(?!\d)", _date),
        (Kind.DATE, rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_LONE_MONTH})\b", _english_date),
        (Kind.DATE, rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b", _english_date_turned),
        (Kind.PERIOD, r"\b(?:6|9|sau|chin) thang (?:dau|cuoi)(?: nam(?: nay| 20\d\d)?)?\b", _as_written),
        (Kind.PERIOD, r"\b(?:cuoi |dau |giua )?thang (?:nay|truoc|sau|toi|\d{1,2}(?:[/-]20\d\d)?)(?![\d/])\b", _as_written),
        (Kind.PERIOD, r"\b(?:quy |q)([1-4]|iv|i{1,3}|mot|hai|ba)\b", _quarter),
        (Kind.PERIOD, r"\b(?:(?:cuoi |dau |het |giua )?quy (?:nay|truoc|sau)|(?:cuoi|dau|het|giua) (?:quy|nam))\b|\bnam (?:nay|ngoai|truoc|20\d\d)\b", _as_written),
        (Kind.DAY, r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|t[2-7]) ?(?:tuan )?(?:nay|sau|toi)?\b", _not("thư")),
        (Kind.PERIOD, r"\b(?:cuoi |dau )?tuan (?:nay|sau|toi|truoc)\b", _as_written),
        (Kind.DAY, r"\b(?:ngay |hom |sang |chieu |toi |trua |bua )?(?:mai|moi)\b", _tomorrow),
        (Kind.DAY, r"\b(?:ngay|hom|bua) mot\b", _not("một")),
        (Kind.DAY, r"\b(?:ngay kia|cuoi thang|cuoi tuan|dau thang sau)\b", _as_written),
        (Kind.DAY, rf"\b(next |this )?({'|'.join(_ENGLISH_DAYS)})\b", _english_day),
        (Kind.PERIOD, r"\b(?:this|next|last) (?:week|month|quarter)\b|\b(?:this|last) year\b|\btomorrow\b", _english_period),
        (Kind.HOUR, r"(?<!\d)(\d{1,2}) ?(?:gio|[hg:]) ?(\d\d)\b", _hour),
        (Kind.HOUR, r"\b(?:luc|sau|truoc|tu|vao|at|after|before) (\d{1,2}) ?(?:h|gio|o.?clock)\b(?! ?\d)", _full_hour),
        (Kind.HOUR, r"(?<!\d)(\d{1,2}) ?(?:h|gio) ?(?:sang|trua|chieu|toi|dem)\b|(?<!\d)(\d{1,2}) ?([ap])m\b", _full_hour),
        (Kind.HOUR, r"(?<!\d)(\d{1,2}) ?(?:h|gio)? ?ruoi\b", _half_hour),
        (Kind.SPAN, rf"(?<![\d/#])\d{{1,3}} ?{_UNIT_OF_TIME}(?! ?\x00)", _span),
        (Kind.SPAN, rf"\b(?:mot|hai|ba|bon|nam|muoi|a|an|one|two|three|four|five|ten) {_UNIT_OF_TIME}", _not("ạ", "một hôm")),
        (Kind.DAY, r"\b(?:ngay|mung) (\d{1,2})\b(?![/%])", _day_of_month),
        (Kind.SPAN, r"(?<![\d/])(\d{1,3})([hdn])\b", _short_span),
        (Kind.PERIOD, rf"\b({_LONE_MONTH})\b", _english_month),
        (Kind.TASK, rf"\b(?:viec|nhiem vu|nv|task)(?: so)? ({_NUMERAL}(?: {_NUMERAL}){{1,6}})\b", _spelled),
        (Kind.TASK, rf"\b({_NUMERAL}(?: {_NUMERAL}){{2,6}})\b(?! (?:trieu|ty|nghin|ngan|ho|nguoi|dong|ha)\b)", _spelled_digits),
    )
)  # fmt: skip
