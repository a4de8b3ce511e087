"""How facts are written for people: days of one width for screens and mail, numbers as offices write them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import jinja2

from work.form.period import PeriodKind, read_period
from work.spelling import unsteered

LONGEST_TITLE = 80  # characters; a phone shows two lines of it


def day(value: date | str) -> str:
    """A day as dd/mm/yyyy, the same on every screen and in every letter, so that columns align.

    The decree's own form, "05/3/2026" (Nghị định 30/2020/NĐ-CP, Phụ lục I), is for
    citations and stands in the register alone: work.register_export.written_day.

    >>> day("2026-03-09")
    '09/03/2026'
    """
    return as_date(value).strftime("%d/%m/%Y")


def short_day(value: date | str) -> str:
    """A day of the running year as dd/mm.

    >>> short_day("2026-03-09")
    '09/03'
    """
    return as_date(value).strftime("%d/%m")


def clock(value: datetime | str) -> str:
    """The time of day as HH:MM, in the zone that *value* carries.

    >>> clock("2026-03-12T09:15:00+07:00")
    '09:15'
    """
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.strftime("%H:%M")


@jinja2.pass_environment
def hour(environment: jinja2.Environment, until: Any, joint: bool = True) -> str:
    """What stands before the day of a deadline with an hour: "trước 16:00 "; "" where it has none.

    Without *joint* it stands alone: "before 16:00" and not "before 16:00 on ".

    *until* is as work.deadline.Until writes it, in the zone of its reader; notices
    that were made before there were hours have none.
    """
    if isinstance(until, jinja2.Undefined) or until is None or "T" not in str(until):
        return ""
    words: Any = environment.globals["w"]
    key = "before" if str(until).startswith("<") else "by"
    said = str(words["hour"][key]).format(at=clock(str(until).lstrip("<")))
    return f"{said}{words['hour']['joint']}" if joint else said


@jinja2.pass_environment
def until(environment: jinja2.Environment, value: Any) -> str:
    """A deadline on one line: "28/10/2026", "trước 16:00 ngày 28/10/2026"."""
    written = str(value).lstrip("<")
    said = hour(environment, value)
    words: Any = environment.globals["w"]
    name = words["hour"]["day"] if said else ""
    return f"{said}{name}{day(written)}"


def quoted(value: Any) -> str:
    """A deadline as a command takes it: an hour between quotes, for the shell."""
    written = str(value).replace("T", " ")[: len("<2026-10-28 16:00")]
    written = written if written.startswith("<") else written[: len("2026-10-28 16:00")]
    return f'"{written}"' if " " in written else written


@jinja2.pass_environment
def number(environment: jinja2.Environment, value: int) -> str:
    """A whole number with its thousands apart: 21.914 in Vietnamese, 21,914 in English."""
    words: Any = environment.globals["w"]
    return f"{value:,}".replace(",", words["number"]["thousands"])


@jinja2.pass_environment
def counted(environment: jinja2.Environment, value: int, one: str, several: str = "") -> str:
    """How many of what, for languages whose nouns count: "1 task", "2,140 tasks"; *several* where it is not *one* with an s.

    Vietnamese writes the number before a noun that never changes, and needs none of this.
    """
    return f"{number(environment, value)} {one if value == 1 else several or f'{one}s'}"


def cut(value: str, longest: int = LONGEST_TITLE) -> str:
    """*value* on one line, shortened at a word where it is longer than *longest* characters; nothing in it steers a screen.

    >>> cut("Báo cáo rà soát quy hoạch đất", 18)
    'Báo cáo rà soát…'
    """
    line = " ".join(unsteered(value).split())
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept) + "…"


def party(names: Mapping[str, str | None]) -> str:
    """Who has a role in a task: person, unit and agency, as far as they are named.

    >>> party({"agency": "Bộ Y tế", "unit": "Vụ Pháp chế", "person": None})
    'Vụ Pháp chế, Bộ Y tế'
    """
    return ", ".join(name for key in ("person", "unit", "agency") if (name := names[key]))


@jinja2.pass_environment
def weekday(environment: jinja2.Environment, value: date | str, until: Any = None) -> str:
    """The day of the week by its name in the reader's language; as it stands behind the hour of *until*, if it has one."""
    words: Any = environment.globals["w"]
    names = words["hour"]["weekday"] if hour(environment, until) else words["weekday"]
    return str(names[as_date(value).isoweekday() - 1])


@jinja2.pass_environment
def report_period(environment: jinja2.Environment, label: str) -> str:
    """A report period as its label writes it ("2026-Q3"), in words: "quý III/2026"."""
    words: Any = environment.globals["w"]
    named = words["report-period"]
    found = read_period(label)
    if found is None:
        return str(named["ad-hoc"].format(label=label))
    kind, number = found.kind, found.number
    key = f"{kind}-{number}" if kind is PeriodKind.HALF else str(kind)
    month = f"{number:02}" if number < 3 else str(number)  # Nghị định 30/2020/NĐ-CP, Phụ lục I
    facts = {"year": found.year, "number": number, "month": month, "roman": _ROMAN[number % 5]}
    return str(named[key].format(**facts))


_ROMAN = ("", "I", "II", "III", "IV")


def as_date(value: date | str) -> date:
    """*value* as a date; facts that travel as JSON write it by ISO 8601."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "short_day": short_day,
    "clock": clock,
    "hour": hour,
    "until": until,
    "quoted": quoted,
    "number": number,
    "counted": counted,
    "cut": cut,
    "party": party,
    "weekday": weekday,
    "report_period": report_period,
}
