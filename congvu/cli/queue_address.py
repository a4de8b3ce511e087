"""`congvu queue suppress`, `allow` and `suppressed`: addresses that nothing is taken for."""

from datetime import timedelta, tzinfo

import click

from congvu.cli import output
from congvu.cli.arguments import DOMAIN, EMAIL, Kind
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell, actor
from congvu.config.kinds import span
from store import discreet, suppression
from work.suppression import LEARNED, Suppression

NONE = "Nothing is suppressed."


@click.command()
@click.argument("address", type=EMAIL)
@click.option(
    "--for", "length", type=Kind("span", span), default="30d", show_default=True, help="How long."
)
@click.option("--reason", type=SAID, required=True, help="Why, in one line; senders will read it.")
@click.pass_obj
def suppress(shell: Shell, address: str, length: timedelta, reason: str) -> None:
    """Takes no letters for an address for a while.

    Senders are refused at once, with the reason. What is in the queue already goes on.

    \b
    Example:
      congvu queue suppress an.nv@bacninh.gov.vn --for 30d --reason "retired"
    """
    if length == timedelta(0):
        raise Refused('"0s" is no time at all; write how long, such as --for 30d')
    until = shell.now + length
    new = Suppression(address, shell.now, until, reason, actor())
    shell.write(suppression.suppress, new, shell.now)
    end = f"{until.astimezone(shell.config.office.zone):%H:%M on %d/%m/%Y}"
    output.say(f"No letters are taken for {address} until {end}; see congvu queue suppressed.")


@click.command()
@click.argument("addresses", type=EMAIL, metavar="[ADDRESS]...", nargs=-1)
@click.option("--domain", type=DOMAIN, help="All addresses of this domain.")
@click.pass_obj
def allow(shell: Shell, addresses: tuple[str, ...], domain: str | None) -> None:
    """Takes letters for an address again.

    \b
    Examples:
      congvu queue allow an.nv@bacninh.gov.vn
      congvu queue allow --domain bacninh.gov.vn
    """
    if not addresses and domain is None:
        raise click.UsageError("Name an address, or --domain for all addresses of one.")
    if domain is not None:
        count = shell.write(suppression.allow_domain, domain, actor(), shell.now)
        were = "1 address was" if count == 1 else f"{count} addresses were"
        output.say(f"Letters are taken for all of {domain} again; {were} suppressed.")
    for address in addresses:
        if not shell.write(suppression.allow, address, actor(), shell.now):
            raise Refused(f"{address} is not suppressed; see congvu queue suppressed")
        output.say(f"Letters are taken for {address} again.")


@click.command()
@json_option
@click.pass_obj
def suppressed(shell: Shell, as_json: bool) -> None:
    """Lists the addresses that no letters are taken for now.

    BY tells a rule (its server refused it twice, a day apart), reports that came back (twice as well) and a person apart.
    Of who sent a petition only the domain is told.
    """
    known = shell.read(discreet.suppressed, shell.now)
    found = [one for one in known if one.stands(shell.now)]
    if as_json:
        output.as_json([_facts(one) for one in found])
    elif not found:
        click.echo(NONE)
    else:
        rows = [_row(one, shell.config.office.zone) for one in found]
        output.table(("ADDRESS", "SINCE", "UNTIL", "BY", "WHY"), rows, wide=4)


def _row(one: Suppression, zone: tzinfo) -> tuple[str, ...]:
    times = (f"{at.astimezone(zone):%d/%m/%Y %H:%M}" if at else "" for at in (one.since, one.until))
    return one.address, *times, one.by, one.reason


def _facts(one: Suppression) -> dict[str, object]:
    return {
        "address": one.address,
        "since": one.since,
        "until": one.until,
        "by": one.by,
        "learned": one.by in LEARNED,
        "reason": one.reason,
    }
