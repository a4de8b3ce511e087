"""`congvu form sheet` and `submit`: the sheet of a request goes out, and comes back filled in."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import acting, allowed, as_option
from congvu.cli.arguments import ID
from congvu.cli.form_files import octets_of, sheet_of
from congvu.cli.form_words import fault_line, require, say, tell, unknown_request
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.said import SAID, File, refuse_secrets, require_unmarked
from congvu.cli.shell import Shell
from congvu.cli.table_file import XLSX, require_new, write_new
from congvu.cli.task_office import office_day
from store.form import requests, rights, submissions
from store.form.submissions import NewSubmission
from work.form.check import Fault
from work.form.filled import Filled, read_filled, read_given
from work.form.form import Form
from work.form.request import MOVES, Request, RequestEvent, RequestState, can
from work.form.value import kept, shown, written

_number = click.argument("number", type=ID, metavar="ID")


@click.command()
@_number
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def sheet(shell: Shell, number: int, file: Path) -> None:
    """Writes the sheet of a request as a new xlsx FILE, to be filled in and sent back.

    It bears a code that binds it to the request and to the form's version; what was sent last stands in it.
    """
    from papers.form_book import write_form_sheet
    from papers.form_sheet import sheet_of_request
    from templates import sentences

    require_new(file, (XLSX,))
    office, language = shell.config.office.name, shell.config.office.language
    new = sheet_of_request(*_request(shell, number), office, language, sentences(language))
    write_new(file, lambda path: write_form_sheet(path, new))
    click.echo(f"Wrote the sheet of request {number} to {file}.")


@click.command()
@_number
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="CODE=VALUE",
    help="One value in place of a FILE, as it would be typed there; give it for each.",
)
@click.option("--reason", type=SAID, help="Why it is sent again; the second version wants one.")
@click.option("--dry-run", is_flag=True, help="Only check it.")
@as_option
@json_option
@click.pass_obj
def submit(
    shell: Shell, number: int, file: Path | None, given: tuple[str, ...], reason: str | None,
    dry_run: bool, acts_as: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Sends the report of a request: a filled sheet, or values.

    Everything that is wrong is told by sheet, cell and rule, and nothing is taken then. Figures are
    read as Vietnamese offices write them: 1.234,5. What is sent again is a version of its own beside
    the ones before. Of values given by --set the others stay as they were sent last.

    \b
    Examples:
      congvu form submit 12 bao-cao.xlsx
      congvu form submit 12 --set 1=1250 --set 3=98,33
    """
    if (file is None) == (not given):
        raise click.UsageError("give a FILE or --set CODE=VALUE, one of them")
    request, form, values = _request(shell, number)
    _require_open(request)
    octets = None if file is None else octets_of(file)
    if file is None or octets is None:
        name, filled = "", read_given(form, {**_typed(form, values), **_pairs(given)})
    else:
        name, filled = _read(shell, file, octets, form, request)
    _refuse_marked(shell, filled, [(file.name, octets)] if file and octets else [])
    _show(shell, request, form, name, filled, as_json=as_json)
    if filled.faults:
        language = shell.config.office.language
        facts = {"count": len(filled.faults), "number": number}
        raise Refused(say("form-say.nothing", language, **facts))
    if dry_run:
        return
    if request.submissions and reason is None:
        raise Refused("something was sent before; say with --reason why it is sent again")
    new = _new(request, filled, office_day(shell), reason, file, octets)
    done = shell.write(
        rights.filled, number, acting(shell, acts_as),
        lambda tx, act: submissions.submit(tx, number, new, act),
    )  # fmt: skip
    require(allowed(done, f"the report of request {number}"), number)
    if not as_json:
        click.echo(f"Request {number}: version {done} is sent{_late(request, new.today)}.")


COMMANDS = (sheet, submit)


def _new(
    request: Request, filled: Filled, today: date, reason: str | None, file: Path | None, octets: bytes | None,
) -> NewSubmission:  # fmt: skip
    values = {code: written(value) for code, value in filled.values.items()}
    name = "" if file is None else file.name
    return NewSubmission(
        values, request.form_version, request.submissions, today, reason, name, octets
    )


def _refuse_marked(shell: Shell, filled: Filled, files: list[File]) -> None:
    """Raises Refused where anything that is sent bears a mark of secrecy."""
    texts = [text for text in filled.values.values() if isinstance(text, str)]
    refuse_secrets(shell, texts)
    if files:
        require_unmarked(shell, (), files)


def _request(shell: Shell, number: int) -> tuple[Request, Form, Mapping[str, str]]:
    kept = shell.read(submissions.whole, number)
    if kept is None:
        raise unknown_request(number)
    return kept


def _require_open(request: Request) -> None:
    if (request.state, RequestEvent.SUBMIT) not in MOVES:
        require(requests.Impossible(request.state, can(RequestState(request.state))), request.id)


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    for code, sign, _ in pairs:
        if not sign or not code.strip():
            raise click.UsageError(f'"{code}" is no CODE=VALUE; write it such as --set 1.2=250')
    return {code.strip(): value for code, _, value in pairs}


def _typed(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """What was sent last, as it would be typed."""
    kinds = {one.code: one.kind for one in form.indicators}
    return {code: shown(kept(kinds[code], text)) for code, text in values.items() if code in kinds}


def _read(
    shell: Shell, file: Path, octets: bytes, form: Form, request: Request
) -> tuple[str, Filled]:
    if file.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{file} is no xlsx; save it from the spreadsheet as .xlsx")
    found_sheet = sheet_of(file, octets, shell.config.office.language)
    return found_sheet.name, read_filled(found_sheet, form, request.binding)


def _show(
    shell: Shell, request: Request, form: Form, name: str, filled: Filled, *, as_json: bool
) -> None:
    """Tells what is wrong, and what somebody should look at."""
    language = shell.config.office.language
    doubts = [*filled.doubts, *_early(request, office_day(shell))]
    if as_json:
        output.as_json(_facts(filled.faults, doubts, filled, form, name, language))
        return
    tell(
        say("form-say.doubt", language),
        (fault_line(one, form, name, language) for one in doubts),
        "yellow",
    )
    tell(
        say("form-say.wrong", language),
        (fault_line(one, form, name, language) for one in filled.faults),
        "red",
    )


def _late(request: Request, today: date) -> str:
    """That it is late, unless something lay there in time and is corrected."""
    counts = request.submitted_on if request.state is RequestState.SUBMITTED else today
    late = counts is not None and counts > request.due
    return f", late: it was due {request.due:%d/%m/%Y}" if late else ""


def _early(request: Request, today: date) -> Iterator[Fault]:
    if today < request.last:
        yield Fault("early", facts={"last": request.last.isoformat()})


def _facts(
    faults: tuple[Fault, ...],
    doubts: list[Fault],
    filled: Filled,
    form: Form,
    name: str,
    language: str,
) -> dict[str, Any]:
    def told(one: Fault) -> dict[str, Any]:
        return {
            "code": one.code,
            "indicator": one.indicator,
            "row": one.row,
            "column": one.column,
            "said": fault_line(one, form, name, language),
        }

    values = {code: written(value) for code, value in filled.values.items()}
    return {
        "sheet": name,
        "values": values,
        "faults": [told(one) for one in faults],
        "doubts": [told(one) for one in doubts],
    }
