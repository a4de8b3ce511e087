"""`congvu dkim check`: what DNS says of the keys at this moment, and what to mend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

from congvu.cli import output, sending
from congvu.cli.arguments import DOMAIN
from congvu.cli.dkim_records import looks, print_records
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.dkim_dns import Seen
from store import Tx
from store.directory import load
from store.directory.dkim import dkim_keys, saw_dkim_key
from work.directory import Directory, DkimKey
from work.signing import Senders, sending_domains, unsigned

Looked = tuple[DkimKey, Seen]


@dataclass(frozen=True, slots=True)
class Found:
    """What DNS gave for each key that signs, and which domains send unsigned."""

    looked: tuple[Looked, ...]
    unsigned: tuple[str, ...]

    def faulty(self) -> tuple[Looked, ...]:
        """The keys whose record is not seen to be right."""
        return tuple((key, seen) for key, seen in self.looked if seen.fault)


@click.command("check")
@click.argument("domain", type=DOMAIN, required=False)
@json_option
@click.pass_obj
def command(shell: Shell, domain: str | None, as_json: bool) -> None:
    """Asks DNS now for the record of each key that signs, and says what to publish or to mend.

    The overview page and the daemon take up what was seen. Ends with 1 when
    anything is to be mended. Of one DOMAIN, or of all.
    """
    found = _found(shell, domain)
    shell.write(_saw, found.looked, shell.now)
    if as_json:
        output.as_json(_facts(found))
    else:
        _print(found)
    if number := len(found.faulty()) + len(found.unsigned):
        things = "1 thing is" if number == 1 else f"{number} things are"
        raise Refused(f"{things} to be mended; do it, then look again with congvu dkim check")
    if not as_json:
        click.echo("DNS has every record, and nothing leaves unsigned.")


def _found(shell: Shell, domain: str | None) -> Found:
    if domain is not None:
        sending.require(shell, domain)
    directory, keys = shell.read(_known)
    signing = [key for key in keys if key.active and domain in (None, key.domain)]
    senders = Senders(shell.config.office.domain, shell.config.relay.trusted_agencies)
    able = sending_domains(directory, senders, shell.machine_day) if domain is None else {domain}
    asked = tuple(zip(signing, looks(shell, signing), strict=True))
    return Found(asked, unsigned(directory, keys, able))


def _known(tx: Tx) -> tuple[Directory, tuple[DkimKey, ...]]:
    return load(tx), dkim_keys(tx)


def _saw(tx: Tx, looked: Sequence[Looked], now: datetime) -> None:
    for key, seen in looked:
        if seen.certain:
            saw_dkim_key(tx, key.domain, key.selector, seen.octets, now)


def _print(found: Found) -> None:
    if found.looked:
        rows = [(key.domain, key.name, seen.fault or "right") for key, seen in found.looked]
        output.table(("DOMAIN", "RECORD", "IN DNS"), rows, wide=1, style=_colour)
    if to_publish := [key for key, seen in found.faulty() if seen.certain]:
        click.echo("\nIn place of what stands there, if anything does, publish:\n")
        print_records(to_publish)
    if len(to_publish) < len(found.faulty()):
        click.echo("\nWhere no name server answers, look at resolvers under [dns].")
    for domain in found.unsigned:
        click.echo(f"\nLetters from {domain} leave unsigned; make keys: congvu dkim new {domain}")


def _colour(row: Any) -> str | None:
    return "green" if row[-1] == "right" else "red"


def _facts(found: Found) -> dict[str, Any]:
    return {
        "records": [
            {"domain": key.domain, "name": key.name, "right": not seen.fault, "fault": seen.fault}
            for key, seen in found.looked
        ],
        "unsigned": found.unsigned,
    }
