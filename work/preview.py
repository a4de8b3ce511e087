"""What reading a register came to, before anything is kept: rows to open, and what is wrong with the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from work.deadline import Deadline, Reached
from work.document import Document
from work.progress import Closing
from work.spelling import spelling_key
from work.task import NewTask, Party, Task

Identity = tuple[str, date, str]


class Weight(StrEnum):
    """What a problem does to its row."""

    ERROR = "error"  # the row cannot be opened
    KEPT = "kept"  # the row differs from what stands, and an import may not change that
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

    *closing* ends the task at once: the register says that it is done; *withdrawn*
    says that who assigned it took it back, so that there is nothing to open.
    """

    row: int
    column: int
    document: Document
    task: NewTask
    closing: Closing | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Addition:
    """One more task of a *document* that is kept, by its number; it had so many *tasks* when seen."""

    document: int
    tasks: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Change:
    """What one row changes of *task*, which is as it was seen; None stands for what stays."""

    entry: Entry
    task: Task
    deadline: Deadline | None = None
    parties: tuple[Party, ...] | None = None
    content: str | None = None
    closing: Closing | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome of reading one sheet: *rows* of it held something below the header.

    *entries* are to be opened, *withdrawn* was taken back by who assigned it;
    *added* and *changes* are there once it was compared with what stands.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    rows: int
    withdrawn: tuple[Entry, ...] = ()
    added: tuple[Addition, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def opened(self) -> tuple[Entry, ...]:
        """Every row that opens a task, be its document new or kept."""
        return (*self.entries, *(one.entry for one in self.added))

    def of(self, weight: Weight) -> tuple[Problem, ...]:
        """The problems of one weight, in the order of the sheet."""
        return tuple(problem for problem in self.problems if problem.weight is weight)

    def rows_with(self, weight: Weight) -> int:
        """How many rows have a problem of that weight."""
        return len({problem.row for problem in self.of(weight)})

    def overdue(self, now: Reached) -> frozenset[int]:
        """The rows of the tasks to open that are past their deadline already."""
        pairs = ((e.row, e.task.deadline) for e in self.opened if e.closing is None)
        return frozenset(row for row, deadline in pairs if deadline and deadline.until.is_over(now))


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
