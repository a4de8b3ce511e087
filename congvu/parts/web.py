"""Starts the browser's door: health, metrics, the overview and the console, on the address of [web]."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.intake import Intake
from congvu.alert import Alert
from congvu.daemon import Daemon
from congvu.parts import chat, console
from congvu.parts.discretion import discretion
from congvu.supervise import LoopHealth
from schedules.official import official_calendar
from templates import word
from web.access import Access
from web.api import door as api
from web.api.offers import all_offers
from web.api.page import Described
from web.app import Routes, application
from web.console.desk import Desk
from web.console.gate import Gate
from web.console.routes import console_routes
from web.health import Health
from web.hooks.address import Reach
from web.hooks.post import Post
from web.hooks.sender import Clocks, Sender
from web.overview import Office, OverviewPage
from web.server import Certificate, Door
from web.webhook import WebhookDoor
from work.figures import Figures
from work.program import GIVEN_UP, Hook
from work.signing import Senders


@dataclass(frozen=True, slots=True)
class DaemonVitals:
    """What the door tells of this process: a web.vitals.Vitals."""

    daemon: Daemon

    def loops(self) -> Sequence[LoopHealth]:
        """Every loop that was started, by this process and its workers."""
        return self.daemon.loops()

    def stopping(self) -> bool:
        """Whether an end was asked for."""
        return self.daemon.supervisor.stopping

    def holding(self) -> bool:
        """Whether the worker's lease is certainly held."""
        return self.daemon.worker.holding(time.monotonic())

    def lease_age_seconds(self) -> float | None:
        """Seconds since the lease was renewed; None while it is lost."""
        return self.daemon.worker.lease_age_seconds()

    def free_bytes(self) -> int | None:
        """Free space beside the store."""
        return self.daemon.room.free_bytes()

    def figures(self) -> Figures:
        """What this daemon's processes have counted."""
        return self.daemon.figures()

    def room(self) -> bool:
        """Whether there is space to take letters in."""
        return self.daemon.room.enough()

    def stuck(self) -> Mapping[str, float]:
        """Kinds of work that do not move, with their age in seconds."""
        return self.daemon.watchdog.stuck()

    def stuck_here(self) -> Sequence[str]:
        """Loops of this process that do not come round."""
        return self.daemon.watchdog.stuck_here()


def start(daemon: Daemon) -> None:
    """Adds the door to the daemon's loops; it answers to the end, so that one sees it stop.

    Raises DataRefused for a calendar that cannot be read.
    """
    access = Access(daemon.config.web.token)
    vitals = DaemonVitals(daemon)
    health = Health(daemon.store, vitals, access, daemon.machine)
    page = OverviewPage(daemon.store, vitals, _office(daemon), daemon.machine)
    listen = daemon.config.web.listen
    desk = console.desk(daemon, vitals)
    gate = Gate(desk)
    overview = page.routes() if listen.loopback else [*page.looks(), gate.look("/", page.visited)]
    routes = [health.routes(), overview, console_routes(gate), *_api(daemon, gate, desk)]
    if (webhook := _webhook(daemon)) is not None:
        routes.append(webhook.routes())
    app = application(*routes, lost=gate.lost, broken=api.broken(desk, gate.broken))
    door = Door(app, listen.host, listen.port, _certificate(daemon))
    daemon.supervisor.add("webhooks", _hooks(daemon, desk).run)
    daemon.supervisor.add("web", door.run, drain=door.drain, last=True)
    daemon.supervisor.on_reload(access.reload)
    daemon.supervisor.on_reload(door.reload_certificate)


def _api(daemon: Daemon, gate: Gate, desk: Desk) -> Sequence[Routes]:
    """The API for programs, and where it is described."""
    offers, office = all_offers(), daemon.config.office
    described = Described(offers, office.name, office.language).routes(gate)
    return described, api.Api(desk, offers, daemon.config.web.api_per_minute).routes()


def _hooks(daemon: Daemon, desk: Desk) -> Sender:
    """Who tells webhooks; a simulated office tells this machine alone (design, law 5)."""
    config = daemon.config
    reach = Reach(config.web.webhook_networks, beyond=not daemon.office.simulated)
    alert = Alert(config.watchdog.command)

    async def disabled(hook: Hook, answer: str) -> None:
        told = word("web.hook.disabled", config.office.language)
        await alert.tell(told.format(number=hook.id, days=GIVEN_UP.days, answer=answer))

    clocks = Clocks(daemon.machine, daemon.office, desk.calendar)
    return Sender(daemon.store, clocks, Post(reach), disabled)


def _certificate(daemon: Daemon) -> Certificate | None:
    web = daemon.config.web
    if web.cert_file is None or web.key_file is None:
        return None
    return Certificate(web.cert_file, web.key_file)


def _webhook(daemon: Daemon) -> WebhookDoor | None:
    """Where updates of the chat are pushed to; nowhere, where they are asked for."""
    told = chat.settings(daemon.config, daemon.office.simulated)
    if told is None or told.webhook is None or not chat.may_speak(told):
        return None
    zone, office = daemon.config.office.zone, daemon.office

    def today() -> date:
        return office.now().astimezone(zone).date()

    intake = Intake(daemon.store, discretion(daemon), today)
    return WebhookDoor(told.webhook.secret, intake.take, daemon.machine)


def _office(daemon: Daemon) -> Office:
    config = daemon.config
    calendar = official_calendar(*config.schedules.calendars, zone=config.office.zone)
    senders = Senders(config.office.domain, config.relay.trusted_agencies)
    return Office(config.office.name, config.office.language, senders, calendar, daemon.office)
