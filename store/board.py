"""The page that tells how an office stands, as one read: mail, assigned work, and what people were told."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from store import restoration, rung, suspension
from store.directory import load
from store.directory.dkim import dkim_keys
from store.overview import COUNT_LIMIT, Count, Overview, overview
from store.restoration import NO_DOUBT, Doubt
from store.schema.notice import PENDING, notice
from store.tx import Tx
from store.workload import Days, Workload, workload
from work.notice import Channel
from work.outbox import NoticeState
from work.signing import Senders, Signing, signing
from work.suspension import Suspension

RECENT = 60  # notices that are looked at: one rung of a task may be told to several people
STUCK_AFTER = timedelta(minutes=15)  # a notice that is due is taken within seconds


@dataclass(frozen=True, slots=True)
class Told:
    """What *people* were told alike by one channel, at the office instant *at*.

    *slot* is the rung ("T-3"), None where the notice is of no ladder.
    """

    kind: str
    slot: str | None
    task: int | None
    channel: Channel
    state: NoticeState
    at: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Notices:
    """The *last* notices, the newest first, and what is to come.

    *stuck* are due for longer than STUCK_AFTER and nobody has taken them;
    *next_at* is the office instant of the next rung of all.
    """

    last: tuple[Told, ...]
    stuck: Count
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """All that the page tells of the store, as of one moment.

    *doubt* is what a backup left open that the store was made of.
    """

    mail: Overview
    work: Workload
    notices: Notices
    signing: Signing
    suspended: tuple[Suspension, ...] = ()
    doubt: Doubt = NO_DOUBT


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and when: the office's *days*, the machine's *day* and *now*, and who *senders* are without a login."""

    days: Days
    senders: Senders
    day: date
    now: datetime


def board(tx: Tx, asked: Asked) -> Board:
    """How things stand."""
    now = asked.now
    signed = signing(load(tx), dkim_keys(tx), asked.senders, asked.day, now)
    asleep = tuple(suspension.standing(tx, now).values())
    mail, work = overview(tx, now), workload(tx, asked.days)
    doubt = restoration.doubt(tx)
    return Board(mail, work, notices(tx, now), signed, asleep, doubt)


def notices(tx: Tx, now: datetime) -> Notices:
    """What people were told last; of a notice's facts nothing but the rung is read."""
    return Notices(_last(tx), stuck(tx, now), rung.next_due(tx))


def _last(tx: Tx) -> tuple[Told, ...]:
    asked = (notice.c.kind, notice.c.task_id, notice.c.channel, notice.c.state, notice.c.at)
    newest = select(*asked, notice.c.facts).order_by(notice.c.id.desc())
    return _alike(tx.all(newest.limit(RECENT)))


def stuck(tx: Tx, now: datetime) -> Count:
    """Notices that are due for longer than STUCK_AFTER, and nobody has taken them."""
    waiting = PENDING & (notice.c.not_before <= now - STUCK_AFTER)
    some = select(notice.c.id).where(waiting).limit(COUNT_LIMIT).subquery()
    found = int(tx.value(select(func.count()).select_from(some)))
    return Count(found, found == COUNT_LIMIT)


def _alike(rows: Sequence[Row[Any]]) -> tuple[Told, ...]:
    """The rows folded: what several people were told in the same way is one."""
    people: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        slot = json.loads(row.facts).get("slot")
        people[row.kind, slot, row.task_id, row.channel, row.state, row.at] += 1
    return tuple(
        Told(kind, slot, task, Channel(channel), NoticeState(state), at, number)
        for (kind, slot, task, channel, state, at), number in people.items()
    )
