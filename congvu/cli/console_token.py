"""`congvu console token`: by which programs ask the API, for whom, for what, and until when."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import click

from congvu.cli import output
from congvu.cli.arguments import DAY, EMAIL, ID, TITLE
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from store.program import token
from store.program.token import NewToken
from work.act import Act
from work.program import ApiScope, Token

NONE_YET = """\
No program has a token. Make one:
  congvu console token new MAILBOX --name "Document system" --scope tasks:read"""
LONGEST = timedelta(days=366)  # then somebody has to think of it again
USUAL = timedelta(days=180)


@click.group("token", cls=Group)
def command() -> None:
    """Tokens by which programs ask the API (docs/api.md).

    A token has the rights of one person, and of these only what its scopes name. It is over
    with its last day, when it is revoked, and when the person is disabled.
    """


@command.command()
@click.argument("mailbox", type=EMAIL)
@click.option("--name", type=TITLE, required=True, help="What the program is called.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([str(one) for one in ApiScope]),
    multiple=True,
    required=True,
    help="What it may do; give it once for each.",
)
@click.option("--until", type=DAY, help="Its last day; otherwise in 180 days, at most in 366.")
@json_option
@click.pass_obj
def new(
    shell: Shell,
    mailbox: str,
    name: str,
    scopes: Sequence[str],
    until: date | None,
    as_json: bool,
) -> None:
    """Makes a token for a program for which that person answers, and shows it once.

    Only its hash is kept: who loses it makes another and revokes this one. For a program of
    an agency name a person or a shared mailbox of that agency with just the rights it needs.

    \b
    Example:
      congvu console token new vanthu@moh.gov.vn --name "Phần mềm văn bản"
        --scope documents:read --scope documents:write
    """
    secret, ends = token.draw(), _ends(shell, until)
    wanted = NewToken(token.token_hash(secret), name, token.scopes_of(scopes), ends)
    made = shell.write(token.make, mailbox, wanted, Act(actor(), shell.now))
    if made is None:
        raise Refused(f"nobody active has the mailbox {mailbox}; see congvu person list")
    if as_json:
        output.as_json({**_facts(made, shell.now), "token": secret})
        return
    click.echo(f"Token {made.id} of {name}, for {mailbox}, lasts until {_last(shell, made)}.")
    click.echo("It is shown this once; keep it where only the program reads it:")
    click.echo(secret)


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists tokens with what they are for; none of them is shown."""
    found = shell.read(token.everything)
    if as_json:
        output.as_json([_facts(one, shell.now) for one in found])
    elif not found:
        click.echo(NONE_YET)
    else:
        header = ("NO", "PROGRAM", "FOR", "SCOPES", "LAST USED", "LAST DAY", "STATE")
        rows = [
            (
                str(one.id),
                one.name,
                one.person.email,
                " ".join(sorted(one.scopes)),
                "never" if one.used is None else f"{one.used:%d/%m/%Y}",
                _last(shell, one),
                _state(one, shell.now),
            )
            for one in found
        ]
        output.table(header, rows, wide=3, style=_colour)


@command.command()
@click.argument("number", type=ID, metavar="NO")
@click.pass_obj
def revoke(shell: Shell, number: int) -> None:
    """Ends a token with the next request that bears it."""
    done = shell.write(token.revoke, number, Act(actor(), shell.now))
    if done is None:
        raise Refused(f"there is no token {number}; see congvu console token list")
    click.echo(f"Token {number} {'is revoked' if done else 'was revoked already'}.")


def _ends(shell: Shell, until: date | None) -> datetime:
    """The instant with which its last day is over, by the office's clock on the wall."""
    today = shell.now.astimezone(shell.config.office.zone).date()
    last = until or today + USUAL
    if last < today:
        raise click.UsageError(f"--until {last:%d/%m/%Y} is over")
    if last > today + LONGEST:
        raise click.UsageError(f"--until is {today + LONGEST:%d/%m/%Y} at most")
    midnight = datetime.combine(last + timedelta(days=1), datetime.min.time())
    return midnight.replace(tzinfo=shell.config.office.zone)


def _last(shell: Shell, one: Token) -> str:
    last = one.ends.astimezone(shell.config.office.zone) - timedelta(microseconds=1)
    return f"{last:%d/%m/%Y}"


def _state(one: Token, now: datetime) -> str:
    if one.ended is not None:
        return "revoked"
    if one.person.disabled:
        return "disabled"
    return "active" if one.lasts(now) else "over"


def _facts(one: Token, now: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "person": one.person.id,
        "email": one.person.email,
        "scopes": sorted(one.scopes),
        "made": one.made.isoformat(),
        "ends": one.ends.isoformat(),
        "used": None if one.used is None else one.used.isoformat(),
        "state": _state(one, now),
    }


def _colour(row: Sequence[str]) -> str | None:
    return {"active": "green", "over": "yellow"}.get(row[-1], "red")
