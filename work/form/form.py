"""A report form: its indicators, its periods, and who has to answer it."""

from dataclasses import dataclass
from datetime import date

from work.form.indicator import Indicator
from work.form.period import FormPeriod, Period


@dataclass(frozen=True, slots=True)
class Audience:
    """Who must report; each is empty where it is not used.

    *members* are agency codes ("H05"), units ("G18/Vụ Pháp chế") or mailboxes; of *children_of*
    every agency directly below answers, of *units_of* every unit.
    """

    members: tuple[str, ...] = ()
    children_of: tuple[str, ...] = ()
    units_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excuse:
    """One *member* who need not report, and why."""

    member: str
    reason: str


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form (Nghị định 09/2019/NĐ-CP, Điều 7, 8), in force for periods whose
    data end on a day from *valid_from* to *valid_to*.

    *source* is the act that asks for it, *receiver* who gets it (cơ quan nhận báo cáo).
    """

    code: str
    name: str
    source: str
    receiver: str
    valid_from: date
    valid_to: date | None
    periods: tuple[FormPeriod, ...]
    audience: Audience
    excused: tuple[Excuse, ...]
    indicators: tuple[Indicator, ...]
    guide: str = ""

    def indicator(self, code: str) -> Indicator | None:
        """The indicator of that code."""
        return next((one for one in self.indicators if one.code == code), None)

    def asked_in(self, period: Period) -> FormPeriod | None:
        """How the form is asked for in *period*; None where it is not."""
        return next((one for one in self.periods if one.asks(period)), None)

    def holds(self, day: date) -> bool:
        """Whether it is in force on *day*, as far as it says itself."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Version:
    """A form as it was kept: the first version is number 1."""

    number: int
    form: Form


def in_force(versions: tuple[Version, ...], day: date) -> Version | None:
    """The version that is in force on *day*: of those that have begun the last to begin, and of these the newest.

    None before the first begins, and where that one has ended.
    """
    begun = [one for one in versions if one.form.valid_from <= day]
    newest = max(begun, key=lambda one: (one.form.valid_from, one.number), default=None)
    return newest if newest is not None and newest.form.holds(day) else None
