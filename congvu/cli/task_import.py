"""`congvu task import`: reads a register, shows what it opens and changes, and keeps that once it is wanted."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output, task_undo
from congvu.cli.acting import acting, as_option, denial, own_office
from congvu.cli.arguments import AGENCY, ID, LANGUAGES
from congvu.cli.import_steps import Counter, Wishes, agree, read_file, secrecy, section
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, clarity, office_now, roster
from congvu.cli.task_words import say
from schedules.clock import MachineClock
from store.directory.change import Overtaken
from store.opening import Imported
from templates.register import change, problem, summary
from work import unreminded
from work.access import Denied, OfOffice
from work.act import Act
from work.clarity import Clarity
from work.deadline import Reached, Until
from work.preview import Change, Entry, Preview, Weight
from work.register_row import Office
from work.sheet import Sheet, column_letter

if TYPE_CHECKING:
    from store import Store


@dataclass(frozen=True, slots=True)
class By:
    """Who imports, and whose register that is."""

    about: OfOffice
    act: Act


@click.command("import")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option("--sheet", help="The sheet of the workbook; otherwise the first that can be seen.")
@click.option("--agency", type=AGENCY, help="Whose register it is; otherwise the office's own.")
@click.option(
    "--undo",
    type=ID,
    metavar="IMPORT",
    help="Take that import back instead; see congvu task imports.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would be opened and changed.")
@click.option("--yes", is_flag=True, help="Open and change without asking.")
@click.option("--skip-bad", is_flag=True, help="With --yes: leave out rows with errors.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of all that is said; otherwise the office's."
)
@as_option
@json_option
@click.pass_obj
def command(
    shell: Shell, file: Path | None, sheet: str | None, agency: str | None, undo: int | None, dry_run: bool, yes: bool,
    skip_bad: bool, language: str | None, acts_as: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Opens the tasks of a register, xlsx or CSV, and changes those that stand.

    Shows first, row by row, each error and each change of a deadline, a lead, a
    subject or an end, and asks. All good rows are taken at once, or none. What was
    decided here is not undone; the row is told, with what to do. A term without a day counts
    from Ngày đến, or from the receipt that is known here. --undo takes an import back: what
    it opened is withdrawn, what it changed is given back, as long as nobody has acted on it
    since; whoever had a letter about it is told once.

    \b
    Columns, in any order, the header wherever it stands:
      Số đến | Tên loại, số, ký hiệu, ngày tháng và tên cơ quan ban hành |
      Đơn vị hoặc người nhận | Thời hạn giải quyết | Tiến độ giải quyết |
      Số, ký hiệu văn bản trả lời | Ghi chú | Ngày đến

    \b
    Examples:
      congvu task import so-theo-doi.xlsx --dry-run
      congvu task import so-theo-doi.xlsx --yes --skip-bad
      congvu task import --undo 3
    """
    wishes = Wishes(yes, skip_bad, language or shell.config.office.language)
    if undo is not None:
        task_undo.undo(shell, undo, wishes, acts_as, dry_run=dry_run, as_json=as_json)
        return
    if file is None:
        raise click.UsageError("name the register to import, or an import with --undo")
    table = read_file(file, sheet, wishes.language)
    preview = _preview(shell, table, agency, wishes.language)
    bad, clear = preview.rows_with(Weight.ERROR), clarity(shell)
    if as_json:
        output.as_json(_facts(preview, clear, wishes.language))
    else:
        _show(preview, file, table, office_now(shell), clear, wishes.language)
    good = len(preview.opened) + len(preview.changes)
    if not good and not (bad and not skip_bad):
        click.echo(say("say.nothing-new", wishes.language), err=as_json)
        return
    if dry_run or not good or (as_json and not yes):
        if bad:
            raise Refused(say("say.errors", wishes.language, bad=bad))
        return
    _agree(wishes, preview, bad)
    about = own_office(shell) if agency is None else OfOffice(agency)
    by = By(about, replace(acting(shell, acts_as), now=MachineClock().now()))
    _keep(shell, preview, file, by, wishes.language, quiet=as_json)


def office_of(shell: Shell, agency: str | None, language: str) -> Office:
    """What a register of *agency*, or of the office itself, is read against; Refused where nobody knows it."""
    from congvu.parts.schedules import sessions
    from schedules.register_import import Ground

    today = office_now(shell).day
    people = shell.read(roster, today, shell.config.office.domain, agency)
    if people is None:
        raise Refused(say("say.unknown-agency", language, agency=agency))
    return Ground(calendar(shell), sessions(shell.config), secrecy(shell)).against(people, today)


def _preview(shell: Shell, table: Sheet, agency: str | None, language: str) -> Preview:
    from schedules.register_import import previewed

    office = office_of(shell, agency, language)
    with Counter("checking", language) as counter:
        return shell.with_store(lambda store: previewed(store, table, office, counter))


def _show(
    preview: Preview, file: Path, table: Sheet, now: Reached, clear: Clarity, language: str
) -> None:
    """Each change and problem by its place, then what it all comes to, where the eye is."""
    section("changes", preview.changes, change, language)
    for weight in Weight:
        told = [one for one in preview.of(weight) if one.code != "known"]
        section(weight, told, problem, language)
    title = f'{file}, "{table.name}"' if table.name else str(file)
    output.fields(title, summary(preview, table, now, clear, language))
    click.echo()


def _agree(wishes: Wishes, preview: Preview, bad: int) -> None:
    opened, changed, language = len(preview.opened), len(preview.changes), wishes.language
    question = say("say.ask", language, opened=opened, changed=changed, bad=bad)
    facts = {"bad": bad, "good": opened + changed}
    agree(wishes, question, say("say.errors-first", language, **facts) if bad else "")


def _keep(
    shell: Shell, preview: Preview, file: Path, by: By, language: str, *, quiet: bool
) -> None:
    from schedules.register_import import keep as kept_by

    reason = say("say.reason", language, file=file.name)

    async def keep(store: "Store") -> tuple[int, Imported] | Denied | None:
        try:
            return await store.write(kept_by, preview, file.name, reason, by.about, by.act)
        except Overtaken:
            return None

    with Counter("keeping", language) as counter:
        counter(len(preview.opened) + len(preview.changes))
        kept = shell.with_store(keep)
    if kept is None:
        raise Refused(say("say.overtaken", language))
    if isinstance(kept, Denied):
        raise Refused(denial(kept, "a register"))
    if not quiet:
        number, done = kept
        output.say(task_undo.say("kept", language, number=number))
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


def _facts(preview: Preview, clear: Clarity, language: str) -> dict[str, Any]:
    return {
        "rows": preview.rows,
        "entries": [_entry_facts(entry, clear) for entry in preview.opened],
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


def _entry_facts(entry: Entry, clear: Clarity) -> dict[str, Any]:
    return {
        "row": entry.row,
        "document": asdict(entry.document),
        "content": entry.task.content,
        "missing": clear.missing(entry.task, entry.document),
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
