"""Suspends and resumes domains, and keeps their recipients waiting meanwhile.

What is suspended ends with its age like everything else.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, delete, or_, select, update

from store.schema.base import micros
from store.schema.spool import recipient
from store.schema.suspension import suspension
from store.spool import Key, Settlement, take_report
from store.tx import Tx
from work.letter import NewLetter, State
from work.suspension import RULE, Suspension, suspended_domain

_PARK = """
UPDATE recipient SET state = 'waiting', holder = NULL, not_before = :not_before, hold = :hold
WHERE letter_id = :letter_id AND position = :position AND holder = :holder AND state = 'claimed'
"""


class Asleep(NamedTuple):
    """A claimed recipient of a suspended *domain*; at *late_at* its sender is to be told that it is late."""

    key: Key
    domain: str
    late_at: datetime | None = None


def suspend(tx: Tx, new: Suspension) -> None:
    """Nothing goes to the domain from now on; one that is suspended already gets the new end and reason."""
    facts = _row(new)
    added = tx.insert_new(suspension, facts)
    if not added:  # it stands already, perhaps by somebody else's hand just now
        tx.run(update(suspension).where(suspension.c.domain == new.domain).values(facts))
    _wake(tx, new.domain, new.since)  # what waits for an end before this one is parked anew
    _tell(tx, new)


def suspend_by_rule(tx: Tx, new: Suspension) -> bool:
    """Whether the domain was not suspended before: what a person said, or a rule before, stands."""
    over = (suspension.c.domain == new.domain) & (suspension.c.until <= new.since)
    tx.run(delete(suspension).where(over))
    if not tx.insert_new(suspension, _row(new)):
        return False
    tx.ring("queue")
    _tell(tx, new)
    return True


def _row(new: Suspension) -> dict[str, object]:
    said = {"domain": new.domain, "reason": new.reason, "by": new.by}
    return {**said, "since": new.since, "until": new.until}


def _tell(tx: Tx, new: Suspension) -> None:
    codes = {"by": new.by, "why": hashlib.sha256(new.reason.encode()).hexdigest()}
    until = new.until.isoformat(timespec="seconds") if new.until else ""
    tx.audit(new.since, "queue.suspend", f"domain:{new.domain}", until=until, **codes)


def resume(tx: Tx, domain: str, by: str, now: datetime) -> int | None:
    """How many recipients are due at once; None where the domain is not suspended."""
    if not tx.run(delete(suspension).where(suspension.c.domain == domain)):
        return None
    due = _wake(tx, domain, now)
    tx.audit(now, "queue.resume", f"domain:{domain}", by=by, recipients=due)
    return due


def _wake(tx: Tx, domain: str, now: datetime) -> int:
    waiting = (recipient.c.state == State.WAITING) & (recipient.c.hold == f"{RULE}{domain}")
    tx.ring("queue")
    return tx.run(update(recipient).where(waiting).values(not_before=now, hold=None))


def standing(tx: Tx, now: datetime) -> Mapping[str, Suspension]:
    """What is suspended, by domain in their order."""
    still = or_(suspension.c.until.is_(None), suspension.c.until > now)
    rows = tx.all(select(suspension).where(still).order_by(suspension.c.domain))
    return {
        row.domain: Suspension(row.domain, row.since, row.until, row.reason, row.by) for row in rows
    }


def park(tx: Tx, holder: str, asleep: Sequence[Asleep], now: datetime) -> None:
    """Lets recipients that *holder* has claimed wait, each for the end of its domain's suspension.

    What was resumed since *holder* looked is due at once.
    """
    domains = {one.domain for one in asleep}
    if not domains:
        return
    tx.all(tx.lock(select(suspension.c.domain).where(suspension.c.domain.in_(domains))))
    still = standing(tx, now)
    rows = [_parked(one, holder, still.get(one.domain), now) for one in asleep]
    tx.hot_many(_PARK, rows)
    if not domains <= still.keys():
        tx.ring("queue")


def park_told(
    tx: Tx,
    holder: str,
    settlements: Sequence[Settlement],
    report: NewLetter | None,
    now: datetime,
    expires_at: datetime,
) -> frozenset[Key]:
    """Parks recipients of one letter whose sender is told now that they are late, as one change.

    Gives the keys that *holder* still has; when that is not all of them, nothing was changed.
    """
    keys = [one.key for one in settlements]
    had = frozenset(key for key in keys if tx.one(tx.lock(_claimed(key, holder))) is not None)
    if len(had) == len(keys):
        park(tx, holder, [Asleep(s.key, suspended_domain(s.hold) or "") for s in settlements], now)
        for key in keys:
            tx.run(update(recipient).where(_place(key)).values(delay_told=True))
        take_report(tx, {key.letter for key in keys}, report, now, expires_at)
    return had


def _place(key: Key) -> ColumnElement[bool]:
    return (recipient.c.letter_id == key.letter) & (recipient.c.position == key.position)


def _claimed(key: Key, holder: str) -> Select[Any]:
    mine = (recipient.c.holder == holder) & (recipient.c.state == State.CLAIMED)
    here = _place(key) & mine & (recipient.c.attempts == key.attempts)
    return select(recipient.c.position).where(here)


def _parked(
    asleep: Asleep, holder: str, one: Suspension | None, now: datetime
) -> dict[str, object]:
    again = one.again(now) if one else now
    return {
        "letter_id": asleep.key.letter,
        "position": asleep.key.position,
        "holder": holder,
        "not_before": micros(min(again, asleep.late_at) if one and asleep.late_at else again),
        "hold": f"{RULE}{one.domain}" if one else None,
    }
