"""Letters that came in as work: each is kept once, whichever ways it came, in one commit with its cursor.

A letter is known again by its identity (`mail.identity`); the keys of the tables hold that,
whoever takes it twice.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, select, update

from store import body, secrecy
from store.schema.base import micros
from store.schema.intake import intake_arrival, intake_letter
from store.tx import Tx
from work.intake import Arrival, NewIntake, Place, TrayState

PETITION = "petition"  # the sort of what came to an address for petitions
TOPIC = "intake"  # something may be read
RETRY = "intake-retry"  # a person wants it tried again


# Made once: each is asked for every letter.
_SAME = (
    select(intake_letter.c.message_id, func.min(intake_letter.c.id).label("first"))
    .where(intake_letter.c.message_id.in_(bindparam("names", expanding=True)))
    .group_by(intake_letter.c.message_id)
)
_NEW = """
INSERT INTO intake_letter (identity, digest, size_bytes, message_id, author, subject, twin, sort,
    received_at, state, reason, tries, settled_at)
VALUES {rows} ON CONFLICT DO NOTHING RETURNING id, identity
"""
_WITH_BODIES = """
UPDATE intake_letter SET body_id = given.body
FROM (WITH listed (number, body) AS (VALUES {rows}) SELECT * FROM listed) AS given
WHERE intake_letter.id = given.number
"""
_CAME_ALL = """
UPDATE intake_arrival
SET intake_id = given.letter, at = given.at, head = given.head, not_before = NULL, reason = NULL
FROM (
    WITH listed (mailbox, folder, validity, uid, letter, at, head) AS (VALUES {rows})
    SELECT * FROM listed
) AS given
WHERE intake_arrival.mailbox = given.mailbox AND intake_arrival.folder = given.folder
    AND intake_arrival.validity = given.validity AND intake_arrival.uid = given.uid
"""
_CAME = (
    update(intake_arrival)
    .where(*(intake_arrival.c[name] == bindparam(f"{name}_") for name in Place.__slots__))
    .values(
        intake_id=bindparam("letter_"), at=bindparam("at_"), head=bindparam("head_"),
        not_before=None, reason=None,
    )
)  # fmt: skip


Coming = tuple[NewIntake, Arrival, bytes | None]
"""A letter, how it came, and by what the same server shows it again."""


class Taken(NamedTuple):
    """The number of a letter in the tray, and whether it was not there before."""

    id: int
    new: bool


def take(tx: Tx, new: NewIntake, arrival: Arrival, head: bytes | None = None) -> Taken | None:
    """The letter is in the tray, and how it came stands beside it; None when a sweep took its chunks.

    *head* is by what the same server shows the letter again.
    """
    return take_all(tx, [(new, arrival, head)])[0]


def take_all(tx: Tx, calls: Sequence[Coming]) -> list[Taken | None]:
    """The same for several letters, in their order, by a few statements."""
    if _are_alike(calls):
        return [take(tx, *one) for one in calls]
    whole = [one for one in calls if _is_whole(tx, *one)]
    numbers = _inserted(tx, whole)
    fresh = [(numbers[one[0].identity], *one) for one in whole if one[0].identity in numbers]
    _keep(tx, fresh)
    known = {
        new.identity: _known_again(tx, new, arrival)
        for new, arrival, _ in whole
        if new.identity not in numbers
    }
    _came_all(tx, [((numbers | known)[new.identity], at, head) for new, at, head in whole])
    taken = {one: Taken(number, True) for one, number in numbers.items()}
    taken |= {one: Taken(number, False) for one, number in known.items()}
    return [taken.get(new.identity) for new, _, _ in calls]


def _are_alike(calls: Sequence[Coming]) -> bool:
    """Whether one of the letters bears on what another is: it is the same, or calls itself so."""
    identities = {new.identity for new, _, _ in calls}
    names = [new.message_id for new, _, _ in calls if new.message_id is not None]
    return len(identities) < len(calls) or len(set(names)) < len(names)


def _is_whole(tx: Tx, new: NewIntake, arrival: Arrival, _head: bytes | None) -> bool:
    chunks = _chunks(new, arrival)
    return chunks is None or body.finish_long(tx, chunks, new.size_bytes)


def _chunks(new: NewIntake, arrival: Arrival) -> int | None:
    """The body that this letter alone brought, and nobody saw yet."""
    return new.body if isinstance(new.body, int) and arrival.place else None


def _inserted(tx: Tx, calls: Sequence[Coming]) -> dict[bytes, int]:
    """The numbers of those that were not there, by their identities."""
    twins = _twins(tx, [new for new, _, _ in calls])
    rows = [_row(new, twins.get(new.message_id), micros(at.at)) for new, at, _ in calls]
    return {bytes(identity): number for number, identity in tx.hot_rows(_NEW, rows)}


def _known_again(tx: Tx, new: NewIntake, arrival: Arrival) -> int:
    """The number of a letter that is there."""
    number = _number(tx, new.identity)
    chunks = _chunks(new, arrival)
    if chunks is not None:
        body.remove(tx, (chunks,))
    if new.petition:
        _make_petition(tx, number)
    return number


def _came_all(tx: Tx, ways: Sequence[tuple[int, Arrival, bytes | None]]) -> None:
    """Puts down in which way each letter came."""
    tried = [
        (place.mailbox, place.folder, place.validity, place.uid, number, micros(arrival.at), head)
        for number, arrival, head in ways
        if (place := arrival.place) and head
    ]
    if len(tried) > 1 and len(tried) == len(ways) == tx.hot_bulk(_CAME_ALL, tried):
        return
    for number, arrival, head in ways:
        came(tx, number, arrival, head)


def came(tx: Tx, number: int, arrival: Arrival, head: bytes | None = None) -> None:
    """Puts down one more way in which that letter came."""
    place = arrival.place
    done = {"intake_id": number, "at": arrival.at, "head": head, "not_before": None, "reason": None}
    came_so = {"letter_": number, "at_": arrival.at, "head_": head}
    if place and tx.run(_CAME, {**came_so, **_named(place)}):
        return
    where = _columns(place) if place else {"letter": arrival.letter}
    tx.insert_new(intake_arrival, {**done, **where, "door": arrival.door, "tries": 0})


def _make_petition(tx: Tx, number: int) -> None:
    """A letter that came to somebody else before is read once more: the petition in it is not lost by that."""
    mine = (intake_letter.c.id == number) & intake_letter.c.sort.is_(None)
    again = intake_letter.c.state.in_([TrayState.NEW, TrayState.READING, TrayState.READ])
    hidden = {"sort": PETITION, "author": "", "subject": ""}
    if tx.run(update(intake_letter).where(mine).values(hidden)):
        fresh = {"state": TrayState.NEW, "tries": 0, "holder": None, "until": None}
        one = intake_letter.c.id == number
        tx.run(update(intake_letter).where(one, again).values(**fresh, settled_at=None))
        tx.ring(TOPIC)


def known(
    tx: Tx, name: tuple[str, str], validity: int, heads: tuple[bytes, ...]
) -> dict[bytes, list[int]]:
    """The letters that the folder showed with such *heads* under other numbers, and not yet under these.

    As many as it showed: one that lies beside another and only looks like it is not known by that.
    """
    c = intake_arrival.c
    mine = (c.mailbox == name[0]) & c.head.in_(heads) & c.intake_id.is_not(None)
    rows = tx.all(select(c.head, c.folder, c.validity, c.intake_id).where(mine).order_by(c.id))
    shown: dict[bytes, dict[tuple[str, int], list[int]]] = {}
    for row in rows:
        numberings = shown.setdefault(row.head, {})
        numberings.setdefault((row.folder, row.validity), []).append(row.intake_id)
    found = {}
    for head, numberings in shown.items():
        here = numberings.pop((name[1], validity), [])
        found[head] = max(numberings.values(), key=len, default=[])[len(here) :]
    return found


def is_known(tx: Tx, identity: bytes) -> bool:
    """Whether that letter is in the tray."""
    same = intake_letter.c.identity == identity
    return tx.value(select(intake_letter.c.id).where(same)) is not None


def at(place: Place) -> ColumnElement[bool]:
    """The condition under which an arrival is at *place*."""
    return and_(*(intake_arrival.c[name] == value for name, value in _columns(place).items()))


def _named(place: Place) -> dict[str, str | int]:
    """What the parameters of a statement about that place are called."""
    return {f"{name}_": value for name, value in _columns(place).items()}


def _columns(place: Place) -> dict[str, str | int]:
    return {
        "mailbox": place.mailbox,
        "folder": place.folder,
        "validity": place.validity,
        "uid": place.uid,
    }


def _row(new: NewIntake, twin: int | None, now: int) -> tuple[object, ...]:
    """What _NEW takes of a letter that came at *now*, in microseconds."""
    state = TrayState.REFUSED if new.refused else TrayState.ASIDE if new.hold else TrayState.NEW
    said = (new.message_id, new.author, new.subject)
    return (
        new.identity,
        new.digest,
        new.size_bytes,
        *((None, "", "") if new.refused else said),
        None if new.refused else twin,
        PETITION if new.petition else None,
        now,
        state.value,
        new.refused or new.hold,
        0,
        now if state is TrayState.REFUSED else None,
    )


def _twins(tx: Tx, letters: Sequence[NewIntake]) -> dict[str | None, int]:
    """By Message-ID the first letter that has it: its content is another than that of a new one."""
    names = [new.message_id for new in letters if new.message_id is not None and not new.refused]
    if not names:
        return {}
    return {row.message_id: row.first for row in tx.all(_SAME, {"names": names})}


def _number(tx: Tx, identity: bytes) -> int:
    same = intake_letter.c.identity == identity
    return int(tx.value(tx.lock(select(intake_letter.c.id).where(same))))


def _keep(tx: Tx, fresh: Sequence[tuple[int, NewIntake, Arrival, bytes | None]]) -> None:
    """The content of new letters, the lines of the account, and what the security officer is told."""
    short = [
        (number, (micros(arrival.at), new.body))
        for number, new, arrival, _ in fresh
        if isinstance(new.body, bytes)
    ]
    ids = body.put_short(tx, [octets for _, octets in short]) if short else ()
    bodies = list(zip((number for number, _ in short), ids, strict=True))
    bodies += [(number, new.body) for number, new, _, _ in fresh if isinstance(new.body, int)]
    if bodies:
        tx.hot_bulk(_WITH_BODIES, bodies)
    for number, new, arrival, _ in fresh:
        _tell(tx, number, new, arrival)


def _tell(tx: Tx, number: int, new: NewIntake, arrival: Arrival) -> None:
    if new.seen:
        secrecy.met(tx, new.seen, arrival.at)
    tx.audit(
        arrival.at,
        "intake.refused" if new.refused else "intake.held" if new.hold else "intake.taken",
        f"intake:{number}",
        door=arrival.door,
        mailbox=arrival.place.mailbox if arrival.place else "",
        letter=arrival.letter or 0,
        octets=new.size_bytes,
        sha256=new.digest.hex(),
        rule=new.refused or new.hold or "",
    )
    tx.ring(TOPIC)


def forget_places(tx: Tx, name: tuple[str, str], validity: int, next_uid: int | None) -> None:
    """Lets go of places that are no more: what was tried under other numbers, or behind *next_uid*.

    Places under the same UIDVALIDITY count as those of another from now on, of which there is none
    below zero: whoever takes numbers back may give them to other letters. Of a letter that is
    numbered anew again and again the first place stays, which tells how it came, and the last, by
    which it is known again.
    """
    c = intake_arrival.c
    mine = (c.mailbox == name[0]) & (c.folder == name[1])
    tried = (c.validity != validity) | (c.uid >= (next_uid or 0))
    tx.run(delete(intake_arrival).where(mine, c.intake_id.is_(None), tried))
    other = intake_arrival.alias()
    o = other.c
    theirs = (o.mailbox == name[0]) & (o.folder == name[1])
    twice = exists(select(o.id).where(theirs, o.validity == -validity, o.uid == c.uid))
    again = mine & (c.validity == validity) & c.intake_id.is_not(None)
    tx.run(delete(intake_arrival).where(again, twice))
    tx.run(update(intake_arrival).where(again).values(validity=-validity))
    same = theirs & (o.intake_id == c.intake_id)
    earlier, later = (exists(select(o.id).where(same, one)) for one in (o.id < c.id, o.id > c.id))
    tx.run(delete(intake_arrival).where(mine, earlier, later))
