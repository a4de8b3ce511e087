"""`congvu agency tree` and `succeed`: how agencies hang together, and one that takes over from another."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from congvu.cli import hand_over as hands
from congvu.cli import output
from congvu.cli.arguments import AGENCY, NEAR_DAY
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell, actor
from congvu.cli.task_office import office_day, office_now
from store import Tx, hand_over, hand_over_news, succession
from store.directory.agencies import all_agencies
from store.directory.people import all_people
from store.directory.units import all_units
from work.act import Act
from work.agency import Agency, branches
from work.hand_over import HandOver, Unfit
from work.person import Person, Position
from work.roster import Unit

_UNFIT = {
    Unfit.UNKNOWN: "one of {old} and {new} is not registered; see congvu agency list",
    Unfit.SAME: "an agency cannot succeed itself; name another",
    Unfit.DISABLED: "agency {new} is disabled; congvu agency enable {new} first",
    Unfit.ENDED: "the code {new} is not valid on that day; see congvu agency show {new}",
    Unfit.RUNNING: "the work of {old} was going to another agency, and that was broken off; run that one"
    " to its end first, see congvu person hand-overs",
    Unfit.CIRCLE: "{new} was itself succeeded by {old}; see congvu agency tree",
}
_POSITIONS = {
    Position.AGENCY_HEAD: "agency head",
    Position.UNIT_HEAD: "unit head",
    Position.CLERK: "clerk",
    Position.OPERATOR: "operator",
    Position.STAFF: "staff",
}


@click.command()
@click.option("--units", is_flag=True, help="With the units of each, and who works there as what.")
@json_option
@click.pass_obj
def tree(shell: Shell, units: bool, as_json: bool) -> None:
    """Shows the agencies as a tree, with codes that are over and what follows them."""
    agencies, within, people = shell.read(_everything)
    if as_json:
        output.as_json([_facts(depth, one, within, people) for depth, one in branches(agencies)])
        return
    if not agencies:
        click.echo("No agency is registered yet; see congvu agency add --help.")
        return
    today = office_day(shell)
    for depth, one in branches(agencies):
        click.echo("  " * depth + _line(one, today))
        for line in _units(one, within, people) if units else ():
            click.echo("  " * (depth + 2) + line)


@click.command()
@click.argument("old", type=AGENCY)
@click.argument("new", type=AGENCY)
@click.option(
    "--on", "day", type=NEAR_DAY, required=True, help="The first day on which NEW acts for OLD."
)
@click.option("--reason", type=SAID, help="Number and sign of what says so; all concerned read it.")
@click.option("--dry-run", is_flag=True, help="Only show what would go over.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.pass_obj
def succeed(
    shell: Shell, old: str, new: str, day: date, reason: str | None, dry_run: bool, yes: bool
) -> None:
    """Lets agency NEW take over from OLD, whose code is not used from that day on (sáp nhập).

    People, agencies below and open tasks go to NEW, units by their names; everybody concerned is told
    once. What is finished stays under OLD. Before that day only the day is noted: run it again then.
    Mail domains and logins of OLD stay its own; let NEW have them by congvu agency domain.

    \b
    Example:
      congvu agency succeed H02 H05 --on 01/07/2025 --reason "12/QĐ-UBND"
    """
    today = office_now(shell)
    why = shell.read(succession.look, old, new, day)
    if why is not None:
        raise Refused(_UNFIT[why].format(old=old, new=new))
    tasks = shell.read(hand_over.open_tasks, old)
    hands.show(f"{old} → {new}", shell.read(hand_over_news.portion, old, tasks, today))
    click.echo(f"{shell.read(succession.people_of, old)} people go over.")
    if dry_run or not hands.agree(len(tasks), yes):
        return
    act = Act(actor(), shell.now)
    done = shell.write(_succeed, old, new, day, today.day, reason, act)
    if isinstance(done, Unfit):
        raise Refused(_UNFIT[done].format(old=old, new=new))
    click.echo(f"{new} succeeds {old} from {day:%d/%m/%Y} on.")
    if done is None:
        output.say(f"Its people and work stay until then; run it again on {day:%d/%m/%Y}.")
        return
    hands.run(shell, done.id, len(tasks), today)


def _succeed(
    tx: Tx, old: str, new: str, day: date, today: date, reason: str | None, act: Act
) -> HandOver | Unfit | None:
    why = succession.name_successor(tx, old, new, day, act)
    if why is not None:
        return why
    return succession.begin(tx, old, new, reason, act) if day <= today else None


def _everything(tx: Tx) -> tuple[tuple[Agency, ...], tuple[Unit, ...], tuple[Person, ...]]:
    return all_agencies(tx), all_units(tx), all_people(tx)


def _line(one: Agency, today: date) -> str:
    told = f"{one.code}  {one.name}"
    if one.disabled:
        return told + click.style("  disabled", fg="red")
    if one.valid_on(today):
        return told
    over = one.valid_to is not None and one.valid_to < today
    heir = f" → {one.successor}" if one.successor else ""
    when = f"ended {one.valid_to:%d/%m/%Y}" if over else f"from {one.valid_from:%d/%m/%Y}"
    return told + click.style(f"  {when}{heir}", fg="yellow")


def _units(one: Agency, units: Sequence[Unit], people: Sequence[Person]) -> Iterator[str]:
    there = [who for who in people if who.agency == one.code and not who.disabled]
    for name in (None, *(unit.name for unit in units if unit.agency == one.code)):
        staff = [who for who in there if who.unit == name]
        if staff or name:
            yield f"{name or 'without a unit'}: {_staff(staff)}"


def _staff(staff: Sequence[Person]) -> str:
    counts = (
        (told, sum(who.position is post for who in staff)) for post, told in _POSITIONS.items()
    )
    return ", ".join(f"{found} {told}" for told, found in counts if found) or "nobody"


def _facts(
    depth: int, one: Agency, units: Sequence[Unit], people: Sequence[Person]
) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "depth": depth,
        "parent": one.parent,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "successor": one.successor,
        "disabled": one.disabled,
        "units": [unit.name for unit in units if unit.agency == one.code],
        "people": sum(who.agency == one.code for who in people),
    }
