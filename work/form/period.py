"""Report periods (kỳ báo cáo): which there are, how they are written, and the rules that date them."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_LABEL = 32
EARLIEST, LATEST = 2000, 2199  # years
_WEEKS_MOST = 53


class PeriodKind(StrEnum):
    """How often a report is made."""

    WEEK = "week"  # tuần
    MONTH = "month"  # tháng
    QUARTER = "quarter"  # quý
    HALF = "half"  # 6 tháng
    NINE_MONTHS = "nine-months"  # 9 tháng
    YEAR = "year"  # năm
    AD_HOC = "ad-hoc"  # đột xuất


REGULAR = tuple(kind for kind in PeriodKind if kind is not PeriodKind.AD_HOC)
MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}
_COUNTS = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.HALF: 2}
_FORMS = {
    PeriodKind.WEEK: "{year}-W{number:02}",
    PeriodKind.MONTH: "{year}-{number:02}",
    PeriodKind.QUARTER: "{year}-Q{number}",
    PeriodKind.HALF: "{year}-H{number}",
    PeriodKind.NINE_MONTHS: "{year}-9M",
    PeriodKind.YEAR: "{year}",
}
_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d{2})|(?P<month>\d{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<nine>9M)))?"
)
_NAMES = {"week": PeriodKind.WEEK, "month": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER}
_AD_HOC = re.compile(r"[0-9A-Z][0-9A-Z.-]*")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period of a year; *number* counts from 1 in the year, and is 1 where there is one alone."""

    kind: PeriodKind
    year: int
    number: int = 1

    @property
    def label(self) -> str:
        """As it is written here.

        >>> Period(PeriodKind.QUARTER, 2026, 3).label, Period(PeriodKind.WEEK, 2026, 7).label
        ('2026-Q3', '2026-W07')
        """
        return _FORMS[self.kind].format(year=self.year, number=self.number)

    @property
    def after(self) -> "Period":
        """The next of its kind."""
        if self.number < _count(self.kind, self.year):
            return Period(self.kind, self.year, self.number + 1)
        return Period(self.kind, self.year + 1)

    @property
    def before(self) -> "Period":
        """The one before, of its kind."""
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        return Period(self.kind, self.year - 1, _count(self.kind, self.year - 1))

    @property
    def first_month(self) -> int:
        """The month in which it begins, counted from year 0; not for weeks."""
        within = MONTHS[self.kind] * (self.number - 1)
        return self.year * 12 + within

    @property
    def last_month(self) -> int:
        """The month in which it ends, counted from year 0; not for weeks."""
        return self.first_month + MONTHS[self.kind] - 1


def read_period(text: str) -> Period | None:
    """The period that *text* writes; None where it writes none.

    >>> read_period("2026-9M"), read_period("2026-13")
    (Period(kind=<PeriodKind.NINE_MONTHS: 'nine-months'>, year=2026, number=1), None)
    """
    found = _WRITTEN.fullmatch(text)
    if found is None or not EARLIEST <= int(found["year"]) <= LATEST:
        return None
    year = int(found["year"])
    if found["nine"]:
        return Period(PeriodKind.NINE_MONTHS, year)
    if found["half"]:
        return Period(PeriodKind.HALF, year, int(found["half"]))
    for name, kind in _NAMES.items():
        if found[name]:
            number = int(found[name])
            return Period(kind, year, number) if 1 <= number <= _count(kind, year) else None
    return Period(PeriodKind.YEAR, year)


def is_ad_hoc(label: str) -> bool:
    """Whether *label* can name a report that was asked for once (đột xuất).

    >>> is_ad_hoc("BAO-SO-3"), is_ad_hoc("2026-09"), is_ad_hoc("bão")
    (True, False, False)
    """
    well = len(label) <= LONGEST_LABEL and _AD_HOC.fullmatch(label) is not None
    return well and _WRITTEN.fullmatch(label) is None


def _count(kind: PeriodKind, year: int) -> int:
    """How many of a kind a year has; a week belongs to the year of its Thursday (ISO 8601)."""
    if kind is PeriodKind.WEEK:
        return date(year, 12, 28).isocalendar().week
    return _COUNTS.get(kind, 1)


def most_in_year(kind: PeriodKind) -> int:
    """The highest number that a period of *kind* can have."""
    return _WEEKS_MOST if kind is PeriodKind.WEEK else _COUNTS.get(kind, 1)


@dataclass(frozen=True, slots=True)
class Due:
    """When a report is to be sent: by working days after the cut-off, or on a day of the month.

    *month* counts from the period's last one; *before*: the day itself is too late already
    ("trước ngày 25"). The act that asks for the report sets it (Nghị định 09/2019/NĐ-CP, Điều 13).
    """

    working_days: int | None = None
    day: int | None = None
    month: int = 0
    before: bool = False


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """How periods of one *kind* are dated from *valid_from* to *valid_to*, by their last day.

    *closes* is the day of the month on which data are cut off (chốt số liệu), its last day
    where the month is shorter; for weeks the day of the week from 1, Monday. *opens* is how many
    working days before the cut-off the report is asked for.
    """

    kind: PeriodKind
    closes: int
    due: Due
    opens: int
    valid_from: date
    valid_to: date
    source: str


@dataclass(frozen=True, slots=True)
class FormPeriod:
    """A kind of period in which a form is asked for; None takes the general rule's.

    *only* are the numbers in the year that are asked for, all where it is empty.
    """

    kind: PeriodKind
    only: tuple[int, ...] = ()
    closes: int | None = None
    due: Due | None = None
    opens: int | None = None

    def asks(self, period: Period) -> bool:
        """Whether the form is asked for in *period*."""
        return period.kind is self.kind and (not self.only or period.number in self.only)


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of one period: its data from *first* to *last*, to be sent by *due*.

    *opens* is the day on which it is asked for; *forecast* says that the calendar may still
    move *due*; *day_off*: due is a fixed day on which the office rests.
    """

    first: date
    last: date
    due: date
    opens: date
    forecast: bool = False
    day_off: bool = False
