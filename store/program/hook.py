"""Webhooks: made and ended by an operator, and the rows of what they are to tell.

A row is written by the commit of what it tells (store.trail), claimed before it is sent and
settled after. A claim that is over without a word counts as sent with no answer.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from store.directory import people
from store.schema.directory import person
from store.schema.program import webhook, webhook_event
from store.tx import Tx
from work.act import Act
from work.program import GIVEN_UP, Delivery, Happening, Hook, HookState

PREFIX = "cvw_"
TOPIC = "webhooks"
KEPT = timedelta(days=30)  # what was told, or will not be
GONE_AT_ONCE = 500
LEASE = timedelta(minutes=2)  # far longer than an attempt may take
STEPS = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 180, 360))  # between attempts
TEST = "webhook:test"  # the subject of what is told to try a webhook

_OPEN = webhook_event.c.state.in_((HookState.WAITING, HookState.SENDING, HookState.UNCERTAIN))


@dataclass(frozen=True, slots=True)
class NewHook:
    """A webhook to be kept."""

    url: str
    secret: str
    happenings: frozenset[Happening]


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of one webhook stands where; *uncertain* attempts may have arrived."""

    waiting: int = 0
    uncertain: int = 0
    delivered: int = 0
    dropped: int = 0


def draw() -> str:
    """A secret by which one webhook's messages are signed: 256 bits of chance."""
    return PREFIX + secrets.token_urlsafe(32)


def make(tx: Tx, email: str, new: NewHook, act: Act) -> Hook | None:
    """The webhook as it is kept, by the rights of the person with that mailbox; None where nobody active has it."""
    whose = people.person_at(tx, email)
    if whose is None or whose.disabled:
        return None
    row = {
        "person_id": whose.id,
        "url": new.url,
        "secret": new.secret,
        "happenings": f",{','.join(sorted(new.happenings))},",
        "made_at": act.now,
    }
    tx.insert_new(webhook, row)
    number = int(tx.value(select(func.max(webhook.c.id)).where(webhook.c.secret == new.secret)))
    kinds = ",".join(sorted(new.happenings))
    codes = {"person": f"person:{whose.id}", "happenings": kinds}
    tx.audit(act.now, "webhook.made", f"webhook:{number}", by=act.by, **codes)
    return one(tx, number)


def remove(tx: Tx, number: int, act: Act) -> bool:
    """Whether there was such a webhook; nothing is told to it any more."""
    mine = (webhook.c.id == number) & webhook.c.ended_at.is_(None)
    if tx.run(update(webhook).where(mine).values(ended_at=act.now, disabled_at=act.now)) == 0:
        return False
    theirs = (webhook_event.c.webhook_id == number) & _OPEN
    tx.run(update(webhook_event).where(theirs).values(state=HookState.DROPPED))
    tx.audit(act.now, "webhook.removed", f"webhook:{number}", by=act.by)
    return True


def enable(tx: Tx, number: int, act: Act) -> bool | None:
    """Whether it was disabled until now; what waited goes at once. None where there is no such webhook."""
    found = one(tx, number)
    if found is None or found.disabled is None:
        return None if found is None else False
    mine = webhook.c.id == number
    tx.run(update(webhook).where(mine).values(disabled_at=None, failing_at=None))
    theirs = (webhook_event.c.webhook_id == number) & _OPEN
    tx.run(update(webhook_event).where(theirs).values(not_before=act.now))
    tx.audit(act.now, "webhook.enabled", f"webhook:{number}", by=act.by)
    tx.ring(TOPIC)
    return True


def one(tx: Tx, number: int) -> Hook | None:
    """The webhook of that number, while it is there."""
    found = _hooks(tx, webhook.c.id == number)
    return found[0] if found else None


def everything(tx: Tx) -> tuple[tuple[Hook, Tally], ...]:
    """Every webhook that is there, with how much of it stands where."""
    counted = select(
        webhook_event.c.webhook_id, webhook_event.c.state, func.count().label("found")
    ).group_by(webhook_event.c.webhook_id, webhook_event.c.state)
    tallies: dict[int, dict[str, int]] = {}
    for row in tx.all(counted):
        state = "waiting" if row.state == HookState.SENDING else row.state
        mine = tallies.setdefault(row.webhook_id, {})
        mine[state] = mine.get(state, 0) + row.found
    found = _hooks(tx, webhook.c.id.is_not(None))
    return tuple((hook, Tally(**tallies.get(hook.id, {}))) for hook in found)


def try_out(tx: Tx, number: int, act: Act) -> bool:
    """Whether there is such a webhook; an event that says nothing is told to it alone."""
    if one(tx, number) is None:
        return False
    row = {
        "webhook_id": number,
        "happening": "test",
        "subject": TEST,
        "at": act.now,
        "state": HookState.WAITING,
        "attempts": 0,
        "not_before": act.now,
        "doubtful": False,
    }
    tx.run(insert(webhook_event).values(row))
    tx.ring(TOPIC)
    return True


def wanted(tx: Tx, happening: Happening) -> bool:
    """Whether any webhook is to be told of that."""
    pattern = webhook.c.happenings.contains(f",{happening},")
    found = select(webhook.c.id).where(webhook.c.ended_at.is_(None), pattern)
    return tx.value(found.limit(1)) is not None


def has_work(tx: Tx, now: datetime) -> bool:
    """Whether anything is due."""
    return tx.value(select(webhook_event.c.id).where(_due(now)).limit(1)) is not None


def claim(tx: Tx, now: datetime, most: int) -> tuple[Delivery, ...]:
    """What is due, oldest first, held for LEASE; what was held before and never settled is doubtful."""
    order = webhook_event.c.not_before, webhook_event.c.id
    chosen = select(webhook_event).where(_due(now)).order_by(*order).limit(most)
    rows = tx.all(tx.lock_free(chosen))
    hooks = {hook.id: hook for hook in _hooks(tx, _among(rows))} if rows else {}
    return tuple(_held(tx, row, hooks[row.webhook_id], now) for row in rows)


def settle(tx: Tx, one: Delivery, state: HookState, answer: str, now: datetime) -> bool:
    """Whether the webhook is disabled by this: nothing was taken for GIVEN_UP.

    What is settled late, after somebody else claimed it, changes nothing but a delivery.
    """
    mine = (webhook_event.c.id == one.id) & (webhook_event.c.state == HookState.SENDING)
    if state is not HookState.DELIVERED:
        mine &= webhook_event.c.attempts == one.attempt
    doubtful = one.doubtful or state is HookState.UNCERTAIN
    wait = STEPS[min(one.attempt, len(STEPS)) - 1]
    values = {"state": state, "answer": answer, "doubtful": doubtful, "not_before": now + wait}
    if tx.run(update(webhook_event).where(mine).values(values)) == 0:
        return False
    return _judged(tx, one.hook.id, state, now)


def forget(tx: Tx, now: datetime) -> int:
    """How many rows went of what was told, or will not be, long ago."""
    old = select(webhook_event.c.id).where(~_OPEN, webhook_event.c.at < now - KEPT)
    numbers = [row.id for row in tx.all(old.limit(GONE_AT_ONCE))]
    if numbers:
        tx.run(delete(webhook_event).where(webhook_event.c.id.in_(numbers)))
    return len(numbers)


def _judged(tx: Tx, number: int, state: HookState, now: datetime) -> bool:
    mine = webhook.c.id == number
    if state in (HookState.DELIVERED, HookState.DROPPED):
        if state is HookState.DELIVERED:
            tx.run(update(webhook).where(mine).values(failing_at=None))
        return False
    fine = mine & webhook.c.failing_at.is_(None)
    tx.run(update(webhook).where(fine).values(failing_at=now))
    over = mine & (webhook.c.failing_at <= now - GIVEN_UP) & webhook.c.disabled_at.is_(None)
    if tx.run(update(webhook).where(over).values(disabled_at=now)) == 0:
        return False
    tx.audit(now, "webhook.disabled", f"webhook:{number}", days=GIVEN_UP.days)
    return True


def _due(now: datetime) -> ColumnElement[bool]:
    served = select(webhook.c.id).where(webhook.c.disabled_at.is_(None))
    return (webhook_event.c.not_before <= now) & _OPEN & webhook_event.c.webhook_id.in_(served)


def _held(tx: Tx, row: Row[Any], hook: Hook, now: datetime) -> Delivery:
    doubtful, attempt = row.doubtful or row.state == HookState.SENDING, row.attempts + 1
    values = {"state": HookState.SENDING, "attempts": attempt, "doubtful": doubtful}
    held = update(webhook_event).where(webhook_event.c.id == row.id)
    tx.run(held.values(not_before=now + LEASE, **values))
    return Delivery(row.id, hook, row.happening, row.subject, row.at, attempt, doubtful)


def _among(rows: Sequence[Row[Any]]) -> ColumnElement[bool]:
    return webhook.c.id.in_({row.webhook_id for row in rows})


def _hooks(tx: Tx, which: ColumnElement[bool]) -> tuple[Hook, ...]:
    columns = [one.label(f"webhook_{one.name}") for one in webhook.c]
    joined = people.everybody().add_columns(*columns)
    there = joined.join(webhook, webhook.c.person_id == person.c.id)
    chosen = there.where(which, webhook.c.ended_at.is_(None)).order_by(webhook.c.id)
    return tuple(map(_hook, tx.all(chosen)))


def _hook(row: Row[Any]) -> Hook:
    return Hook(
        row.webhook_id,
        people.of_row(row),
        row.webhook_url,
        row.webhook_secret,
        frozenset(Happening(one) for one in row.webhook_happenings.strip(",").split(",")),
        row.webhook_made_at,
        row.webhook_failing_at,
        row.webhook_disabled_at,
    )
