"""The keys that signatures name, asked for side by side and within bounds."""

import asyncio
import contextlib
from collections.abc import Collection
from typing import Protocol

from mail.dns import Absent, Answer, Found
from mail.sign.record import KeyRecord, read_record

KeyName = tuple[str, str]  # selector, domain

KEYS_SECONDS = 20.0  # all of them; a client waits ten minutes for the answer, RFC 5321 §4.5.3.2.6
KEYS_AT_ONCE = 10
MOST_RECORDS = 10  # looked at, of those at one name


class KeyServer(Protocol):
    """Gives TXT records, as mail.dns.Resolver does."""

    async def txt(self, name: str) -> Answer[bytes]:
        """The TXT records of *name*, each with its strings joined."""


async def key_records(
    names: Collection[KeyName], resolver: KeyServer, seconds: float = KEYS_SECONDS
) -> dict[KeyName, bytes | None]:
    """The key records of *names* (RFC 6376 §3.6.2), None where DNS says that there is none.

    What DNS does not tell now, or not within *seconds*, is missing.
    """
    records: dict[KeyName, bytes | None] = {}
    turns = asyncio.Semaphore(KEYS_AT_ONCE)

    async def ask(name: KeyName) -> None:
        selector, domain = name
        async with turns:
            answer = await resolver.txt(f"{selector}._domainkey.{domain}")
        if isinstance(answer, Found):
            records[name] = _chosen(answer.records)
        elif isinstance(answer, Absent):
            records[name] = None

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as tasks:
            for name in names:
                tasks.create_task(ask(name), name="key-record")
    return records


def _chosen(texts: Collection[bytes]) -> bytes:
    """The first usable record, whatever order DNS gave; of several any may be taken (RFC 6376 §6.1.2)."""
    looked_at = sorted(texts)[:MOST_RECORDS]
    usable = (text for text in looked_at if isinstance(read_record(text), KeyRecord))
    return next(usable, looked_at[0])
