"""Twenty thousand letters wait in a mailbox of a real Dovecot while the relay is under load and people ask in the chat.

One daemon with two workers does all three. Relay and chat are measured without the backlog, under
the same load; then with it, until every letter was taken, read and proposed; and once more without it,
since the machine may have other work meanwhile.

Needs root (Dovecot and smtp-sink change their users) and what `make setup` installs. Exit code 1 when
a claim is not met, 2 when nothing could be measured.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import trustme
from sqlalchemy import func, select

from bench import machine
from bench.backlog_letters import letters
from bench.chat_crowd import Crowd, percentile
from bench.chat_office import Filling
from bench.load import Sink
from bench.office import Office
from bench.program import Running, Unable, free_port
from bench.whole import Pressing, after, serving
from demo.clock import machine_now
from schedules.calendar import OFFICE_ZONE
from store import Store
from store.schema.intake import intake_letter
from store.schema.proposal import proposal
from tests.mail.peers.daemon import Tls
from tests.mail.peers.mailboxes import Mailboxes, mailboxes
from tests.mail.peers.watchable import PASSWORD, USER
from work.intake import TrayState

LETTERS, PEOPLE, TASKS = 20_000, 600, 60_000
REST_SECONDS = 30.0  # of relay and chat without a backlog, before it and once more behind it
QUESTIONS_A_SECOND = 10.0
LEAST_A_SECOND, LEAST_RELAY, MOST_CHAT = 50.0, 0.7, 2.0

CONFIG = """
[intake]
addresses = ["{user}"]
[[mailbox]]
name = "clerk"
host = "127.0.0.1"
port = {port}
user = "{user}"
password_file = "clerk"
ca_file = "{authority}"
"""


@dataclass(frozen=True, slots=True)
class Span:
    """What one span of time saw: letters relayed a second, seconds that answers took, questions lost."""

    seconds: float
    relayed: float
    waits: tuple[float, ...]
    lost: int
    cpu_seconds: float

    @property
    def p99_ms(self) -> float:
        """The 99th percentile of the answers."""
        return 1000 * percentile(self.waits, 0.99)

    def with_(self, other: "Span") -> "Span":
        """Both as one span."""
        seconds = self.seconds + other.seconds
        relayed = self.relayed * self.seconds + other.relayed * other.seconds
        waits = tuple(sorted((*self.waits, *other.waits)))
        cpu_seconds = self.cpu_seconds + other.cpu_seconds
        return Span(seconds, relayed / seconds, waits, self.lost + other.lost, cpu_seconds)


@dataclass(frozen=True, slots=True)
class Bench:
    """A daemon under load: its process, what it relays to, who asks it, and its store."""

    daemon: Running
    sink: Sink
    crowd: Crowd
    store: Store

    async def until(self, over: asyncio.Event) -> Span:
        """What relay and chat do until *over*, and until what was asked before it is answered."""
        began, relayed = time.monotonic(), self.sink.arrived
        before = machine.sample([self.daemon.pid])
        asked = await self.crowd.ask_until(over, QUESTIONS_A_SECOND)
        seconds = time.monotonic() - began
        spent = machine.spent(before, machine.sample([self.daemon.pid]), 0)
        rate = (self.sink.arrived - relayed) / seconds
        return Span(seconds, rate, tuple(sorted(asked.seconds)), asked.lost, spent.cpu_seconds)

    async def drained(self, count: int, over: asyncio.Event) -> tuple[float, float]:
        """How many letters a second were taken and read of *count*; once all of them were, *over*.

        What the daemon took while they were being laid there does not count.
        """
        began, rate = time.monotonic(), 0.0
        taken, read = await self._counts()
        while True:
            await asyncio.sleep(0.5)
            there, done = await self._counts()
            seconds = time.monotonic() - began
            if there >= count and not rate:
                rate = (count - taken) / seconds
            print(f"\r{there} taken, {done} read of {count}", end="", file=sys.stderr, flush=True)
            if done >= count:
                over.set()
                return rate, (count - read) / seconds

    async def _counts(self) -> tuple[int, int]:
        letter = select(func.count()).select_from(intake_letter)
        done = letter.where(intake_letter.c.state == TrayState.READ)
        return await self.store.read(lambda tx: (tx.value(letter), tx.value(done)))

    async def proposed(self) -> int:
        """How many letters have a proposal."""
        counted = select(func.count(proposal.c.intake_id.distinct()))
        return await self.store.read(lambda tx: int(tx.value(counted)))


def main() -> int:
    """Measures, prints, and gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.backlog", description=__doc__)
    parser.add_argument("--letters", type=int, default=LETTERS)
    asked = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="congvu-bench-", dir="/var/tmp") as name:
            folder = Path(name)
            folder.chmod(0o755)
            return asyncio.run(_run(folder, asked.letters))
    except Unable as error:
        print(error, file=sys.stderr)
        return 2


async def _run(folder: Path, count: int) -> int:
    today = machine_now().astimezone(OFFICE_ZONE).date()
    tls, sink_port = Tls.of(trustme.CA(), folder), free_port()
    async with mailboxes(tls) as peer:
        office = Office(folder / "congvu", sink_port)
        sink = Sink(sink_port, folder)
        try:
            async with _serving(office, sink, peer, tls, today) as bench:
                with Pressing(office.port):
                    rest = await bench.until(await after(REST_SECONDS))
                    await asyncio.to_thread(_put, peer, count, today)
                    over = asyncio.Event()
                    spans = bench.until(over), bench.drained(count, over)
                    loaded, drained = await asyncio.gather(*spans)
                    rest = rest.with_(await bench.until(await after(REST_SECONDS)))
                return _told(rest, loaded, drained, count, await bench.proposed())
        finally:
            sink.stop()


@asynccontextmanager
async def _serving(
    office: Office, sink: Sink, peer: Mailboxes, tls: Tls, today: date
) -> AsyncIterator[Bench]:
    """The daemon, once it relays and has answered some of the crowd."""
    facts = {"port": peer.port, "user": USER, "authority": tls.authority}
    config, secrets = CONFIG.format(**facts), {"clerk": PASSWORD}
    async with serving(office, Filling(PEOPLE, TASKS, today), config, secrets) as whole:
        yield Bench(whole.daemon, sink, whole.crowd, whole.store)


def _put(peer: Mailboxes, count: int, today: date) -> None:
    for letter in letters(count, today):
        peer.put(letter)


def _told(rest: Span, loaded: Span, drained: tuple[float, float], count: int, proposed: int) -> int:
    """The exit code; what was measured and what was asked are printed."""
    print(
        "\n| | seconds | relayed a second | chat p50 ms | p99 ms | answers | lost | daemon's cores |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    for name, span in (("without the backlog", rest), ("with it", loaded)):
        p50, cores = 1000 * percentile(span.waits, 0.5), span.cpu_seconds / span.seconds
        print(
            f"| {name} | {span.seconds:.0f} | {span.relayed:.0f} | {p50:.0f} | {span.p99_ms:.0f} |"
            f" {len(span.waits)} | {span.lost} | {cores:.2f} |"
        )
    taken, read = drained
    relay, chat = loaded.relayed / rest.relayed, loaded.p99_ms / rest.p99_ms
    print(f"{count} letters: {taken:.0f} a second taken, {read:.0f} read; {proposed} proposed")
    claims = (
        (read >= LEAST_A_SECOND, f"{read:.1f} letters a second of {LEAST_A_SECOND:.0f}"),
        (relay >= LEAST_RELAY, f"relay at {relay:.2f} of {LEAST_RELAY}"),
        (chat <= MOST_CHAT, f"chat's p99 at {chat:.2f}, at most {MOST_CHAT}"),
        (proposed == count, f"{proposed} of {count} letters proposed"),
        (not rest.lost + loaded.lost, f"{rest.lost + loaded.lost} answers lost"),
    )
    for met, words in claims:
        print("met   " if met else "MISSED", words)
    print(f"load {os.getloadavg()[0]:.1f}, {machine.CORES} cores")
    return 0 if all(met for met, _ in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
