"""Reads the annex of a plan: rows that name groups, and below each the tasks in it.

Its columns are those that offices use (TT, nội dung, sản phẩm, chủ trì, phối hợp, thời hạn);
the header is found wherever it stands in the first rows. A row with neither lead nor deadline
names a group: a Roman figure or a letter before it makes it one of the plan, a figure one
within that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from work.assignee import Nobody, read_assignees
from work.plan import NewGroup
from work.plan_term import read_term
from work.preview import Problem, Weight, in_order
from work.register_form import HEADER_WITHIN, is_numbering
from work.register_row import LONGEST_CELL, Office, shown
from work.secrecy.finding import Place, Verdict, worst
from work.sheet import Line, Sheet
from work.spelling import composed, search_key, unsteered
from work.task import NewTask, Party, Role
from work.written_deadline import DeadlineGap, Term


class Field(StrEnum):
    """What a column holds."""

    LABEL = "label"
    CONTENT = "content"
    PRODUCT = "product"
    LEAD = "lead"
    OTHERS = "others"
    DEADLINE = "deadline"


TITLES: Mapping[Field, str] = MappingProxyType(
    {
        Field.LABEL: "TT",
        Field.CONTENT: "Nội dung nhiệm vụ",
        Field.PRODUCT: "Sản phẩm",
        Field.LEAD: "Chủ trì",
        Field.OTHERS: "Phối hợp",
        Field.DEADLINE: "Thời hạn hoàn thành",
    }
)
NEEDED = (Field.CONTENT, Field.LEAD, Field.DEADLINE)

# Each tried in this order on a title without accents and signs: "don vi phoi hop" before "don vi".
_TITLE_SAYS = (
    (Field.OTHERS, re.compile(r"\bphoi hop\b")),
    (Field.LEAD, re.compile(r"\bchu tri\b|\bdon vi thuc hien\b|\bco quan thuc hien\b")),
    (Field.DEADLINE, re.compile(r"\b(thoi han|thoi gian|tien do|han)\b")),
    (Field.PRODUCT, re.compile(r"\bsan pham\b|^ket qua")),
    (Field.CONTENT, re.compile(r"\bnoi dung\b|\bnhiem vu\b|\bcong viec\b")),
    (Field.LABEL, re.compile(r"^s?tt$|^so tt$|^so thu tu$")),
)
_LABEL = re.compile(r"^\s*(?P<label>[IVXLC]+|[A-Z]|\d{1,3}(?:\.\d{1,3})*)\s*(?:[.)/:-]|\s|$)\s*")
_WORDS = re.compile(r"^(?:nhóm(?: nhiệm vụ)?|mục|phần)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Annex:
    """What reading came to: the groups with their tasks, and what is wrong with rows.

    *rows* held something below the header; *leads* are who leads each task that has a
    deadline, by its row.
    """

    groups: tuple[NewGroup, ...]
    problems: tuple[Problem, ...]
    rows: int = 0
    leads: tuple[tuple[int, Party], ...] = ()

    def of(self, weight: Weight) -> tuple[Problem, ...]:
        """The problems of one weight, in the order of the sheet."""
        return tuple(problem for problem in self.problems if problem.weight is weight)

    @property
    def bad(self) -> int:
        """How many rows cannot be opened."""
        return len({problem.row for problem in self.of(Weight.ERROR)})


def read_annex(sheet: Sheet, office: Office, year: int) -> Annex:
    """The groups and tasks of *sheet*; a deadline without a year is in *year*."""
    header = _header(sheet.lines[:HEADER_WITHIN])
    if header is None:
        return Annex((), (Problem(Weight.ERROR, 0, None, "no-header", {"needed": _wanted()}),))
    missing = [TITLES[one] for one in NEEDED if one not in header.columns]
    if missing:
        told = Problem(Weight.ERROR, header.row, None, "column-missing", {"title": missing})
        return Annex((), (told,))
    return _Reader(header, office, year).read(sheet.lines)


def _wanted() -> list[str]:
    return [f'"{title}"' for title in TITLES.values()]


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    columns: Mapping[Field, int]


def _header(lines: tuple[Line, ...]) -> _Header | None:
    """The line with most of the columns, three at least: a title names one or two of their words."""
    found = [_Header(line.number, _columns(line)) for line in lines]
    best = max(found, key=lambda header: len(header.columns), default=None)
    return best if best is not None and len(best.columns) > 2 else None


def _columns(line: Line) -> Mapping[Field, int]:
    columns: dict[Field, int] = {}
    for place, cell in enumerate(line.cells):
        plain = " ".join(re.findall(r"\w+", search_key(shown(cell))))
        if len(plain) <= 60:
            says = (name for name, pattern in _TITLE_SAYS if pattern.search(plain))
            if (name := next(says, None)) is not None:
                columns.setdefault(name, place)
    return columns


@dataclass(slots=True)
class _Draft:
    """A group while its rows come in."""

    title: str
    tasks: list[NewTask] = field(default_factory=list)
    groups: list["_Draft"] = field(default_factory=list)

    def done(self) -> NewGroup:
        within = tuple(one.done() for one in self.groups)
        return NewGroup(self.title, tuple(self.tasks), within)


class _Reader:
    def __init__(self, header: _Header, office: Office, year: int) -> None:
        self._header = header
        self._office = office
        self._year = year
        self._drafts: list[_Draft] = []
        self._named = False  # whether a group had a Roman figure or a letter
        self._problems: list[Problem] = []
        self._leads: list[tuple[int, Party]] = []

    def read(self, lines: tuple[Line, ...]) -> Annex:
        below = (one for one in lines if one.number > self._header.row and not is_numbering(one))
        body = [line for line in below if any(shown(cell).strip() for cell in line.cells)]
        for line in body:
            self._line(line)
        groups = tuple(draft.done() for draft in self._drafts)
        return Annex(groups, in_order(self._problems), len(body), tuple(self._leads))

    def _line(self, line: Line) -> None:
        judge = self._office.judge
        cells = [unsteered(cell) for cell in line.cells if isinstance(cell, str)]
        if any(worst(judge.text(cell, Place.SUBJECT)) >= Verdict.PERSON for cell in cells):
            self._tell(Weight.ERROR, line, None, "secret")
        elif self._text(line, Field.LEAD) or self._text(line, Field.DEADLINE):
            self._task(line)
        else:
            self._group(line)

    def _group(self, line: Line) -> None:
        label, title = _named(self._text(line, Field.LABEL), self._text(line, Field.CONTENT))
        if not title:
            self._tell(Weight.ERROR, line, Field.CONTENT, "empty-content")
        elif len(title) > LONGEST_CELL:
            self._tell(Weight.ERROR, line, Field.CONTENT, "too-long", longest=LONGEST_CELL)
        else:
            self._add(label, _Draft(title))

    def _add(self, label: str, draft: _Draft) -> None:
        figure = label[:1].isdigit()
        self._named |= bool(label) and not figure
        within = bool(self._drafts) and figure and (self._named or "." in label)
        (self._drafts[-1].groups if within else self._drafts).append(draft)

    def _task(self, line: Line) -> None:
        if not self._drafts:
            self._tell(Weight.ERROR, line, Field.CONTENT, "no-group")
            return
        last = self._drafts[-1]
        content, parties, term = self._content(line), self._parties(line), self._term(line)
        if content and parties and term:
            product = self._text(line, Field.PRODUCT) or None
            new = NewTask(content, parties, term.deadline, product)
            (last.groups[-1] if last.groups else last).tasks.append(new)
            if term.deadline is not None:
                self._leads.append((line.number, parties[0]))

    def _content(self, line: Line) -> str:
        text = self._text(line, Field.CONTENT)
        longest = max(len(text), len(self._text(line, Field.PRODUCT)))
        if not text:
            self._tell(Weight.ERROR, line, Field.CONTENT, "empty-content")
        elif longest > LONGEST_CELL:
            self._tell(Weight.ERROR, line, Field.CONTENT, "too-long", longest=LONGEST_CELL)
            return ""
        return text[:1].upper() + text[1:]

    def _parties(self, line: Line) -> tuple[Party, ...]:
        lead = self._assigned(line, Field.LEAD)
        others = self._assigned(line, Field.OTHERS) if self._text(line, Field.OTHERS) else ()
        if lead is None or others is None:
            return ()
        found: dict[tuple[str, int | None, int | None], Party] = {}
        for one in (*lead, *(replace(one, role=Role.COORDINATOR) for one in others)):
            found.setdefault((one.agency, one.unit, one.person), one)
        return tuple(found.values())

    def _assigned(self, line: Line, which: Field) -> tuple[Party, ...] | None:
        text = self._text(line, which)
        if not text:
            self._tell(Weight.ERROR, line, which, "empty-assignee")
            return None
        found = read_assignees(text, self._office.roster)
        if isinstance(found, Nobody):
            facts = {"cell": text, "name": found.name, "others": found.others}
            self._tell(Weight.ERROR, line, which, found.gap, **facts)
            return None
        for name in found.loosely:
            read = "; ".join(party.name for party in found.parties)
            self._tell(Weight.WARNING, line, which, "accents", name=name, read=read)
        return found.parties

    def _term(self, line: Line) -> Term | None:
        found = read_term(
            line.cell(self._header.columns[Field.DEADLINE]), self._year, self._office.zone
        )
        text = self._text(line, Field.DEADLINE)
        if isinstance(found, DeadlineGap):
            self._tell(Weight.ERROR, line, Field.DEADLINE, found, cell=text)
            return None
        for code in found.warnings:
            self._tell(Weight.WARNING, line, Field.DEADLINE, code, cell=text)
        if found.deadline is not None and self._office.is_day_off(found.deadline.due):
            due = shown(found.deadline.due)
            self._tell(Weight.WARNING, line, Field.DEADLINE, "day-off", due=due)
        return found

    def _text(self, line: Line, which: Field) -> str:
        column = self._header.columns.get(which)
        return "" if column is None else " ".join(composed(shown(line.cell(column))).split())

    def _tell(
        self, weight: Weight, line: Line, which: Field | None, code: str, **facts: Any
    ) -> None:
        column = None if which is None else self._header.columns.get(which)
        self._problems.append(Problem(weight, line.number, column, str(code), facts))


def _named(label: str, title: str) -> tuple[str, str]:
    """The number before a group and its title, which may stand in one cell, merged over the row."""
    text = title or label
    given = _LABEL.match(_WORDS.sub("", label).upper()) if title else None
    if given is not None:
        return given["label"], title
    rest = _WORDS.sub("", text)
    inside = _LABEL.match(rest)
    if inside is None or not rest[inside.end() :]:
        return "", text
    return inside["label"], rest[inside.end() :]
