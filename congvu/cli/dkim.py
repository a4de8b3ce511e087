"""`congvu dkim`: signing keys, and the records that others verify by."""

from collections.abc import Iterable

import click

from congvu.cli import dkim_check, dkim_end, dkim_rotate, output, sending
from congvu.cli.arguments import DOMAIN
from congvu.cli.dkim_make import ALGORITHM, TOKEN, made, wanted
from congvu.cli.dkim_records import print_records, to_publish, value
from congvu.cli.dkim_words import facts, row, style
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store.directory.dkim import dkim_keys
from work.directory import DkimKey

NONE_YET = """\
There is no signing key yet. Make a pair:
  congvu dkim new DOMAIN"""


@click.group(cls=Group)
def command() -> None:
    """Signing keys (DKIM, RFC 6376): one RSA and one Ed25519 key for each signing domain."""


command.add_command(dkim_check.command)
command.add_command(dkim_rotate.command)
command.add_command(dkim_end.revoke)
command.add_command(dkim_end.retire)


@command.command()
@click.argument("domains", metavar="[DOMAIN]...", type=DOMAIN, nargs=-1)
@ALGORITHM
@TOKEN
@click.pass_obj
def new(shell: Shell, domains: tuple[str, ...], algorithm: str, token: str | None) -> None:
    """Makes the first keys of domains (the office's, unless named); later ones come by rotate.

    They sign at once: until DNS shows them their signatures count for nothing, and do no harm.

    \b
    Example:
      congvu dkim new bacninh.gov.vn     makes keys, and prints what to publish
      congvu dkim check bacninh.gov.vn   says whether DNS has it
    """
    names = dict.fromkeys(domains or (shell.config.office.domain,))
    for name in names:
        _require_new(shell, name, wanted(algorithm))
    for name in names:
        keys = made(shell, name, wanted(algorithm), token)
        where = f"the token {token}" if token else str(shell.config.relay.dkim_keys / name)
        click.echo(
            f"Made {len(keys)} keys of {name} in {where}. Publish, then look with congvu dkim check:\n"
        )
        print_records(keys)
        click.echo()
    click.echo("A daemon that runs signs with them at once, or within a minute.")


def _require_new(shell: Shell, name: str, algorithms: Iterable[str]) -> None:
    """Refuses where the domain is nobody's, or has keys of these kinds."""
    sending.require(shell, name)
    taken = _taken(shell.read(dkim_keys, name))
    if known := taken & set(algorithms):
        raise Refused(
            f"{name} has keys already ({' and '.join(sorted(known))}); change keys with"
            f" congvu dkim rotate {name}"
        )


def _taken(keys: Iterable[DkimKey]) -> set[str]:
    return {key.algorithm for key in keys if key.active or key.waiting}


@command.command()
@click.argument("domain", type=DOMAIN, required=False)
@json_option
@click.pass_obj
def dns(shell: Shell, domain: str | None, as_json: bool) -> None:
    """Prints the records that have to stand in DNS, as a zone file has them.

    Those of keys that wait or sign, those that have to stay for letters under way, and those
    that say that a key is revoked.
    """
    keys = to_publish(shell.read(dkim_keys, domain), shell.now)
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
    """Lists all keys, what DNS said of them when it was last asked, and what comes next."""
    keys, now, folder = shell.read(dkim_keys), shell.now, shell.config.relay.dkim_keys
    if as_json:
        output.as_json([facts(folder, key, now) for key in keys])
    elif not keys:
        click.echo(NONE_YET)
    else:
        header = ("DOMAIN", "SELECTOR", "KEY", "IN DNS", "STATE")
        rows = [row(folder, key, now) for key in keys]
        output.table(header, rows, wide=0, style=style)
