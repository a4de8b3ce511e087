"""Starts the reading of what is in the tray, by whichever door it came."""

import sys
from functools import partial

from congvu.config import Config
from congvu.daemon import Daemon
from congvu.parts.desk import Desks
from congvu.parts.edxml import packages, post
from congvu.parts.petition_mail import petitions
from congvu.parts.replies import replies
from congvu.parts.report_mail import sheets
from congvu.parts.schedules import sessions
from mail.reader.digest_off import DigestOff
from mail.reader.loop import Reading
from mail.reader.official import Official, Reads
from papers.opener import Opener
from schedules.official import official_calendar
from schedules.official_letter import read

SWITCH_SECONDS = (
    0.001  # after which a thread that reads lets the loop go on; Python has five times as much
)


def start(daemon: Daemon) -> None:
    """Adds the loop; its readers of attachments end with it."""
    sys.setswitchinterval(SWITCH_SECONDS)
    store, clock = daemon.store, daemon.machine
    opener = Opener()
    desks = Desks(daemon.config)
    letters = reads(daemon.config)
    filled = sheets(daemon)
    domain = daemon.config.office.mailbox.rpartition("@")[2]
    official = Official(store, letters, desks.of, clock, domain, filled.unread)
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


async def _run(reading: Reading, opener: Opener) -> None:
    async with opener:
        await reading.run()
