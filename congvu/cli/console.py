"""`congvu console`: who enters by a browser; accounts are locked, unlocked, given another second factor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from congvu.cli import console_token, output
from congvu.cli.arguments import EMAIL
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from store import Tx
from store.console import account, session
from work.act import Act
from work.console import Account, Lock, Session

NONE_YET = """\
Nobody has an account of the console. Invite somebody:
  congvu person invite MAILBOX"""
SOURCE = "cli"  # where an operator's change comes from, as the account names it


@click.group(cls=Group)
def command() -> None:
    """Accounts of the console: people are invited to it by congvu person invite.

    An account that nobody used for 45 days is locked by itself; so is one for which wrong
    codes were entered ten times behind the right password.
    """


command.add_command(console_token.command)


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists accounts, by name, with what locks them."""
    found = shell.read(account.everybody)
    if as_json:
        output.as_json([_facts(one, shell.now) for one in found])
    elif not found:
        click.echo(NONE_YET)
    else:
        header = ("NO", "NAME", "MAILBOX", "LAST IN", "SECOND FACTOR", "STATE")
        zone = shell.config.office.zone
        rows = [
            (
                str(one.person.id),
                one.person.name,
                one.person.email,
                f"{one.active.astimezone(zone):%d/%m/%Y %H:%M}",
                "set" if one.second else "none yet",
                _state(one, shell.now),
            )
            for one in found
        ]
        output.table(header, rows, wide=1, style=_colour)


@command.command()
@click.argument("mailbox", type=EMAIL)
@json_option
@click.pass_obj
def sessions(shell: Shell, mailbox: str, as_json: bool) -> None:
    """Lists where a person is logged in now."""
    number = _required(shell, mailbox).person.id
    found = shell.read(session.of_person, number, shell.now)
    if as_json:
        output.as_json([_session(one) for one in found])
    elif not found:
        click.echo(f"{mailbox} is logged in nowhere.")
    else:
        zone = shell.config.office.zone
        rows = [
            (
                str(one.id),
                one.where.address,
                f"{one.began.astimezone(zone):%d/%m/%Y %H:%M}",
                f"{one.seen.astimezone(zone):%d/%m/%Y %H:%M}",
                one.where.agent,
            )
            for one in found
        ]
        output.table(("NO", "FROM", "SINCE", "LAST SEEN", "BROWSER"), rows, wide=4)


@command.command("log-out")
@click.argument("mailbox", type=EMAIL)
@click.pass_obj
def log_out(shell: Shell, mailbox: str) -> None:
    """Ends every session of a person at once."""
    number = _required(shell, mailbox).person.id
    ended = shell.write(session.end_all, number, actor(), SOURCE, shell.now)
    click.echo(f"{mailbox}: {'1 session' if ended == 1 else f'{ended} sessions'} ended.")


@command.command()
@click.argument("mailbox", type=EMAIL)
@click.pass_obj
def lock(shell: Shell, mailbox: str) -> None:
    """Locks an account and ends its sessions; its owner is told by mail."""
    number = _required(shell, mailbox).person.id
    if not shell.write(_lock, number, shell.now):
        click.echo(f"{mailbox} was locked already.")
        return
    click.echo(f"{mailbox} is locked; congvu console unlock opens it again.")


@command.command()
@click.argument("mailbox", type=EMAIL)
@click.pass_obj
def unlock(shell: Shell, mailbox: str) -> None:
    """Opens an account that is locked; its owner is told by mail.

    Where wrong codes locked it, somebody else may know the password: have it reset.
    """
    number = _required(shell, mailbox).person.id
    why = shell.write(account.unlock, number, Act(actor(), shell.now))
    if why is None:
        click.echo(f"{mailbox} was not locked.")
        return
    click.echo(f"{mailbox} is unlocked; it was locked because {_WHY[why]}.")


@command.command("forget-second")
@click.argument("mailbox", type=EMAIL)
@click.pass_obj
def forget_second(shell: Shell, mailbox: str) -> None:
    """Forgets the second factor and its recovery codes, as when a phone is lost.

    The next login sets it up anew behind the password; make sure first that it is the owner who asks.
    """
    number = _required(shell, mailbox).person.id
    shell.write(_forget_second, number, shell.now)
    click.echo(f"{mailbox} sets a second factor up at the next login.")


_WHY = {
    Lock.IDLE: "nobody used it for 45 days",
    Lock.SECOND: "wrong codes were entered too often behind the right password",
    Lock.OPERATOR: "an operator locked it",
}


def _lock(tx: Tx, number: int, now: datetime) -> bool:
    locked = account.lock(tx, number, Lock.OPERATOR, actor(), SOURCE, now)
    session.end_all(tx, number, actor(), SOURCE, now)
    return locked


def _forget_second(tx: Tx, number: int, now: datetime) -> None:
    account.forget_second(tx, number, actor(), now)
    session.end_all(tx, number, actor(), SOURCE, now)


def _required(shell: Shell, mailbox: str) -> Account:
    found = shell.read(account.of_mailbox, mailbox)
    if found is None:
        raise Refused(f"{mailbox} has no account of the console; see congvu person invite --help")
    return found


def _state(one: Account, now: datetime) -> str:
    why = one.locked(now)
    if one.person.disabled:
        return "disabled"
    if why is not None:
        return f"locked: {_WHY[why]}"
    return "active" if one.password else "invited"


def _facts(one: Account, now: datetime) -> dict[str, Any]:
    why = one.locked(now)
    return {
        "person": one.person.id,
        "name": one.person.name,
        "email": one.person.email,
        "password": one.password is not None,
        "second": one.second,
        "recovery_codes": one.recovery,
        "last_in": one.active.isoformat(),
        "locked": None if why is None else str(why),
        "disabled": one.person.disabled,
    }


def _session(one: Session) -> dict[str, Any]:
    return {
        "id": one.id,
        "from": one.where.address,
        "agent": one.where.agent,
        "stage": str(one.stage),
        "since": one.began.isoformat(),
        "seen": one.seen.isoformat(),
        "ends": one.ends.isoformat(),
    }


def _colour(row: Sequence[str]) -> str | None:
    return {"active": "green", "invited": "yellow"}.get(row[-1], "red")
