"""Reads an official letter: its documents, what they ask of whom, and by which day on the official calendar."""

from dataclasses import replace
from datetime import date, datetime

from schedules.calendar import ONE_DAY, Calendar
from schedules.due import Due, Reckoner, Reference
from schedules.hours import USUAL, Sessions
from work.deadline import Deadline, by_hour
from work.official.drafting import Draft
from work.official.folded import collapsed
from work.official.found import Errand, Finding, Read
from work.official.letter import Letter
from work.official.opening import doubts_of
from work.official.papers import Document, documents_in, standing

NAMED, JOINT = 0.95, 0.9  # certainty of who has to do it: named in the sentence, or only addressed


def read(
    letter: Letter, calendar: Calendar, sessions: Sessions = USUAL, received: datetime | None = None
) -> Read:
    """What *letter* says. Terms from receipt count from *received*, aware, else from what its Date says.

    Where it has no document, its one paper says nothing but its urgency.
    """
    documents = documents_in(letter)
    flats = [collapsed(sheet.text) for sheet in letter.sheets]
    errands: list[Errand] = []
    for number, document in enumerate(documents):
        reckoner = _reckoner(document, received or letter.sent, calendar, sessions)
        for draft in document.drafts:
            errand = _errand(number, document, draft, reckoner, flats)
            if errand is not None:
                errands.append(errand)
    doubts = doubts_of(letter, documents, tuple(errands))
    asks = any(document.asks for document in documents)
    papers = tuple(document.paper for document in documents)
    return Read(papers, tuple(errands), asks, not doubts, doubts)


def _reckoner(
    document: Document, received: datetime | None, calendar: Calendar, sessions: Sessions
) -> Reckoner | None:
    """Who computes days; None where neither the day of issue nor that of receipt is known."""
    if received is not None:
        at = received.astimezone(calendar.zone)
    elif document.issued is not None:
        at = datetime.combine(document.issued, datetime.min.time(), calendar.zone)
    else:
        return None
    reference = Reference(at, document.issued, received is not None)
    return Reckoner(calendar, reference, sessions)


def _errand(
    number: int, document: Document, draft: Draft, reckoner: Reckoner | None, flats: list[str]
) -> Errand | None:
    """What *draft* asks, by its day; None where that lay behind when the document was issued."""
    due = None if draft.asked is None or reckoner is None else reckoner.due(draft.asked)
    if due is not None and reckoner is not None and _is_old(due, reckoner.reference.written):
        return None
    sheet = document.sheet
    flat = flats[sheet] if flats else ""

    def finding(value: str, certainty: float) -> Finding:
        return Finding(value, standing(flat, value), certainty, sheet)

    deadline = None if due is None else _deadline(due, draft)
    return Errand(
        number,
        finding(draft.content, NAMED),
        None if draft.lead is None else finding(draft.lead, NAMED if draft.named else JOINT),
        tuple(finding(name, JOINT) for name in draft.helpers),
        None if draft.product is None else finding(draft.product, JOINT),
        deadline,
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
