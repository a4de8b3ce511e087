"""The sections of `congvu read` that tell what a text asks for by when, which meetings and which periods it names."""

from collections.abc import Iterable
from datetime import date, datetime, time, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any

from congvu.cli import output, read_words
from congvu.cli.read_section import Section
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from templates import LANGUAGES

if TYPE_CHECKING:
    from schedules.calendar import Calendar
    from schedules.due import Due, Reckoner, Reference
    from schedules.hours import Sessions
    from schedules.official_letter import Reckoned
    from work.official.letter import Letter
    from work.reading.said import Reading

Facts = dict[str, Any]


YEARS = range(1900, 2201)  # others are slips, and have no hour in every zone


def received_of(text: str) -> date | datetime:
    """A day, or an instant: 2026-10-05, 05/10/2026, 2026-10-05T09:30, with the hours from UTC or without."""
    from congvu.cli.arguments import day

    try:
        found = datetime.fromisoformat(text) if len(text) > len("2026-10-05") else day(text)
        if found.year not in YEARS:
            raise ValueError
        return found
    except ValueError:
        raise ValueError(
            f'"{text}" is no day or hour; write it such as 2026-10-05, or 2026-10-05T09:30'
        ) from None


class Reader:
    """Reads texts on one calendar: that of the office, or the shipped one where there is no office."""

    def __init__(self, shell: Shell) -> None:
        self.calendar, self._sessions, self.language = _office(shell)
        self._today = shell.now.astimezone(self.calendar.zone)

    def facts(self, text: str, received: date | datetime | None) -> Facts:
        """What `--json` prints of *text*."""
        reckoner, reading = self.read(text, received)
        return facts(reckoner, reading)

    def read(self, text: str, received: date | datetime | None) -> "tuple[Reckoner, Reading]":
        """What *text* says, and who computes days for it; received today where nobody knows when."""
        from schedules.due import Reckoner
        from work.reading.asked import read

        reference = self._reference(text, received)
        return Reckoner(self.calendar, reference, self._sessions), read(text)

    def official(self, letter: "Letter", received: date | datetime | None) -> "Reckoned":
        """What *letter* says, received when it says where nobody else knows."""
        from schedules.official_letter import reckoned

        at, is_hour = self._instant(received) if received is not None else (None, True)
        return reckoned(letter, self.calendar, self._sessions, at, is_hour)

    def _reference(self, text: str, received: date | datetime | None) -> "Reference":
        from schedules.due import Reference
        from schedules.point import days_of
        from work.reading.issued import issued_in

        at, is_hour = self._instant(received)
        day = issued_in(text)
        days = None if day is None else days_of(day, at.date(), self.calendar)
        return Reference(at, None if days is None else days.first, is_hour)

    def _instant(self, received: date | datetime | None) -> tuple[datetime, bool]:
        zone: tzinfo = self.calendar.zone
        match received:
            case None:
                return self._today, True
            case datetime():
                return received.replace(tzinfo=received.tzinfo or zone).astimezone(zone), True
            case date():
                return datetime.combine(received, time(), zone), False


def _office(shell: Shell) -> "tuple[Calendar, Sessions, str]":
    """The calendar, hours and language of the office; no office is needed to read a sentence."""
    from congvu.config import ConfigMissing
    from schedules.hours import USUAL
    from schedules.official import official_calendar

    try:
        config = shell.read_config()
    except ConfigMissing:
        return official_calendar(), USUAL, LANGUAGES[0]
    except ValueError as error:
        raise Refused(str(error)) from error
    from congvu.cli.task_office import calendar
    from congvu.parts.schedules import sessions

    return calendar(shell), sessions(config), config.office.language


def sections(reader: Reader, text: str, received: date | datetime | None) -> list[Section]:
    """Deadlines, events and periods, each by itself."""
    reckoner, reading = reader.read(text, received)
    told = facts(reckoner, reading)
    dues = reckoner.deadlines(reading)
    shows = {"deadlines": partial(_show, dues, told, reckoner.reference, reader.language)}
    return [Section(name, said, shows.get(name, _nothing)) for name, said in told.items()]


def facts(reckoner: "Reckoner", reading: "Reading") -> Facts:
    """All that was read, as JSON has it."""
    periods = ((reckoner.covered(period), period.words) for period in reading.periods)
    events = ((reckoner.begins(event), event.words) for event in reading.meetings)
    return {
        "document": None,
        "people": [],
        "deadlines": [_deadline(due) for due in reckoner.deadlines(reading)],
        "events": [{"start": start, "words": words} for start, words in events if start],
        "periods": [
            {"from": days[0], "to": days[1], "words": words} for days, words in periods if days
        ],
        "undated": list(reading.undated),
    }


def _deadline(due: "Due") -> Facts:
    return {
        "due": due.due,
        "exclusive": due.exclusive,
        "literal": due.literal,
        "recurs": due.recurs,
        "addressee": due.asked.addressee,
        "words": due.asked.words,
        "rule": due.rule,
        "source": due.source,
        "certainty": due.asked.certainty,
        "warnings": list(due.warnings),
    }


def _nothing() -> None:
    """What is shown with the deadlines already."""


def _show(dues: "Iterable[Due]", told: Facts, reference: "Reference", language: str) -> None:
    found = list(dues)
    for number, due in enumerate(found, 1):
        pairs = read_words.labelled(read_words.pairs(due, reference, language), language)
        output.fields(read_words.title(number, due, language), pairs)
    for event in told["events"]:
        output.say(read_words.event(event["start"], event["words"], language))
    for period in told["periods"]:
        output.say(read_words.period(period["from"], period["to"], period["words"], language))
    for words in told["undated"]:
        output.say(read_words.undated(words, language))
    if not found:
        output.say(read_words.say("none", language))
