"""Starts the reading of what is in the tray, by whichever door it came."""

import sys
from functools import partial
from typing import Protocol

import structlog

from congvu.config import Config
from congvu.daemon import Daemon
from congvu.parts.desk import Desks
from congvu.parts.edxml import packages, post
from congvu.parts.petition_mail import petitions
from congvu.parts.relay_secrecy import screening
from congvu.parts.replies import replies
from congvu.parts.report_mail import sheets
from congvu.parts.schedules import sessions
from mail.reader.digest_off import DigestOff
from mail.reader.loop import Reading
from mail.reader.official import Official, Reads
from mail.reader.scanning import Scanning
from papers.opener import Opener
from papers.sighted import lacking
from schedules.official import official_calendar
from schedules.official_letter import read

SWITCH_SECONDS = (
    0.001  # after which a thread that reads lets the loop go on; Python has five times as much
)

log = structlog.get_logger()


class _Runs(Protocol):
    async def run(self) -> None:
        """Runs until it is cancelled."""


def start(daemon: Daemon) -> None:
    """Adds the loop; its readers of attachments end with it."""
    sys.setswitchinterval(SWITCH_SECONDS)
    store, clock = daemon.store, daemon.machine
    opener = Opener()
    desks = Desks(daemon.config)
    letters = reads(daemon.config)
    filled = sheets(daemon)
    domain = daemon.config.office.mailbox.rpartition("@")[2]
    official = Official(store, letters, desks.of, clock, domain, filled.unread, _scans(daemon))
    handlers = (
        petitions(daemon),
        DigestOff(frozenset(daemon.config.intake.addresses)),
        filled,
        replies(daemon),
        packages(daemon, letters, desks, opener),
        official,
    )
    reading = Reading(store, opener, handlers, clock, f"{daemon.worker.name}:tray")
    daemon.supervisor.add("tray", partial(_run, reading, opener))
    post(daemon)


def reads(config: Config) -> Reads:
    """What reads an official letter, by the office's calendar and hours."""
    calendar = official_calendar(*config.schedules.calendars, zone=config.office.zone)
    hours = sessions(config)
    return lambda letter, came: read(letter, calendar, hours, came)


def _scans(daemon: Daemon) -> bool:
    """Whether scans are read; then the loop that does is added, with a reader of its own, so that one is read at a time."""
    config = daemon.config
    if not config.intake.scans:
        return False
    if packages := lacking():
        remedy = f"apt install {' '.join(packages)}, then restart; or set scans = false in [intake]"
        log.warning("intake.scans-unread", remedy=remedy)
        return False
    opener, zone = Opener(readers=1), config.office.zone
    screen = screening(daemon, opener)
    scanning = Scanning(daemon.store, opener, screen, daemon.machine, zone, config.office.mailbox)
    daemon.supervisor.add("scans", partial(_run, scanning, opener))
    return True


async def _run(loop: _Runs, opener: Opener) -> None:
    async with opener:
        await loop.run()
