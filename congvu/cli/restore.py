"""`congvu restore`: the way back from a backup."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvu.cli import output
from congvu.cli.backup import PATH, facts, progress
from congvu.cli.shell import Shell, actor
from congvu.cli.task_words import counted

if TYPE_CHECKING:
    from store.restore import Restored


@click.command()
@click.argument("path", metavar="FILE", type=PATH)
@click.option(
    "--check", is_flag=True, help="Only look whether the backup is good, and what is in it."
)
@click.option(
    "--replace", is_flag=True, help="Put it in the place of a store that holds something."
)
@click.pass_obj
def command(shell: Shell, path: Path, check: bool, replace: bool) -> None:
    """Makes the store of a backup, on SQLite or PostgreSQL, whichever it came from.

    What was open when it was taken may have been sent since: letters stand uncertain,
    notices and chats wait, until you decide with congvu queue restored.
    The daemon must not run; put configuration and keys back first.

    \b
    Examples:
      congvu restore --check /srv/backup/congvu-2026-11-24.db
      congvu restore /srv/backup/congvu-2026-11-24.db
    """
    from store.restore import Order, rehearse, restore

    if check:
        with shell.guarded(), progress() as told:
            manifest = rehearse(path, told)
        output.fields(str(path), [*facts(shell, manifest)])
        click.secho("The backup is good.", fg="green")
        return
    end = shell.now + shell.config.relay.held_max_age
    order = Order(path, shell.config.store.address(), actor(), shell.now, end, replace)
    with shell.guarded(), progress() as told:
        done = restore(order, told)
    _tell(shell, done, end)


def _tell(shell: Shell, done: "Restored", end: datetime) -> None:
    manifest, doubt, zone = done.manifest, done.doubt, shell.config.office.zone
    taken = manifest.taken_at.astimezone(zone)
    output.say(f"The store is as it was at {taken:%H:%M:%S on %d/%m/%Y}.")
    if done.aside:
        output.say(f"The one before it is {done.aside}; remove it when nobody needs it.")
    if doubt:
        output.say(
            f"Open at that time, and perhaps sent since: {doubt}. Nothing of it is sent before you say"
            f" so: congvu queue restored lists it. Letters wait until {end.astimezone(zone):%d/%m/%Y}."
        )
    if done.held:
        output.say(
            f"{counted(done.held, 'held recipient')} may have been released since; they wait as before."
        )
