"""Against what letters and proposals are read: who there is, the calendar, what is secret, and what may open alone."""

from datetime import date, datetime

from congvu.config import Config
from congvu.parts.schedules import sessions
from congvu.parts.secrecy import secrecy_rules
from schedules.given import counted_from_the_paper
from schedules.official import official_calendar
from store import Tx, clock
from store.directory import load
from store.directory.people import all_people
from store.directory.units import all_units
from work.deadline import Deadline
from work.proposal import Desk, Opening
from work.register_row import Office
from work.roster import Roster


class Desks:
    """Makes the desk as the directory stands; raises DataRefused for a file of the office's that cannot be read."""

    def __init__(self, config: Config) -> None:
        self._office, self._intake = config.office, config.intake
        self._calendar = official_calendar(*config.schedules.calendars, zone=config.office.zone)
        self._hours = sessions(config)
        self._secrecy = secrecy_rules(config)

    def of(self, tx: Tx, now: datetime) -> Desk:
        """The desk at the machine's *now*; its day is the office's."""
        today = clock.office_now(tx, now).astimezone(self._office.zone).date()
        directory = load(tx)
        home = directory.domains.get(self._office.domain)
        roster = Roster(directory.agencies.values(), all_units(tx), all_people(tx), today, home)
        office = Office(
            roster,
            today,
            lambda day: not self._calendar.is_working(day),
            self._office.zone,
            self._secrecy,
            self._counted,
        )
        intake = self._intake
        opening = Opening(intake.opens_alone, intake.certainty, frozenset(intake.opens_from))
        return Desk(office, home or "", directory.domains, opening)

    def _counted(self, text: str, issued: date, received: date | None) -> Deadline | None:
        return counted_from_the_paper(text, issued, received, self._calendar, self._hours)
