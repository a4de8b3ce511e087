"""Starts what runs by office time: the tick over deadlines, retention, and the dispatch of notices by mail."""

from congvu.config import Config
from congvu.daemon import Daemon
from congvu.parts.chat import is_served
from congvu.parts.discretion import discretion
from mail.courier import MailCourier
from mail.notice import Writer
from schedules.approvals import Approvals
from schedules.clearance import Clearance
from schedules.dispatch import Dispatch
from schedules.event_ladder import shipped_event_ladders
from schedules.hours import Session, Sessions
from schedules.ladder import Plan
from schedules.ladder_data import reminding
from schedules.official import official_calendar
from schedules.proposals import Proposals
from schedules.retention import retention
from schedules.tick import Tick
from work.notice import Channel


def plan(config: Config, simulated: bool) -> Plan:
    """The office's calendar, ladders and channels; raises DataRefused for an overlay that cannot be read."""
    calendar = official_calendar(*config.schedules.calendars, zone=config.office.zone)
    channels = {Channel.MAIL, *([Channel.TELEGRAM] if is_served(config, simulated) else [])}
    ladders, customs = reminding(*config.schedules.reminders)
    hours = sessions(config)
    own, events = customs.within(hours), shipped_event_ladders()
    return Plan(calendar, ladders, frozenset(channels), hours, events, own)


def sessions(config: Config) -> Sessions:
    """The office's hours."""
    morning, afternoon = config.schedules.office_hours
    return Sessions(Session(*morning), Session(*afternoon))


def writer(config: Config, simulated: bool) -> Writer:
    """Who writes the letters of the office."""
    return Writer(
        name=config.office.name,
        mailbox=config.office.mailbox,
        hostname=config.relay.hostname,
        zone=config.office.zone,
        simulated=simulated,
        console=(config.web.url or "").rstrip("/"),
    )


def start(daemon: Daemon) -> None:
    """Adds the tick, which works in whichever process has its lease, and the mail courier's loop."""
    config, store, worker = daemon.config, daemon.store, daemon.worker
    tick_plan = plan(config, daemon.office.simulated)
    tick = Tick(store, tick_plan, daemon.machine, worker.name)
    who = writer(config, daemon.office.simulated)
    courier = MailCourier(
        store, who, daemon.machine, config.relay.max_age, discretion(daemon),
        next(iter(config.intake.addresses), ""),
    )  # fmt: skip
    by_mail = Dispatch(store, {Channel.MAIL: courier}, daemon.machine, f"{worker.name}:mail")
    daemon.supervisor.add("tick", tick.run)
    daemon.supervisor.add("approvals", Approvals(store, daemon.machine).run)
    proposals = Proposals(
        store, tick_plan, config.office.domain, daemon.machine, f"{worker.name}:proposals"
    )
    daemon.supervisor.add("proposals", proposals.run)
    rules = retention(*config.schedules.retention)
    clearance = Clearance(
        store, rules, tick_plan.calendar, daemon.machine, daemon.office, worker.name, daemon.signer
    )
    daemon.supervisor.add("retention", clearance.run)
    daemon.supervisor.add("notices", by_mail.run, drain=by_mail.stop)
