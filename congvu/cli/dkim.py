"""`congvu dkim`: signing keys, and the records that others verify by."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from congvu.cli import dkim_check, output, sending
from congvu.cli.arguments import DOMAIN
from congvu.cli.dkim_records import looks, print_records, value
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.dkim_key import BOTH, Algorithm, Use, forget, new_keys, turn, use_of
from store import Tx
from store.directory.dkim import add_dkim_keys, dkim_keys, saw_dkim_key, set_dkim_active
from work.directory import DkimKey

NONE_YET = """\
There is no signing key yet. Make a pair:
  congvu dkim new DOMAIN"""


@click.group(cls=Group)
def command() -> None:
    """Signing keys (DKIM, RFC 6376): one RSA and one Ed25519 key for each signing domain."""


command.add_command(dkim_check.command)


@command.command()
@click.argument("domain", type=DOMAIN, required=False)
@click.option(
    "--algorithm",
    type=click.Choice(["both", *BOTH]),
    default="both",
    show_default=True,
    help="Which kind of key to make.",
)
@click.pass_obj
def new(shell: Shell, domain: str | None, algorithm: str) -> None:
    """Makes the first keys of a domain (the office's, unless named); later ones come by rotate.

    \b
    Example:
      congvu dkim new bacninh.gov.vn     makes keys, and prints what to publish
      congvu dkim check bacninh.gov.vn   says whether DNS has it
    """
    name, folder = domain or shell.config.office.domain, shell.config.relay.dkim_keys
    sending.require(shell, name)
    wanted: tuple[Algorithm, ...] = tuple(a for a in BOTH if algorithm in (a, "both"))
    active = {key.algorithm for key in shell.read(dkim_keys, name) if key.active}
    if taken := active & set(wanted):
        raise Refused(
            f"{name} signs with {' and '.join(sorted(taken))} already; change keys with"
            f" congvu dkim rotate {name}"
        )
    keys = _made(shell, name, wanted, Use.SIGNING)
    click.echo(
        f"Made {len(keys)} keys of {name} in {folder / name}. Publish, then look with congvu dkim check:\n"
    )
    print_records(keys)
    click.echo("\nA daemon that runs signs with them at once, or within a minute.")


@command.command()
@click.argument("domain", type=DOMAIN, required=False)
@json_option
@click.pass_obj
def dns(shell: Shell, domain: str | None, as_json: bool) -> None:
    """Prints the records to publish, as a zone file has them."""
    folder = shell.config.relay.dkim_keys
    keys = [
        key
        for key in shell.read(dkim_keys, domain)
        if key.active or use_of(folder, key) is Use.WAITING
    ]
    if as_json:
        output.as_json([{"name": key.name, "type": "TXT", "value": value(key)} for key in keys])
    elif keys:
        print_records(keys)
    elif domain is None:
        click.echo(NONE_YET)
    else:
        sending.require(shell, domain)
        click.echo(f"{domain} has no signing key yet; make a pair: congvu dkim new {domain}")


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists all keys, and what DNS said of them when it was last asked."""
    keys = shell.read(dkim_keys)
    folder = shell.config.relay.dkim_keys
    if as_json:
        output.as_json([_facts(folder, key) for key in keys])
    elif not keys:
        click.echo(NONE_YET)
    else:
        header = ("DOMAIN", "SELECTOR", "KEY", "IN DNS", "STATE")
        output.table(header, [_row(folder, key) for key in keys], wide=0, style=_colour)


@command.command()
@click.argument("domain", type=DOMAIN, required=False)
@click.pass_obj
def rotate(shell: Shell, domain: str | None) -> None:
    """Changes the keys of a domain in two runs.

    The first makes new keys, which wait, and prints their records. The second looks
    whether DNS has them; then they sign, and the old ones no more.
    """
    name = domain or shell.config.office.domain
    folder = shell.config.relay.dkim_keys
    keys = shell.read(dkim_keys, name)
    waiting = [
        key for key in keys if not key.active and use_of(folder, key) in (Use.WAITING, Use.SIGNING)
    ]
    if not any(key.active for key in keys):
        raise Refused(f"{name} has no keys to rotate; make the first with congvu dkim new {name}")
    if not waiting:
        made = _made(shell, name, BOTH, Use.WAITING)
        click.echo("The new keys wait. Publish their records beside the old ones:\n")
        print_records(made)
        click.echo(f"\nOnce they are seen everywhere, run again: congvu dkim rotate {name}")
        return
    _switch(shell, waiting, [key for key in keys if key.active])


def _made(
    shell: Shell, domain: str, algorithms: Iterable[Algorithm], use: Use
) -> tuple[DkimKey, ...]:
    """New keys, kept in files and in the store, or in neither."""
    folder = shell.config.relay.dkim_keys
    keys = new_keys(folder, domain, algorithms, shell.now, use)
    kept = False
    try:
        kept = shell.write(add_dkim_keys, keys, shell.now)
    finally:
        if not kept:
            forget(folder, keys)
    if not kept:
        raise Refused(f"the store knows a key of {domain} whose file is gone; see congvu dkim list")
    return keys


def _switch(shell: Shell, waiting: Sequence[DkimKey], old: Sequence[DkimKey]) -> None:
    seen_now = looks(shell, waiting)
    faults = [
        f"{key.name}: {seen.fault}"
        for key, seen in zip(waiting, seen_now, strict=True)
        if seen.fault
    ]
    if faults:
        raise Refused(
            "\n".join(
                [
                    *faults,
                    "the old keys go on signing; see congvu dkim dns, publish, and run it again",
                ]
            )
        )
    folder = shell.config.relay.dkim_keys
    for key in waiting:
        turn(folder, key, Use.SIGNING)
    for key in old:
        turn(folder, key, Use.RETIRED)
    shell.write(_exchange, tuple(waiting), tuple(old), shell.now)
    until = (shell.now + shell.config.relay.max_age + timedelta(days=2)).date()
    click.echo("The new keys sign; a daemon that runs takes them up at once, or within a minute.")
    click.echo(
        f"Leave the old records in DNS until {until}; letters signed with them are still under way."
    )


def _exchange(
    tx: Tx, waiting: tuple[DkimKey, ...], old: tuple[DkimKey, ...], now: datetime
) -> None:
    for key in waiting:
        saw_dkim_key(tx, key.domain, key.selector, key.public_key, now)
        set_dkim_active(tx, key.domain, key.selector, True, now)
    for key in old:
        set_dkim_active(tx, key.domain, key.selector, False, now)


def _state(folder: Path, key: DkimKey) -> str:
    match use_of(folder, key), key.active:
        case None, True:
            return "file missing"
        case Use.SIGNING, True:
            return "signs"
        case Use.WAITING, False:
            return "waits"
        case _, True:
            return "file set aside"
        case _, False:
            return "retired"


def _facts(folder: Path, key: DkimKey) -> dict[str, Any]:
    return {
        "domain": key.domain,
        "selector": key.selector,
        "algorithm": key.algorithm,
        "name": key.name,
        "created_at": key.created_at,
        "active": key.active,
        "state": _state(folder, key),
        "published": key.published,
        "seen_at": key.seen_at,
    }


def _row(folder: Path, key: DkimKey) -> tuple[str, ...]:
    if key.seen_at is None:
        seen = "never looked"
    elif key.published:
        seen = f"right, {key.seen_at:%Y-%m-%d}"
    else:
        seen = f"{'absent' if key.seen is None else 'wrong'}, {key.seen_at:%Y-%m-%d}"
    return (key.domain, key.selector, key.algorithm, seen, _state(folder, key))


def _colour(row: Any) -> str | None:
    return {"signs": "green", "waits": "yellow", "retired": None}.get(row[-1], "red")
