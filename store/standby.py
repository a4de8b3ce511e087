"""A notice whose mailbox refuses it goes by chat, where its reader has one and chats are served."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from store import lease
from store.schema.chat import chat_link
from store.schema.notice import notice
from store.tx import Tx
from work.chat import ANSWERING
from work.notice import (
    DIGEST,
    NEWS,
    NUDGE,
    PROPOSED,
    REMINDER,
    SEVERAL,
    SUBMITTED,
    UNRECEIVED,
    Channel,
)
from work.outbox import NoticeState

SAID_IN_CHATS = (REMINDER, SUBMITTED, UNRECEIVED, SEVERAL, DIGEST, NEWS, NUDGE, PROPOSED)

_COPIED = ("kind", "task_id", "person_id", "language", "reason", "facts", "at", "expires")


def by_chat_instead(tx: Tx, letters: Collection[int], now: datetime) -> int:
    """How many notices that are among *letters*, which no mailbox takes, go by chat or went there anyway.

    Nothing is told where nobody serves chats, or the person has none: the letter's end is
    in the queue all the same. Whether the link still stands, and the notice is still
    true, is asked when it is claimed and carried.
    """
    receipts = [f"letter:{number}" for number in letters]
    mine = notice.c.receipt.in_(receipts) & notice.c.kind.in_(SAID_IN_CHATS)
    rows = tx.all(select(notice).where(mine, notice.c.channel == Channel.MAIL))
    if not rows or lease.holder(tx, ANSWERING, now) is None:
        return 0
    theirs = chat_link.c.person_id.in_([row.person_id for row in rows])
    open_ = tx.all(select(chat_link).where(theirs, chat_link.c.blocked_at.is_(None)))
    chats = {row.person_id: row.chat_id for row in open_}
    return sum(_tell(tx, row, chats[row.person_id], now) for row in rows if row.person_id in chats)


def _tell(tx: Tx, row: Row[Any], chat_id: int, now: datetime) -> int:
    values = row._mapping
    key = f"{values['dedup_key'].rpartition(':')[0]}:{Channel.TELEGRAM}"
    same = {name: values[name] for name in _COPIED}
    fresh = {"state": NoticeState.PENDING, "attempts": 0, "not_before": now}
    by_chat = {"dedup_key": key, "channel": Channel.TELEGRAM, "address": str(chat_id)}
    tx.audit(now, "notice.by-chat", f"notice:{values['id']}")
    if tx.insert_new(notice, {**same, **fresh, **by_chat, "replaces": values["id"]}):
        tx.ring("notices")
        return 1
    lost = notice.c.state.in_((NoticeState.REFUSED, NoticeState.UNCERTAIN, NoticeState.CANCELLED))
    stands = (notice.c.dedup_key == key) & notice.c.replaces.is_(None) & ~lost
    return tx.run(update(notice).where(stands).values(replaces=values["id"]))
