"""`congvu event invite`: who is asked, more of them or fewer, after a look at who will be told."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import as_option
from congvu.cli.arguments import EMAIL, ID, TITLE
from congvu.cli.event_add import asked_people, warn_of_clashes
from congvu.cli.event_words import convened, possible, refused, told, unknown
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from congvu.cli.task_office import person_number
from store import event as events
from store import event_change
from store.directory import people
from store.event_move import Refusal
from work.event import Event, Happening, Part

NAMED = 10  # in a preview; of more the number is told
PARTS = {Part.CHAIR: "chairs", Part.REQUIRED: "to attend", Part.OPTIONAL: "welcome"}

yes_option = click.option("--yes", is_flag=True, help="Tell them without being asked.")
dry_option = click.option("--dry-run", is_flag=True, help="Only show who would be told.")


@click.command()
@click.argument("number", type=ID, metavar="ID")
@click.option("--chair", type=EMAIL, help="Mailbox of who leads it.")
@click.option(
    "--person", "required", type=EMAIL, multiple=True, help="Mailbox of somebody to attend."
)
@click.option("--optional", type=EMAIL, multiple=True, help="Mailbox of somebody who is welcome.")
@click.option(
    "--unit", "units", type=TITLE, multiple=True, help="Everybody of this unit is to attend."
)
@click.option("--remove", type=EMAIL, help="Ask this person no longer.")
@click.option("--why", type=SAID, help="With --remove: why, as they are told.")
@dry_option
@yes_option
@as_option
@click.pass_obj
def invite(
    shell: Shell,
    /,
    number: int,
    remove: str | None,
    why: str | None,
    dry_run: bool,
    yes: bool,
    acts_as: str | None,
    **given: Any,
) -> None:
    """Sends the invitations that have not gone yet, to people named now too.

    Each goes once, with a calendar that mail programs understand. Who is told is
    shown before. With --remove one person is told that they are asked no longer.
    """
    before = found(shell, number)
    possible(before, Happening.INVITE, None)
    if remove is not None:
        if any(given.values()):
            raise click.UsageError("--remove stands alone; ask others in a second command")
        if _is_agreed(shell, before, remove, dry_run, yes):
            who = person_number(shell, remove)
            done = convened(
                shell, acts_as, number,
                lambda tx, act: event_change.remove(tx, number, who, act, why),
            )  # fmt: skip
            output.say(told(done.told))
        return
    fresh = asked_people(shell, given)
    _one_chair(before, fresh)
    known = {one.person for one in before.participants}
    new = [who for who, _ in fresh if who not in known]
    names = [
        *(f"{one.name} ({PARTS[one.part]})" for one in before.unaware),
        *(f"{one.name} ({PARTS[dict(fresh)[one.id]]})" for one in shell.read(people.several, new)),
    ]
    if not names and not fresh:
        raise Refused(
            f"nobody is left to be invited to event {number}; name people by --person or --unit"
        )
    warn_of_clashes(shell, before, new)
    if agreed(names, dry_run, yes):
        done = convened(
            shell, acts_as, number, lambda tx, act: event_change.invite(tx, number, fresh, act)
        )
        output.say(told(done.told))


def found(shell: Shell, number: int) -> Event:
    """The event of that number."""
    one = shell.read(events.one, number)
    if one is None:
        raise Refused(unknown(number))
    return one


def agreed(names: Sequence[str], dry_run: bool, yes: bool) -> bool:
    """Whether to go on, after it was shown who will be told."""
    shown = ", ".join(names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    output.say(f"To be told: {shown}{more}." if names else "Nobody knows of it yet.")
    if dry_run or yes or not names:
        return not dry_run
    if not sys.stdin.isatty():
        raise Refused("nothing was changed; add --yes to tell them without being asked")
    click.confirm(f"Tell {len(names)}?", abort=True)
    return True


def _is_agreed(shell: Shell, before: Event, mailbox: str, dry_run: bool, yes: bool) -> bool:
    """Whether that person is to be taken out, after it was shown who will be told."""
    who = person_number(shell, mailbox)
    if who not in [one.person for one in before.participants]:
        raise refused(Refusal.STRANGER, before.id)
    names = [one.name for one in before.reached if one.person == who]
    return agreed(names, dry_run, yes)


def _one_chair(before: Event, fresh: Sequence[tuple[int, Part]]) -> None:
    chairs = [who for who, part in fresh if part is Part.CHAIR]
    if chairs and before.chair is not None and before.chair.person not in chairs:
        raise Refused(
            f"{before.chair.name} chairs event {before.id}; take them out by --remove first"
        )
