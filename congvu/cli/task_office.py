"""What the commands about tasks read of the office: its day, its calendar, and whom a name means."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import Tx, clock
from store.directory import load
from store.directory.people import all_people, person_at
from store.directory.units import all_units
from work.deadline import Reached
from work.roster import Roster
from work.spelling import spelling_key

if TYPE_CHECKING:
    from schedules.calendar import Calendar
    from schedules.ladder import Plan
    from work.clarity import Clarity


def office_time(tx: Tx, now: datetime) -> datetime:
    """The office's time at the machine's *now*, simulated or not."""
    found = clock.anchor(tx)
    return now if found is None else found.now(now)


def office_day(shell: Shell) -> date:
    """The office's day."""
    return office_now(shell).day


def office_now(shell: Shell) -> Reached:
    """The office's day with the instant, by which deadlines are judged."""
    at = shell.read(office_time, shell.now)
    return Reached(at.astimezone(shell.config.office.zone).date(), at)


def calendar(shell: Shell) -> "Calendar":
    """The official calendar with the office's own days."""
    from schedules.official import official_calendar
    from work.dated import DataRefused

    office = shell.config.office
    try:
        return official_calendar(*shell.config.schedules.calendars, zone=office.zone)
    except DataRefused as error:
        raise Refused(str(error)) from error


def plan(shell: Shell) -> "Plan":
    """What the daemon plans reminders by."""
    from congvu.parts import schedules
    from store.clock import anchor
    from work.dated import DataRefused

    simulated = shell.read(anchor) is not None
    try:
        return schedules.plan(shell.config, simulated)
    except DataRefused as error:
        raise Refused(str(error)) from error


def roster(tx: Tx, today: date, domain: str, home: str | None) -> Roster | None:
    """Everybody whom a register may name; None where nobody knows the agency *home*, whose it is.

    Without *home* it is that of the agency which writes from *domain*.
    """
    directory = load(tx)
    if home is not None and home not in directory.agencies:
        return None
    own = home or directory.domains.get(domain)
    return Roster(directory.agencies.values(), all_units(tx), all_people(tx), today, own)


def clarity(shell: Shell) -> "Clarity":
    """Who tells what the office's tasks are not clear about."""
    from work.clarity import Clarity

    def known(tx: Tx) -> Clarity:
        return Clarity(all_people(tx), load(tx).domains.get(shell.config.office.domain))

    return shell.read(known)


def person_number(shell: Shell, mailbox: str) -> int:
    """The number of the person whose mailbox that is."""
    found = shell.read(person_at, mailbox)
    if found is None:
        raise Refused(f"nobody has the mailbox {mailbox}; see congvu person list")
    return found.id


def unit_number(shell: Shell, name: str, agency: str | None) -> int:
    """The number of the unit of that name, in *agency* where it is given."""
    key = spelling_key(name)
    units = [unit for unit in shell.read(all_units) if agency in (None, unit.agency)]
    found = [unit for unit in units if spelling_key(unit.name) == key]
    if len(found) == 1:
        return found[0].id
    if found:
        several = ", ".join(unit.agency for unit in found)
        raise Refused(f'several agencies have a unit "{name}": {several}; add --agency CODE')
    raise Refused(
        f'no unit is called "{name}"; units are those that people are in, see congvu person list'
    )
