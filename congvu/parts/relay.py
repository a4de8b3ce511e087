"""Starts the relay: the listeners, the queue, and what both of them know by heart.

It comes first and is imported plainly, so that it answers before anything slow is imported.
"""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from congvu.config import Config
from congvu.daemon import Daemon
from congvu.dkim_key import credentials, tokens
from congvu.key_watch import KeyWatch, leave_for
from congvu.lifecycle import descriptors
from congvu.parts import relay_rules, relay_smime
from congvu.parts.relay_inbound import outside
from congvu.parts.relay_secrecy import screening
from congvu.parts.relay_settings import (
    client_settings,
    habits,
    relay_settings,
    release_rules,
    reporter,
    routes,
    schedule,
    server_settings,
    submitter,
)
from congvu.supervise import Supervisor
from mail.acquaintance import Acquaintance
from mail.allowance import Allowances
from mail.approval import Approvals
from mail.delivery import Delivery
from mail.described import Work
from mail.dns import Resolver
from mail.hands import Bounds
from mail.queue import Outfit, Queue
from mail.relay import NEARLY_FULL, STALLED, Gates, Relay
from mail.roster import Roster
from mail.sealing import Sealer
from mail.sign import Keyring
from mail.sign.vault import TokenFailed
from mail.smtp.listener import ServerSettings
from mail.smtp.reply import Reply
from mail.smtp.server import Server
from mail.suppressed import Suppressed
from mail.tls.keeper import Keeper
from mail.tls.memory import Memory
from mail.tls.reports import Reports
from mail.together import together
from mail.warden import Warden
from mail.witness import Witnesses
from papers.opener import Opener
from schedules.clock import Clock
from work.finish import finish
from work.incident import new_incident

SESSIONS_DRAIN = timedelta(seconds=10)  # for letters that are coming in at the stop

log = structlog.get_logger()


async def start(daemon: Daemon) -> None:
    """Opens the listeners and adds the relay's loops; raises OSError where an address cannot be had."""
    config, store, worker = daemon.config, daemon.store, daemon.worker
    roster, keyring = Roster(store), Keyring(config.relay.dkim_keys, credentials())
    suppressed = Suppressed(store, habits(config), daemon.machine)
    resolver = Resolver(config.dns.resolvers or None, validating=config.dns.validating)
    keys = _key_watch(daemon, keyring)
    chance, memory = random.SystemRandom(), Memory()
    settings = client_settings(config, daemon.office.simulated)
    delivery = Delivery(settings, resolver, chance, memory)
    keeper = Keeper(store, memory, daemon.machine, delivery.policies.refresh)
    ready = roster.refresh(), keys.begin(), suppressed.refresh(), keeper.load()
    await together("ready", ready)
    outfit = Outfit(
        store=store,
        holder=worker.name,
        holding=lambda: worker.holding(time.monotonic()),
        clock=daemon.machine,
        routes=routes(config),
        sealer=Sealer(config.relay.hostname, keyring, keys.records, roster.owner),
        deliverer=delivery,
        reporter=reporter(config, daemon.office.simulated),
        schedule=schedule(config),
        suppressed=suppressed,
        chance=chance,
    )
    queue = Queue(outfit, Bounds())
    opener = Opener()
    gates = _gates(daemon, outfit, roster, resolver, opener)
    relay = Relay(store, queue, roster, daemon.machine, relay_settings(config), gates)
    await relay.memoir.refresh()
    door = Door(server_settings(config, daemon.order.shared, descriptors()), relay, daemon.machine)
    await door.open()
    _add(daemon.supervisor, door, queue)
    daemon.watchdog.pulses.append(queue.silence)
    daemon.watchdog.worries.append(keys.stalled)
    supervisor = daemon.supervisor
    supervisor.add("delivery", lambda: _kept(delivery, relay, opener), last=True)
    _follow(supervisor, roster, relay, suppressed)
    supervisor.add("keys", keys.run)
    supervisor.add("tls", keeper.run, last=True)
    if config.relay.tls_reports and not daemon.office.simulated:
        _add_reports(daemon, resolver, keyring)


def _key_watch(daemon: Daemon, keyring: Keyring) -> KeyWatch:
    config, worker = daemon.config, daemon.worker
    try:
        vault = tokens(config.relay)
    except TokenFailed as failed:  # its keys are told to be missing, and their letters wait
        log.error("token.unusable", problem=str(failed))
        vault = None
    witnesses = Witnesses(config.dns.resolvers or None)
    leave = leave_for(config.relay.max_age)
    return KeyWatch(daemon.store, keyring, vault, witnesses, daemon.machine, worker.name, leave)


def _follow(supervisor: Supervisor, roster: Roster, relay: Relay, suppressed: Suppressed) -> None:
    """Has what is known by heart kept as the store has it."""
    supervisor.add("roster", roster.follow)
    supervisor.add("logins", relay.memoir.follow)
    supervisor.add("suppressed", suppressed.follow)


def _gates(
    daemon: Daemon, outfit: Outfit, roster: Roster, resolver: Resolver, opener: Opener
) -> Gates:
    """What letters pass on their way in."""
    config, suppressed = daemon.config, outfit.suppressed
    return Gates(
        partial(hindrance, daemon.room.enough, outfit.holding),
        _warden(daemon),
        suppressed,
        _approvals(daemon, roster),
        *outside(config, daemon.store, lambda: roster.directory, resolver, suppressed),
        *relay_smime.stamps(daemon),
        screen=screening(daemon, opener),
        work=_work(config),
    )


def _work(config: Config) -> Work | None:
    addresses, petitions = frozenset(config.intake.addresses), frozenset(config.intake.petitions)
    return Work(addresses, petitions) if addresses or petitions else None


def _add_reports(daemon: Daemon, resolver: Resolver, keyring: Keyring) -> None:
    who, holder = submitter(daemon.config), daemon.worker.name
    reports = Reports(daemon.store, resolver, who, keyring.signs, daemon.machine, holder)
    daemon.supervisor.add("tls-reports", reports.run)


def _warden(daemon: Daemon) -> Warden:
    """What keeps to the rules; raises DataRefused for an overlay of the calendar that cannot be read."""
    config, store, zone = daemon.config, daemon.store, daemon.config.office.zone
    kept = config.relay.correspondents_max_age
    allowances = Allowances(store, daemon.machine, zone, kept)
    warden = Warden(relay_rules.matrix(config), allowances, Acquaintance(store, zone), zone)
    daemon.supervisor.add("allowances", allowances.run, last=True)
    daemon.supervisor.on_reload(partial(relay_rules.reload, config, warden.exchange))
    return warden


def _approvals(daemon: Daemon, roster: Roster) -> Approvals | None:
    rules = release_rules(daemon.config)
    return Approvals(daemon.store, rules, roster) if rules else None


def hindrance(room: Callable[[], bool], holding: Callable[[], bool]) -> Reply | None:
    """Why no letter can be kept now: a lease that could not be renewed means a store that does not answer."""
    if not room():
        return NEARLY_FULL
    return None if holding() else STALLED


def _add(supervisor: Supervisor, door: "Door", queue: Queue) -> None:
    supervisor.add("queue", queue.run, drain=queue.stop)
    supervisor.add("smtp", door.run, drain=door.drain)
    supervisor.on_reload(door.reload_certificates)


async def _kept(delivery: Delivery, relay: Relay, opener: Opener) -> None:
    """Keeps connections to next hops, threads for passwords and readers until nobody needs them any more."""
    async with opener:
        try:
            await asyncio.Event().wait()
        finally:
            relay.close()
            await finish(delivery.close())


class Door:
    """The listeners of this process; opened anew when their loop is started again after a failure."""

    def __init__(self, settings: ServerSettings, relay: Relay, clock: Clock) -> None:
        self._settings = settings
        self._relay = relay
        self._clock = clock
        self._opened: Server | None = None
        self._asked = asyncio.Event()

    async def open(self) -> None:
        """Takes the addresses; raises OSError when one cannot be had."""
        server = Server(self._settings, self._relay, self._clock, new_incident)
        await server.open()
        self._opened = server

    async def run(self) -> None:
        """Lets clients in until drain() asks for the end, then waits for the letters that are coming in."""
        if self._opened is None:
            await self.open()
        try:
            await self._served(self._opened)
        finally:
            self._opened = None

    async def _served(self, server: Server | None) -> None:
        if server is None:
            return
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.run(), name="smtp-sessions")
            await self._asked.wait()
            await server.drain(SESSIONS_DRAIN)

    def drain(self) -> None:
        """Asks run() to end."""
        self._asked.set()

    def reload_certificates(self) -> None:
        """Shows the certificates that are in the files now."""
        if self._opened is not None:
            self._opened.reload_certificates()
