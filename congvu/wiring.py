"""Where objects meet: opens what the daemon stands on, starts its loops in the right order, and ends it.

First the relay, so that it answers at once; of several workers the first that
has it. What takes long to import comes after it, by a thread, so that the
relay goes on answering meanwhile.
"""

import asyncio
import importlib
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import timedelta
from functools import partial

import structlog

from congvu import collector
from congvu.alert import Alert
from congvu.audit_key import AuditKey
from congvu.children import Child, environment, tell
from congvu.config import Config
from congvu.daemon import Daemon, Order, Role
from congvu.lifecycle import (
    descriptors,
    parent_watched,
    reassure,
    signals,
    tell_manager,
    watched_seconds,
)
from congvu.parts import relay
from congvu.sealing import seal_account
from congvu.simulation import office_clock
from congvu.space import Room
from congvu.supervise import Supervisor
from congvu.watchdog import Watchdog
from congvu.worker import Worker
from schedules.clock import MachineClock
from store import Store, mailbox, restoration
from store.migrate import ensure

DRAIN = timedelta(seconds=30)  # for what is under way at a stop
CHILDREN_DRAIN = DRAIN + timedelta(seconds=5)

_PARTS: tuple[tuple[Role, str], ...] = (
    ("schedules", "congvu.parts.schedules"),
    ("bot", "congvu.parts.bot"),
    ("intake", "congvu.parts.intake"),
    ("intake", "congvu.parts.reader"),
    ("web", "congvu.parts.web"),
)
# Of several workers each has these, and nothing beside: two would wait for one interpreter lock.
_MANY: frozenset[Role] = frozenset({"relay"})
_APART: frozenset[Role] = frozenset({"intake"})  # in one process more

log = structlog.get_logger()


async def serve(config: Config, order: Order) -> None:
    """Runs the daemon until it is asked to end.

    Raises KeyRefused, StoreRefused or ClockRefused where it cannot begin, NotBegun where no worker can.
    """
    signer = AuditKey.read(config.store.audit_key_file)
    machine = MachineClock()
    address = config.store.address()
    if ensure(address):
        log.info("store.migrated")
    store = Store.open(address, f"serve:{order.number}")
    own, *others = _shares(order, config)
    try:
        office = await office_clock(store, machine, order.clock)
        worker = Worker(store, machine, order.number, config.relay.uncertain_after)
        alert, remind = Alert(config.watchdog.command), config.watchdog.remind
        host = config.relay.hostname
        daemon = Daemon(
            config=config,
            order=order,
            roles=own,
            store=store,
            machine=machine,
            office=office,
            worker=worker,
            room=Room(store.free_bytes, config.relay.size_limit),
            signer=signer,
            watchdog=Watchdog(store, machine, office, worker.name, alert, host, remind),
            supervisor=Supervisor(CHILDREN_DRAIN if order.workers > 1 else DRAIN),
            children=tuple(
                Child(number, order.child_arguments(number, roles), environment())
                for number, roles in enumerate(others, 2)
            ),
        )
        await _run(daemon)
    finally:
        await store.close()


def _shares(order: Order, config: Config) -> tuple[frozenset[Role], ...]:
    """The roles of each process that *order* asks for, this one's first."""
    if order.workers == 1:
        return (order.roles,)
    wanted = any(role in _APART and _is_wanted(part, config) for role, part in _PARTS)
    apart = order.roles & _APART if wanted and order.roles - _APART else frozenset()
    many = order.roles & _MANY
    own = order.roles - apart - many
    workers = [many] * order.workers
    processes = [own, *workers] if own else workers
    return tuple(filter(None, (*processes, apart)))


async def _run(daemon: Daemon) -> None:
    supervisor, order, children = daemon.supervisor, daemon.order, daemon.children

    def stop() -> None:
        tell_manager("STOPPING=1")
        supervisor.stop()
        for child in children:
            child.drain()

    def abandon() -> None:
        for child in children:
            child.abandon()

    watched = nullcontext() if order.parent is None else parent_watched(order.parent, stop)
    with signals(stop, supervisor.reload, abandon), watched:
        async with daemon.worker.joined(), supervisor:
            ahead = children[:1] if "relay" in order.roles - daemon.roles else ()
            await _first(daemon, ahead)
            tell_manager("READY=1")
            log.info("serving", holder=daemon.worker.name, simulated=daemon.office.simulated)
            for child in children[len(ahead) :]:
                _start(daemon, child)
            await _then(daemon)
            collector.spare_what_stays()


async def _first(daemon: Daemon, ahead: Sequence[Child]) -> None:
    """What must run before anything else: the worker's lease, then the relay's listeners and queue, here or *ahead*.

    Nothing that is started here may import Telegram, web or migration libraries.
    """
    supervisor, worker = daemon.supervisor, daemon.worker
    descriptors()
    supervisor.add("heartbeat", worker.run, last=True)
    supervisor.add("take-over", worker.take_over)
    if daemon.order.parent is None:
        supervisor.add("watchdog", daemon.watchdog.run)
    if seconds := watched_seconds():
        alive = partial(reassure, seconds, partial(_stuck, daemon))
        supervisor.add("reassurance", alive, last=True)
    if daemon.office.simulated:
        supervisor.add("clock", partial(daemon.office.follow, daemon.store))
    if "relay" in daemon.roles:
        await relay.start(daemon)
    for child in ahead:
        _start(daemon, child)
        await child.begun()


def _stuck(daemon: Daemon) -> Sequence[str]:
    """What hangs in this process or its workers; at a stop nothing is missed that has ended."""
    return () if daemon.supervisor.stopping else daemon.watchdog.stuck_here()


def _start(daemon: Daemon, child: Child) -> None:
    daemon.supervisor.add(child.name, child.run, drain=child.drain)
    daemon.supervisor.on_reload(child.reload)
    daemon.watchdog.pulses.append(lambda: child.told.pulses)
    daemon.watchdog.worries.append(lambda: child.told.worries)


async def _then(daemon: Daemon) -> None:
    """What can wait until the relay answers."""
    if daemon.order.number > 1:
        daemon.supervisor.add("figures", partial(tell, daemon.told), last=True)
    else:
        await _once(daemon)
    if "intake" in daemon.roles and not daemon.config.mailbox:
        await _forget_mailboxes(daemon)
    for role, part in _PARTS:
        if role in daemon.roles and _is_wanted(part, daemon.config):
            await _late(part, daemon)


async def _once(daemon: Daemon) -> None:
    """What the parent does for all processes, whatever their roles."""
    if doubt := await daemon.store.read(restoration.doubt):
        log.error("store.restored", **asdict(doubt), remedy=restoration.REMEDY)
    seal = partial(seal_account, daemon.store, daemon.signer, daemon.machine)
    daemon.supervisor.add("account", seal)
    if daemon.config.audit.send_to:
        await _late("congvu.parts.checkpoints", daemon)
    if "relay" in daemon.order.roles:
        await _late("congvu.parts.officer", daemon)


async def _forget_mailboxes(daemon: Daemon) -> None:
    """Of those that the configuration had before, nobody is told any more that they are silent."""
    if await daemon.store.read(mailbox.watched):
        await daemon.store.write(mailbox.enrol, (), daemon.machine.now())


def _is_wanted(part: str, config: Config) -> bool:
    """Whether the office has what the part is for."""
    match part.rpartition(".")[2]:
        case "intake":
            return bool(config.mailbox)
        case "reader":
            return bool(config.mailbox or config.intake.addresses or config.intake.petitions)
        case "bot":
            return config.telegram.enabled
        case _:
            return True


async def _late(module: str, daemon: Daemon) -> None:
    """Imports *module* by a thread, while the loops go on, and lets it start what it has."""
    part = await asyncio.to_thread(importlib.import_module, module)
    part.start(daemon)
