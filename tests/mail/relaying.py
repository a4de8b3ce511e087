"""One worker of a relay for tests: a real store, queue and relay, and a next hop that does as it is told."""

import asyncio
import random
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mail.acquaintance import Acquaintance
from mail.allowance import Allowances
from mail.approval import Approvals
from mail.consignment import Begin, Consignment
from mail.content import Content
from mail.dmarc.intake import Reports
from mail.dsn import Reporter
from mail.hands import Bounds
from mail.inbound import Inbound, InboundSettings
from mail.matrix import Matrix
from mail.porter import Deliverer
from mail.queue import Outfit, Queue
from mail.relay import Gates, Relay, RelaySettings
from mail.returned import Returns
from mail.roster import Roster
from mail.route import Destination, Exchangers, Route, Routes
from mail.rule import Rule
from mail.schedule import Schedule
from mail.sealing import Sealer
from mail.sign.keyring import Keyring
from mail.smtp.reply import Reply
from mail.suppressed import Habits, Suppressed
from mail.warden import Warden
from store import Store, Tx
from store.migrate import ensure
from store.schema.spool import letter, recipient
from tests.mail.sign.rings import ring_of
from tests.stores import empty_store
from work import receipt
from work.agency import Agency
from work.directory import Directory
from work.letter import Addressee, Envelope, Origin, State
from work.outcome import Delivered, Outcome

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOLDER = "worker:test"
SENDER = "an@bn.gov.vn"
BINH = "binh@yte.gov.vn"
CONTENT = (
    b"From: An <an@bn.gov.vn>\r\nTo: binh@yte.gov.vn\r\nSubject: Bao cao\r\n"
    b"Date: Tue, 24 Nov 2026 09:00:00 +0700\r\nMessage-ID: <1@bn.gov.vn>\r\n\r\nKinh gui\r\n"
)
ORIGIN = Origin("inside", "trusted", "10.1.0.9", "mx.bn.gov.vn", "ESMTP", agency="H05")
HABITS = Habits((re.compile("no such user", re.IGNORECASE),), timedelta(days=7), ZONE)
QUICK = Bounds(tick_seconds=0.05)
AGENCIES = (Agency("H05", "Bac Ninh", "BN", frozenset({"bn.gov.vn"})),)

Answer = Callable[[Consignment, Begin], Awaitable[tuple[Outcome, ...]]]


async def taken(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
    """The usual next hop."""
    await begin()
    return tuple(Delivered("ok") for _ in consignment.recipients)


@dataclass
class Hop:
    """A next hop; *answers* tell what it says to mail for a domain, *taken* where they say nothing."""

    answers: dict[str, Answer] = field(default_factory=dict)
    letters: dict[str, list[Consignment]] = field(default_factory=lambda: defaultdict(list))

    async def deliver(
        self, destination: Destination, consignment: Consignment, begin: Begin
    ) -> tuple[Outcome, ...]:
        assert isinstance(destination, Exchangers)
        self.letters[destination.domain].append(consignment)
        return await self.answers.get(destination.domain, taken)(consignment, begin)


class Says:
    """A next hop that gives *outcomes* one after the other, the last one for ever."""

    def __init__(self, *outcomes: Outcome, begins: bool = True) -> None:
        self.outcomes = list(outcomes)
        self.begins = begins
        self.asked = 0

    async def __call__(self, consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
        self.asked += 1
        if self.begins:
            assert await begin()
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        return (outcome,) * len(consignment.recipients)


class Waits:
    """A next hop that says nothing until it is *released*."""

    def __init__(self) -> None:
        self.began: list[bool] = []
        self.released = asyncio.Event()

    async def __call__(self, consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
        self.began.append(await begin())
        await self.released.wait()
        return (Delivered("at last"),) * len(consignment.recipients)


class SetClock:
    """A clock that stands until it is put forward."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def forward(self, span: timedelta) -> None:
        self.time += span


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """Comes back once *condition* holds; fails after half a minute."""
    for _ in range(3000):
        if await condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about")


@dataclass
class Worker:
    """A relay that runs, and everything it is made of."""

    store: Store
    clock: SetClock
    hop: Hop
    queue: Queue
    relay: Relay
    running: "asyncio.Task[None]"
    lease: list[bool]  # whether it is young enough
    warden: Warden
    allowances: Allowances

    async def letter(self, *to: str | Addressee, content: bytes = CONTENT, **facts: Any) -> Reply:
        """The answer to a letter from SENDER, to BINH where nobody is named."""
        recipients = tuple(Addressee(one) if isinstance(one, str) else one for one in to or (BINH,))
        envelope = replace(Envelope(SENDER, recipients), **facts)
        return await self.relay.letter(ORIGIN, envelope, Content.of(content))

    async def number(self, *to: str | Addressee, **facts: Any) -> int:
        """The number of a letter that was taken."""
        reply = await self.letter(*to, **facts)
        found = receipt.decode(reply.text.rpartition(" ")[2])
        assert reply.code == 250
        assert found is not None
        return found

    async def rows(self, number: int | None = None) -> list[Any]:
        """Every recipient, or those of one letter."""

        def read(tx: Tx) -> list[Any]:
            asked = select(recipient).order_by(recipient.c.letter_id, recipient.c.position)
            if number is not None:
                asked = asked.where(recipient.c.letter_id == number)
            return list(tx.all(asked))

        return await self.store.read(read)

    async def states(self, number: int | None = None) -> list[State]:
        """Where every recipient stands."""
        return [State(row.state) for row in await self.rows(number)]

    async def until(self, *states: State, number: int | None = None) -> None:
        """Comes back once the recipients stand so."""

        async def so() -> bool:
            return await self.states(number) == list(states)

        await eventually(so)

    async def kinds(self) -> list[str]:
        """The kind of every letter."""

        def read(tx: Tx) -> list[str]:
            return [row.kind for row in tx.all(select(letter).order_by(letter.c.id))]

        return await self.store.read(read)


def _store(folder: Path, url: str | None) -> Store:
    if url is not None:
        ensure(url)
    return Store.open(url or empty_store(folder), "test")


def _gates(
    roster: Roster, store: Store, suppressed: Suppressed, warden: Warden, facts: dict[str, Any]
) -> Gates:
    """What letters have to pass; those from outside pass where it is told how to *authenticate* them."""
    hindrance, releases = facts.pop("hindrance", lambda: None), facts.pop("releases", ())
    authenticate, rules = facts.pop("authenticate", None), facts.pop("authenticity", ())
    settings = InboundSettings("mail.bn.gov.vn", "bn.gov.vn", rules)
    return Gates(
        hindrance,
        warden,
        suppressed,
        Approvals(store, releases, roster) if releases else None,
        Inbound(lambda: roster.directory, authenticate, settings) if authenticate else None,
        Reports(store, "dmarc@bn.gov.vn"),
        Returns(store, suppressed, "mail.bn.gov.vn"),
        gateway=facts.pop("gateway", None),
        screen=facts.pop("screen", None),
    )


@asynccontextmanager
async def working(
    folder: Path,
    *,
    bounds: Bounds = QUICK,
    records: dict[tuple[str, str], bytes | None] | None = None,
    keyring: Keyring | None = None,
    routes: Routes | None = None,
    deliverer: Deliverer | None = None,
    rules: tuple[Rule, ...] = (),
    schedule: Schedule | None = None,
    url: str | None = None,
    **relay_facts: Any,
) -> AsyncIterator[Worker]:
    """A worker that runs while the block does; its signing keys, and its store unless *url* names one, are in *folder*."""
    store, clock, hop, lease = _store(folder, url), SetClock(), Hop(), [True]
    keyring, roster = keyring or ring_of(folder / "dkim"), Roster(store)
    suppressed = Suppressed(store, HABITS, clock)
    outfit = Outfit(
        store=store,
        holder=HOLDER,
        holding=lambda: lease[0],
        clock=clock,
        routes=routes or Routes([Route("*", "mx")]),
        sealer=Sealer("mail.bn.gov.vn", keyring, records or {}, roster.owner),
        deliverer=deliverer or hop,
        reporter=Reporter("mail.bn.gov.vn", "bn.gov.vn", ZONE),
        schedule=schedule or Schedule(),
        suppressed=suppressed,
        chance=random.Random(1),
    )
    queue = Queue(outfit, bounds)
    agencies = relay_facts.pop("agencies", AGENCIES)
    roster.directory = Directory.of(agencies, relay_facts.pop("logins", ()), b"of this office")
    allowances = Allowances(store, clock, ZONE, timedelta(days=365))
    warden = Warden(Matrix(rules), allowances, Acquaintance(store, ZONE), ZONE)
    gates = _gates(roster, store, suppressed, warden, relay_facts)
    settings = RelaySettings("bn.gov.vn", ZONE)
    relay = Relay(store, queue, roster, clock, settings, gates, **relay_facts)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(queue.run())
        await asyncio.sleep(0)
        following = group.create_task(suppressed.follow())
        yield Worker(store, clock, hop, queue, relay, running, lease, warden, allowances)
        following.cancel()
        queue.stop()
    relay.close()
    await store.close()
