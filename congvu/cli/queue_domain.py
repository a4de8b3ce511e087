"""`congvu queue suspend`, `resume` and `suspended`: domains that nothing is sent to for a while."""

from datetime import timedelta, tzinfo

import click

from congvu.cli import output
from congvu.cli.arguments import DOMAIN, Kind
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell, actor
from congvu.config.kinds import span
from store import suspension
from work.suspension import Suspension

NONE = "Nothing is suspended."


@click.command()
@click.argument("domain", type=DOMAIN)
@click.option("--for", "length", type=Kind("span", span), help="How long, such as 2h or 1d.")
@click.option("--reason", type=SAID, required=True, help="Why, in one line; others will read it.")
@click.pass_obj
def suspend(shell: Shell, domain: str, length: timedelta | None, reason: str) -> None:
    """Lets letters for a domain wait.

    They stay in the queue, and end with their age like all others. What is being sent
    just now goes on.

    \b
    Example:
      congvu queue suspend moh.gov.vn --for 2h --reason "its server is moved"
    """
    if length == timedelta(0):
        raise Refused('a suspension of "0s" is none; write how long, such as --for 2h')
    until = None if length is None else shell.now + length
    shell.write(suspension.suspend, Suspension(domain, shell.now, until, reason, actor()))
    zone = shell.config.office.zone
    end = f"until {until.astimezone(zone):%H:%M on %d/%m/%Y}" if until else "until it is resumed"
    output.say(f"Nothing is sent to {domain} {end}; see congvu queue suspended.")


@click.command()
@click.argument("domain", type=DOMAIN)
@click.pass_obj
def resume(shell: Shell, domain: str) -> None:
    """Lets letters for a suspended domain go, now."""
    due = shell.write(suspension.resume, domain, actor(), shell.now)
    if due is None:
        known = ", ".join(shell.read(suspension.standing, shell.now))
        others = f"suspended are {known}" if known else "nothing is"
        raise Refused(f"{domain} is not suspended; {others}")
    waited = "1 recipient is" if due == 1 else f"{due} recipients are"
    output.say(f"Letters go to {domain} again; {waited} due now.")


@click.command()
@json_option
@click.pass_obj
def suspended(shell: Shell, as_json: bool) -> None:
    """Lists the domains that nothing is sent to now."""
    found = [*shell.read(suspension.standing, shell.now).values()]
    if as_json:
        output.as_json([_facts(one) for one in found])
    elif not found:
        click.echo(NONE)
    else:
        rows = [_row(one, shell.config.office.zone) for one in found]
        output.table(("DOMAIN", "SINCE", "UNTIL", "BY", "WHY"), rows, wide=4)


def _row(one: Suspension, zone: tzinfo) -> tuple[str, ...]:
    since = f"{one.since.astimezone(zone):%d/%m/%Y %H:%M}"
    until = f"{one.until.astimezone(zone):%d/%m/%Y %H:%M}" if one.until else "it is resumed"
    return one.domain, since, until, one.by, one.reason


def _facts(one: Suspension) -> dict[str, str | None]:
    return {
        "domain": one.domain,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "reason": one.reason,
        "by": one.by,
    }
