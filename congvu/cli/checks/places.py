"""Folders and files that are not secret: the spool, and the office's own dated rules."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from papers.sighted import lacking
from schedules.ladder_data import reminding
from schedules.official import official_calendar
from schedules.petition import rules
from schedules.retention import retention
from work.dated import DataRefused


def spool(config: Config) -> Finding:
    """Whether long letters have a place while they come in."""
    folder = config.relay.spool
    if not folder.is_dir():
        return error("spool", f"the folder {folder} is missing; run: mkdir -m 700 {folder}")
    if not os.access(folder, os.W_OK | os.X_OK):
        return error("spool", f"{folder} cannot be written; let Congvu's user own it")
    return ok("spool", str(folder))


def calendar(config: Config) -> Finding:
    """Whether the office's own rows of the calendar can be read."""
    hours = ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in config.schedules.office_hours)
    files = config.schedules.calendars
    return _laid_over(
        "calendar", "the official one", official_calendar, files, f"; at work {hours}"
    )


def petitions(config: Config) -> Finding:
    """Whether the office's own times for petitions can be read."""
    return _laid_over("petitions", "the shipped times", rules, config.schedules.petitions)


def kept(config: Config) -> Finding:
    """Whether the office's own rules for how long things are kept can be read, and fall below no minimum."""
    return _laid_over("retention", "the shipped rules", retention, config.schedules.retention)


def ladders(config: Config) -> Finding:
    """Whether the office's own ladders, hours and customs of reminding can be read."""
    return _laid_over("ladders", "the shipped ladders", reminding, config.schedules.reminders)


def chat(config: Config, today: date) -> Finding:
    """By which decision the office's people may use the bot; a day to come is not one yet."""
    telegram = config.telegram
    if not telegram.enabled or telegram.decided_on is None:
        return ok("telegram", "off, until the office decides otherwise")
    decided = f"{telegram.decision} of {telegram.decided_on:%d/%m/%Y}"
    if telegram.decided_on > today:
        wait = "set enabled = false until then, or correct decided_on"
        return error("telegram", f"switched on by {decided}, which is still to come; {wait}")
    return ok("telegram", f"switched on by {decided}")


def console(config: Config) -> Finding:
    """Where people reach the console, and whether letters lead there."""
    if config.web.url is not None:
        return ok("pages", config.web.address)
    more = "letters lead to no page of it until url in [web] says where people reach it"
    return ok("pages", f"{config.web.address}; {more}")


def answers(config: Config) -> Finding:
    """Whether somebody reads what is answered to notices."""
    addresses = config.intake.addresses
    if addresses:
        return ok("answers", f"to notices are taken in at {next(iter(addresses))}")
    return ok("answers", "to notices are read by nobody until addresses in [intake] names one")


def scans(config: Config) -> Iterator[Finding]:
    """Whether documents that are scans can be read, where letters are taken in."""
    intake = config.intake
    if not (config.mailbox or intake.addresses):
        return
    packages = lacking() if intake.scans else ()
    if packages:
        remedy = f"apt install {' '.join(packages)}, or set scans = false in [intake]"
        yield warning("scans", f"are shown to clerks and not read; {remedy}")
    else:
        yield ok("scans", "are read by Tesseract" if intake.scans else "are not read: [intake]")


def _laid_over(
    matter: str, shipped: str, read: Callable[..., object], files: Sequence[Path], more: str = ""
) -> Finding:
    """Whether the office's own *files* of dated rows can be read over the shipped ones."""
    try:
        read(*files)
    except DataRefused as refusal:
        return error(matter, str(refusal))
    own = f" and {len(files)} of the office" if files else ""
    return ok(matter, f"{shipped}{own}{more}")
