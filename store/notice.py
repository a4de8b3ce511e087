"""The outbox from the side of what happened: notices put in, taken back, and told of afterwards.

A unique key lets each notice be there once, however often it is put in. What
workers do with it stands in store.outbox.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, bindparam, cast, func, select, update

from store import chat, reminding
from store.reminding import Reminding
from store.schema.directory import person
from store.schema.notice import notice
from store.tx import Tx
from store.waiting import WAITS
from work.notice import NEWS, Channel
from work.outbox import Account, NewNotice, NoticeState
from work.person import Person

Addresses = Mapping[int, tuple[tuple[Channel, str], ...]]

IN_HAND = (NoticeState.PENDING, NoticeState.CLAIMED)  # nothing of it has left

_UNSENT = (
    select(func.count())
    .select_from(notice)
    .where(notice.c.at <= bindparam("upto"), notice.c.settled_at.is_(None))
)
_CANCEL_FOR_TASK = (
    update(notice)
    .where(notice.c.task_id == bindparam("task"))
    .where(notice.c.state.in_(IN_HAND), notice.c.kind != NEWS)
    .values(
        state=NoticeState.CANCELLED,
        holder=None,
        error=bindparam("why"),
        settled_at=bindparam("now"),
        dedup_key=notice.c.dedup_key + ":taken-back:" + cast(notice.c.id, Text),
    )
)


def channels_of(
    tx: Tx, people: Collection[Person], office: datetime, served: Collection[Channel]
) -> Addresses:
    """By which channels each of *people* is told, with the address there.

    By mail always, and by chat where it is *served* and their link stands at the
    office's time: what nobody carries would wait for ever.
    """
    chats = {}
    if Channel.TELEGRAM in served:
        chats = chat.reached(tx, [one.id for one in people], office)
    return {one.id: _addresses(one, chats.get(one.id)) for one in people}


def add(
    tx: Tx, new: NewNotice, addresses: Addresses, now: datetime, *, in_doubt: bool = False
) -> int:
    """How many rows were added: one a channel, none where the notice was there already.

    One *in_doubt* may have been sent before the store was restored: it waits for a person's word.
    """
    rows = [_row(new, channel, address, now) for channel, address in addresses[new.person]]
    if in_doubt:
        rows = [{**row, **WAITS} for row in rows]
    added = sum(tx.insert_new(notice, row) for row in rows)
    if added:
        tx.ring("notices")
    return added


def cancel_for_task(tx: Tx, task_id: int, why: str, now: datetime) -> int:
    """How many reminders of the task were taken back, because *why*; what is being sent is left.

    News of what was decided stays true.
    Nothing of them has left, so their keys are free: whoever is to be told of the
    same rung all the same can be.
    """
    reminding.free_of_task(tx, task_id, why)
    return tx.run(_CANCEL_FOR_TASK, {"task": task_id, "why": why, "now": now})


def cancel(tx: Tx, keys: Collection[str], why: str, now: datetime) -> int:
    """How many notices with one of *keys*, by whatever channel, were taken back, because *why*.

    What is being sent is left. Their dedup keys stay taken: nobody is told of it later.
    """
    taken = [f"{key}:{channel}" for key in keys for channel in Channel]
    unsent = notice.c.dedup_key.in_(taken) & notice.c.state.in_(IN_HAND)
    end = {"state": NoticeState.CANCELLED, "holder": None, "error": why, "settled_at": now}
    return tx.run(update(notice).where(unsent).values(end))


def unsent(tx: Tx, upto: datetime) -> int:
    """How many notices for office instants up to *upto* are not settled."""
    return int(tx.value(_UNSENT, {"upto": upto}))


def states_of_event(tx: Tx, number: int) -> dict[str, int]:
    """How many notices of the event stand in each state, mail and chat together."""
    chosen = select(notice.c.state, func.count().label("number")).where(notice.c.event_id == number)
    rows = tx.all(chosen.group_by(notice.c.state).order_by(notice.c.state))
    return {row.state: int(row.number) for row in rows}


def accounts(tx: Tx, task_id: int) -> tuple[Account, ...]:
    """What became of every notice of the task, in the order of their making; of those too that tell of others beside it."""
    mine = select(notice, person.c.name.label("person_name")).join(
        person, person.c.id == notice.c.person_id
    )
    own = tx.all(mine.where(notice.c.task_id == task_id))
    within = [one for one in reminding.of_task(tx, task_id) if one.told_by is not None]
    keys = {f"{one.told_by}:{channel}" for one in within for channel in Channel}
    several = tx.all(mine.where(notice.c.dedup_key.in_(keys))) if keys else []
    by_key = {row.dedup_key: row for row in several}
    found = [
        *(_account(row) for row in own),
        *(
            _part(by_key[key], one)
            for one in within
            for channel in Channel
            if (key := f"{one.told_by}:{channel}") in by_key
        ),
    ]
    return tuple(sorted(found, key=lambda one: one.id))


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        kind=row.kind,
        channel=Channel(row.channel),
        person=row.person_id,
        person_name=row.person_name,
        reason=row.reason,
        facts=json.loads(row.facts),
        at=row.at,
        state=NoticeState(row.state),
        attempts=row.attempts,
        error=row.error,
        receipt=row.receipt,
        settled_at=row.settled_at,
        replaces=row.replaces,
    )


def _part(row: Row[Any], one: Reminding) -> Account:
    """What became of a reminder that was told within a message with several."""
    new = one.new
    facts = {"slot": new.slot, "version": new.version, "submission": new.submission}
    told = replace(_account(row), kind=new.kind, reason=new.reason, facts=facts)
    return replace(told, within=row.kind)


def _addresses(one: Person, chat_id: int | None) -> tuple[tuple[Channel, str], ...]:
    by_mail = ((Channel.MAIL, one.email),)
    return by_mail if chat_id is None else (*by_mail, (Channel.TELEGRAM, str(chat_id)))


def _row(new: NewNotice, channel: Channel, address: str, now: datetime) -> dict[str, object]:
    return {
        "dedup_key": f"{new.key}:{channel}",
        "kind": new.kind,
        "task_id": new.task,
        "event_id": new.event,
        "channel": channel,
        "person_id": new.person,
        "address": address,
        "language": new.language,
        "reason": new.reason,
        "facts": json.dumps(new.facts, ensure_ascii=False, sort_keys=True),
        "at": new.at,
        "expires": new.expires,
        "not_before": now,
        "state": NoticeState.PENDING,
        "attempts": 0,
    }
