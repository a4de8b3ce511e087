"""`congvu plan import`: a plan out of its annex, shown first and kept once it is wanted."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from congvu.cli import output, task_undo
from congvu.cli.acting import as_option, by_office
from congvu.cli.arguments import LANGUAGES
from congvu.cli.import_steps import Wishes, agree, read_file, secrecy, section
from congvu.cli.output import json_option
from congvu.cli.plan_head import Given, head_of, head_options
from congvu.cli.plan_words import columns, coming, head_fields, outline, say, unfit
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, clarity, office_day, roster
from store import Tx, document, plan
from store.plan import Unfit
from templates.plan import problem
from templates.register import unclear
from work.access import Doing
from work.act import Act
from work.plan import NewPlan
from work.plan_form import Annex
from work.preview import Weight
from work.sheet import Sheet, column_letter

T = TypeVar("T")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@head_options
@click.option("--sheet", help="The sheet of the workbook; otherwise the first that can be seen.")
@click.option("--dry-run", is_flag=True, help="Only show what would be made.")
@click.option("--yes", is_flag=True, help="Make it without asking.")
@click.option("--skip-bad", is_flag=True, help="With --yes: leave out rows with errors.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of all that is said; otherwise the office's."
)
@as_option
@json_option
@click.pass_obj
def command(
    shell: Shell, /, file: Path, sheet: str | None, dry_run: bool, yes: bool, skip_bad: bool,
    language: str | None, acts_as: str | None, as_json: bool, **given: Any,
) -> None:  # fmt: skip
    """Makes a plan of its annex, xlsx or CSV: groups, and the tasks in them.

    The document that issued it stands in the register already (congvu document add).
    A row with neither lead nor deadline names a group: numbered I, II or A, B it is one
    of the plan, numbered 1, 2 one within the group above. "Quý III", "Tháng 6" and "Năm
    2026" end with their last day. congvu task import --undo takes it back.

    \b
    Columns, in any order, the header wherever it stands:
      TT | Nội dung nhiệm vụ | Sản phẩm | Chủ trì | Phối hợp | Thời hạn hoàn thành

    \b
    Example:
      congvu plan import phu-luc.xlsx --document 12 --year 2026 --dry-run
    """
    wishes = Wishes(yes, skip_bad, language or shell.config.office.language)
    today = office_day(shell)
    new = NewPlan(head_of(shell, Given(**given), wishes.language), given["document"], ())
    annex = _annex(shell, read_file(file, sheet, wishes.language), new, today)
    new = replace(new, groups=annex.groups)
    if as_json:
        output.as_json(_facts(new, annex, wishes.language))
    else:
        _show(shell, new, annex, today, wishes.language)
    bad, language = annex.bad, wishes.language
    if dry_run or not new.groups or (as_json and not yes):
        if bad:
            raise Refused(say("say.errors", language, bad=bad))
        if not new.groups:
            raise Refused(say("say.nothing", language))
        return
    count = len(new.tasks)
    first = say("say.errors-first", language, bad=bad, tasks=count) if bad else ""
    agree(wishes, say("say.ask", language, tasks=count, bad=bad), first)
    made = by_planner(shell, acts_as, lambda tx, act: plan.add_from(tx, new, file.name, act))
    if isinstance(made, Unfit):
        raise Refused(unfit(made, language, document=new.document))
    number, kept = made
    if not as_json:
        tell(new, number, language)
        output.say(task_undo.say("kept", language, number=kept))


def keep(
    shell: Shell, new: NewPlan, acts_as: str | None, language: str, *, quiet: bool = False
) -> None:
    """Keeps the plan and says so. Raises Refused where its document is not there."""
    number = by_planner(shell, acts_as, lambda tx, act: plan.add(tx, new, act))
    if isinstance(number, Unfit):
        raise Refused(unfit(number, language, document=new.document))
    if not quiet:
        tell(new, number, language)


def tell(new: NewPlan, number: int, language: str) -> None:
    """Says what was made."""
    groups = len(outline(new.groups))
    output.say(say("say.made", language, plan=number, groups=groups, tasks=len(new.tasks)))
    output.say(say("say.see", language, plan=number))


def by_planner(shell: Shell, acts_as: str | None, do: Callable[[Tx, Act], T]) -> T:
    """What *do* gives, in the transaction that looks whether they may keep the office's plans."""
    return by_office(shell, acts_as, Doing.REGISTER, "plans", do)


def _annex(shell: Shell, table: Sheet, new: NewPlan, today: date) -> Annex:
    from congvu.parts.schedules import sessions
    from schedules.register_import import Ground, annex_of

    code = new.head.owner.agency
    people = shell.read(roster, today, shell.config.office.domain, code)
    if people is None:
        raise Refused(f"agency {code} is not registered; see congvu agency list")
    ground = Ground(calendar(shell), sessions(shell.config), secrecy(shell))
    office, year = ground.against(people, today), new.head.begins.year
    return shell.with_store(lambda store: annex_of(store, table, office, year))


def _again(shell: Shell, new: NewPlan, language: str) -> str:
    """The plans that the same document has already; "" for none."""
    those = [str(one.id) for one in shell.read(plan.listed) if one.document_id == new.document]
    return say("say.again", language, plans=", ".join(those)) if those else ""


def _show(shell: Shell, new: NewPlan, annex: Annex, today: date, language: str) -> None:
    for weight in Weight:
        section(weight, annex.of(weight), problem, language)
    head, count = new.head, coming(new, today)
    lines = outline(new.groups)
    told = {
        "rows": str(annex.rows),
        "groups": str(len(lines)),
        "tasks": say("say.count", language, tasks=count["tasks"]),
        "undated": str(count["undated"] or ""),
        "overdue": str(count["overdue"] or ""),
        "unclear": _unclear(shell, new, language),
        "again": _again(shell, new, language),
        "errors": str(annex.bad or ""),
    }
    counts = [(say(f"label.{k}", language), v) for k, v in told.items()]
    output.fields(head.title, [*head_fields(head, language), *counts])
    if lines:
        click.echo()
        rows = [(label, title, str(tasks)) for label, title, tasks in lines]
        output.table(columns(language, "no", "group", "tasks"), rows, wide=1)
    click.echo()


def _unclear(shell: Shell, new: NewPlan, language: str) -> str:
    paper = shell.read(document.one, new.document)
    if paper is None:
        return ""
    return unclear(((task, paper) for task in new.tasks), clarity(shell), language)


def _facts(new: NewPlan, annex: Annex, language: str) -> dict[str, Any]:
    return {
        "head": asdict(new.head),
        "document": new.document,
        "rows": annex.rows,
        "groups": [asdict(group) for group in new.groups],
        "problems": [
            {
                "weight": one.weight,
                "row": one.row,
                "column": None if one.column is None else column_letter(one.column),
                "code": one.code,
                "sentence": problem(one, language),
            }
            for one in annex.problems
        ],
    }
