"""Suspends and resumes domains, and keeps their recipients waiting meanwhile.

What is suspended ends with its age like everything else.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update

from store.schema.base import micros
from store.schema.spool import recipient
from store.schema.suspension import suspension
from store.spool import Key
from store.tx import Tx
from work.letter import State
from work.suspension import RULE, Suspension

_PARK = """
UPDATE recipient SET state = 'waiting', holder = NULL, not_before = :not_before, hold = :hold
WHERE letter_id = :letter_id AND position = :position AND holder = :holder AND state = 'claimed'
"""


def suspend(tx: Tx, new: Suspension) -> None:
    """Nothing goes to the domain from now on; one that is suspended already gets the new end and reason."""
    tx.run(delete(suspension).where(suspension.c.domain == new.domain))
    tx.run(
        insert(suspension),
        {
            "domain": new.domain,
            "since": new.since,
            "until": new.until,
            "reason": new.reason,
            "by": new.by,
        },
    )
    _wake(tx, new.domain, new.since)  # what waits for an end before this one is parked anew
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


def park(tx: Tx, holder: str, asleep: Sequence[tuple[Key, str]], now: datetime) -> None:
    """Lets recipients that *holder* has claimed wait, each for the end of its domain's suspension.

    What was resumed since *holder* looked is due at once.
    """
    domains = {domain for _, domain in asleep}
    tx.all(tx.lock(select(suspension.c.domain).where(suspension.c.domain.in_(domains))))
    still = standing(tx, now)
    tx.hot_many(_PARK, [_parked(key, holder, still.get(domain), now) for key, domain in asleep])
    if not domains <= still.keys():
        tx.ring("queue")


def _parked(key: Key, holder: str, one: Suspension | None, now: datetime) -> dict[str, object]:
    return {
        "letter_id": key.letter,
        "position": key.position,
        "holder": holder,
        "not_before": micros(one.again(now) if one else now),
        "hold": f"{RULE}{one.domain}" if one else None,
    }
