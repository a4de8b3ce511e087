"""Says over in Vietnamese by when a letter in English asks for something: "no later than 20 October 2026"."""

import re

from work.official.rephrased import Rephrased

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_DATES = (
    rf"{_DAY}(?: of)? {_MONTH},? {_YEAR}",
    rf"{_MONTH} {_DAY},? {_YEAR}",
    rf"{_DAY}/(?P<month>\d{{1,2}})/{_YEAR}",
)
_UNTIL = (
    r"(?P<cue>(?:no|not) later than|on or before|before|prior to|by|until|due (?:on|by)"
    r"|(?:deadline|due date)(?: for [^:.,]{2,40}?)?(?: is|:))"
)
_HOUR = r"(?:(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s?(?P<half>[ap])\.?m\.?,? (?:on )?)?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_FORMS = tuple(
    re.compile(rf"\b{_UNTIL} {_HOUR}{_WEEKDAY}(?:the )?{date}\b", re.IGNORECASE) for date in _DATES
)
_CUES = (
    "later than",
    "before",
    "prior to",
    "by ",
    "until",
    "due ",
    "deadline",
)  # of which each form has one
_BEFORE = frozenset({"before", "prior to"})
_NOON = 12
LONGEST = 1000  # characters; a longer sentence is none that a person reads


def from_english(text: str) -> Rephrased:
    """*text* with each limit that it says in English said in Vietnamese.

    >>> from_english("Please reply before 4 p.m. on 20 October 2026.").text
    'Please reply trước 16 giờ 00 ngày 20/10/2026.'
    """
    small = text.lower()
    if len(text) > LONGEST or not any(cue in small for cue in _CUES):
        return Rephrased(text)
    swaps: list[tuple[str, str]] = []
    for pattern in _FORMS:
        for found in reversed(list(pattern.finditer(text))):
            new = _said(found)
            swaps.append((new, found[0]))
            text = text[: found.start()] + new + text[found.end() :]
    return Rephrased(text, tuple(swaps), not swaps)


def _said(found: re.Match[str]) -> str:
    named = found["month"].lower()
    month = int(named) if named.isdigit() else _MONTHS.index(named) + 1
    day = f"ngày {int(found['day'])}/{month}/{found['year']}"
    if found["hour"] is not None:
        hour = int(found["hour"]) % _NOON + _NOON * (found["half"].lower() == "p")
        return f"trước {hour} giờ {found['minute'] or '00'} {day}"
    return f"{'trước' if found['cue'].lower() in _BEFORE else 'chậm nhất'} {day}"
