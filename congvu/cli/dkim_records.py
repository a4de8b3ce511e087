"""The records of signing keys: as a zone file has them, and as DNS gives them now."""

import asyncio
from collections.abc import Iterable, Sequence

import click

from congvu.cli.shell import Shell
from congvu.dkim_dns import Seen, look
from mail.dns import Resolver
from mail.sign.record import dns_record, txt_strings
from work.directory import DkimKey


def value(key: DkimKey) -> str:
    """What the record of *key* has to say."""
    return dns_record(key.public_key, key.algorithm)


def print_records(keys: Iterable[DkimKey]) -> None:
    """Prints what to publish."""
    for key in keys:
        click.echo(f"{key.name}. IN TXT (")
        for part in txt_strings(value(key)):
            click.echo(f'    "{part}"')
        click.echo(")")


def looks(shell: Shell, keys: Sequence[DkimKey]) -> list[Seen]:
    """What DNS says now of each of *keys*."""

    async def asked() -> list[Seen]:
        resolver = Resolver(shell.config.dns.resolvers or None)
        return list(await asyncio.gather(*(look(resolver, key) for key in keys)))

    return asyncio.run(asked())
