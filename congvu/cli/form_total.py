"""`congvu form total`: what a form comes to over its audience, who is missing, and how it was before."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from congvu.cli import output
from congvu.cli.form_words import say, unknown_form
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, XLSX, Listing, output_option, require_new, write_lists
from congvu.cli.task_office import office_day
from schedules.report_totals import Asked, Page, Pages, above, asked_for, state_words, titles
from work.form.request import Request
from work.form.total import Row, Total, total
from work.form.value import shown, written

WIDTHS = (10, 46, 14, 14, 18, 10, 18, 14, 12)


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
    asked = shell.read(asked_for, code, period, accepted)
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


def _show(found: Total, asked: Asked, period: str, today: date, language: str) -> None:
    click.secho(say("form-total.title", language, name=found.form.name), bold=True)
    for line in above(found, asked, period, today, language):
        output.say(line)
    click.echo()
    named = titles("columns", language)
    header = [named[n] for n in (0, 1, 2, 4, 5, 6, 7)]
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
        told = f"{one.member_name}: {state_words(one, today, language)}{why}"
        first, *rest = output.folded(output.harmless(told), max(20, output.screen_width() - 2))
        lines += [f"  {first}", *(f"    {more}" for more in rest)]
    return lines


def _signed(row: Row, language: str) -> str:
    change = row.change
    if change is None:
        return ""
    return f"+{shown(change, language)}" if change > 0 else shown(change, language)


def _write(shell: Shell, file: Path, found: Total, asked: Asked, period: str, today: date) -> None:
    language = shell.config.office.language
    lists = Pages(found, asked, above(found, asked, period, today, language), today, language)
    # a CSV has one table, for programs
    one = file.suffix.lower() == CSV
    pages = (lists.figures(),) if one else (lists.summary(), lists.by_member(), lists.missing())
    write_lists(shell.config.office.name, file, [_listing(page) for page in pages])


def _listing(one: Page) -> Listing:
    return Listing(one.name, one.title, one.subtitle, one.columns, one.rows, one.below)


def _facts(found: Total, asked: Asked, period: str, today: date) -> dict[str, Any]:
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
