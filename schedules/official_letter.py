"""Reads an official letter: its documents, what they ask of whom, and by which day on the official calendar."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import NamedTuple

from schedules.calendar import ONE_DAY, Calendar
from schedules.due import Due, Reckoner, Reference
from schedules.hours import USUAL, Sessions
from work.deadline import Deadline, by_hour
from work.official.document import Document
from work.official.draft import Draft
from work.official.folded import collapsed
from work.official.found import Errand, Finding, Read
from work.official.letter import Letter
from work.official.opening import doubts_of
from work.official.papers import documents_in, standing
from work.official.scan import most_certain
from work.written_day import EARLIEST, LATEST

NAMED, JOINT = 0.95, 0.9  # certainty of who has to do it: named in the sentence, or only addressed
_NOTHING = "", 1.0


class Reckoned(NamedTuple):
    """What was read, and beside each errand how its day was computed, None where it has none."""

    read: Read
    dues: tuple[Due | None, ...]


def read(
    letter: Letter, calendar: Calendar, sessions: Sessions = USUAL, received: datetime | None = None
) -> Read:
    """What *letter* says. Terms from receipt count from *received*, aware, else from what its Date says.

    Where it has no document, its one paper says nothing but its urgency.
    """
    return reckoned(letter, calendar, sessions, received).read


def reckoned(
    letter: Letter,
    calendar: Calendar,
    sessions: Sessions = USUAL,
    received: datetime | None = None,
    hour: bool = True,
) -> Reckoned:
    """The same, with how each day was computed; *hour* says whether the hour of *received* is known."""
    documents = documents_in(letter)
    flats = [(collapsed(sheet.text), most_certain(sheet)) for sheet in letter.sheets]
    found: list[tuple[Errand, Due | None]] = []
    # What was due before it was written is asked all the same, where nothing else is.
    old: list[tuple[Errand, Due | None]] = []
    perhaps: list[Errand] = []
    for number, document in enumerate(documents):
        at = _At(received or _possible(letter.sent), hour)
        told = _reckoner(document, at, calendar, sessions)
        written = _reckoner(replace(document, issued=None), at, calendar, sessions)
        for draft in document.drafts:
            reckoner = written if _is_beside(draft, letter) else told
            due = _due(draft, reckoner)
            if due is None or reckoner is None or not _is_old(due, reckoner.reference.written):
                found.append((_errand(number, document, draft, due, flats), due))
            elif draft.named:
                undated = replace(draft, when=None)
                old.append((_errand(number, document, undated, None, flats), None))
        for draft in document.perhaps:
            due = _due(draft, told)
            if due is None or told is None or not _is_old(due, told.reference.written):
                perhaps.append(_errand(number, document, draft, due, flats))
    found = found or old[:1]
    errands = tuple(errand for errand, _ in found)
    doubts = doubts_of(letter, documents, errands)
    asks = any(document.asks for document in documents)
    papers = tuple(document.paper for document in documents)
    whole = Read(papers, errands, asks, not doubts, doubts, _untold(perhaps, errands))
    return Reckoned(whole, tuple(due for _, due in found))


def _due(draft: Draft, reckoner: Reckoner | None) -> Due | None:
    return None if draft.asked is None or reckoner is None else reckoner.due(draft.asked)


def _untold(perhaps: list[Errand], errands: tuple[Errand, ...]) -> tuple[Errand, ...]:
    """*perhaps* without what *errands* ask by the same day as well."""
    days = {one.deadline.until for one in errands if one.deadline is not None}
    return tuple(one for one in perhaps if one.deadline is None or one.deadline.until not in days)


def _possible(sent: datetime | None) -> datetime | None:
    """*sent*, unless no calendar reaches so far."""
    return sent if sent is not None and EARLIEST <= sent.year <= LATEST else None


def _is_beside(draft: Draft, letter: Letter) -> bool:
    """Whether the letter itself asks it, beside a document: its days count from the letter."""
    return draft.sheet is not None and not letter.sheets[draft.sheet].place


class _At(NamedTuple):
    """When the letter came, and whether the hour of that is known."""

    received: datetime | None
    hour: bool


def _reckoner(
    document: Document, at: _At, calendar: Calendar, sessions: Sessions
) -> Reckoner | None:
    """Who computes days; None where neither the day of issue nor that of receipt is known."""
    if at.received is not None:
        reference = Reference(at.received.astimezone(calendar.zone), document.issued, at.hour)
    elif document.issued is not None:
        midnight = datetime.combine(document.issued, time(), calendar.zone)
        reference = Reference(midnight, document.issued, False)
    else:
        return None
    return Reckoner(calendar, reference, sessions)


def _errand(
    number: int, document: Document, draft: Draft, due: Due | None, flats: list[tuple[str, float]]
) -> Errand:
    """What *draft* asks, by its day."""
    sheet = document.sheet if draft.sheet is None else draft.sheet
    flat, most = flats[sheet] if flats else _NOTHING

    def finding(value: str, certainty: float) -> Finding:
        return Finding(value, standing(flat, value), min(certainty, most), sheet)

    return Errand(
        number,
        finding(draft.content, NAMED),
        None if draft.lead is None else finding(draft.lead, NAMED if draft.named else JOINT),
        tuple(finding(name, JOINT) for name in draft.helpers),
        None if draft.product is None else finding(draft.product, JOINT),
        None if due is None else _deadline(due, draft),
        None if draft.when is None else finding(draft.when, draft.sure),
        None if due is None or draft.once else due.recurs,
    )


def _is_old(due: Due, written: date) -> bool:
    day = due.due.date() if isinstance(due.due, datetime) else due.due
    return day is not None and day < written and due.recurs is None


def _deadline(due: Due, draft: Draft) -> Deadline | None:
    """As a task keeps it; None for a day that no calendar has."""
    source = draft.when or due.asked.words
    if due.due is None:
        return None
    if isinstance(due.due, datetime):
        return replace(by_hour(due.due, due.exclusive, due.rule, source), warnings=due.warnings)
    literal = due.literal if isinstance(due.literal, date) else None
    day = due.due + ONE_DAY if draft.inclusive and due.exclusive else due.due
    return Deadline(
        day, due.rule, source, literal, due.exclusive and not draft.inclusive, due.warnings
    )
