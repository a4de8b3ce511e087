"""What reached a person last, by channel: what the bot's self-test tells of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from store.schema.notice import notice
from store.tx import Tx
from work.notice import DIGEST, Channel
from work.outbox import NoticeState

ENDED = (NoticeState.SENT, NoticeState.UNCERTAIN, NoticeState.REFUSED)


@dataclass(frozen=True, slots=True)
class Last:
    """Of one channel: when something was *sent* last, and whether the newest of all did not get so far.

    Instants are the machine's.
    """

    sent: datetime | None
    failing: bool


def last(tx: Tx, person_id: int, channel: Channel) -> Last:
    """How far that channel brings what the person is told."""
    theirs = (notice.c.person_id == person_id) & (notice.c.channel == channel)
    ended = select(notice.c.state, notice.c.settled_at).where(theirs, notice.c.state.in_(ENDED))
    newest = tx.one(ended.order_by(notice.c.settled_at.desc(), notice.c.id.desc()).limit(1))
    sent = select(func.max(notice.c.settled_at)).where(theirs, notice.c.state == NoticeState.SENT)
    return Last(tx.value(sent), newest is not None and newest.state != NoticeState.SENT)


def last_digest(tx: Tx, person_id: int) -> datetime | None:
    """The office instant of the newest morning digest that left for the person."""
    theirs = (notice.c.person_id == person_id) & (notice.c.kind == DIGEST)
    newest = select(func.max(notice.c.at)).where(theirs, notice.c.state == NoticeState.SENT)
    found: datetime | None = tx.value(newest)
    return found
