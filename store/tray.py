"""The tray of letters that came in: the reader takes the next one, and a person sees what could not be read.

That the reader begins is committed before it does: who dies of a letter has not said so, and the
letter is set aside before it kills once more.
"""

import itertools
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, or_, select, update

from store import body
from store.intake import PETITION, TOPIC
from store.schema.base import micros
from store.schema.intake import OPEN, intake_arrival, intake_letter
from store.schema.scan import intake_scan
from store.schema.spool import letter
from store.together import Do, done
from store.tx import Tx
from work.intake import MOST_TRIES, Arrival, Intake, Place, TrayState

KILLS = "kills-the-reader"
# Made once: each is asked for every letter.
_HELD = select(intake_letter.c.id).where(
    intake_letter.c.id.in_(bindparam("numbers", expanding=True)),
    intake_letter.c.holder == bindparam("mine"),
    intake_letter.c.state == TrayState.READING,
)
_WAITING = (
    select(intake_letter.c.id, intake_letter.c.tries)
    .where(
        OPEN,
        or_(
            intake_letter.c.state == TrayState.NEW,
            and_(
                intake_letter.c.until < bindparam("now"),
                intake_letter.c.holder.is_distinct_from(bindparam("mine")),
            ),
        ),
    )
    .order_by(intake_letter.c.id)
    .limit(bindparam("most"))
)
_GIVEN = intake_letter.c.id.in_(bindparam("numbers", expanding=True))
_BEGIN = (
    update(intake_letter)
    .where(_GIVEN)
    .values(
        state=TrayState.READING, holder=bindparam("mine"), until=bindparam("end"),
        tries=intake_letter.c.tries + 1,
    )
)  # fmt: skip
_BEGUN = select(intake_letter).where(_GIVEN).order_by(intake_letter.c.id)
_READ = """
UPDATE intake_letter
SET state = 'read', holder = NULL, until = NULL, settled_at = given.at
FROM (WITH listed (number, at) AS (VALUES {rows}) SELECT * FROM listed) AS given
WHERE intake_letter.id = given.number
"""
UNREAD = (TrayState.NEW, TrayState.READING, TrayState.ASIDE)


def take(
    tx: Tx, holder: str, now: datetime, term: timedelta, most: int, busy: bool = False
) -> tuple[Intake, ...]:
    """The oldest letters that wait to be read, *most* at most, *holder*'s for *term*; none where none does.

    One of which a reader may have died is read with no other beside it, and not while the reader
    is *busy* with others: who dies with it would be set aside in its stead. Who asks is alive: none
    that is *holder*'s already counts as one of which it died, however long nobody could say so.
    """
    free = {"mine": holder, "now": now, "most": most}
    rows = tx.all(tx.lock_free(_WAITING), free)
    while killers := [row.id for row in rows if row.tries >= MOST_TRIES]:
        for number in killers:
            _aside(tx, number, KILLS, now)
        rows = tx.all(tx.lock_free(_WAITING), free)
    fresh = [row.id for row in itertools.takewhile(lambda row: not row.tries, rows)]
    taken = fresh or ([] if busy else [row.id for row in rows[:1]])
    if not taken:
        return ()
    tx.run(_BEGIN, {"numbers": taken, "mine": holder, "end": now + term})
    return tuple(_intake(row) for row in tx.all(_BEGUN, {"numbers": taken}))


def renew(tx: Tx, holder: str, until: datetime) -> int:
    """How many letters *holder* has in hand, and keeps *until* then."""
    mine = (intake_letter.c.holder == holder) & (intake_letter.c.state == TrayState.READING)
    return tx.run(update(intake_letter).where(OPEN, mine).values(until=until))


def give_back(tx: Tx, holder: str) -> int:
    """How many letters *holder* had in hand and reads no further; they wait as if they had not been begun."""
    mine = (intake_letter.c.holder == holder) & (intake_letter.c.state == TrayState.READING)
    new = {"state": TrayState.NEW, "holder": None, "until": None}
    count = tx.run(update(intake_letter).where(mine).values(**new, tries=intake_letter.c.tries - 1))
    tx.ring(TOPIC)
    return count


def read(tx: Tx, number: int, holder: str, now: datetime) -> bool:
    """Whether *holder* still had the letter, and it counts as read."""
    if not _holds(tx, number, holder):
        return False
    settle(tx, number, holder, lambda _tx, _now: None, now)
    return True


def settle(tx: Tx, number: int, holder: str, do: Do, now: datetime) -> str | None:
    """The code by which *do* wants the letter set aside, and has changed nothing; None where it counts as read.

    Nothing is done about one that *holder* has no longer.
    """
    return settle_all(tx, holder, [(number, do, now)])[0]


def settle_all(tx: Tx, holder: str, calls: Sequence[tuple[int, Do, datetime]]) -> list[str | None]:
    """The same for several letters, in their order."""
    mine = {"numbers": [number for number, _, _ in calls], "mine": holder}
    held = {row.id for row in tx.all(tx.lock(_HELD), mine)}
    ours = [(number, do, now) for number, do, now in calls if number in held]
    came_to = done(tx, [(do, now) for _, do, now in ours])
    reasons = {number: why for (number, _, _), why in zip(ours, came_to, strict=True) if why}
    read = [(number, now) for number, _, now in ours if number not in reasons]
    if read:
        tx.hot_bulk(_READ, [(number, micros(now)) for number, now in read])
    for number, now in read:
        tx.audit(now, "intake.read", f"intake:{number}")
    return [reasons.get(number) for number, _, _ in calls]


def put_aside(tx: Tx, number: int, holder: str, reason: str, now: datetime) -> bool:
    """Whether *holder* still had the letter, and it waits for a person, for that *reason* (a code)."""
    if not _holds(tx, number, holder):
        return False
    _aside(tx, number, reason, now)
    return True


def judged(tx: Tx, number: int, hold: str | None, rule: str, now: datetime) -> None:
    """The letter bears a mark by that *rule* in what was read of it later: it is refused, or set aside (*hold*)."""
    if hold is not None:
        _aside(tx, number, hold, now)
        return
    end = {"state": TrayState.REFUSED, "reason": rule, "holder": None, "until": None}
    mine = intake_letter.c.id == number
    tx.run(update(intake_letter).where(mine).values(**end, settled_at=now))
    tx.audit(now, "intake.refused", f"intake:{number}", rule=rule)


def retry(tx: Tx, number: int, by: str, now: datetime) -> TrayState | None:
    """In which state the letter was; it is new again where it was aside or read, and is still kept. None where there is none."""
    mine = intake_letter.c.id == number
    row = tx.one(tx.lock(select(intake_letter.c.state, intake_letter.c.body_id).where(mine)))
    if row is None:
        return None
    before = TrayState(row.state)
    if row.body_id is None:
        return TrayState.REFUSED
    if before in (TrayState.ASIDE, TrayState.READ):
        new = {"state": TrayState.NEW, "reason": None, "tries": 0, "settled_at": None}
        tx.run(update(intake_letter).where(mine).values(new))
        tx.audit(now, "intake.retried", f"intake:{number}", by=by, before=before)
        tx.ring(TOPIC)
    return before


def letters(tx: Tx, limit: int, state: TrayState | None = None) -> tuple[Intake, ...]:
    """The newest first, of one state or of all."""
    asked = select(intake_letter).order_by(intake_letter.c.id.desc()).limit(limit)
    if state is not None:
        asked = asked.where(intake_letter.c.state == state)
    return tuple(_intake(row) for row in tx.all(asked))


def one(tx: Tx, number: int) -> Intake | None:
    """The letter of that number."""
    row = tx.one(select(intake_letter).where(intake_letter.c.id == number))
    return None if row is None else _intake(row)


def arrivals(tx: Tx, number: int) -> tuple[Arrival, ...]:
    """The ways in which that letter came, the first first."""
    c = intake_arrival.c
    rows = tx.all(select(intake_arrival).where(c.intake_id == number).order_by(c.at, c.id))
    return tuple(
        Arrival(
            row.door,
            row.at,
            None if row.uid is None else Place(row.mailbox, row.folder, row.validity, row.uid),
            row.letter,
        )
        for row in rows
    )


def waiting(tx: Tx, limit: int) -> tuple[tuple[TrayState, int], ...]:
    """How many letters, *limit* at most of each state, wait for the reader or for a person."""
    return tuple((state, number) for state in UNREAD if (number := _count(tx, state, limit)))


def forget(tx: Tx, numbers: Collection[int]) -> None:
    """Empties letters; by what is left they are known again, whoever shows them once more."""
    mine = intake_letter.c.id.in_(numbers)
    rows = tx.all(select(intake_letter.c.body_id).where(mine, intake_letter.c.body_id.is_not(None)))
    tx.run(delete(intake_scan).where(intake_scan.c.intake_id.in_(numbers)))
    empty = {"author": "", "subject": "", "message_id": None, "body_id": None}
    tx.run(update(intake_letter).where(mine).values(empty))
    bodies = {row.body_id for row in rows}
    ways = select(intake_arrival.c.letter).where(intake_arrival.c.intake_id.in_(numbers))
    sent = select(letter.c.body_id).where(letter.c.id.in_(ways), letter.c.body_id.in_(bodies))
    shared = select(intake_letter.c.body_id).where(intake_letter.c.body_id.in_(bodies))
    kept = {row.body_id for row in tx.all(sent.union(shared))}
    body.remove(tx, tuple(bodies - kept))


def _count(tx: Tx, state: TrayState, limit: int) -> int:
    some = select(intake_letter.c.id).where(intake_letter.c.state == state).limit(limit)
    return int(tx.value(select(func.count()).select_from(some.subquery())))


def _holds(tx: Tx, number: int, holder: str) -> bool:
    return tx.one(tx.lock(_HELD), {"numbers": [number], "mine": holder}) is not None


def _aside(tx: Tx, number: int, reason: str, now: datetime) -> None:
    end = {"state": TrayState.ASIDE, "reason": reason, "holder": None, "until": None}
    tx.run(update(intake_letter).where(intake_letter.c.id == number).values(end))
    tx.audit(now, "intake.aside", f"intake:{number}", reason=reason)


def _intake(row: Row[Any]) -> Intake:
    petition = row.sort == PETITION
    return Intake(
        id=row.id,
        state=TrayState(row.state),
        reason=row.reason,
        tries=row.tries,
        received_at=row.received_at,
        digest=row.digest,
        size_bytes=row.size_bytes,
        message_id=None if petition else row.message_id,  # it may tell of who wrote as From does
        author=row.author,
        subject=row.subject,
        body=row.body_id,
        twin=row.twin,
        petition=petition,
    )
