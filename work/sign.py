"""Takes a number and sign (số, ký hiệu) apart: its number, year, kind, organ and unit.

By the forms of Nghị định 30/2020/NĐ-CP, Phụ lục I and III, with those of normative
documents and of the Party beside. What was written stays as it was; only when two
are compared are characters composed, and letters that look like Đ taken for it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from work.kind import ABBREVIATIONS, PARTY_KINDS
from work.spelling import alike


class Form(StrEnum):
    """How a number and sign is built."""

    NORMATIVE = "normative"  # 30/2020/NĐ-CP
    TYPED = "typed"  # 123/QĐ-TTg
    LETTER = "letter"  # 15/VPCP-KSTT: a công văn bears no kind
    PARTY = "party"  # 80-NQ/TW


@dataclass(frozen=True, slots=True)
class Sign:
    """A number and sign as *written*, and what it says.

    *ordinal* is its number in the year's sequence and *suffix* the letter of one put
    in between ("12a"); *kind* the abbreviation of the type, None for a công văn and
    for laws; *organ* who issued it, None where a small office left that out; *unit*
    who drafted it. A Quyết định with a year is normative, one without is not.
    """

    written: str
    form: Form
    ordinal: int
    kind: str | None
    organ: str | None
    unit: str | None = None
    year: int | None = None
    suffix: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What two spellings of one number and sign share: zeros in front and look-alike letters aside."""
        parts = (self.form, self.kind, self.organ, self.unit, self.year)
        return (self.ordinal, self.suffix.casefold(), *parts)


def read_sign(text: str) -> Sign | None:
    """What *text*, a number and sign and nothing else, says; None where it is none.

    >>> read_sign("12/2026/QĐ-UBND").form, read_sign("12/QĐ-UBND").form
    (<Form.NORMATIVE: 'normative'>, <Form.TYPED: 'typed'>)
    >>> read_sign("15/VPCP-KSTT").unit
    'KSTT'
    """
    plain = alike(text)
    for form, pattern in _PATTERNS:
        found = pattern.fullmatch(plain)
        if found is not None:
            return _sign(text, form, found)
    return None


def sign_key(text: str) -> tuple[object, ...]:
    """What is alike for one number and sign; what is none is compared by its characters.

    Letter case decides, as it does between kinds.

    >>> sign_key("05/QÐ-BYT") == sign_key("5/QĐ-BYT"), sign_key("5/QyĐ-BYT") == sign_key("5/QĐ-BYT")
    (True, False)
    """
    found = read_sign(text)
    return (alike(text),) if found is None else found.key


def kind_of_sign(number: str) -> str | None:
    """The kind that a number and sign bears, None where it bears none, as that of a công văn.

    >>> kind_of_sign("123/QĐ-TTg"), kind_of_sign("80-NQ/TW"), kind_of_sign("15/VPCP-KSTT")
    ('QĐ', 'NQ', None)
    """
    found = read_sign(number)
    return None if found is None else found.kind


def body_of_sign(number: str) -> str:
    """The abbreviation of the issuing body that a number and sign bears, "" where it bears none.

    >>> body_of_sign("45/BC-BYT"), body_of_sign("15/VPCP-KSTT"), body_of_sign("80-NQ/TW")
    ('BYT', 'VPCP', 'TW')
    """
    found = read_sign(number)
    return (found.organ or "") if found is not None else ""


# Without a year these are no normative kinds: 19/TT-HC is a letter of a trung tâm.
_ONLY_WITH_A_YEAR = frozenset({"TT", "L"})
_NORMATIVE = frozenset({"NĐ", "QĐ", "TT", "TTLT", "NQ", "PL", "CT", "L"})
_LETTER_TYPED = "CV"  # written by some offices for a công văn, which has no abbreviation

_ORDINAL = r"(?P<ordinal>(?=0*[1-9])\d{1,6})(?P<suffix>[a-zA-ZĐđ]?)"
_YEAR = r"(?:(?P<year>(?:19|20)\d{2})/)"
_GROUP = r"[^\W_](?:[^\W_]|[&.](?=[^\W_]))*"
_ORGAN = rf"(?=[A-ZĐƯÔƠÂĂÊ]){_GROUP}"  # a sign is written in capitals, but for letters inside
_UNIT = rf"{_GROUP}(?:-{_GROUP})*"


def _one_of(kinds: frozenset[str]) -> str:
    return "|".join(sorted(kinds, key=len, reverse=True))


_TYPED = _one_of(ABBREVIATIONS - _ONLY_WITH_A_YEAR)
_PATTERNS = (
    (
        Form.NORMATIVE,
        re.compile(rf"{_ORDINAL}/{_YEAR}(?:(?P<organ>(?:UBTV)?QH\d{{1,2}}))", re.ASCII),
    ),
    (
        Form.NORMATIVE,
        re.compile(
            rf"{_ORDINAL}/{_YEAR}(?P<kind>{_one_of(_NORMATIVE)})-(?P<organ>{_ORGAN})(?:-(?P<unit>{_UNIT}))?"
        ),
    ),
    (
        Form.TYPED,
        re.compile(
            rf"{_ORDINAL}/{_YEAR}?(?P<kind>{_TYPED})-(?P<organ>{_ORGAN})(?:-(?P<unit>{_UNIT}))?"
        ),
    ),
    (Form.TYPED, re.compile(rf"{_ORDINAL}/(?P<kind>{_TYPED})(?P<organ>)")),
    (
        Form.LETTER,
        re.compile(
            rf"{_ORDINAL}/{_YEAR}?(?:{_LETTER_TYPED}-)?(?!(?:{_TYPED})(?![^\W_]))(?P<organ>{_ORGAN})(?:-(?P<unit>{_UNIT}))?"
        ),
    ),
    (
        Form.PARTY,
        re.compile(
            rf"{_ORDINAL}-(?P<kind>{_one_of(PARTY_KINDS)})/(?P<organ>{_ORGAN})(?:-(?P<unit>{_UNIT}))?"
        ),
    ),
)


def _sign(written: str, form: Form, found: re.Match[str]) -> Sign:
    parts = {"kind": None, "unit": None, "year": None, **found.groupdict()}
    kind, organ, unit = parts["kind"], parts["organ"] or None, parts["unit"]
    if kind == "TTLT" and unit is not None:  # of several ministries together
        organ, unit = f"{organ}-{unit}", None
    year = None if parts["year"] is None else int(parts["year"])
    suffix = parts["suffix"] or ""
    return Sign(written, form, int(found["ordinal"]), kind, organ, unit, year, suffix)


def first_sign(text: str) -> str | None:
    """The first number and sign that is written in *text*, among other words; None where there is none.

    >>> first_sign("Đã ký Báo cáo số 45/BC-BYT, gửi kèm.")
    '45/BC-BYT'
    """
    words = (one.strip('"“”().,;:') for one in text.split())
    return next((one for one in words if read_sign(one) is not None), None)
