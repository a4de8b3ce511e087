"""`congvu dkim revoke` and `retire`: keys that sign no more, at once."""

import click

from congvu.cli.arguments import DOMAIN
from congvu.cli.dkim_make import made
from congvu.cli.dkim_records import print_records
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.dkim_key import BOTH, file_of, set_aside
from congvu.key_watch import leave_for
from store.directory.dkim import dkim_keys, retire_dkim_keys, revoke_dkim_keys
from work.directory import DkimKey


@click.command()
@click.argument("domain", type=DOMAIN)
@click.argument("selectors", metavar="[SELECTOR]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every key of the domain that waits or signs.")
@click.pass_obj
def revoke(shell: Shell, domain: str, selectors: tuple[str, ...], every: bool) -> None:
    """Ends keys that somebody else may have: they sign no more, now, and their records say so.

    Letters go on with the domain's other keys. Where none is left, new ones are made, and
    letters wait until DNS shows those. Publish what is printed at once: until receivers see
    the empty p=, they believe whoever has the key.

    \b
    Example:
      congvu dkim revoke bacninh.gov.vn 20261124r
      congvu dkim revoke bacninh.gov.vn --all      the machine was broken into
    """
    known = {key.selector: key for key in shell.read(dkim_keys, domain)}
    named = _named(domain, known, selectors, every)
    revoked = shell.write(revoke_dkim_keys, domain, named, shell.now)
    for key in revoked:
        _set_aside(shell, key)
    click.echo(
        f"Revoked {len(revoked)} of {domain}. Publish these in place of what stands there:\n"
    )
    print_records(revoked)
    left = [key for key in known.values() if key.selector not in named]
    if any(key.expected for key in known.values()) and not any(
        key.active or key.waiting for key in left
    ):
        _make_others(shell, domain, known)


def _set_aside(shell: Shell, key: DkimKey) -> None:
    """It signs no more in any case, and what has to be published comes next."""
    folder = shell.config.relay.dkim_keys
    try:
        set_aside(folder, key)
    except OSError as error:
        told = f"{file_of(folder, key)} cannot be put aside ({error.strerror}); take it away"
        click.echo(told, err=True)


def _named(
    domain: str, known: dict[str, DkimKey], selectors: tuple[str, ...], every: bool
) -> tuple[str, ...]:
    if every == bool(selectors):
        raise Refused("name selectors, or write --all; see congvu dkim list")
    named = tuple(known) if every else selectors
    if strange := [name for name in named if name not in known]:
        raise Refused(f"{domain} has no key {strange[0]}; see congvu dkim list")
    over = [name for name in named if known[name].revoked_at is not None]
    left = tuple(name for name in named if name not in over)
    if every:
        left = tuple(name for name in left if known[name].signs_until is None)
    if not left:
        raise Refused(f"there is nothing to revoke of {domain}; see congvu dkim list")
    return left


def _make_others(shell: Shell, domain: str, known: dict[str, DkimKey]) -> None:
    token = next((key.token for key in known.values() if key.expected and key.token), None)
    keys = made(shell, domain, BOTH, token)
    click.echo(
        f"\nNo key of {domain} is left, so its letters wait. Publish these new ones; letters go"
        " as soon as DNS shows them:\n"
    )
    print_records(keys)


@click.command()
@click.argument("domain", type=DOMAIN)
@click.option("--yes", is_flag=True, help="Does not ask.")
@click.pass_obj
def retire(shell: Shell, domain: str, yes: bool) -> None:
    """Ends the signing for a domain, without new keys: its letters leave unsigned from now on.

    For a domain that others sign for, or that nobody writes from any more. Keys that wait to
    sign are revoked.
    """
    if not any(key.expected for key in shell.read(dkim_keys, domain)):
        raise Refused(f"no key of {domain} signs; see congvu dkim list")
    if not yes:
        click.confirm(f"Letters from {domain} leave unsigned from now on. Go on?", abort=True)
    leave = leave_for(shell.config.relay.max_age)
    for key in shell.write(retire_dkim_keys, domain, leave, shell.now):
        click.echo(f"Leave the record {key.name} in DNS until {key.leave_until:%Y-%m-%d}.")
    for key in shell.read(dkim_keys, domain):
        if key.revoked_at == shell.now:
            _set_aside(shell, key)
            click.echo(f"Take the record {key.name} out of DNS, if it is there: it never signed.")
