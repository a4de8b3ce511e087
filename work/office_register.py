"""The three registers that an office keeps of its documents, with the columns that the law names.

Nghị định 30/2020/NĐ-CP, Điều 16 and 22, Phụ lục IV: what went out, what came in, and how
that is being dealt with. Each year has a book of its own, with a sequence of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from enum import StrEnum
from types import MappingProxyType

from work.deadline import Reached
from work.document import Direction, Document
from work.numbering import Numbering, numbering
from work.register_export import TITLE, arrival, kind_name, register_row
from work.register_form import TITLES
from work.relation import Related, Relation
from work.sheet import Value
from work.sign import Form, read_sign
from work.task import Task


class Register(StrEnum):
    """Which register, by its name on a keyboard without accents."""

    OUTGOING = "di"  # sổ đăng ký văn bản đi
    INCOMING = "den"  # sổ đăng ký văn bản đến
    FOLLOWED = "theo-doi"  # sổ theo dõi giải quyết văn bản đến

    @property
    def direction(self) -> Direction:
        """Of which documents it tells."""
        return Direction.OUTGOING if self is Register.OUTGOING else Direction.INCOMING


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, its width in characters of an A4 page across, and whether it is centred."""

    title: str
    width: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """What the store knows of one year: all its documents of a direction, each by its number.

    *related* are those that act on a document, *tasks* those that it assigned.
    """

    documents: Mapping[int, Document]
    related: Mapping[int, tuple[Related, ...]] = field(default_factory=dict)
    tasks: Mapping[int, tuple[Task, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """One register of one year between two days."""

    register: Register
    since: date
    until: date
    rows: tuple[tuple[Value, ...], ...]
    numbering: Numbering

    @property
    def title(self) -> str:
        """What stands above it."""
        return _TITLES[self.register]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns, in order."""
        return COLUMNS[self.register]


_TITLES = {
    Register.OUTGOING: "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
    Register.INCOMING: "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
    Register.FOLLOWED: TITLE,
}
_WIDTHS = (8.0, 52.0, 26.0, 14.0, 22.0, 20.0, 18.0)
COLUMNS: Mapping[Register, tuple[Column, ...]] = MappingProxyType(
    {
        Register.OUTGOING: (
            Column("Số, ký hiệu văn bản", 19),
            Column("Ngày tháng văn bản", 14.5, centred=True),
            Column("Tên loại và trích yếu nội dung", 36),
            Column("Người ký", 19),
            Column("Nơi nhận văn bản", 21),
            Column("Đơn vị, người nhận bản lưu", 14),
            Column("Số lượng bản", 10, centred=True),
            Column("Ngày chuyển", 14.5, centred=True),
            Column("Ký nhận", 9),
            Column("Ghi chú", 14),
        ),
        Register.INCOMING: (
            Column("Ngày đến", 14.5, centred=True),
            Column("Số đến", 8, centred=True),
            Column("Tác giả", 21),
            Column("Số, ký hiệu văn bản", 19),
            Column("Ngày tháng văn bản", 14.5, centred=True),
            Column("Tên loại và trích yếu nội dung", 38),
            Column("Đơn vị hoặc người nhận", 19),
            Column("Ngày chuyển", 14.5, centred=True),
            Column("Ký nhận", 9),
            Column("Ghi chú", 14),
        ),
        Register.FOLLOWED: tuple(
            Column(title, width, place in (0, 3))
            for place, (title, width) in enumerate(zip(TITLES.values(), _WIDTHS, strict=True))
        ),
    }
)
_DONE_TO = {
    Relation.RECALLS: "Đã thu hồi bằng",
    Relation.REPLACES: "Được thay thế bằng",
    Relation.CORRECTS: "Được đính chính bằng",
}
_LAST = 10**9  # behind all numbers


def years(since: date, until: date) -> tuple[tuple[date, date], ...]:
    """The part of each year between two days, the first year first.

    >>> [(one.year, other.month) for one, other in years(date(2025, 12, 1), date(2026, 2, 1))]
    [(2025, 12), (2026, 2)]
    """
    every = range(since.year, until.year + 1)
    return tuple((max(since, date(y, 1, 1)), min(until, date(y, 12, 31))) for y in every)


def book(
    register: Register, since: date, until: date, material: Material, now: Reached, zone: tzinfo
) -> Book:
    """The register between two days of one year."""
    documents = material.documents
    here = {n: one for n, one in documents.items() if since <= one.entered <= until}
    if register is Register.FOLLOWED:
        rows = tuple(_followed(here, material, now, zone))
        numbers = Numbering(without=sum(one.arrival_number is None for one in here.values()))
    else:
        order = _by_arrival if register is Register.INCOMING else _by_number
        sorted_ones = sorted(here.items(), key=lambda one: (*order(one[1]), one[0]))
        tell = _came if register is Register.INCOMING else _went
        rows = tuple(tell(one, _notes(one, material.related.get(n, ()))) for n, one in sorted_ones)
        numbers = _numbering(register, documents.values(), since, until)
    return Book(register, since, until, rows, numbers)


def _went(one: Document, notes: str | None) -> tuple[Value, ...]:
    filing = one.filing
    signed = ", ".join(part for part in (filing.post, filing.signer) if part) or None
    return (
        one.number,
        one.issued,
        _about(one),
        signed,
        filing.recipients,
        filing.keeper,
        filing.copies,
        filing.handed_on,
        None,  # signed by hand
        notes,
    )


def _came(one: Document, notes: str | None) -> tuple[Value, ...]:
    return (
        one.received,
        one.arrival_number,
        one.issuer,
        one.number,
        one.issued,
        _about(one),
        one.filing.recipients,
        one.filing.handed_on,
        None,  # signed by hand
        notes,
    )


def _followed(
    here: Mapping[int, Document], material: Material, now: Reached, zone: tzinfo
) -> Iterable[tuple[Value, ...]]:
    tasks = [task for number in here for task in material.tasks.get(number, ())]
    for task in sorted(tasks, key=arrival):
        related = material.related.get(task.document_id, ())
        *cells, reply, notes = register_row(task, now, zone)
        answers = [one.document.number for one in related if one.relation is Relation.ANSWERS]
        told = "; ".join(
            part for part in (notes, _done_to(related)) if isinstance(part, str) and part
        )
        yield (*cells, reply or "; ".join(answers) or None, told or None)


def _about(one: Document) -> str:
    """Type and trích yếu; a law's sign tells no type."""
    name = kind_name(one)
    excerpt = one.excerpt[:1].upper() + one.excerpt[1:]
    return ". ".join(part for part in (name.capitalize(), excerpt) if part)


def _notes(one: Document, related: Iterable[Related]) -> str | None:
    parts = (one.filing.notes, _done_to(related))
    return "; ".join(part for part in parts if part) or None


def _done_to(related: Iterable[Related]) -> str:
    """What others did to a document that whoever reads of it has to know."""
    told = ((_DONE_TO.get(one.relation), one.document.number) for one in related)
    return "; ".join(f"{how} {number}" for how, number in told if how is not None)


def _by_arrival(one: Document) -> tuple[int, str, date]:
    return one.arrival_number or _LAST, "", one.entered


def _by_number(one: Document) -> tuple[int, str, date]:
    found = _ordinal(one)
    return (_LAST, "", one.issued) if found is None else (*found, one.issued)


def _ordinal(one: Document) -> tuple[int, str] | None:
    """Its number in the office's sequence; normative documents and the Party's have theirs apart."""
    found = read_sign(one.number)
    if found is None or found.form in (Form.NORMATIVE, Form.PARTY):
        return None
    return found.ordinal, found.suffix.casefold()


def _numbering(register: Register, year: Iterable[Document], since: date, until: date) -> Numbering:
    here: list[int | None] = []
    before: list[int] = []
    known: list[int] = []
    for one in year:
        number, suffix = _number(register, one)
        if since <= one.entered <= until and not suffix:
            here.append(number)
        elif number is not None:
            (before if one.entered < since and not suffix else known).append(number)
    return numbering(here, before, known)


def _number(register: Register, one: Document) -> tuple[int | None, str]:
    """Its number in the register's sequence, and the letter of one put in between."""
    if register is Register.INCOMING:
        return one.arrival_number, ""
    return _ordinal(one) or (None, "apart")
