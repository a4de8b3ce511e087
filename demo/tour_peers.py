"""The peers around the daemon, in this process: Telegram's emulator, the capture mailbox, the private DNS."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from demo import office
from demo.mailbox import Mailbox
from demo.mailbox_reply import door
from demo.telegram import Emulator
from demo.telegram_account import TOKEN, account
from demo.tour_http import Pages
from demo.tour_ports import HOST, Ports
from demo.zone import ZoneFile, ZoneServer


@dataclass(frozen=True, slots=True)
class Peers:
    """Where the peers are: *ports* as they were taken, and the pages of those that have any."""

    ports: Ports
    chat: Pages
    mailbox: Pages


@asynccontextmanager
async def peers(mails: Path, zone: Path, ports: Ports) -> AsyncIterator[Peers]:
    """The peers serve while the block runs; letters are kept in *mails*, *zone* is the file of the DNS."""
    emulator = Emulator(TOKEN, [account(each) for each in office.accounts()])
    mailbox, dns = Mailbox(mails, hands_in=door(ports.front)), ZoneServer(ZoneFile(zone))
    chat = emulator.listen(HOST, ports.chat)
    sink, page = mailbox.listen((HOST, ports.sink), (HOST, ports.mailbox))
    taken = replace(ports, sink=sink, dns=dns.listen(HOST, ports.dns))
    async with asyncio.TaskGroup() as group:
        serving = [
            group.create_task(emulator.serve(), name="telegram"),
            group.create_task(mailbox.serve(), name="mailbox"),
            group.create_task(dns.serve(), name="dns"),
        ]
        try:
            yield Peers(taken, Pages(chat), Pages(page))
        finally:
            for task in serving:
                task.cancel()
