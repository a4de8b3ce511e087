"""Indicators (chỉ tiêu): one figure or fact that a form asks for, and what holds of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What an indicator's value is."""

    INTEGER = "integer"  # số nguyên
    DECIMAL = "decimal"  # số thập phân
    MONEY = "money"  # tiền
    PERCENT = "percent"  # phần trăm
    TEXT = "text"  # văn bản
    YES_NO = "yes-no"  # có/không
    DATE = "date"  # ngày


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT})
BOUNDED = NUMBERS | {Kind.DATE}

Value = Decimal | bool | str | date


class Totalling(StrEnum):
    """What is made of the values of many."""

    SUM = "sum"  # cộng
    MEAN = "mean"  # bình quân
    COUNT = "count"  # how many said yes
    NONE = "none"  # nothing: they are read one by one


USUAL = {
    Kind.INTEGER: Totalling.SUM,
    Kind.DECIMAL: Totalling.SUM,
    Kind.MONEY: Totalling.SUM,
    Kind.PERCENT: Totalling.MEAN,
    Kind.YES_NO: Totalling.COUNT,
    Kind.TEXT: Totalling.NONE,
    Kind.DATE: Totalling.NONE,
}
POSSIBLE = {
    **dict.fromkeys(NUMBERS, (Totalling.SUM, Totalling.MEAN, Totalling.NONE)),
    Kind.PERCENT: (Totalling.MEAN, Totalling.NONE),
    Kind.YES_NO: (Totalling.COUNT, Totalling.NONE),
    Kind.TEXT: (Totalling.NONE,),
    Kind.DATE: (Totalling.NONE,),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; codes in *sum_of* and *not_less_than* are those of others of its form.

    *least* and *most* bound the value, themselves allowed. *weight* is the indicator by which
    a mean is weighed; "" weighs all who report alike.
    """

    code: str
    name: str
    kind: Kind
    unit: str = ""
    source: str = ""
    required: bool = False
    least: Decimal | date | None = None
    most: Decimal | date | None = None
    sum_of: tuple[str, ...] = ()
    not_less_than: tuple[str, ...] = ()
    total: Totalling = Totalling.SUM
    weight: str = ""
