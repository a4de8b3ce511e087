"""The oldest things that should have moved, whatever keeps them: what a watchdog asks.

Each is the first row of an index, so that asking costs the same however much is stored.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, text

from store import claim, mailbox, rung
from store.schema.notice import PENDING, notice
from store.schema.spool import recipient
from store.tx import Tx
from work.letter import OPEN

# Written out, because a partial index serves only a condition that the planner can read.
_IN_HAND = text("recipient.holder IS NOT NULL")
_CARRIED = text("notice.holder IS NOT NULL")


def oldest(tx: Tx, now: datetime, office_now: datetime | None) -> Mapping[str, datetime]:
    """Since when the oldest of each kind could have moved; kinds of which nothing could are left out.

    "due": its time for an attempt came, and nobody has it. "in-hand": a worker has it, for
    that long at most. "overaged": its time is over, and it has not ended. "notices",
    "notices-in-hand": the same of reminders. "mailboxes": the server of one was heard last then. "tick": a rung of a ladder, by *office_now*,
    which is None in a simulation, whose clock waits for what is due.
    """
    found = {
        "due": claim.next_due(tx),
        "in-hand": _instant(tx, select(func.min(recipient.c.not_before)).where(_IN_HAND)),
        "overaged": _overaged(tx),
        "notices": _instant(tx, _notices().where(PENDING)),
        "notices-in-hand": _instant(tx, _notices().where(_CARRIED)),
        "mailboxes": mailbox.silent_since(tx),
    }
    since = {kind: at for kind, at in found.items() if at is not None and at <= now}
    due = rung.next_due(tx) if office_now else None
    if office_now and due and due <= office_now:
        since["tick"] = now - (office_now - due)
    return since


def _overaged(tx: Tx) -> datetime | None:
    open_ = recipient.c.settled_at.is_(None)
    firsts = (
        _instant(
            tx,
            select(recipient.c.expires_at)
            .where(recipient.c.state == state, open_)
            .order_by(recipient.c.expires_at)
            .limit(1),
        )
        for state in OPEN
    )
    return min((end for end in firsts if end), default=None)


def _notices() -> Select[Any]:
    return select(notice.c.not_before).order_by(notice.c.not_before).limit(1)


def _instant(tx: Tx, asked: Select[Any]) -> datetime | None:
    found: datetime | None = tx.value(asked)
    return found
