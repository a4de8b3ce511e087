"""Letters as the console lists them: some at a time, from a place on, never counted and never all read.

Those in one state are walked along that state's index, those in any from the newest on. A filter is
laid on the next LOOKED_AT alone, and from there one may look on.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, not_, or_, select

from store import discreet
from store.schema.spool import letter, recipient
from store.tx import Tx
from work import undisclosed
from work.letter import SETTLED, State

LOOKED_AT = 5_000  # recipients, or letters, that a filter is laid on at once
NAMED = 3  # addresses of a letter


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which letter a page begins; *at* is of the state's index, None where none is walked."""

    letter: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """Which letters: in which *state*, of which *agency*, to which *domain*; *text* is part of an address.

    "" and None leave it open.
    """

    state: State | None = None
    agency: str = ""
    domain: str = ""
    text: str = ""
    behind: Place | None = None

    @property
    def filters(self) -> bool:
        """Whether not all of what is walked along is wanted."""
        return bool(self.agency or self.domain or self.text)


@dataclass(frozen=True, slots=True)
class Listed:
    """One letter, with how many of its recipients stand in each state, and the first of them.

    Of who sent a petition, or is written to about one, no address shows more than its domain.
    """

    letter: int
    received_at: datetime
    kind: str
    agency: str | None
    sender: str
    states: tuple[tuple[State, int], ...]
    addresses: tuple[str, ...]
    recipients: int
    rule: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Letters in their order; *on* is where the next page begins, None at the end.

    *short*: the filter was laid on as many as may be looked at, and more lie behind.
    """

    letters: tuple[Listed, ...]
    on: Place | None
    short: bool = False


def page(tx: Tx, sought: Sought, limit: int) -> Page:
    """At most *limit* letters: in an open state from the one that ends first, else from the newest."""
    walk = _of_any(sought) if sought.state is None else _in_state(sought, sought.state)
    rows = tx.all(_filtered(walk, sought).limit(limit + 1))
    numbers = dict.fromkeys(row.letter_id for row in rows[:limit])
    letters = _listed(tx, tuple(numbers))
    if len(rows) > limit:
        return Page(letters, _place(rows[limit - 1]))
    last = tx.all(walk.offset(LOOKED_AT - 1).limit(2)) if sought.filters else ()
    return Page(letters, _place(last[0]), short=True) if len(last) > 1 else Page(letters, None)


def _in_state(sought: Sought, state: State) -> Select[Any]:
    """Along the state's index."""
    late = state in SETTLED
    time, number = (
        (recipient.c.settled_at if late else recipient.c.expires_at),
        recipient.c.letter_id,
    )
    stand = (recipient.c.state == state) & recipient.c.settled_at.is_not(None)
    if not late:
        stand = (recipient.c.state == state) & recipient.c.settled_at.is_(None)
    walk = select(number, time.label("at")).where(stand).distinct()
    if (behind := sought.behind) is not None and behind.at is not None:
        same = and_(time == behind.at, number < behind.letter if late else number > behind.letter)
        far = time < behind.at if late else time > behind.at
        walk = walk.where(time <= behind.at if late else time >= behind.at, or_(far, same))
    return walk.order_by(*((time.desc(), number.desc()) if late else (time, number)))


def _of_any(sought: Sought) -> Select[Any]:
    """From the newest letter on."""
    walk = select(letter.c.id.label("letter_id"))
    if sought.behind is not None:
        walk = walk.where(letter.c.id < sought.behind.letter)
    return walk.order_by(letter.c.id.desc())


def _filtered(walk: Select[Any], sought: Sought) -> Select[Any]:
    if not sought.filters:
        return walk
    some = walk.limit(LOOKED_AT).subquery()
    joined = select(some).join(letter, letter.c.id == some.c.letter_id)
    if sought.agency:
        joined = joined.where(letter.c.agency == sought.agency)
    of = recipient.c.letter_id == some.c.letter_id
    if sought.domain:
        theirs = func.lower(recipient.c.address).endswith(f"@{sought.domain}", autoescape=True)
        joined = joined.where(exists().where(of, theirs))
    if sought.text:
        joined = joined.where(_speaks(of, sought.text.lower()))
    late = sought.state in SETTLED or sought.state is None
    columns = [some.c.at, some.c.letter_id] if "at" in some.c else [some.c.letter_id]
    return joined.order_by(*(one.desc() if late else one for one in columns))


def _speaks(of: ColumnElement[bool], text: str) -> ColumnElement[bool]:
    """Whether the sender's address, or one of the recipients', holds *text*; not where these are hidden."""
    to = exists().where(of, func.lower(recipient.c.address).contains(text, autoescape=True))
    speaks = or_(func.lower(letter.c.sender).contains(text, autoescape=True), to)
    return and_(speaks, not_(discreet.to_hide()))


def _place(row: Row[Any]) -> Place:
    return Place(int(row.letter_id), row._mapping.get("at"))


def _listed(tx: Tx, numbers: Sequence[int]) -> tuple[Listed, ...]:
    letters = {row.id: row for row in tx.all(select(letter).where(letter.c.id.in_(numbers)))}
    mine = recipient.c.letter_id.in_(numbers)
    counted = select(recipient.c.letter_id, recipient.c.state, func.count().label("number"))
    states: dict[int, Counter[State]] = defaultdict(Counter)
    for row in tx.all(counted.where(mine).group_by(recipient.c.letter_id, recipient.c.state)):
        states[row.letter_id][State(row.state)] = int(row.number)
    first: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in tx.all(
        select(recipient)
        .where(mine, recipient.c.position < NAMED)
        .order_by(recipient.c.letter_id, recipient.c.position)
    ):
        first[row.letter_id].append(row)
    hidden = discreet.of_petitioners(tx, numbers)
    return tuple(
        _one(letters[number], states[number], first[number], number in hidden)
        for number in numbers
        if number in letters
    )


def _one(row: Row[Any], states: Counter[State], first: Sequence[Row[Any]], hidden: bool) -> Listed:
    order = {state: place for place, state in enumerate(State)}
    shown = undisclosed.masked if hidden else str
    return Listed(
        letter=row.id,
        received_at=row.received_at,
        kind=row.kind,
        agency=row.agency,
        sender=shown(row.sender),
        states=tuple(sorted(states.items(), key=lambda one: order[one[0]])),
        addresses=tuple(shown(one.address) for one in first),
        recipients=sum(states.values()),
        rule=next((one.hold for one in first if one.hold), None),
    )
