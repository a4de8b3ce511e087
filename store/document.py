"""Documents in the store: one row for each, told apart by issuer, day and number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select, update

from store.directory.change import Overtaken
from store.schema.base import micros
from store.schema.work import arrival, document
from store.tx import Tx
from work.act import Act
from work.document import Circulation, Direction, Document, Filing, Urgency
from work.likeness import Alike, same_paper, those_alike
from work.sign import sign_key
from work.sought import ordinal_of
from work.spelling import spelling_key

FILED = ("signer", "post", "recipients", "keeper", "copies", "pages", "handed_on", "notes")
OWN = (
    *("number", "issuer", "issuer_code", "issued", "excerpt", "kind", "urgency", "received"),
    *("arrival_number", "direction", "circulation", "deliver_by"),
)
INSERT = (
    "INSERT INTO document"
    " (number, issuer, issuer_code, issued, excerpt, kind, urgency, received, arrival_number,"
    " direction, circulation, deliver_by, signer, post, recipients, keeper, copies, pages, handed_on,"
    " notes, ordinal) VALUES (:number, :issuer, :issuer_code, :issued, :excerpt, :kind, :urgency, :received,"
    " :arrival_number, :direction, :circulation, :deliver_by, :signer, :post, :recipients, :keeper,"
    " :copies, :pages, :handed_on, :notes, :ordinal) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A document with the number that the store gave it."""

    id: int
    document: Document


@dataclass(frozen=True, slots=True)
class NumberTaken:
    """An arrival *number* that another document of the year has, *holder*."""

    number: int
    holder: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents: all that meet every condition given.

    *since* and *until* bound the day by which they stand in their register,
    *number* is their number and sign as written, *issuer* the code of who issued them.
    """

    direction: Direction | None = None
    since: date | None = None
    until: date | None = None
    number: str | None = None
    issuer: str | None = None
    urgency: Urgency | None = None


def one(tx: Tx, number: int) -> Document | None:
    """The document that the store gave that number."""
    row = tx.one(select(document).where(document.c.id == number))
    return None if row is None else of_row(row)


def held(tx: Tx, number: int) -> Document | None:
    """The same; it stays as read until the commit."""
    row = tx.one(tx.lock(select(document).where(document.c.id == number)))
    return None if row is None else of_row(row)


def listed(tx: Tx, wanted: Wanted, limit: int | None) -> tuple[Kept, ...]:
    """At most *limit* documents, all where it is None, the last that was entered first."""
    chosen = select(document).where(*_conditions(wanted))
    order = (_entered().desc(), document.c.arrival_number.desc(), document.c.id.desc())
    return kept(tx.all(chosen.order_by(*order).limit(limit)))


def behind(
    tx: Tx, wanted: Wanted, last: int, limit: int, *which: ColumnElement[bool]
) -> tuple[Kept, ...]:
    """At most *limit* documents behind number *last* that meet *which* too, in the order of their numbers."""
    found = (*_conditions(wanted), *which, document.c.id > last)
    return kept(tx.all(select(document).where(*found).order_by(document.c.id).limit(limit)))


def entered(tx: Tx, direction: Direction, since: date, until: date) -> tuple[Kept, ...]:
    """The documents that stand in one register between two days, in the order of their entry."""
    wanted = Wanted(direction, since, until)
    rows = tx.all(select(document).where(*_conditions(wanted)).order_by(_entered(), document.c.id))
    return kept(rows)


_LIKE = select(document).where(
    document.c.issued.between(bindparam("first"), bindparam("last")),
    document.c.ordinal.in_(bindparam("ordinals", expanding=True)),
)


def like(tx: Tx, new: Document) -> tuple[Alike, ...]:
    """The documents that may be *new* already."""
    return like_each(tx, [new])[0]


def like_each(tx: Tx, several: Sequence[Document]) -> list[tuple[Alike, ...]]:
    """The same for each of several, by one statement."""
    if not several:
        return []
    years = [_year(new.issued.year) for new in several]
    ordinals = [ordinal_of(new.number) for new in several]
    asked = {"first": min(years)[0], "last": max(years)[1], "ordinals": ordinals}
    rows = [(row.ordinal, (row.id, of_row(row))) for row in tx.all(_LIKE, asked)]
    return [
        those_alike(new, (one for of, one in rows if of == ordinal and _is_within(one[1], year)))
        for new, ordinal, year in zip(several, ordinals, years, strict=True)
    ]


def _is_within(kept: Document, year: tuple[date, date]) -> bool:
    return year[0] <= kept.issued <= year[1]


def cited(tx: Tx, number: str, issuer: str) -> int | None:
    """The number of the document that is cited by its number and sign; None where none or several may be meant.

    Of several the newest of *issuer* is meant, who speaks of its own.
    """
    rows = tx.all(select(document).where(document.c.ordinal == ordinal_of(number)))
    same = [row for row in rows if sign_key(row.number) == sign_key(number)]
    if len(same) != 1:
        same = [row for row in same if spelling_key(row.issuer) == spelling_key(issuer)]
    newest = max(same, key=lambda row: (row.issued, row.id), default=None)
    return None if newest is None else int(newest.id)


def add(
    tx: Tx, new: Document, act: Act, anyway: bool = False
) -> Kept | tuple[Alike, ...] | NumberTaken:
    """The document as it is kept now, or those that it may be already; with *anyway* it is kept beside them.

    What is the same letter by letter is never kept twice. One that came in is
    given the next arrival number of its year where it has none
    (Nghị định 30/2020/NĐ-CP, Điều 22).
    """
    last = _hold(tx, new)
    found = like(tx, new)
    if any(same_paper(new, one.document) for one in found) or (found and not anyway):
        return found
    if new.direction is Direction.INCOMING:
        numbered = _numbered(tx, new, last)
        if isinstance(numbered, NumberTaken):
            return numbered
        new = numbered
    if tx.hot_many(INSERT, [values(new)]) != 1:
        raise Overtaken("document")
    number = int(tx.value(select(document.c.id).where(*_exactly(new))))
    direction, arrived = str(new.direction), new.arrival_number or 0
    subject = f"document:{number}"
    tx.audit(act.now, "document.entered", subject, by=act.by, direction=direction, arrival=arrived)
    return Kept(number, new)


def refile(tx: Tx, number: int, changes: Mapping[str, object], act: Act) -> Document | None:
    """The document with what is to be changed of its filing; None where there is no such document."""
    if held(tx, number) is None:
        return None
    tx.run(update(document).where(document.c.id == number).values(dict(changes)))
    names = ",".join(sorted(changes))
    tx.audit(act.now, "document.refiled", f"document:{number}", by=act.by, fields=names)
    return one(tx, number)


def take_year(tx: Tx, number: int, found: Document, received: date) -> NumberTaken | None:
    """Holds the arrival number of that document for the year in which it was *received*; None where it is free."""
    last = _hold(tx, replace(found, received=received))
    if found.arrival_number is None:
        return None
    held = _holder(tx, received.year, found.arrival_number, number)
    if held is None:
        mine = arrival.c.year == received.year
        tx.run(update(arrival).where(mine).values(last=max(last, found.arrival_number)))
    return held


def values(new: Document) -> dict[str, Any]:
    """What INSERT wants of *new*."""
    filed = {name: getattr(new.filing, name) for name in FILED}
    own = {name: getattr(new, name) for name in OWN}
    found = own | filed | {"ordinal": ordinal_of(new.number)}
    return {name: _plain(value) for name, value in found.items()}


def of_row(row: Row[Any]) -> Document:
    """The document in a row that holds its columns."""
    return Document(
        number=row.number,
        issuer=row.issuer,
        issued=row.issued,
        excerpt=row.excerpt,
        issuer_code=row.issuer_code,
        kind=row.kind,
        urgency=Urgency(row.urgency),
        received=row.received,
        arrival_number=row.arrival_number,
        direction=Direction(row.direction),
        circulation=None if row.circulation is None else Circulation(row.circulation),
        deliver_by=row.deliver_by,
        filing=Filing(*(getattr(row, name) for name in FILED)),
    )


def kept(rows: Iterable[Row[Any]]) -> tuple[Kept, ...]:
    """The documents in rows that hold their columns."""
    return tuple(Kept(row.id, of_row(row)) for row in rows)


def _plain(value: Any) -> Any:
    """As the driver takes it."""
    match value:
        case None | int():
            return value
        case datetime():
            return micros(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _entered() -> ColumnElement[date]:
    return func.coalesce(document.c.received, document.c.issued)


def _hold(tx: Tx, new: Document) -> int:
    """The last arrival number given in the year of entry; nobody else enters anything of these years meanwhile."""
    years = sorted({new.issued.year, new.entered.year})
    for year in years:
        tx.insert_new(arrival, {"year": year, "last": 0})
    held = tx.lock(select(arrival).where(arrival.c.year.in_(years)).order_by(arrival.c.year))
    return {int(row.year): int(row.last) for row in tx.all(held)}[new.entered.year]


def _numbered(tx: Tx, new: Document, last: int) -> Document | NumberTaken:
    """*new* with its arrival number, which nobody else of its year has."""
    if new.arrival_number is not None:
        held = _holder(tx, new.entered.year, new.arrival_number)
        if held is not None:
            return held
    within = _came_in(new.entered.year)
    highest = max(last, tx.value(select(func.max(document.c.arrival_number)).where(*within)) or 0)
    given = highest + 1 if new.arrival_number is None else new.arrival_number
    mine = arrival.c.year == new.entered.year
    tx.run(update(arrival).where(mine).values(last=max(highest, given)))
    return replace(new, arrival_number=given)


def _holder(tx: Tx, year: int, number: int, but: int = 0) -> NumberTaken | None:
    """Which document of *year* has that arrival number, beside document *but*."""
    same = select(document.c.id).where(*_came_in(year), document.c.arrival_number == number)
    holder = tx.value(same.where(document.c.id != but).limit(1))
    return None if holder is None else NumberTaken(number, int(holder))


def _came_in(year: int) -> tuple[ColumnElement[bool], ...]:
    return document.c.direction == Direction.INCOMING, *_entered_between(*_year(year))


def _exactly(new: Document) -> tuple[ColumnElement[bool], ...]:
    return (
        document.c.issuer == new.issuer,
        document.c.issued == new.issued,
        document.c.number == new.number,
    )


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _entered_between(since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    """By the day of receipt or, where none is known, of issue; each has its index."""
    unknown = and_(document.c.received.is_(None), document.c.issued.between(since, until))
    return (or_(document.c.received.between(since, until), unknown),)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    same = {
        document.c.direction: wanted.direction,
        document.c.number: wanted.number,
        document.c.issuer_code: wanted.issuer,
        document.c.urgency: wanted.urgency,
    }
    found += (column == value for column, value in same.items() if value is not None)
    if wanted.since is not None or wanted.until is not None:
        found += _entered_between(wanted.since or date.min, wanted.until or date.max)
    return found
