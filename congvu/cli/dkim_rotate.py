"""`congvu dkim rotate`: another pair of keys, without a letter unsigned or signed by what DNS does not show."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

import click

from congvu.cli.arguments import DOMAIN
from congvu.cli.dkim_make import TOKEN, made
from congvu.cli.dkim_records import keep, looks, print_records
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.dkim_dns import Look
from congvu.dkim_key import BOTH
from congvu.key_watch import leave_for
from store import Tx
from store.directory.dkim import dkim_keys, turn_dkim_keys
from work.directory import DkimKey

Looked = tuple[tuple[DkimKey, Look], ...]


@click.command("rotate")
@click.argument("domain", type=DOMAIN, required=False)
@TOKEN
@click.pass_obj
def command(shell: Shell, domain: str | None, token: str | None) -> None:
    """Begins to change the keys of a domain; the daemon does the rest once DNS shows them.

    The first run makes new keys, which wait, and prints their records. Once every server
    that can be asked has shown them for as long as caches may keep what stood there before,
    the daemon signs with them, and the old ones no more. Run it again to see how far it is;
    without a daemon that run does the change when it is time.

    \b
    Example:
      congvu dkim rotate bacninh.gov.vn   and publish what it prints, beside the old records
      congvu dkim list                    says when they sign, and when the old ones may go
    """
    name = domain or shell.config.office.domain
    keys = shell.read(dkim_keys, name)
    if not any(key.expected or key.waiting for key in keys):
        raise Refused(f"{name} has no keys to rotate; make the first with congvu dkim new {name}")
    waiting = [key for key in keys if key.waiting]
    if waiting and token is not None:
        raise Refused(
            f"keys of {name} wait already; to begin anew, revoke them first (congvu dkim revoke)"
        )
    if waiting:
        _look_again(shell, name, waiting)
    else:
        _begin(shell, name, token or _token_of(keys))


def _token_of(keys: Sequence[DkimKey]) -> str | None:
    """Where the keys that sign are: new ones come to the same place."""
    return next((key.token for key in keys if key.active and key.token), None)


def _begin(shell: Shell, domain: str, token: str | None) -> None:
    keys = made(shell, domain, BOTH, token)
    click.echo("The new keys wait. Publish their records beside the old ones:\n")
    print_records(keys)
    click.echo(
        "\nOnce DNS shows them everywhere, for as long as caches may keep what stood there before,"
        f" a daemon that runs signs with them by itself. See how far it is: congvu dkim rotate {domain}"
    )


def _look_again(shell: Shell, domain: str, waiting: Sequence[DkimKey]) -> None:
    looked = tuple(zip(waiting, looks(shell, waiting), strict=True))
    if faults := [f"{key.name}: {seen.fault}" for key, seen in looked if seen.fault]:
        shell.write(keep, looked, shell.now)
        todo = "what signs goes on signing; see congvu dkim check, publish, and run it again"
        raise Refused("\n".join([*faults, todo]))
    leave = leave_for(shell.config.relay.max_age)
    begun = shell.write(_turn, looked, leave, shell.now)
    if begun:
        _tell_turned(shell, domain, begun)
    zone = shell.config.office.zone
    _tell_waiting([key for key in shell.read(dkim_keys, domain) if key.waiting], zone)


def _turn(tx: Tx, looked: Looked, leave: timedelta, now: datetime) -> tuple[DkimKey, ...]:
    keep(tx, looked, now)
    return turn_dkim_keys(tx, leave, now)


def _tell_turned(shell: Shell, domain: str, begun: Sequence[DkimKey]) -> None:
    names = " and ".join(key.selector for key in begun if key.domain == domain)
    click.echo(f"{names} sign; a daemon that runs takes them up at once, or within a minute.")
    old = [key for key in shell.read(dkim_keys, domain) if key.signs_until == shell.now]
    for key in old:
        click.echo(
            f"Leave the record {key.name} in DNS until {key.leave_until:%Y-%m-%d}; letters signed"
            " with it are still under way."
        )


def _tell_waiting(waiting: Sequence[DkimKey], zone: tzinfo) -> None:
    for key in waiting:
        if key.ready_at is not None:
            click.echo(
                f"DNS shows {key.name}; it signs from {key.ready_at.astimezone(zone):%H:%M on %d/%m/%Y}"
                f" on, when no cache has anything else any more (TTL {key.ttl} s). A daemon that"
                " runs does that by itself."
            )
