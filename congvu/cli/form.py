"""`congvu form`: report forms, what is asked of whom, what was sent, and what it comes to."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from congvu.cli import form_decide, form_import, form_request, form_submit, form_total, output
from congvu.cli.form_words import period_words, unknown_form
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.table_file import XLSX, Listing, require_new, write_lists, write_new
from congvu.cli.task_office import office_day
from store import Tx
from store.form import series, versions
from work.form.form import Form, Version, in_force
from work.form.indicator import Indicator
from work.form.toml import tables_of, toml_of
from work.form.value import shown, written
from work.form.workbook import sheets_of
from work.office_register import Column

UNDATED = "dated once the daemon runs"
NONE = "No form is kept; write one (docs/report-forms.md) and run congvu form import FILE."

code_argument = click.argument("code", metavar="CODE")
version_option = click.option(
    "--version", "number", type=click.IntRange(1), help="Otherwise the newest."
)


@click.group(cls=Group)
def command() -> None:
    """Report forms (biểu mẫu báo cáo): asked for by themselves, filled in, checked, added up."""


command.add_command(form_import.command)
for one in (*form_request.COMMANDS, *form_submit.COMMANDS, *form_decide.COMMANDS):
    command.add_command(one)
command.add_command(form_total.command)


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists forms with their newest version."""
    found = shell.read(_with_series)
    if as_json:
        output.as_json([_summary(one, rows) for one, rows in found])
    elif not found:
        click.echo(NONE)
    else:
        zone = shell.config.office.zone
        header = ("CODE", "VERSION", "FROM", "NEXT", "NAME")
        rows = [
            (
                one.form.code,
                str(one.number),
                f"{one.form.valid_from:%d/%m/%Y}",
                _next(rows, zone),
                one.form.name,
            )
            for one, rows in found
        ]
        output.table(header, rows, wide=4)


@command.command()
@code_argument
@version_option
@json_option
@click.pass_obj
def show(shell: Shell, code: str, number: int | None, as_json: bool) -> None:
    """Shows one form: what it asks, by which rules, of whom, and when next."""
    known, one = _version(shell, code, number)
    if as_json:
        output.as_json({"version": one.number, **_tables(one.form)})
        return
    form, today = one.form, office_day(shell)
    current = in_force(known, today)
    rows = shell.read(series.of_form, code)
    language, zone = shell.config.office.language, shell.config.office.zone
    output.fields(
        f"{form.code}  {form.name}",
        [
            ("version", f"{one.number} of {len(known)}{', in force' if one is current else ''}"),
            ("holds", f"from {form.valid_from:%d/%m/%Y}" + _until(form)),
            ("by", form.source),
            ("to", form.receiver),
            ("how", form.guide),
            ("periods", ", ".join(str(period.kind) for period in form.periods)),
            ("members", ", ".join(form.audience.members)),
            ("children of", ", ".join(form.audience.children_of)),
            ("units of", ", ".join(form.audience.units_of)),
            *(("excused", f"{each.member}: {each.reason}") for each in form.excused),
            *(
                (f"next {row.period.kind}", _ahead(row, language, zone))
                for row in rows
                if row.next_at is not None
            ),
        ],
    )  # fmt: skip
    click.echo()
    header = ("CODE", "KIND", "UNIT", "INDICATOR", "RULES")
    lines = [(i.code, str(i.kind), i.unit, i.name, _rules(i)) for i in form.indicators]
    output.table(header, lines, wide=3)


@command.command()
@code_argument
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@version_option
@click.pass_obj
def export(shell: Shell, code: str, file: Path, number: int | None) -> None:
    """Writes a form as a new .toml or .xlsx FILE that can be changed and imported again."""
    require_new(file, (".toml", XLSX))
    _, one = _version(shell, code, number)
    if file.suffix.lower() == ".toml":
        write_new(file, lambda path: _write_text(path, toml_of(one.form)))
    else:
        _workbook(shell, file, one.form)
    click.echo(f"Wrote {code}, version {one.number}, to {file}.")


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def _workbook(shell: Shell, file: Path, form: Form) -> None:
    sheets = [
        Listing(name, form.name, name, tuple(Column(c.title, c.width) for c in columns), rows)
        for name, columns, rows in sheets_of(form)
    ]
    write_lists(shell.config.office.name, file, sheets)


def _version(shell: Shell, code: str, number: int | None) -> tuple[tuple[Version, ...], Version]:
    known = shell.read(versions.of_code, code)
    if not known:
        raise unknown_form(code)
    if number is not None and number > len(known):
        raise Refused(f"the newest version of {code} is {len(known)}; leave --version out for it")
    return known, known[(number or len(known)) - 1]


def _with_series(tx: Tx) -> tuple[tuple[Version, tuple[series.Row, ...]], ...]:
    rounds = series.by_form(tx)
    return tuple((one, rounds.get(one.form.code, ())) for one in versions.all_newest(tx))


def _next(rows: tuple[series.Row, ...], zone: Any) -> str:
    ahead = [row for row in rows if row.next_at is not None]
    first = min(ahead, key=lambda row: str(row.next_at), default=None)
    return "-" if first is None else _at(first, zone)


def _ahead(row: series.Row, language: str, zone: Any) -> str:
    """The period that is asked for next, and when; before the daemon has seen the form it is neither."""
    at = _at(row, zone)
    return f"{period_words(row.period.label, language)}: {at}" if row.plan else at


def _at(row: series.Row, zone: Any) -> str:
    if row.next_at is None or not row.plan:
        return UNDATED
    return f"{row.next_at.astimezone(zone):%d/%m/%Y}"


def _summary(one: Version, rows: tuple[series.Row, ...]) -> dict[str, Any]:
    return {
        "code": one.form.code,
        "version": one.number,
        "name": one.form.name,
        "valid_from": one.form.valid_from,
        "valid_to": one.form.valid_to,
        "next": [
            {"period": row.period.label, "at": row.next_at}
            for row in rows
            if row.next_at is not None
        ],
    }


def _tables(form: Form) -> dict[str, Any]:
    """The form for programs, numbers as text."""

    def plain(value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value

    return {
        table: [{key: plain(value) for key, value in row.items()} for row in rows]
        for table, rows in tables_of(form).items()
    }


def _until(form: Form) -> str:
    return f" to {form.valid_to:%d/%m/%Y}" if form.valid_to else " on"


def _rules(one: Indicator) -> str:
    """What holds of an indicator, in figures."""
    said = ["required"] if one.required else []
    said += [f">= {shown(one.least)}"] if one.least is not None else []
    said += [f"<= {shown(one.most)}"] if one.most is not None else []
    said += [f"= {' + '.join(one.sum_of)}"] if one.sum_of else []
    said += [f">= [{code}]" for code in one.not_less_than]
    return ", ".join(said)
