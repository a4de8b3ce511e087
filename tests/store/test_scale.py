"""What only lies in the store costs a fresh letter nothing, counted in instructions of SQLite itself."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from store import Tx, claim, spool
from store.engine import driver, open_engines
from store.spool import Settlement
from store.trail import Trail
from tests.store.letters import END, MINUTE, NOW, new_letter
from work.letter import State

HOLDER = "worker:1"
MANY = 50_000
# Copies of one letter with its recipient; they wait for a later attempt, or are settled.
_COPY = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :many)
INSERT INTO letter SELECT :first + n, received_at, kind, sender, agency, login, origin, size_bytes,
  digest, eight_bit, smtputf8, ret, envid, message_id, NULL, NULL, NULL, approval_rule, salt
FROM number, letter WHERE id = 1
"""
_COPY_RECIPIENT = """
INSERT INTO recipient SELECT letter.id, 0, address, notify, orcpt, :state, NULL, 1,
  not_before + :later, recipient.expires_at, hold, :settled, status, answer, repeated, delay_told, facts
FROM letter, recipient WHERE letter.id > :first AND recipient.letter_id = 1
"""


@contextmanager
def opened(path: Path) -> Iterator[Connection]:
    engines = open_engines(f"sqlite:///{path}")
    with engines.connect() as connection:
        yield connection
    engines.dispose()


def life(connection: Connection) -> None:
    """A letter comes in, is sent, and is settled; then the worker looks what else is due."""
    trail = Trail("test")
    with connection.begin():
        tx = Tx(connection, trail)
        taken = spool.accept(tx, new_letter(), NOW, END, HOLDER)
        assert taken is not None
        (begun,) = spool.begin(tx, HOLDER, (spool.Key(taken.letter, 0, 0),))
        key = spool.Key(begun.letter, 0, begun.attempts + 1)
        spool.settle(tx, HOLDER, (Settlement(key, State.DELIVERED, "2.0.0", "kept"),), NOW)
        assert claim.claim(tx, HOLDER, NOW, 100) == ()
        assert claim.overdue(tx, NOW, NOW - MINUTE, 100) == ()
        trail.write(connection)


def instructions(connection: Connection, work: Callable[[Connection], None]) -> int:
    """How many instructions of its virtual machine SQLite needs for *work*."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    driver(connection).set_progress_handler(tick, 1)
    work(connection)
    driver(connection).set_progress_handler(None, 1)
    return count


def heap(connection: Connection, state: State, later: timedelta, *, settled: bool) -> None:
    """Puts many copies of the first letter into the store."""
    facts: dict[str, Any] = {"many": MANY, "first": 1000, "state": state}
    facts |= {"later": int(later.total_seconds() * 1e6), "settled": 1 if settled else None}
    with connection.begin():
        for statement in (_COPY, _COPY_RECIPIENT):
            driver(connection).execute(statement, facts)


@pytest.mark.parametrize(
    ("state", "settled"), [(State.WAITING, False), (State.HELD, False), (State.DELIVERED, True)]
)
def test_a_fresh_letter_costs_the_same_however_many_lie_in_the_store(
    sqlite: Path, tmp_path: Path, state: State, settled: bool
) -> None:
    with opened(Path(shutil.copy(sqlite, tmp_path / "congvu.db"))) as connection:
        life(connection)
        before = instructions(connection, life)
        heap(connection, state, timedelta(hours=1), settled=settled)
        after = instructions(connection, life)

    assert before > 100, "they are counted"
    assert after < before * 1.05
