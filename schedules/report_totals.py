"""What a form comes to over its audience, as commands and pages show it and as files hold it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from store import Tx
from store.form import requests, submissions, versions
from store.form.requests import Wanted
from templates import sentence, words
from work.form.form import Form
from work.form.indicator import Totalling
from work.form.period import read_period
from work.form.request import Request, RequestClass
from work.form.total import Reported, Row, Total, in_order, reported, totalled
from work.form.value import shown, written
from work.office_register import Column
from work.sheet import Value as Cell

WIDTHS = (10, 46, 14, 14, 18, 10, 18, 14, 12)
LATE = frozenset({RequestClass.OPEN_LATE, RequestClass.SENT_LATE})


@dataclass(frozen=True, slots=True)
class Page:
    """One list of a file: the name of its sheet, what stands above it, its columns, its rows, and lines below them."""

    name: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: list[list[Cell]]
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is added up: the period's requests with their values, and those of the period before."""

    form: Form
    now: tuple[Reported, ...]
    before: tuple[Reported, ...]
    before_label: str


def asked_for(tx: Tx, code: str, period: str, accepted: bool) -> Asked | None:
    """What a form was asked for in one *period*, of what was *accepted* alone; None for a form that is not kept."""
    known = versions.of_code(tx, code)
    if not known:
        return None
    found = read_period(period)
    label = "" if found is None else found.before.label
    now = _reported(tx, code, period, accepted=accepted)
    newest = max((one.request.form_version for one in now), default=len(known))
    before = _reported(tx, code, label, accepted=accepted) if label else ()
    return Asked(known[newest - 1].form, tuple(in_order(now)), before, label)


def _reported(tx: Tx, code: str, period: str, *, accepted: bool) -> tuple[Reported, ...]:
    rows = requests.listed(tx, Wanted(code, period))
    values = submissions.newest(tx, [one.id for one in rows])
    forms = {
        number: versions.one(tx, code, number) for number in {one.form_version for one in rows}
    }
    return tuple(
        reported(one, forms[one.form_version], values.get(one.id), accepted=accepted)
        for one in rows
    )


def above(found: Total, asked: Asked, period: str, today: date, language: str) -> list[str]:
    """The lines that say what was counted."""
    one = asked.now[0].request
    days = {"first": one.first, "last": one.last, "printed": today}
    lines = [_say("form-total.period", language, period=period, **days)]
    counts = {
        "reported": len(found.reported),
        "asked": found.asked,
        "missing": len(found.missing),
        "excused": len(found.excused),
    }
    lines.append(_say("form-total.counted", language, **counts))
    if found.waiting:
        lines.append(_say("form-total.waiting", language, count=found.waiting))
    if asked.before:
        facts = {"reported": found.reported_before, "asked": found.asked_before}
        lines.append(_say("form-total.before", language, period=asked.before_label, **facts))
    return lines


def titles(key: str, language: str) -> tuple[str, ...]:
    """The titles of the columns of one of the lists."""
    return words(f"form-total.{key}", language)


def state_words(one: Request, today: date, language: str) -> str:
    """Where a request stands, and whether it is late."""
    state = _say(f"form-state.{one.state}", language)
    late = one.class_on(today) in LATE
    return f"{state}, {_say('form-state.late', language)}" if late else state


def _plain(value: Any) -> Cell:
    return None if value is None else written(value)


def _number(value: Any) -> Cell:
    """A cell of a workbook: numbers as numbers, and the words of a person as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return shown(value) if isinstance(value, bool) else value


def _by_member(
    found: Total, asked: Asked, today: date, language: str, cell: Any
) -> list[list[Cell]]:
    """A row for each who was asked, and last what they come to."""
    codes = [row.indicator.code for row in found.rows]
    rows: list[list[Cell]] = []
    for one in asked.now:
        values: Mapping[str, Any] = one.values or {}
        head: Sequence[Cell] = (one.request.member_name, state_words(one.request, today, language))
        rows.append([*head, *(cell(values.get(code)) for code in codes)])
    last = [cell(totalled(row.indicator, asked.now)[0]) for row in found.rows]
    return [*rows, [_say("form-total.all", language), None, *last]]


@dataclass(frozen=True, slots=True)
class Pages:
    """The lists that a file of totals is made of; *above* are the lines that say what was counted."""

    found: Total
    asked: Asked
    above: Sequence[str]
    today: date
    language: str

    def summary(self) -> Page:
        """The totals, a row for each indicator."""
        columns = self._columns("columns", WIDTHS)
        return self._page("summary", columns, [_total_row(row, self.language) for row in self.found.rows])  # fmt: skip

    def by_member(self) -> Page:
        """What each member sent, numbers as numbers."""
        each = [
            Column(f"{one.code}. {one.name}", 18) for one in (r.indicator for r in self.found.rows)
        ]
        return self._page(
            "by-member", [*self._columns("members", (40, 20)), *each], self._rows(_number)
        )

    def figures(self) -> Page:
        """The same for programs, numbers as text."""
        each = [Column(row.indicator.code, 18) for row in self.found.rows]
        return self._page(
            "by-member", [*self._columns("members", (40, 20)), *each], self._rows(_plain)
        )

    def missing(self) -> Page:
        """Who has not sent, with why."""
        rows: list[list[Cell]] = [
            [one.member_name, state_words(one, self.today, self.language), one.due, one.reason]
            for one in (*self.found.missing, *self.found.excused)
        ]
        return self._page("missing", self._columns("absent", (40, 20, 14, 40)), rows)

    def _rows(self, cell: Any) -> list[list[Cell]]:
        return _by_member(self.found, self.asked, self.today, self.language, cell)

    def _columns(self, key: str, widths: Sequence[float]) -> list[Column]:
        return [Column(*one) for one in zip(titles(key, self.language), widths, strict=True)]

    def _page(self, key: str, columns: Sequence[Column], rows: list[list[Cell]]) -> Page:
        title = _say("form-total.title", self.language, name=self.found.form.name)
        first, *below = self.above
        name = _say(f"form-total.{key}", self.language)
        return Page(name, title, first, tuple(columns), rows, tuple(below))


def _total_row(row: Row, language: str) -> list[Cell]:
    one = row.indicator
    how = "" if one.total is Totalling.NONE else _say(f"form-total.{one.total}", language)
    numbers = (_number(row.total), row.reported, _number(row.before), _number(row.change))
    return [one.code, one.name, one.unit, how, *numbers, _number(row.rate)]


def _say(key: str, language: str, **facts: Any) -> str:
    return sentence(key, facts, language)
