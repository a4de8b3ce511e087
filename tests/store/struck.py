"""Kills itself for real at every step of one act on a letter, and prints before each what stands in the store.

python -m tests.store.struck URL ACT: a fork for each step, SIGKILL at its statement, at its commit, or right after.
"""

import asyncio
import itertools
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import time, timedelta
from typing import Any, cast

import psycopg  # noqa: F401 - once, before the forks
from sqlalchemy import event, select

from mail.bounce import Bounces
from mail.dsn import Reporter
from mail.rejecting import reject_letter
from mail.schedule import Schedule
from schedules.tick import release
from store import Store, Tx, approval, approval_asked, hot, retention
from store.account import entries_about
from store.directory import dkim
from store.schema.approval import approval as questions
from store.schema.notice import notice
from store.schema.reminding import reminding
from store.schema.retention import retention as walks
from store.schema.spool import letter, recipient
from store.schema.work import rung
from store.trail import Trail
from tests.store.approvals import AN, BINH, HEADS, HOUR, RULE, ZONE
from tests.store.letters import NOW, new_letter
from tests.store.office import at
from tests.store.sealing import KEY
from tests.store.signing_keys import SECOND
from tests.store.telling import PLAN, with_customs
from work.approval import Asked
from work.dkim import Sight
from work.retention import Cut, Kind

LATER = NOW + HOUR
ENDS = NOW + timedelta(days=5)
MORNING = at("2026-10-22")
MORNINGS = with_customs(PLAN, digest_at=time(8))
LETTER = 1  # the one that waits for approval


Look = Callable[[Tx], list[list[Any]]]


class _Clock:
    def now(self) -> Any:
        return LATER


async def ask(store: Store) -> None:
    ready = await store.read(approval_asked.ready, AN, HEADS, frozenset({AN}))
    assert ready.author is not None
    asked = Asked(RULE, "H05", ready.author.id, frozenset({AN}), HEADS, LATER, ENDS)
    await store.write(approval_asked.accept, new_letter(hold=RULE), asked, ZONE, NOW)


async def approve(store: Store) -> None:
    await store.write(approval.approve, LETTER, BINH, "cli:0", LATER, ENDS)


async def waive(store: Store) -> None:
    await store.write(approval.waive, LETTER, "cli:0", "khẩn", LATER, ENDS)


async def reject(store: Store) -> None:
    bounces = Bounces(store, Reporter("mx.bn.gov.vn", "bn.gov.vn", ZONE), Schedule(), _Clock())
    await reject_letter(store, bounces, LETTER, BINH, "cli:0", "sai", LATER)


async def clear(store: Store) -> None:
    """Letters go by two, of which all are old."""
    retention.WINDOW, ended = 2, False
    cut = Cut(Kind.LETTERS, NOW.date(), NOW.date(), LATER, LATER)
    while not ended:
        ended = (await store.write(retention.step, cut, LATER, KEY)).ended


async def rotate(store: Store) -> None:
    """The whole of a rotation: new keys, seen in DNS, then signing."""
    await store.write(dkim.add_dkim_keys, SECOND, NOW)
    for key in SECOND:
        sight = Sight(key.public_key)
        await store.write(dkim.saw_dkim_key, key.domain, key.selector, sight, NOW)
    await store.write(dkim.turn_dkim_keys, timedelta(days=7), LATER)


async def tell(store: Store) -> None:
    """A morning: what is due is released and told."""
    while (await store.write(release, MORNINGS, MORNING)).more:
        pass


ACTS = {
    "ask": ask, "approve": approve, "waive": waive, "reject": reject, "clear": clear,
    "rotate": rotate, "tell": tell,
}  # fmt: skip


class _Strike:
    """Dies at the *last* of the steps that it is told of."""

    def __init__(self, last: int) -> None:
        self._left = last

    def step(self, *_: Any, **__: Any) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)

    def changing(self, _connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        """A step only where something is changed: what is read between leaves nothing behind."""
        if not sql.startswith("SELECT"):
            self.step()

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def struck(*args: Any, **facts: Any) -> Any:
            self.step()
            return function(*args, **facts)

        return struck


async def struck(
    url: str, act: Callable[[Store], Awaitable[None]], looked: Look, last: int
) -> None:
    """Prints what stands, then dies at a step of *act*."""
    store = Store.open(url, "test")
    print(json.dumps(await store.read(looked)), flush=True)
    arm(store, last, changing=act is tell)
    await act(store)
    await store.close()


def arm(store: Store, last: int, *, changing: bool = False) -> None:
    """Has this process die at that step of what *store* writes from now on, counted from one."""
    writer, strike = store._engines.writer, _Strike(last)
    event.listen(writer, "before_cursor_execute", strike.changing if changing else strike.step)
    event.listen(writer, "commit", strike.step)
    for name in ("run", "run_many", "run_bulk", "run_bulk_rows"):
        setattr(hot, name, strike.before(getattr(hot, name)))
    Trail.committed = strike.before(Trail.committed)  # type: ignore[method-assign]


def seen(tx: Tx) -> list[list[Any]]:
    """Of each letter: kind, rule, decision, states of its recipients; then the kinds of the notices."""

    def column(rows: Sequence[Any]) -> list[Any]:
        return [row[0] for row in rows]

    found: list[list[Any]] = []
    for row in tx.all(select(letter).order_by(letter.c.id)):
        asked = tx.one(select(questions).where(questions.c.letter_id == row.id))
        mine = select(recipient.c.state).where(recipient.c.letter_id == row.id)
        decision = asked.decision if asked else "no question"
        found.append([row.kind, row.approval_rule, decision, column(tx.all(mine))])
    kinds = select(notice.c.kind).where(notice.c.state == "pending").order_by(notice.c.id)
    return [*found, column(tx.all(kinds))]


def left(tx: Tx) -> list[list[Any]]:
    """Letters, recipients' and questions' letters; then how many went, and what the account has of it."""
    columns = (letter.c.id, recipient.c.letter_id, questions.c.letter_id, walks.c.gone)
    found = [sorted(row[0] for row in tx.all(select(column))) for column in columns]
    return [*found, [line.codes["rows"] for line in entries_about(tx, "retention:letters")]]


def lives(tx: Tx) -> list[list[Any]]:
    """Selector and state of each key, and whether DNS shows it."""
    return [[key.selector, key.state(LATER), key.published] for key in dkim.dkim_keys(tx)]


def heard(tx: Tx) -> list[list[Any]]:
    """The rungs told of each task, where its reminders stand, and what each person is told within."""
    rows = tx.all(select(rung.c.released).order_by(rung.c.task_id))
    states = tx.all(select(reminding.c.state).order_by(reminding.c.task_id))
    notices = tx.all(select(notice.c.kind, notice.c.person_id).order_by(notice.c.person_id))
    found: list[list[Any]] = [[row.released for row in rows], [row.state for row in states]]
    return [*found, [[row.kind, row.person_id] for row in notices]]


LOOKS: dict[str, Look] = {"clear": left, "rotate": lives, "tell": heard}


async def look(url: str, looked: Look) -> None:
    store = Store.open(url, "test")
    print(json.dumps(await store.read(looked)), flush=True)
    await store.close()


def forked(work: Callable[[], Any]) -> bool:
    """Whether a process of its own did *work* and was not killed at it."""
    child = os.fork()
    if child == 0:
        asyncio.run(cast("Any", work()))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        assert os.waitstatus_to_exitcode(status) == 0
    return not os.WIFSIGNALED(status)


def main(url: str, name: str) -> None:
    looked = LOOKS.get(name, seen)
    for last in itertools.count(1):
        if forked(lambda last=last: struck(url, ACTS[name], looked, last)):  # type: ignore[misc]
            assert forked(lambda: look(url, looked))
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
