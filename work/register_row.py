"""Reads one row of the register: the document, who is to act, until when, and how far it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from typing import Any

from work.assignee import Assigned, Nobody, read_assignees
from work.citation import Citation, Unread, read_citation
from work.deadline import Deadline
from work.document import Document
from work.preview import Entry, Problem, Weight
from work.progress import Progress, ProgressGap, read_progress
from work.register_form import Field, Header
from work.roster import Roster
from work.secrecy.discretion import Rules
from work.secrecy.judge import Judge
from work.secrecy.rules import shipped
from work.sheet import Flaw, Line, Merge, Value
from work.sign import body_of_sign
from work.spelling import composed, unsteered
from work.task import NewTask, Party
from work.written_day import only_day
from work.written_deadline import DeadlineGap, Term, read_deadline

LONGEST_CELL = 2000  # characters; an excerpt has 500 (Nghị định 30/2020/NĐ-CP, Phụ lục VI)
_BODIES = {"TTg": "Thủ tướng Chính phủ", "CP": "Chính phủ"}  # that number by themselves, nationwide
_DECIDING = (
    Field.RECEIVED,
    Field.DOCUMENT,
    Field.ASSIGNEE,
    Field.DEADLINE,
    Field.PROGRESS,
    Field.REPLY,
)


@dataclass(frozen=True, slots=True)
class Office:
    """What a register is read against: who there is, which days are off, which day it is, what is secret.

    *term* counts a term for a paper by the days of its issue and, where that is known, of its
    receipt, which a term counts from that says nothing else; *receipts* is when a paper came
    that is kept already.
    """

    roster: Roster
    today: date
    is_day_off: Callable[[date], bool]
    zone: tzinfo
    secrecy: Rules | None = None  # those that are shipped
    term: Callable[[str, date, date | None], Deadline | None] | None = None
    receipts: Callable[[Document], date | None] | None = None

    @property
    def judge(self) -> Judge:
        """Who tells what may not be kept, by the rules of the day."""
        return (self.secrecy or shipped()).on(self.today)


class RowReader:
    """Reads one line; *problems* is what there is to tell of it, *entry* None where it cannot be opened."""

    def __init__(self, line: Line, header: Header, office: Office) -> None:
        self._line = line
        self._columns = header.columns
        self._office = office
        self._texts = {field: shown(line.cell(place)) for field, place in header.columns.items()}
        self._flawed: dict[Field, Problem] = {}
        self.problems: list[Problem] = []

    def read(self, merged: Callable[[int, int], Merge | None]) -> Entry | None:
        """The row as an entry; *merged* says of a place whether another cell covers it.

        Every field is looked at, so that all that is wrong is told at once.
        """
        self._flawed = dict(self._flaws(merged))
        self.problems += self._flawed.values()
        citation, assigned = self._citation(), self._assigned()
        document = None if citation is None else self._document(citation)
        term, progress = self._term(document), self._progress()
        if document is None or assigned is None or term is None or progress is None:
            return None
        if any(one.weight is Weight.ERROR for one in self.problems):
            return None
        if progress.withdrawn:
            self._tell(Weight.LEFT_OUT, Field.PROGRESS, "withdrawn")
        self._compare(document, term)
        return self._entry(document, assigned, term, progress)

    def more(self, document: Document, content: str, product: str | None = None) -> Entry | None:
        """The row as one more task of *document*, which is kept: only who has it, and until when, is read."""
        assigned, term = self._assigned(), self._term(document)
        if assigned is None or term is None:
            return None
        self._compare(document, term)
        new = NewTask(content, assigned, term.deadline, product)
        return Entry(self._line.number, self._columns[Field.ASSIGNEE], document, new)

    def _flaws(self, merged: Callable[[int, int], Merge | None]) -> Iterator[tuple[Field, Problem]]:
        for field in _DECIDING:
            column = self._columns.get(field)
            if column is None:
                continue
            merge = merged(self._line.number, column)
            flaw = self._line.flaws.get(column)
            if merge is not None:
                yield field, self._problem(Weight.ERROR, field, "merged", {"range": str(merge)})
            elif flaw is not None:
                code = "formula" if flaw is Flaw.FORMULA else "cell-error"
                facts = {"value": self._text(field)}
                yield field, self._problem(Weight.ERROR, field, code, facts)
            elif len(self._text(field)) > LONGEST_CELL:
                facts = {"longest": str(LONGEST_CELL)}
                yield field, self._problem(Weight.ERROR, field, "too-long", facts)

    def _citation(self) -> Citation | None:
        if Field.DOCUMENT in self._flawed:
            return None
        text = self._text(Field.DOCUMENT)
        if not text:
            self._fail(Field.DOCUMENT, "empty-document")
            return None
        found = read_citation(text, self._issuer_of)
        if isinstance(found, Unread):
            self._fail(Field.DOCUMENT, found.gap, {"cell": text, "words": found.words})
            return None
        for code in found.warnings:
            self._tell(
                Weight.WARNING,
                Field.DOCUMENT,
                code,
                {"number": found.number, "issuer": found.issuer},
            )
        if not found.excerpt:
            self._tell(Weight.WARNING, Field.DOCUMENT, "no-excerpt", {"number": found.number})
        return found

    def _issuer_of(self, number: str) -> str | None:
        body = body_of_sign(number)
        agency = self._office.roster.issuer(body)
        return _BODIES.get(body) or (agency.name if agency else None)

    def _assigned(self) -> tuple[Party, ...] | None:
        if Field.ASSIGNEE in self._flawed:
            return None
        text = self._text(Field.ASSIGNEE)
        if not text:
            self._fail(Field.ASSIGNEE, "empty-assignee")
            return None
        found = read_assignees(text, self._office.roster)
        if isinstance(found, Nobody):
            facts = {"cell": text, "name": found.name, "others": found.others}
            self._fail(Field.ASSIGNEE, found.gap, facts)
            return None
        for name in found.loosely:
            self._tell(
                Weight.WARNING, Field.ASSIGNEE, "accents", {"name": name, "read": _names(found)}
            )
        return found.parties

    def _document(self, citation: Citation) -> Document:
        agency = self._office.roster.issuer(citation.issuer)
        return Document(
            number=citation.number,
            issuer=citation.issuer,
            issued=citation.issued,
            excerpt=citation.excerpt,
            issuer_code=agency.code if agency else None,
            kind=citation.kind,
            urgency=citation.urgency,
            received=self._received(citation.issued),
        )

    def _received(self, issued: date) -> date | None:
        """The day in the cell; one that cannot be is told."""
        if Field.RECEIVED not in self._columns or Field.RECEIVED in self._flawed:
            return None
        cell, text = self._line.cell(self._columns[Field.RECEIVED]), self._text(Field.RECEIVED)
        if not text:
            return None
        written = only_day(text)
        day = _day(cell) or (None if written is None else written.day)
        if day is None:
            self._fail(Field.RECEIVED, "bad-received", {"cell": text})
        elif day > self._office.today:
            self._fail(Field.RECEIVED, "received-ahead", {"cell": text})
        elif day < issued:
            facts = {"cell": text, "issued": shown(issued)}
            self._fail(Field.RECEIVED, "received-before-issued", facts)
        return day

    def _term(self, document: Document | None) -> Term | None:
        if Field.DEADLINE in self._flawed:
            return None
        cell = self._line.cell(self._columns[Field.DEADLINE])
        found = read_deadline(cell, self._office.zone)
        if found in (DeadlineGap.TERM, DeadlineGap.UNREAD) and document is not None:
            found = self._counted(shown(cell), document) or found
        if isinstance(found, DeadlineGap):
            self._fail(Field.DEADLINE, found, {"cell": shown(cell)})
            return None
        for code in found.warnings:
            self._tell(Weight.WARNING, Field.DEADLINE, code, {"cell": shown(cell)})
        return found

    def _counted(self, text: str, document: Document) -> Term | None:
        """By what the words say; those that say nothing, or the receipt, count from the day on which it came."""
        count, receipts = self._office.term, self._office.receipts
        if count is None:
            return None
        deadline = count(text, document.issued, None)
        if deadline is None:
            received = document.received or (None if receipts is None else receipts(document))
            deadline = None if received is None else count(text, document.issued, received)
            if deadline is None:
                return None
            facts = {"cell": text, "received": shown(received), "due": shown(deadline.due)}
            self._tell(Weight.WARNING, Field.DEADLINE, "counted-received", facts)
        return Term(deadline)

    def _progress(self) -> Progress | None:
        if Field.PROGRESS in self._flawed or Field.REPLY in self._flawed:
            return None
        progress, reply = self._text(Field.PROGRESS), self._text(Field.REPLY)
        found = read_progress(progress, reply, self._office.today)
        if isinstance(found, ProgressGap):
            self._fail(Field.PROGRESS, found, {"cell": progress})
            return None
        if found.warning is not None:
            self._tell(Weight.WARNING, Field.REPLY, found.warning, {"cell": reply})
        return found

    def _compare(self, document: Document, term: Term) -> None:
        if term.deadline is None:
            return
        due = term.deadline.due
        if due < document.issued:
            days = {"due": shown(due), "issued": shown(document.issued)}
            self._tell(Weight.WARNING, Field.DEADLINE, "before-document", days)
        if self._office.is_day_off(due):
            self._tell(Weight.WARNING, Field.DEADLINE, "day-off", {"due": shown(due)})

    def _entry(
        self, document: Document, parties: tuple[Party, ...], term: Term, progress: Progress
    ) -> Entry:
        document = replace(document, arrival_number=self._arrival())
        content = document.excerpt or " ".join(self._text(Field.DOCUMENT).split())
        task = NewTask(content[:1].upper() + content[1:], parties, term.deadline)
        column = self._columns[Field.DOCUMENT]
        row = self._line.number
        return Entry(row, column, document, task, progress.closing, progress.withdrawn)

    def _arrival(self) -> int | None:
        text = self._text(Field.ARRIVAL)
        if text.isascii() and text.isdigit() and len(text) < 8:
            return int(text)
        if text:
            self._tell(Weight.WARNING, Field.ARRIVAL, "arrival-number", {"cell": text})
        return None

    def _text(self, field: Field) -> str:
        return self._texts.get(field, "")

    def _fail(self, field: Field, code: str, facts: dict[str, Any] | None = None) -> None:
        self._tell(Weight.ERROR, field, code, facts)

    def _tell(
        self, weight: Weight, field: Field, code: str, facts: dict[str, Any] | None = None
    ) -> None:
        self.problems.append(self._problem(weight, field, code, facts or {}))

    def _problem(self, weight: Weight, field: Field, code: str, facts: dict[str, Any]) -> Problem:
        return Problem(weight, self._line.number, self._columns.get(field), str(code), facts)


def _day(cell: Value) -> date | None:
    """The day in a cell that is a date, with an hour or without."""
    return cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else None


def shown(value: Value) -> str:
    """*value* as the office writes it: days before months, and nothing that steers a screen."""
    match value:
        case None:
            return ""
        case datetime():
            return value.strftime("%d/%m/%Y %H:%M")
        case date():
            return value.strftime("%d/%m/%Y")
        case time():
            return value.strftime("%H:%M")
        case _:
            return composed(unsteered(str(value)))


def _names(found: Assigned) -> str:
    return "; ".join(party.name for party in found.parties)
