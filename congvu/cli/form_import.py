"""`congvu form import`: reads a form, shows what it asks of whom and when, and keeps it once that is wanted."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output
from congvu.cli.acting import as_option, by_office
from congvu.cli.form_files import octets_of, sheet_of
from congvu.cli.form_words import period_words
from congvu.cli.import_steps import asks_a_person
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.said import refuse_secrets
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, office_day
from schedules.report_forms import Preview
from store.form import versions
from work.access import Doing
from work.form.definition import FormRefused, Source, read_form
from work.form.form import Form
from work.form.toml import read_toml
from work.form.workbook import NEEDED, SHEETS, NoHeader, rows_of

if TYPE_CHECKING:
    from schedules.report_period import Asked


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show what it would ask for.")
@click.option("--yes", is_flag=True, help="Keep it without asking.")
@as_option
@json_option
@click.pass_obj
def command(
    shell: Shell, file: Path, dry_run: bool, yes: bool, acts_as: str | None, as_json: bool
) -> None:
    """Keeps a form of a .toml or .xlsx file, or a new version of one that stands.

    Shows first who has to report, and when next. Versions are never changed: a new one holds for periods
    whose data end on its first day or later. congvu form export writes a form in either kind of file.

    \b
    Examples:
      congvu form import bc-cchc.toml --dry-run
      congvu form import bc-cchc.xlsx --yes
    """
    form = _form(shell, file)
    refuse_secrets(shell, (form.name, form.source, form.guide, *(i.name for i in form.indicators)))
    preview = _preview(shell, form)
    if as_json:
        output.as_json(_facts(preview))
    else:
        _show(preview, shell.config.office.language)
    if preview.known and preview.known[-1].form == form:
        click.echo("Nothing is new; nothing was changed.", err=as_json)
        return
    _require_known(preview)
    if dry_run or (as_json and not yes):
        return
    if not yes:
        _agree()
    _keep(shell, preview, acts_as, quiet=as_json)


def _form(shell: Shell, file: Path) -> Form:
    try:
        if file.suffix.lower() == ".toml":
            return read_toml(str(file), octets_of(file).decode("utf-8"))
        if file.suffix.lower() == ".xlsx":
            return read_form(_workbook(file, shell.config.office.language))
    except FormRefused as refused:
        raise Refused("\n".join(refused.faults)) from refused
    except NoHeader as missing:
        raise Refused(f"{file}: {missing}") from missing
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is no UTF-8; save it as such") from error
    raise click.UsageError(f"{file} is of no kind that is read here; end it in .toml or .xlsx")


def _workbook(file: Path, language: str) -> Source:
    octets = octets_of(file)
    first = sheet_of(file, octets, language, SHEETS["form"][0])
    tables = {"form": rows_of("form", first)}
    for table, (name, _) in SHEETS.items():
        if table != "form" and (table in NEEDED or name in first.names):
            tables[table] = rows_of(table, sheet_of(file, octets, language, name))
    return Source(str(file), tables)


def _preview(shell: Shell, form: Form) -> Preview:
    from schedules.report_forms import previewed

    found = shell.read(previewed, form, office_day(shell), calendar(shell))
    if not isinstance(found, Preview):
        raise Refused(
            f"in {', '.join(found)} the form would be due before its data end; give closes, the day"
            " on which data are cut off, or a later due day"
        )
    return found


def _show(preview: Preview, language: str) -> None:
    form, found = preview.form, preview.found
    excused = sum(one.excused is not None for one in found.members)
    number = len(preview.known) + 1
    output.fields(
        f"{form.code}, version {number}",
        [
            ("name", form.name),
            ("by", form.source),
            ("to", form.receiver),
            ("holds", _span(form)),
            ("indicators", _counts(form)),
            ("asked", f"{len(found.members)} members, {excused} of them excused"),
            ("nobody told", ", ".join(preview.alone)),
            *((f"next {one.period.kind}", _when(one, language)) for one in preview.first),
        ],
    )
    click.echo()


def _span(form: Form) -> str:
    until = f" to {form.valid_to:%d/%m/%Y}" if form.valid_to else " on"
    return f"from {form.valid_from:%d/%m/%Y}{until}, by the last day of the data"


def _counts(form: Form) -> str:
    required = sum(one.required for one in form.indicators)
    ruled = sum(bool(one.sum_of or one.not_less_than) for one in form.indicators)
    return f"{len(form.indicators)}, {required} required, {ruled} checked against others"


def _when(one: "Asked", language: str) -> str:
    dates = one.dates
    marks = [" (a day off)"] * dates.day_off + [" (forecast)"] * dates.forecast
    return (
        f"{period_words(one.period.label, language)}: data {dates.first:%d/%m/%Y} to"
        f" {dates.last:%d/%m/%Y}, asked for on {dates.opens:%d/%m/%Y}, due {dates.due:%d/%m/%Y}"
        + "".join(marks)
    )


def _facts(preview: Preview) -> dict[str, Any]:
    return {
        "code": preview.form.code,
        "version": len(preview.known) + 1,
        "name": preview.form.name,
        "indicators": [one.code for one in preview.form.indicators],
        "members": [one.key for one in preview.found.members],
        "excused": [one.key for one in preview.found.members if one.excused],
        "unknown": list(preview.found.unknown),
        "nobody_told": list(preview.alone),
        "next": [
            {
                "period": one.period.label,
                "from": one.dates.first,
                "to": one.dates.last,
                "opens": one.dates.opens,
                "due": one.dates.due,
                "day_off": one.dates.day_off,
                "forecast": one.dates.forecast,
            }
            for one in preview.first
        ],
    }


def _require_known(preview: Preview) -> None:
    if preview.found.unknown:
        named = ", ".join(preview.found.unknown)
        raise Refused(
            f"the form names who is not here: {named}; see congvu agency list and congvu person list,"
            ' and write units such as "G18/Vụ Pháp chế"'
        )
    if not preview.found.members:
        raise Refused(
            "nobody would be asked: the agencies named have none below them; see congvu agency list"
        )


def _agree() -> None:
    if not asks_a_person():
        raise Refused("nobody is here to ask; add --yes to keep it")
    if not click.confirm("Keep it?"):
        raise Refused("nothing was kept")


def _keep(shell: Shell, preview: Preview, acts_as: str | None, *, quiet: bool) -> None:
    form = preview.form
    kept = form, len(preview.known), preview.begins
    done = by_office(
        shell, acts_as, Doing.ASK, "reports", lambda tx, act: versions.add(tx, *kept, act)
    )
    if isinstance(done, versions.Overtaken):
        raise Refused("the form was changed at this moment; nothing was kept, run it again")
    if not quiet:
        output.say(
            f"{form.code}, version {done}, is kept; its reports are asked for by themselves."
        )
        if preview.alone:
            output.say(
                f"Nobody stands behind {', '.join(preview.alone)}: add a head of the unit, a clerk or"
                " a head of the agency with congvu person add, else no mail is sent there."
            )
