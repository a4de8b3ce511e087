"""`congvu form total`: what a form comes to over its audience, who is missing, and how it was before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from congvu.cli import output
from congvu.cli.form_words import LATE, say, unknown_form
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, XLSX, Listing, output_option, require_new, write_lists
from congvu.cli.task_office import office_day
from store import Tx
from store.form import requests, submissions, versions
from store.form.requests import Wanted
from work.form.form import Form
from work.form.indicator import Totalling
from work.form.period import read_period
from work.form.request import Request
from work.form.total import Reported, Row, Total, in_order, reported, total, totalled
from work.form.value import shown, written
from work.office_register import Column
from work.sheet import Value as Cell

WIDTHS = (10, 46, 14, 14, 18, 10, 18, 14, 12)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is added up: the period's requests with their values, and those of the period before."""

    form: Form
    now: tuple[Reported, ...]
    before: tuple[Reported, ...]
    before_label: str


@click.command("total")
@click.argument("code", metavar="CODE")
@click.option(
    "--period", required=True, help="2026-10, 2026-Q4, 2026-H2, 2026-9M, 2026, 2026-W48, or a name."
)
@click.option("--accepted", is_flag=True, help="Only what was accepted.")
@output_option(XLSX, CSV)
@json_option
@click.pass_obj
def command(
    shell: Shell, code: str, period: str, accepted: bool, file: Path | None, as_json: bool
) -> None:
    """Adds up what was sent for one period, beside the period before.

    Who has not sent, or had it returned, is named and never counted as 0. Each indicator is added up,
    averaged or counted as its form says. The xlsx has a sheet of totals, one by member, one of who is missing.

    \b
    Examples:
      congvu form total BC-CCHC --period 2026-10
      congvu form total BC-CCHC --period 2026-Q4 --output tong-hop.xlsx
    """
    if file is not None:
        require_new(file, (XLSX, CSV))
    asked = shell.read(_asked, code, period, accepted)
    if asked is None:
        raise unknown_form(code)
    if not asked.now:
        raise Refused(
            f"nobody was asked for {code} in {period}; see congvu form requests --form {code}"
        )
    found, today = total(asked.form, asked.now, asked.before), office_day(shell)
    if file is not None:
        _write(shell, file, found, asked, period, today)
        click.echo(f"Wrote the totals of {code}, {period}, to {file}.")
    elif as_json:
        output.as_json(_facts(found, asked, period, today))
    else:
        _show(found, asked, period, today, shell.config.office.language)


def _asked(tx: Tx, code: str, period: str, accepted: bool) -> _Asked | None:
    known = versions.of_code(tx, code)
    if not known:
        return None
    found = read_period(period)
    label = "" if found is None else found.before.label
    now = _reported(tx, code, period, accepted=accepted)
    newest = max((one.request.form_version for one in now), default=len(known))
    before = _reported(tx, code, label, accepted=accepted) if label else ()
    return _Asked(known[newest - 1].form, tuple(in_order(now)), before, label)


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


def _show(found: Total, asked: _Asked, period: str, today: date, language: str) -> None:
    click.secho(say("form-total.title", language, name=found.form.name), bold=True)
    for line in _above(found, asked, period, today, language):
        output.say(line)
    click.echo()
    titles = _titles("columns", language)
    header = [titles[n] for n in (0, 1, 2, 4, 5, 6, 7)]
    rows = [
        (
            row.indicator.code,
            row.indicator.name,
            row.indicator.unit,
            shown(row.total, language),
            f"{row.reported}/{found.asked}",
            shown(row.before, language),
            _signed(row, language),
        )
        for row in found.rows
    ]
    output.table(header, rows, wide=1)
    for line in _absent_lines(found, today, language):
        click.echo(line)


def _absent_lines(found: Total, today: date, language: str) -> list[str]:
    absent = [*found.missing, *found.excused]
    if not absent:
        return []
    lines = ["", click.style(say("form-total.missing", language) + ":", bold=True)]
    for one in absent:
        why = f" ({one.reason})" if one.reason else ""
        told = f"{one.member_name}: {_state(one, today, language)}{why}"
        first, *rest = output.folded(output.harmless(told), max(20, output.screen_width() - 2))
        lines += [f"  {first}", *(f"    {more}" for more in rest)]
    return lines


def _above(found: Total, asked: _Asked, period: str, today: date, language: str) -> list[str]:
    one = asked.now[0].request
    days = {"first": one.first, "last": one.last, "printed": today}
    lines = [say("form-total.period", language, period=period, **days)]
    counts = {
        "reported": len(found.reported),
        "asked": found.asked,
        "missing": len(found.missing),
        "excused": len(found.excused),
    }
    lines.append(say("form-total.counted", language, **counts))
    if found.waiting:
        lines.append(say("form-total.waiting", language, count=found.waiting))
    if asked.before:
        facts = {"reported": found.reported_before, "asked": found.asked_before}
        lines.append(say("form-total.before", language, period=asked.before_label, **facts))
    return lines


def _titles(key: str, language: str) -> tuple[str, ...]:
    from templates import words

    return words(f"form-total.{key}", language)


def _signed(row: Row, language: str) -> str:
    change = row.change
    if change is None:
        return ""
    return f"+{shown(change, language)}" if change > 0 else shown(change, language)


def _state(one: Request, today: date, language: str) -> str:
    state = say(f"form-state.{one.state}", language)
    late = one.class_on(today) in LATE
    return f"{state}, {say('form-state.late', language)}" if late else state


def _write(shell: Shell, file: Path, found: Total, asked: _Asked, period: str, today: date) -> None:
    language = shell.config.office.language
    lists = _Lists(found, asked, _above(found, asked, period, today, language), today, language)
    whole = (lists.summary(), lists.by_member(), lists.missing())
    table = (lists.figures(),)  # a CSV has one table, for programs
    one = file.suffix.lower() == CSV
    write_lists(shell.config.office.name, file, table if one else whole)


def _plain(value: Any) -> Cell:
    return None if value is None else written(value)


def _number(value: Any) -> Cell:
    """A cell of a workbook: numbers as numbers, and the words of a person as text."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return shown(value) if isinstance(value, bool) else value


def _by_member(
    found: Total, asked: _Asked, today: date, language: str, cell: Any
) -> list[list[Cell]]:
    """A row for each who was asked, and last what they come to."""
    codes = [row.indicator.code for row in found.rows]
    rows: list[list[Cell]] = []
    for one in asked.now:
        values: Mapping[str, Any] = one.values or {}
        head: Sequence[Cell] = (one.request.member_name, _state(one.request, today, language))
        rows.append([*head, *(cell(values.get(code)) for code in codes)])
    last = [cell(totalled(row.indicator, asked.now)[0]) for row in found.rows]
    return [*rows, [say("form-total.all", language), None, *last]]


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists that a file of totals is made of; *above* are the lines that say what was counted."""

    found: Total
    asked: _Asked
    above: Sequence[str]
    today: date
    language: str

    def summary(self) -> Listing:
        columns = self._columns("columns", WIDTHS)
        return self._listing("summary", columns, [_total_row(row, self.language) for row in self.found.rows])  # fmt: skip

    def by_member(self) -> Listing:
        each = [
            Column(f"{one.code}. {one.name}", 18) for one in (r.indicator for r in self.found.rows)
        ]
        return self._listing(
            "by-member", [*self._columns("members", (40, 20)), *each], self._rows(_number)
        )

    def figures(self) -> Listing:
        each = [Column(row.indicator.code, 18) for row in self.found.rows]
        return self._listing(
            "by-member", [*self._columns("members", (40, 20)), *each], self._rows(_plain)
        )

    def missing(self) -> Listing:
        rows: list[list[Cell]] = [
            [one.member_name, _state(one, self.today, self.language), one.due, one.reason]
            for one in (*self.found.missing, *self.found.excused)
        ]
        return self._listing("missing", self._columns("absent", (40, 20, 14, 40)), rows)

    def _rows(self, cell: Any) -> list[list[Cell]]:
        return _by_member(self.found, self.asked, self.today, self.language, cell)

    def _columns(self, key: str, widths: Sequence[float]) -> list[Column]:
        return [Column(*one) for one in zip(_titles(key, self.language), widths, strict=True)]

    def _listing(self, key: str, columns: Sequence[Column], rows: list[list[Cell]]) -> Listing:
        title = say("form-total.title", self.language, name=self.found.form.name)
        first, *below = self.above
        name = say(f"form-total.{key}", self.language)
        return Listing(name, title, first, tuple(columns), rows, tuple(below))


def _total_row(row: Row, language: str) -> list[Cell]:
    one = row.indicator
    how = "" if one.total is Totalling.NONE else say(f"form-total.{one.total}", language)
    numbers = (_number(row.total), row.reported, _number(row.before), _number(row.change))
    return [one.code, one.name, one.unit, how, *numbers, _number(row.rate)]


def _facts(found: Total, asked: _Asked, period: str, today: date) -> dict[str, Any]:
    def text(value: Any) -> str | None:
        return None if value is None else written(value)

    def named(one: Request) -> dict[str, Any]:
        told = {"id": one.id, "member": one.member_name, "state": one.state, "due": one.due}
        return {**told, "class": one.class_on(today), "reason": one.reason}

    return {
        "form": found.form.code,
        "period": period,
        "before": asked.before_label,
        "asked": found.asked,
        "reported": len(found.reported),
        "not_accepted": found.waiting,
        "rows": [
            {
                "code": row.indicator.code,
                "name": row.indicator.name,
                "unit": row.indicator.unit,
                "how": row.indicator.total,
                "total": text(row.total),
                "reported": row.reported,
                "before": text(row.before),
                "reported_before": row.reported_before,
                "change": text(row.change),
                "rate": text(row.rate),
            }
            for row in found.rows
        ],
        "members": [
            {
                **named(one.request),
                "values": {code: written(value) for code, value in (one.values or {}).items()},
            }
            for one in asked.now
        ],
        "missing": [named(one) for one in found.missing],
        "excused": [named(one) for one in found.excused],
    }
