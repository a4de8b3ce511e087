"""`congvu dkim check`: what DNS says of the keys at this moment, and what to mend."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import click

from congvu.cli import output, sending
from congvu.cli.arguments import DOMAIN
from congvu.cli.dkim_records import keep, print_records, to_publish
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.dkim_survey import Beside, Surveyed, beside, survey
from mail.witness import Witnesses
from store import Tx
from store.directory import load
from store.directory.dkim import dkim_keys
from work.directory import Directory, DkimKey
from work.signing import Senders, sending_domains, unsigned


@dataclass(frozen=True, slots=True)
class Found:
    """What DNS gave for each key whose record has to stand, what stands beside, and which domains send unsigned."""

    looked: tuple[Surveyed, ...]
    beside: tuple[Beside, ...]
    unsigned: tuple[str, ...]

    def faulty(self) -> tuple[Surveyed, ...]:
        """The keys whose record is not seen to be right."""
        return tuple(one for one in self.looked if one.grave)


@click.command("check")
@click.argument("domain", type=DOMAIN, required=False)
@json_option
@click.pass_obj
def command(shell: Shell, domain: str | None, as_json: bool) -> None:
    """Asks DNS now for the record of each key, and says what to publish or to mend.

    Every resolver is asked, and the zone's own name servers as far as they answer; SPF and
    DMARC are looked at beside. The overview page and the daemon take up what was seen. Ends
    with 1 when anything is to be mended. Of one DOMAIN, or of all.
    """
    found = _found(shell, domain)
    shell.write(keep, tuple((one.key, one.look) for one in found.looked), shell.now)
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
    directory, known = shell.read(_known)
    keys = [key for key in to_publish(known, shell.now) if domain in (None, key.domain)]
    senders = Senders(shell.config.office.domain, shell.config.relay.trusted_agencies)
    able = sending_domains(directory, senders, shell.machine_day) if domain is None else {domain}
    looked, stands = asyncio.run(_asked(shell, keys, known))
    return Found(looked, stands, unsigned(directory, known, able))


async def _asked(
    shell: Shell, keys: Iterable[DkimKey], known: tuple[DkimKey, ...]
) -> tuple[tuple[Surveyed, ...], tuple[Beside, ...]]:
    witnesses = Witnesses(shell.config.dns.resolvers or None)
    domains = sorted({key.domain for key in keys})
    async with asyncio.TaskGroup() as group:
        looked = group.create_task(survey(witnesses, keys, known, shell.now), name="survey")
        stands = group.create_task(beside(witnesses, domains), name="beside")
    return looked.result(), stands.result()


def _known(tx: Tx) -> tuple[Directory, tuple[DkimKey, ...]]:
    return load(tx), dkim_keys(tx)


def _print(found: Found) -> None:
    _print_looked(found.looked)
    if publish := [one.key for one in found.faulty() if one.look.certain]:
        click.echo("\nIn place of what stands there, if anything does, publish:\n")
        print_records(publish)
    for stands in found.beside:
        for advice in stands.advice:
            click.echo(f"\n{stands.domain}: {advice}.")
    for domain in found.unsigned:
        click.echo(f"\nLetters from {domain} leave unsigned; make keys: congvu dkim new {domain}")


def _print_looked(looked: Iterable[Surveyed]) -> None:
    rows = [(one.key.domain, one.key.name, *(one.grave or ("right",))[:1]) for one in looked]
    if rows:
        output.table(("DOMAIN", "RECORD", "IN DNS"), rows, wide=1, style=_colour)
    for one in looked:
        for problem in one.problems:
            if problem.sentence not in one.grave[:1]:
                click.echo(f"\n{one.key.name}: {problem.sentence}.")


def _colour(row: Any) -> str | None:
    return "green" if row[-1] == "right" else "red"


def _facts(found: Found) -> dict[str, Any]:
    return {
        "records": [_record(one) for one in found.looked],
        "domains": [
            {"domain": one.domain, "spf": one.spf, "dmarc": one.dmarc, "advice": one.advice}
            for one in found.beside
        ],
        "unsigned": found.unsigned,
    }


def _record(one: Surveyed) -> dict[str, Any]:
    return {
        "domain": one.key.domain,
        "name": one.key.name,
        "right": not one.grave,
        "fault": one.grave[0] if one.grave else "",
        "problems": [{"problem": p.sentence, "grave": p.grave} for p in one.problems],
        "alias": one.alias,
        "ttl": one.look.ttl,
        "asked": [told.server for told in one.look.told],
    }
