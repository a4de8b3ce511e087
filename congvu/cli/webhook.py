"""`congvu webhook`: programs that are told of what happens, as far as one person may see it."""

from collections.abc import Sequence
from typing import Any

import click

from congvu.cli import output
from congvu.cli.arguments import EMAIL, ID, Kind
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from congvu.cli.task_office import office_now
from store import Tx
from store.program import hook, late
from store.program.hook import NewHook, Tally
from work.act import Act
from work.deadline import Reached
from work.program import Happening, Hook

NONE_YET = """\
No webhook is there. Add one:
  congvu webhook add MAILBOX https://example.vn/congvu --event task.done"""
_number = click.argument("number", type=ID, metavar="NO")


def _address(given: str) -> str:
    from web.hooks.address import target

    target(given)
    return given


@click.group(cls=Group)
def command() -> None:
    """Webhooks: signed messages to programs about what happened (docs/api.md).

    A message holds ids only; its program asks the API for the rest. What the named person may
    not see is not told.
    """


@command.command()
@click.argument("mailbox", type=EMAIL)
@click.argument("url", type=Kind("URL", _address))
@click.option(
    "--event",
    "events",
    type=click.Choice([str(one) for one in Happening]),
    multiple=True,
    required=True,
    help="What it is told of; give it once for each.",
)
@json_option
@click.pass_obj
def add(shell: Shell, mailbox: str, url: str, events: Sequence[str], as_json: bool) -> None:
    """Adds a webhook by the rights of that person, and shows once the secret that signs for it.

    The address is https, or http on this machine. One on a private network has to be named in
    [web] webhook_networks. What is late already is not told of.

    \b
    Example:
      congvu webhook add vanthu@moh.gov.vn https://example.vn/congvu
        --event task.done --event task.late
    """
    new = NewHook(url, hook.draw(), frozenset(map(Happening, events)))
    made = shell.write(_make, mailbox, new, office_now(shell), Act(actor(), shell.now))
    if made is None:
        raise Refused(f"nobody active has the mailbox {mailbox}; see congvu person list")
    if as_json:
        output.as_json({**_facts(made, Tally()), "secret": new.secret})
        return
    output.say(f"Webhook {made.id} tells {url} what {mailbox} may see.")
    click.echo("The secret that signs for it is shown this once:")
    click.echo(new.secret)
    click.echo(f"Try it: congvu webhook test {made.id}")


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists webhooks, with how much waits, arrived, or stands uncertain."""
    found = shell.read(hook.everything)
    if as_json:
        output.as_json([_facts(*one) for one in found])
    elif not found:
        click.echo(NONE_YET)
    else:
        header = ("NO", "URL", "FOR", "EVENTS", "WAIT", "UNCERTAIN", "DONE", "STATE")
        rows = [
            (
                str(one.id),
                one.url,
                one.person.email,
                " ".join(sorted(one.happenings)),
                *(str(n) for n in (tally.waiting, tally.uncertain, tally.delivered)),
                _state(one),
            )
            for one, tally in found
        ]
        output.table(header, rows, wide=1, style=_colour)


@command.command()
@_number
@click.pass_obj
def test(shell: Shell, number: int) -> None:
    """Lets the daemon tell a webhook of an event that says nothing; list shows what became of it."""
    if not shell.write(hook.try_out, number, Act(actor(), shell.now)):
        raise Refused(_unknown(number))
    click.echo(f"A trial goes to webhook {number}; see congvu webhook list.")


@command.command()
@_number
@click.pass_obj
def enable(shell: Shell, number: int) -> None:
    """Lets one that was given up be told again, of what waited meanwhile too."""
    done = shell.write(hook.enable, number, Act(actor(), shell.now))
    if done is None:
        raise Refused(_unknown(number))
    click.echo(f"Webhook {number} {'is told again' if done else 'was not disabled'}.")


@command.command()
@_number
@click.pass_obj
def remove(shell: Shell, number: int) -> None:
    """Ends a webhook; what waits for it is dropped."""
    if not shell.write(hook.remove, number, Act(actor(), shell.now)):
        raise Refused(_unknown(number))
    click.echo(f"Webhook {number} is removed.")


def _make(tx: Tx, mailbox: str, new: NewHook, now: Reached, act: Act) -> Hook | None:
    """With it, what is late until now counts as told."""
    if Happening.TASK_LATE in new.happenings:
        late.pass_over(tx, now)
    return hook.make(tx, mailbox, new, act)


def _unknown(number: int) -> str:
    return f"there is no webhook {number}; see congvu webhook list"


def _state(one: Hook) -> str:
    if one.disabled is not None:
        return "disabled"
    return "active" if one.failing is None else "failing"


def _facts(one: Hook, tally: Tally) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": one.url,
        "person": one.person.id,
        "email": one.person.email,
        "events": sorted(one.happenings),
        "made": one.made.isoformat(),
        "state": _state(one),
        "failing_since": None if one.failing is None else one.failing.isoformat(),
        "waiting": tally.waiting,
        "uncertain": tally.uncertain,
        "delivered": tally.delivered,
        "dropped": tally.dropped,
    }


def _colour(row: Sequence[str]) -> str | None:
    return {"active": "green", "failing": "yellow"}.get(row[-1], "red")
