"""The records of signing keys: as a zone file has them, and as DNS gives them now."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

import click

from congvu.cli.shell import Shell
from congvu.dkim_dns import Look, look
from mail.sign.record import dns_record, txt_strings
from mail.together import together
from mail.witness import Witnesses
from store import Tx
from store.directory.dkim import saw_dkim_key
from work.directory import DkimKey, KeyState


def to_publish(keys: Iterable[DkimKey], now: datetime) -> list[DkimKey]:
    """Those of *keys* whose record has to stand in DNS now."""
    stand = (KeyState.WAITING, KeyState.SIGNING, KeyState.RETIRING)
    return [key for key in keys if key.state(now) in stand or _is_revoked(key)]


def value(key: DkimKey) -> str:
    """What the record of *key* has to say; that of a revoked one has an empty p= (RFC 6376 §3.6.1)."""
    return dns_record(b"" if key.revoked_at else key.public_key, key.algorithm)


def print_records(keys: Iterable[DkimKey]) -> None:
    """Prints what to publish."""
    for key in keys:
        if key.leave_until is not None and key.revoked_at is None:
            click.echo(f"; leave it until {key.leave_until:%Y-%m-%d}")
        click.echo(f"{key.name}. IN TXT (")
        for part in txt_strings(value(key)):
            click.echo(f'    "{part}"')
        click.echo(")")


def looks(shell: Shell, keys: Sequence[DkimKey]) -> list[Look]:
    """What DNS says now of each of *keys*: every resolver, and every server of their zones that answers."""

    async def asked() -> list[Look]:
        witnesses = Witnesses(shell.config.dns.resolvers or None)
        return await together("key", (look(witnesses, key, authorities=True) for key in keys))

    return asyncio.run(asked())


def keep(tx: Tx, looked: Iterable[tuple[DkimKey, Look]], now: datetime) -> None:
    """Lets the store know what was seen; where nobody answered, nothing was.

    That a key which signs has vanished is for the daemon to say, which looks twice: letters wait then.
    """
    for key, seen in looked:
        vanished = key.active and key.published and not seen.shown
        if seen.certain and not vanished:
            saw_dkim_key(tx, key.domain, key.selector, seen.sight(key), now)


def _is_revoked(key: DkimKey) -> bool:
    """Whether it was revoked after others may have relied on it."""
    return key.revoked_at is not None and key.signs_from is not None
