"""The queue of one worker: letters fresh from the relay and due ones from the store go to their next hop.

What the relay accepts is born claimed by this worker and comes by `take`, without a
second look at the store; what does not fit in hand waits there for whoever has room.
"""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from mail.address import domain_of
from mail.bounce import Bounces
from mail.dsn import Reporter
from mail.hands import Bounds, Group, Hands, Lane, Load
from mail.ledger import Ledger
from mail.parking import park
from mail.porter import Deliverer, Tools, carry, give_back
from mail.route import Destination, Routes
from mail.schedule import Schedule
from mail.sealing import Sealer
from mail.suppressed import Suppressed
from mail.sweep import Sweep
from schedules.clock import Clock
from store import Store, body, claim, suspension
from store.bell import Ear
from store.claim import Claimed
from store.failure import REMEDY, StoreFailed, reason
from work.finish import finish
from work.incident import new_incident
from work.letter import Parcel
from work.suspension import Suspension

log = structlog.get_logger()

NEVER = frozenset({"NEVER"})
RECIPIENTS = 100  # of one transaction: every server takes so many, RFC 5321 §4.5.3.1.8
PAUSE_SECONDS = 5.0  # while there is no room, no lease or no store
SENT_AGAIN = "report this traceback; the letter is taken up again, or see `congvu queue why`"


@dataclass(frozen=True, slots=True)
class Outfit:
    """What a queue works with. *holder* is the name of the worker's lease.

    *holding* is True while that lease is younger than two thirds of its term.
    """

    store: Store
    holder: str
    holding: Callable[[], bool]
    clock: Clock
    routes: Routes
    sealer: Sealer
    deliverer: Deliverer
    reporter: Reporter
    schedule: Schedule
    suppressed: Suppressed
    chance: random.Random


class Queue:
    """Run it in a task of its own; `stop` ends it after what is being sent."""

    def __init__(self, outfit: Outfit, bounds: Bounds) -> None:
        store, clock = outfit.store, outfit.clock
        bounces = Bounces(store, outfit.reporter, outfit.schedule, clock)
        self._tools = Tools(
            store=store,
            holder=outfit.holder,
            clock=clock,
            ledger=Ledger(store, outfit.holder, clock),
            bounces=bounces,
            sealer=outfit.sealer,
            deliverer=outfit.deliverer,
            schedule=outfit.schedule,
            suppressed=outfit.suppressed,
            chance=outfit.chance,
            may_send=self._may_send,
        )
        self._holding = outfit.holding
        self._routes = outfit.routes
        self._bounds = bounds
        self._hands = Hands(bounds)
        self._lanes: dict[Destination, Lane] = {}
        self._sweep = Sweep(store, outfit.holder, clock, bounces, outfit.schedule, self._hands)
        self._suspended: Mapping[str, Suspension] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._stopping = asyncio.Event()
        self._came_round: dict[str, float] = {}  # when each loop did, on the event loop's clock

    def silence(self) -> Mapping[str, float]:
        """Seconds since the loops "claims" and "sweeps" came round; none while the queue does not run."""
        now = asyncio.get_running_loop().time()
        return {name: now - at for name, at in self._came_round.items()}

    def reserve(self, octets: int) -> str | None:
        """The holder to accept a letter of so many octets for; `take` or `cancel` must follow.

        None when the letter has to wait in the store: then nothing must follow.
        """
        if self._tasks is None or not self._may_send() or not self._hands.reserve(octets):
            return None
        return self._tools.holder

    def cancel(self, octets: int) -> None:
        """Gives back the room reserved for a letter that was not accepted after all."""
        self._hands.free(octets)

    def take(self, load: Load) -> None:
        """Takes up a letter that stands claimed in the store, and that room was reserved for."""
        if self._tasks is None:  # the queue ended while it was committed
            self._tools.store.write(claim.release, self._tools.holder, self._tools.clock.now())
            self._hands.free(load.weight)
            return
        asleep = self._asleep(load)
        if asleep:
            _begun(self._tasks, park(load, asleep, self._tools), "queue-parking")
            load = _only(load, [i for i in range(len(load.past)) if i not in asleep])
        groups = tuple(self._grouped(load))
        if not groups:
            self._hands.free(load.weight)
            return
        self._hands.hold(load, len(groups))
        for group in groups:
            self._line_up(group, self._tasks)

    def stop(self) -> None:
        """Nothing more is begun; `run` ends when what is being sent has its answer."""
        self._stopping.set()
        self._hands.emptied()

    async def run(self) -> None:
        """Delivers until it is stopped or cancelled, then gives back what it has.

        What was being sent when it was cancelled is uncertain from then on. It may be
        run again, as after a failure.
        """
        ear, now = self._tools.store.bell.ear("queue"), asyncio.get_running_loop().time
        self._hands.emptied = ear.strike
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                self._came_round = dict.fromkeys(("claims", "sweeps"), now())
                tasks.create_task(self._claims(ear, tasks), name="queue-claims")
                tasks.create_task(self._sweeps(), name="queue-sweeps")
        finally:
            self._tasks = None
            self._came_round.clear()
            self._lanes.clear()
            self._hands.empty()
            self._tools.ledger.flush()
            ended_at = self._tools.clock.now()
            repeat_at = ended_at + self._tools.schedule.uncertain_after
            left = self._tools.store.write(claim.take_over, self._tools.holder, ended_at, repeat_at)
            await finish(left)

    def _may_send(self) -> bool:
        return not self._stopping.is_set() and self._holding()

    def _asleep(self, load: Load) -> dict[int, str]:
        """The suspended domains of recipients, by their place in the load."""
        if not self._suspended:
            return {}
        domains = [domain_of(to.address) for to in load.parcel.envelope.recipients]
        return {i: domain for i, domain in enumerate(domains) if self._sleeps(domain)}

    def _sleeps(self, domain: str) -> bool:
        found = self._suspended.get(domain)
        now = self._tools.clock.now()
        return found is not None and (found.until is None or found.until > now)

    def _grouped(self, load: Load) -> Iterator[Group]:
        # NOTIFY=NEVER stays apart: OpenSMTPD refuses it for good behind a recipient with another NOTIFY.
        together: dict[tuple[Destination, bool], list[int]] = defaultdict(list)
        for index, addressee in enumerate(load.parcel.envelope.recipients):
            destination = self._routes.destination(domain_of(addressee.address))
            together[destination, addressee.notify == NEVER].append(index)
        for (destination, _), members in together.items():
            for start in range(0, len(members), RECIPIENTS):
                yield Group(load, destination, tuple(members[start : start + RECIPIENTS]))

    def _line_up(self, group: Group, tasks: asyncio.TaskGroup) -> None:
        lane = self._lanes.get(group.destination)
        if lane is None:
            lane = self._lanes[group.destination] = Lane(asyncio.get_running_loop().time())
        lane.waiting.append(group)
        self._man(group.destination, lane, tasks)

    def _man(self, destination: Destination, lane: Lane, tasks: asyncio.TaskGroup) -> None:
        if lane.waiting and lane.porters < self._bounds.porters:
            lane.porters += _begun(tasks, self._porter(destination, lane), "queue-porter")

    async def _porter(self, destination: Destination, lane: Lane) -> None:
        loop = asyncio.get_running_loop()
        try:
            while lane.waiting and self._may_send():
                await self._carry(lane.waiting.popleft())
                lane.moved_at = loop.time()
        finally:
            lane.porters -= 1
            if not lane.porters and not lane.waiting:
                del self._lanes[destination]

    async def _carry(self, group: Group) -> None:
        """The shell around one letter: a bug that one of them meets must not stop the others."""
        try:
            if self._asleep(group.load):  # since it was lined up: taken up again, it is parked
                await give_back(group, self._tools)
            else:
                await carry(group, self._tools)
        except Exception:  # the sweep gives back what nobody works at
            log.exception(
                "letter.failed",
                letter=group.load.parcel.letter,
                incident=new_incident(),
                remedy=SENT_AGAIN,
            )
        finally:
            self._hands.put_down(group)

    async def _claims(self, ear: Ear, tasks: asyncio.TaskGroup) -> None:
        while not self._stopping.is_set():
            self._came_round["claims"] = asyncio.get_running_loop().time()
            try:
                now = self._tools.clock.now()
                self._suspended = await self._tools.store.read(suspension.standing, now)
                pause = await self._claim()
                await self._relieve()
            except StoreFailed as error:
                log.error("queue.blind", error=reason(error), remedy=REMEDY)
                pause = PAUSE_SECONDS
            for destination, lane in tuple(self._lanes.items()):  # whose lease was late meanwhile
                self._man(destination, lane, tasks)
            if pause and not self._stopping.is_set():
                await ear.heard(pause)

    async def _claim(self) -> float:
        """Takes up what is due, and gives the seconds until there may be more."""
        tools, now = self._tools, self._tools.clock.now()
        room = min(self._hands.room, self._bounds.batch)
        if not room or not self._may_send():
            return min(PAUSE_SECONDS, self._bounds.tick_seconds)
        claimed = await tools.store.write(claim.claim, tools.holder, now, room)
        numbers = tuple(one.parcel.body for one in claimed)
        octets = await tools.store.read(body.short, numbers) if numbers else {}
        for load in self._new_in(claimed, octets):
            self._hands.force(load.weight)
            self.take(load)
        if sum(len(one.past) for one in claimed) == room:
            return 0.0
        due = await tools.store.read(claim.next_due)
        tick = self._bounds.tick_seconds
        return tick if due is None else min(tick, max((due - now).total_seconds(), 0.05))

    def _new_in(self, claimed: Sequence[Claimed], octets: Mapping[int, bytes]) -> Iterator[Load]:
        """A lost lease may have set free, and we claimed again, what is still in hand: that goes on."""
        for one in claimed:
            parcel = one.parcel
            new = [
                i
                for i, position in enumerate(parcel.positions)
                if (parcel.letter, position) not in self._hands.places
            ]
            if len(new) == len(one.past):
                yield Load(parcel, one.past, octets.get(parcel.body))
            elif new:
                yield _only(Load(parcel, one.past, octets.get(parcel.body)), new)

    async def _relieve(self) -> None:
        """Lets letters wait in the store whose destination takes none, so that others find room."""
        stalled_at = asyncio.get_running_loop().time() - self._bounds.stalled_seconds
        tools = self._tools
        for lane in tuple(self._lanes.values()):
            moves = lane.moved_at > stalled_at or lane.porters < self._bounds.porters
            if moves or not lane.waiting:
                continue
            groups, lane.waiting = lane.waiting, deque()
            keys = [key for group in groups for key in group.standing()]
            not_before = tools.clock.now() + self._bounds.stalled_pause
            log.warning("queue.stalled", letters=len(groups), until=not_before.isoformat())
            for group in groups:
                self._hands.put_down(group)
            await tools.store.write(claim.give_back, tools.holder, keys, not_before)

    async def _sweeps(self) -> None:
        while not self._stopping.is_set():
            self._came_round["sweeps"] = asyncio.get_running_loop().time()
            await self._sweep.once()
            try:
                async with asyncio.timeout(self._bounds.tick_seconds):
                    await self._stopping.wait()
            except TimeoutError:
                continue


def _begun(tasks: asyncio.TaskGroup, work: Coroutine[Any, Any, None], name: str) -> bool:
    """Whether *work* runs; not once `run` was cancelled, which gives back what waits."""
    try:
        tasks.create_task(work, name=name)
    except RuntimeError:
        work.close()
        return False
    return True


def _only(load: Load, members: Sequence[int]) -> Load:
    """The load with some of its recipients alone."""
    past = tuple(load.past[i] for i in members)
    return Load(_part(load.parcel, members), past, load.octets, load.header)


def _part(parcel: Parcel, members: Sequence[int]) -> Parcel:
    recipients = tuple(parcel.envelope.recipients[i] for i in members)
    return parcel._replace(
        envelope=replace(parcel.envelope, recipients=recipients),
        positions=tuple(parcel.positions[i] for i in members),
        attempts=tuple(parcel.attempts[i] for i in members),
    )
