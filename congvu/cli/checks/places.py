"""Folders and files that are not secret: the spool, and the office's own dated rules."""

import os

from congvu.cli.checks.finding import Finding, error, ok
from congvu.config import Config
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
    try:
        official_calendar(*config.schedules.calendars)
    except DataRefused as refusal:
        return error("calendar", str(refusal))
    own = len(config.schedules.calendars)
    hours = ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in config.schedules.office_hours)
    more = f" and {own} of the office" if own else ""
    return ok("calendar", f"the official one{more}; at work {hours}")


def petitions(config: Config) -> Finding:
    """Whether the office's own times for petitions can be read."""
    try:
        rules(*config.schedules.petitions)
    except DataRefused as refusal:
        return error("petitions", str(refusal))
    own = len(config.schedules.petitions)
    return ok("petitions", f"the shipped times{f' and {own} of the office' if own else ''}")


def kept(config: Config) -> Finding:
    """Whether the office's own rules for how long things are kept can be read, and fall below no minimum."""
    try:
        retention(*config.schedules.retention)
    except DataRefused as refusal:
        return error("retention", str(refusal))
    own = len(config.schedules.retention)
    return ok("retention", f"the shipped rules{f' and {own} of the office' if own else ''}")


def ladders(config: Config) -> Finding:
    """Whether the office's own ladders, hours and customs of reminding can be read."""
    try:
        reminding(*config.schedules.reminders)
    except DataRefused as refusal:
        return error("ladders", str(refusal))
    own = len(config.schedules.reminders)
    return ok("ladders", f"the shipped ladders{f' and {own} of the office' if own else ''}")
