"""`congvu task import`: reads a register, shows what it opens and changes, and keeps that once it is wanted."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congvu.cli import output
from congvu.cli.arguments import AGENCY, LANGUAGES
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from congvu.cli.task_office import calendar, office_now, roster
from congvu.cli.task_words import change, problem, say, summary, unreadable
from schedules.clock import MachineClock
from store import audience, register
from store.directory.change import Overtaken
from store.opening import LOOKED_UP, Imported
from work import unreminded
from work.act import Act
from work.deadline import Reached, Until
from work.preview import Change, Entry, Preview, Weight
from work.register import read_register
from work.register_row import Office
from work.sheet import Sheet, column_letter
from work.standing import Standing, compared

if TYPE_CHECKING:
    from store import Store
    from work.secrecy.rules import Rules

T = TypeVar("T")

# Told of each kind. Behind fifty a person mends the file first; more than twenty rows of
# which nothing is to be done would hide what the import comes to.
MOST_TOLD = {"changes": 50, Weight.ERROR: 50}
MOST_OTHERS_TOLD = 20


@dataclass(frozen=True, slots=True)
class Wishes:
    """How far the command may go by itself, and in which language it speaks."""

    yes: bool
    skip_bad: bool
    language: str


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sheet", help="The sheet of the workbook; otherwise the first that can be seen.")
@click.option("--agency", type=AGENCY, help="Whose register it is; otherwise the office's own.")
@click.option("--dry-run", is_flag=True, help="Only show what would be opened and changed.")
@click.option("--yes", is_flag=True, help="Open and change without asking.")
@click.option("--skip-bad", is_flag=True, help="With --yes: leave out rows with errors.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of all that is said; otherwise the office's."
)
@json_option
@click.pass_obj
def command(
    shell: Shell, file: Path, sheet: str | None, agency: str | None, dry_run: bool, yes: bool,
    skip_bad: bool, language: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Opens the tasks of a register, xlsx or CSV, and changes those that stand.

    Shows first, row by row, each error and each change of a deadline, a lead, a
    subject or an end, and asks. All good rows are taken at once, or none. What
    was decided here is not undone; the row is told, with what to do.

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
    wishes = Wishes(yes, skip_bad, language or shell.config.office.language)
    table = _table(file, sheet, wishes.language)
    preview = _preview(shell, table, agency, wishes.language)
    bad = preview.rows_with(Weight.ERROR)
    if as_json:
        output.as_json(_facts(preview, wishes.language))
    else:
        _show(preview, file, table, office_now(shell), wishes.language)
    good = len(preview.opened) + len(preview.changes)
    if not good and not (bad and not skip_bad):
        click.echo(say("say.nothing-new", wishes.language), err=as_json)
        return
    if dry_run or not good or (as_json and not yes):
        if bad:
            raise Refused(say("say.errors", wishes.language, bad=bad))
        return
    _agree(wishes, preview, bad)
    _keep(shell, preview, file, wishes.language, quiet=as_json)


def _table(file: Path, sheet: str | None, language: str) -> Sheet:
    from papers.table import Unreadable, read_table

    with _Counter("reading", language) as counter:
        found = read_table(file, sheet, progress=counter)
    if isinstance(found, Unreadable):
        raise Refused(unreadable(str(file), found, language))
    return found


def _preview(shell: Shell, table: Sheet, agency: str | None, language: str) -> Preview:
    from congvu.parts.schedules import sessions
    from schedules.given import counted_from_the_paper

    today, days = office_now(shell).day, calendar(shell)
    people = shell.read(roster, today, shell.config.office.domain, agency)
    if people is None:
        raise Refused(say("say.unknown-agency", language, agency=agency))
    zone = shell.config.office.zone
    hours = sessions(shell.config)
    office = Office(
        people,
        today,
        lambda day: not days.is_working(day),
        zone,
        _secrecy(shell),
        lambda text, issued: counted_from_the_paper(text, issued, days, hours),
    )
    with _Counter("checking", language) as counter:
        found = read_register(table, office, counter)
    preview = compared(found, _standing(shell, (*found.entries, *found.withdrawn)))
    alone = shell.read(audience.without_anybody, unreminded.leads(preview))
    return unreminded.told(preview, alone)


def _secrecy(shell: Shell) -> "Rules":
    """By which rules rows are refused that bear a mark of secrecy."""
    from congvu.parts.secrecy import secrecy_rules
    from work.dated import DataRefused

    try:
        return secrecy_rules(shell.config)
    except DataRefused as error:
        raise Refused(str(error)) from error


def _standing(shell: Shell, entries: tuple[Entry, ...]) -> tuple[Standing, ...]:
    """What stands of *entries* already, asked for in short reads."""
    numbers = list(dict.fromkeys(entry.document.number for entry in entries))
    zone = shell.config.office.zone

    async def look(store: "Store") -> tuple[Standing, ...]:
        found: list[Standing] = []
        for first in range(0, len(numbers), LOOKED_UP):
            found += await store.read(register.standing, numbers[first : first + LOOKED_UP])
        return tuple(one.local(zone) for one in found)

    return shell.with_store(look)


def _show(preview: Preview, file: Path, table: Sheet, now: Reached, language: str) -> None:
    """Each change and problem by its place, then what it all comes to, where the eye is."""
    _section("changes", preview.changes, change, language)
    for weight in Weight:
        told = [one for one in preview.of(weight) if one.code != "known"]
        _section(weight, told, problem, language)
    title = f'{file}, "{table.name}"' if table.name else str(file)
    output.fields(title, summary(preview, table, now, language))
    click.echo()


def _section(name: str, found: Sequence[T], tell: Callable[[T, str], str], language: str) -> None:
    if not found:
        return
    most = MOST_TOLD.get(name, MOST_OTHERS_TOLD)
    click.secho(say(f"heading.{name}", language), bold=True, fg=_COLOURS.get(name))
    for one in found[:most]:
        room = max(20, output.screen_width() - 4)
        first, *rest = output.folded(output.harmless(tell(one, language)), room)
        click.echo("\n".join([f"  {first}", *(f"    {more}" for more in rest)]))
    if len(found) > most:
        click.echo(f"  {say('say.more', language, count=len(found) - most)}")
    click.echo()


def _agree(wishes: Wishes, preview: Preview, bad: int) -> None:
    """Returns once it is agreed that the good rows are taken; raises Refused otherwise."""
    opened, changed = len(preview.opened), len(preview.changes)
    if wishes.yes:
        if bad and not wishes.skip_bad:
            facts = {"bad": bad, "good": opened + changed}
            raise Refused(say("say.errors-first", wishes.language, **facts))
        return
    if not asks_a_person():
        raise Refused(say("say.no-terminal", wishes.language))
    question = say("say.ask", wishes.language, opened=opened, changed=changed, bad=bad)
    answer = click.prompt(question, default="", show_default=False, prompt_suffix=" ")
    if answer.strip().lower() not in say("answers", wishes.language).split():
        raise Refused(say("say.not-agreed", wishes.language))


def asks_a_person() -> bool:
    """Whether somebody sits there who can answer."""
    return sys.stdin.isatty()


def _keep(shell: Shell, preview: Preview, file: Path, language: str, *, quiet: bool) -> None:
    act = Act(actor(), MachineClock().now())
    reason = say("say.reason", language, file=file.name)

    async def keep(store: "Store") -> Imported | None:
        try:
            return await store.write(register.keep, preview, reason, act)
        except Overtaken:
            return None

    with _Counter("keeping", language) as counter:
        counter(len(preview.opened) + len(preview.changes))
        done = shell.with_store(keep)
    if done is None:
        raise Refused(say("say.overtaken", language))
    if not quiet:
        _told(done, len(unreminded.rows(preview)), language)


def _told(done: Imported, alone: int, language: str) -> None:
    facts = asdict(done)
    for key, number in (
        ("opened", done.tasks),
        ("changed", done.changed),
        ("meanwhile", done.known),
    ):
        if number:
            click.echo(say(f"say.{key}", language, **facts))
    if alone:
        click.echo(say("say.unreminded", language, tasks=alone))
    click.echo(say("say.see", language))


class _Counter:
    """Tells on a terminal how far long work is; elsewhere nothing."""

    def __init__(self, doing: str, language: str) -> None:
        self._doing = f"say.{doing}"
        self._language = language
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> "_Counter":
        """Begins without a word: most files are short."""
        return self

    def __call__(self, rows: int) -> None:
        """Shows the number of rows so far."""
        if self._shown:
            told = say(self._doing, self._language, rows=rows)
            click.echo(f"\r{told}", nl=False, err=True)

    def __exit__(self, *error: object) -> None:
        """Clears the line."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def _facts(preview: Preview, language: str) -> dict[str, Any]:
    return {
        "rows": preview.rows,
        "entries": [_entry_facts(entry) for entry in preview.opened],
        "changes": [_change_facts(one, language) for one in preview.changes],
        "problems": [
            {
                "weight": one.weight,
                "row": one.row,
                "column": None if one.column is None else column_letter(one.column),
                "code": one.code,
                "facts": dict(one.facts),
                "sentence": problem(one, language),
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


def _change_facts(found: Change, language: str) -> dict[str, Any]:
    parties = found.parties
    return {
        "row": found.entry.row,
        "task": found.task.id,
        "number": found.entry.document.number,
        "due": {
            "was": _text(found.task.until),
            "deadline": found.deadline and asdict(found.deadline),
        },
        "parties": None if parties is None else [asdict(party) for party in parties],
        "content": found.content,
        "closing": None if found.closing is None else asdict(found.closing),
        "withdrawn": found.withdrawn,
        "sentence": change(found, language),
    }


def _text(due: Until | None) -> str | None:
    return None if due is None else str(due)


_COLOURS = {"error": "red", "changes": "cyan", "kept": "yellow", "warning": "yellow"}
