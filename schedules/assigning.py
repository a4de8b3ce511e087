"""One more task of a document that stands: read as a row of the register is, shown, and then opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schedules.ladder import Plan
from schedules.register_import import Ground, roster_of
from store import Tx, audience, document, entitled, imports, register
from work import unreminded
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.preview import Addition, Entry, Preview, Problem, Weight
from work.register_form import Field, Header
from work.register_row import Office, RowReader
from work.sheet import Line, Value
from work.standing import Standing

_HEADER = Header(0, {Field.ASSIGNEE: 0, Field.DEADLINE: 1}, {}, {})
_DIGITS = 18  # of a document's number in the store


@dataclass(frozen=True, slots=True)
class Asked:
    """One task as it was asked for: *who* and *due* as cells of a register hold them."""

    content: str
    who: str
    due: Value
    product: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """What was understood: *entry* is None where it cannot be opened, and *problems* say why."""

    kept: Standing
    entry: Entry | None
    problems: tuple[Problem, ...]

    @property
    def preview(self) -> Preview:
        """As it is opened. Raises RuntimeError where it cannot be."""
        if self.entry is None:
            raise RuntimeError("what cannot be opened has no preview")
        added = Addition(self.kept.id, len(self.kept.tasks), self.entry)
        return Preview((), self.problems, 1, added=(added,))


def papers(tx: Tx, named: str) -> tuple[Standing, ...]:
    """The documents of that number and sign, or the one of that number in the store."""
    if not (named.isascii() and named.isdecimal() and len(named) < _DIGITS):
        return register.standing(tx, (named,))
    one = document.one(tx, int(named))
    found = () if one is None else register.standing(tx, (one.number,))
    return tuple(each for each in found if each.id == int(named))


def office_of(tx: Tx, plan: Plan, agency: str, today: date) -> Office:
    """What the words are read against, of that *agency* on the office's day *today*."""
    return Ground(plan.calendar, plan.sessions).against(roster_of(tx, agency, today), today)


def read(tx: Tx, office: Office, kept: Standing, asked: Asked) -> Read:
    """What *asked* means to the *office*, with what is to be looked at."""
    reader = RowReader(Line(0, (asked.who, asked.due)), _HEADER, office)
    entry = reader.more(kept.document, asked.content, asked.product)
    found = Read(kept, entry, tuple(reader.problems))
    if entry is None:
        return found
    alone = audience.without_anybody(tx, unreminded.leads(found.preview))
    return Read(kept, entry, unreminded.told(found.preview, alone).problems)


def errors(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Those for which nothing can be opened."""
    return tuple(one for one in problems if one.weight is Weight.ERROR)


def keep(tx: Tx, found: Read, agency: str, act: Act) -> tuple[int, int] | Denied:
    """The number of the import, which can be taken back, and of the task that is opened.

    Denied for who may not enter documents of *agency*. Raises Overtaken where the document has
    other tasks by now.
    """

    def opened(tx: Tx, by: Act) -> tuple[int, int]:
        number, done = imports.keep_new(tx, found.preview, found.kept.document.number, "", by)
        return number, done.numbers[0]

    return entitled.by_right(tx, Doing.REGISTER, OfOffice(agency), act, opened)
