"""`congvu task import`: reads a register, shows what would be opened, and opens it once it is wanted."""

import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output
from congvu.cli.arguments import AGENCY
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from congvu.cli.task_office import calendar, office_day, roster
from congvu.cli.task_words import HEADINGS, WORDS, counted, problem, summary, unreadable
from schedules.clock import MachineClock
from store import register
from work.act import Act
from work.preview import Entry, Identity, Preview, Weight
from work.register import read_register
from work.register_row import Office
from work.sheet import Sheet, column_letter

if TYPE_CHECKING:
    from store import Store

# Problems told of each weight. Behind fifty errors a person mends the file first; more
# than twenty rows of which nothing is to be done would hide what the import comes to.
MOST_TOLD = {Weight.ERROR: 50, Weight.LEFT_OUT: 20, Weight.WARNING: 20}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How far the command may go by itself."""

    yes: bool
    skip_bad: bool


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sheet", help="The sheet of the workbook; otherwise the first that can be seen.")
@click.option("--agency", type=AGENCY, help="Whose register it is; otherwise the office's own.")
@click.option("--dry-run", is_flag=True, help="Only show what would be opened.")
@click.option("--yes", is_flag=True, help="Open it without asking.")
@click.option("--skip-bad", is_flag=True, help="With --yes: leave out rows with errors.")
@click.option(
    "--language", type=click.Choice(tuple(WORDS)), default="en", help="Of what is said of the rows."
)
@json_option
@click.pass_obj
def command(
    shell: Shell, file: Path, sheet: str | None, agency: str | None, dry_run: bool, yes: bool,
    skip_bad: bool, language: str, as_json: bool,
) -> None:  # fmt: skip
    """Opens the tasks of a register, xlsx or CSV.

    Shows each error by row and column first, and asks. All good rows are opened
    at once, or none; what stands already is not opened again.

    \b
    Columns, in any order, the header wherever it stands:
      Số đến | Tên loại, số, ký hiệu, ngày tháng và tên cơ quan ban hành |
      Đơn vị hoặc người nhận | Thời hạn giải quyết | Tiến độ giải quyết |
      Số, ký hiệu văn bản trả lời | Ghi chú

    \b
    Examples:
      congvu task import so-theo-doi.xlsx --dry-run
      congvu task import so-theo-doi.xlsx --yes --skip-bad
    """
    table = _table(file, sheet)
    preview = _preview(shell, table, agency)
    bad = preview.rows_with(Weight.ERROR)
    if as_json:
        output.as_json(_facts(preview))
    else:
        _show(preview, file, table, office_day(shell), language)
    if not preview.entries and not (bad and not skip_bad):
        click.echo("Nothing is new; nothing was changed.", err=as_json)
        return
    if dry_run or not preview.entries or (as_json and not yes):
        _fail_for(bad)
        return
    _agree(Wishes(yes, skip_bad), len(preview.entries), bad)
    _open(shell, preview, as_json)


def _table(file: Path, sheet: str | None) -> Sheet:
    from papers.table import Unreadable, read_table

    with _Counter("reading") as counter:
        found = read_table(file, sheet, progress=counter)
    if isinstance(found, Unreadable):
        raise Refused(f"{file} {unreadable(found)}")
    return found


def _preview(shell: Shell, table: Sheet, agency: str | None) -> Preview:
    today, days = office_day(shell), calendar(shell)
    people = shell.read(roster, today, shell.config.office.domain, agency)
    if people is None:
        raise Refused(f"agency {agency} is not registered; see congvu agency list")
    office = Office(people, today, lambda day: not days.is_working(day))
    with _Counter("checking") as counter:
        found = read_register(table, office, counter)
    return found.without(_known(shell, found.entries))


def _known(shell: Shell, entries: tuple[Entry, ...]) -> frozenset[Identity]:
    """What stands of *entries* already, asked for in short reads."""
    numbers = list(dict.fromkeys(entry.document.number for entry in entries))
    step = register.LOOKED_UP

    async def look(store: "Store") -> frozenset[Identity]:
        found: set[Identity] = set()
        for first in range(0, len(numbers), step):
            found |= await store.read(register.known, numbers[first : first + step])
        return frozenset(found)

    return shell.with_store(look)


def _show(preview: Preview, file: Path, table: Sheet, today: date, language: str) -> None:
    """Each problem by its place, then what it all comes to, where the eye is."""
    for weight in Weight:
        found, most = preview.of(weight), MOST_TOLD[weight]
        if not found:
            continue
        click.secho(HEADINGS[language][weight], bold=True, fg=_COLOURS[weight])
        for one in found[:most]:
            first, *rest = output.folded(problem(one, language), max(20, output.screen_width() - 4))
            click.echo("\n".join([f"  {first}", *(f"    {line}" for line in rest)]))
        if len(found) > most:
            click.echo(f"  {WORDS[language]['more'].format(count=len(found) - most)}")
        click.echo()
    title = f'{file}, "{table.name}"' if table.name else str(file)
    output.fields(title, summary(preview, table, today, language))
    click.echo()


def _fail_for(bad: int) -> None:
    if bad:
        raise Refused(f"{_rows(bad)} errors; mend the file and import it again")


def _agree(wishes: Wishes, good: int, bad: int) -> None:
    """Returns once it is agreed that the good rows are opened; raises Refused or Abort otherwise."""
    if wishes.yes:
        if bad and not wishes.skip_bad:
            raise Refused(
                f"{_rows(bad)} errors, so nothing was opened; mend the file,"
                f" or open the other {good} with --yes --skip-bad"
            )
        return
    if not sys.stdin.isatty():
        raise Refused("nothing was opened; add --yes to open without being asked")
    others = f" and leave out the {bad} with errors" if bad else ""
    click.confirm(f"Open {good}{others}?", abort=True)


def _open(shell: Shell, preview: Preview, quiet: bool) -> None:
    with _Counter("opening") as counter:
        counter(len(preview.entries))
        act = Act(actor(), MachineClock().now())
        done = shell.write(register.open_entries, preview.entries, act)
    if quiet:
        return
    closed = f", {done.closed} of them done already" if done.closed else ""
    documents = counted(done.documents, "document")
    click.echo(f"Opened {counted(done.tasks, 'task')} of {documents}{closed}.")
    if done.known:
        click.echo(f"Opened by somebody else meanwhile: {counted(done.known, 'document')}.")
    click.echo("See them with congvu task list.")


def _rows(bad: int) -> str:
    return "1 row has" if bad == 1 else f"{bad} rows have"


class _Counter:
    """Tells on a terminal how far long work is; elsewhere nothing."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> "_Counter":
        """Begins without a word: most files are short."""
        return self

    def __call__(self, rows: int) -> None:
        """Shows the number of rows so far."""
        if self._shown:
            click.echo(f"\r{self._doing}: {rows} rows", nl=False, err=True)

    def __exit__(self, *error: object) -> None:
        """Clears the line."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def _facts(preview: Preview) -> dict[str, Any]:
    return {
        "rows": preview.rows,
        "entries": [_entry_facts(entry) for entry in preview.entries],
        "problems": [
            {
                "weight": one.weight,
                "row": one.row,
                "column": None if one.column is None else column_letter(one.column),
                "code": one.code,
                "facts": dict(one.facts),
                "sentence": problem(one, "en"),
            }
            for one in preview.problems
        ],
    }


def _entry_facts(entry: Entry) -> dict[str, Any]:
    return {
        "row": entry.row,
        "document": asdict(entry.document),
        "content": entry.task.content,
        "parties": [asdict(party) for party in entry.task.parties],
        "deadline": None if entry.task.deadline is None else asdict(entry.task.deadline),
        "closing": None if entry.closing is None else asdict(entry.closing),
    }


_COLOURS = {Weight.ERROR: "red", Weight.LEFT_OUT: None, Weight.WARNING: "yellow"}
