"""Numbers in figures, in words and as Roman numerals."""

from work.reading.phrases import Found, Phrases, firsts
from work.reading.text import Kind, Words

LONGEST = 4  # figures of a number that counts something
LEAST_YEAR = 1000
_ONES = Phrases(
    {
        "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "{bảy,bẩy}": 7, "tám": 8,
        "chín": 9,
    }
)  # fmt: skip
# How they are called behind tens: mười lăm, hai mươi mốt, hai mươi tư.
_BEHIND_TENS = Phrases({"mốt": 1, "tư": 4, "{lăm,nhăm}": 5})
_TEN = Phrases({"mười": 10})
_TENS = Phrases({"mươi": 10})
_HUNDRED = Phrases({"trăm": 100})
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ORDINAL = Phrases({"nhất": 1, "nhì": 2, "đầu tiên": 1})


SPOKEN = firsts(_ONES, _TEN)


def number_at(words: Words, place: int) -> Found[int] | None:
    """A number in figures or words; what repeats it in brackets behind belongs to it: 15 (mười lăm)."""
    figures = words.figures(place, LONGEST)
    found = Found(figures, place + 1) if figures is not None else spoken_at(words, place)
    return None if found is None else Found(found.value, _past_repeat(words, found.end))


def spoken_at(words: Words, place: int) -> Found[int] | None:
    """A number in words, up to 999."""
    first = _ONES.at(words, place)
    if first is None or _HUNDRED.at(words, first.end) is None:
        return _below_hundred(words, place)
    rest = _below_hundred(words, first.end + 1)
    hundreds = first.value * 100
    return Found(hundreds + rest.value, rest.end) if rest else Found(hundreds, first.end + 1)


def ordinal_at(words: Words, place: int) -> Found[int] | None:
    """Which of a row: "nhất", "ba", "3"."""
    return _ORDINAL.at(words, place) or number_at(words, place)


def quarter_at(words: Words, place: int) -> Found[int] | None:
    """The number of a quarter: IV, 4, "bốn"."""
    token = words.at(place)
    if token is None:
        return None
    if token.kind is Kind.WORD and token.bare in _ROMAN:
        return Found(_ROMAN[token.bare], place + 1)
    figures = words.figures(place, 2)
    found = Found(figures, place + 1) if figures is not None else _ONES.at(words, place)
    return found if found is not None and 1 <= found.value <= 4 else None


def _below_hundred(words: Words, place: int) -> Found[int] | None:
    ten = _TEN.at(words, place)
    if ten is not None:
        return _added(words, 10, ten.end)
    first = _ONES.at(words, place)
    if first is None:
        return None
    tens = _TENS.at(words, first.end)
    if tens is None:
        return first
    return _added(words, first.value * 10, tens.end)


def _added(words: Words, tens: int, end: int) -> Found[int]:
    one = _BEHIND_TENS.at(words, end) or _ONES.at(words, end)
    if one is None or _is_year(words, one.end):
        return Found(tens, end)
    return Found(tens + one.value, one.end)


def _is_year(words: Words, place: int) -> bool:
    """ "tháng mười năm 2026": the year's word is no five."""
    return (words.figures(place, LONGEST) or 0) >= LEAST_YEAR


def _past_repeat(words: Words, place: int) -> int:
    if words.sign(place) != "(":
        return place
    inside = spoken_at(words, place + 1) or (
        Found(0, place + 2) if words.figures(place + 1, LONGEST) is not None else None
    )
    return inside.end + 1 if inside is not None and words.sign(inside.end) == ")" else place
