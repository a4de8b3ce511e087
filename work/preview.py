"""What reading a register came to, before anything is kept: rows to open, and what is wrong with the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from work.document import Document
from work.progress import Closing
from work.spelling import spelling_key
from work.task import NewTask

Identity = tuple[str, date, str]


class Weight(StrEnum):
    """What a problem does to its row."""

    ERROR = "error"  # the row cannot be opened
    LEFT_OUT = "left-out"  # nothing is wrong, but there is nothing to open
    WARNING = "warning"  # the row is opened; somebody should look


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell, with its place; *column* counts from 0 and is None for a whole row.

    *code* names it, *facts* are what its sentence quotes. A row that bears a mark
    of secrecy has no facts.
    """

    weight: Weight
    row: int
    column: int | None
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that can be opened; *column* is where its document is cited.

    *closing* ends the task at once: the register says that it is done.
    """

    row: int
    column: int
    document: Document
    task: NewTask
    closing: Closing | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome of reading one sheet: *rows* of it held something below the header."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    rows: int

    def of(self, weight: Weight) -> tuple[Problem, ...]:
        """The problems of one weight, in the order of the sheet."""
        return tuple(problem for problem in self.problems if problem.weight is weight)

    def rows_with(self, weight: Weight) -> int:
        """How many rows have a problem of that weight."""
        return len({problem.row for problem in self.of(weight)})

    def overdue(self, today: date) -> int:
        """How many of the tasks to open are past their deadline already."""
        deadlines = (e.task.deadline for e in self.entries if e.closing is None)
        return sum(deadline is not None and deadline.due < today for deadline in deadlines)

    def without(self, known: frozenset[Identity]) -> "Preview":
        """The preview without documents that are kept already, which are told of instead."""
        standing = [e for e in self.entries if not known.isdisjoint(identities(e.document))]
        rows = {entry.row for entry in standing}
        told = (
            Problem(Weight.LEFT_OUT, e.row, e.column, "known", {"number": e.document.number})
            for e in standing
        )
        new = tuple(entry for entry in self.entries if entry.row not in rows)
        looked_at = {p.row for p in self.problems} - rows if new else set()
        kept = (p for p in self.problems if p.weight is not Weight.WARNING or p.row in looked_at)
        return replace(self, entries=new, problems=in_order((*kept, *told)))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """*problems* as they stand in the sheet: by row, what concerns the whole row first, by column."""
    return tuple(sorted(problems, key=_place))


def identities(document: Document) -> tuple[Identity, ...]:
    """What tells a document from others: number and sign, day, and who issued it.

    By the issuer's code where it has one, and by its name in any spelling: one
    clerk writes "Văn phòng Chính phủ" and another "VPCP". A repeated one is to be
    told of (Nghị định 30/2020/NĐ-CP, Phụ lục VI).
    """
    number = spelling_key(document.number)
    names = [spelling_key(document.issuer)]
    if document.issuer_code is not None:
        names.append(document.issuer_code)
    return tuple((number, document.issued, name) for name in names)


def _place(problem: Problem) -> tuple[int, int]:
    return problem.row, -1 if problem.column is None else problem.column


def by_document(entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], ...]:
    """The entries of each document together, in the order of their first rows."""
    groups: list[list[Entry]] = []
    seen: dict[Identity, list[Entry]] = {}
    for entry in entries:
        keys = identities(entry.document)
        group = next((seen[key] for key in keys if key in seen), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(entry)
        seen.update(dict.fromkeys(keys, group))
    return tuple(map(tuple, groups))
