"""Answers that are kept, so that a request sent once more is answered, and not done, once more.

The key's row, the change and the answer are one commit: of two at once the second waits
for the first, in another process too, and is given what that one was given.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, tuple_, update

from store.schema.program import program_answer
from store.tx import Tx

KEPT = timedelta(days=7)
AT_ONCE = 100  # old rows that go with each new one


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that changes something: its *key* is its program's choice, *digest* is of all that it asks."""

    token: int
    key: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program is told: *body* as JSON, with *fields* beside it."""

    status: int
    body: str
    fields: dict[str, str] = field(default_factory=dict)


def once(
    tx: Tx, asked: Asked, do: Callable[[Tx], Answer], now: datetime
) -> tuple[Answer, bool] | None:
    """What *do* answers, or answered when it was asked before, and whether that is so; None where the key was another's.

    Another request under the same key is not done.
    """
    place = _place(asked)
    if tx.insert_new(program_answer, {**place, "digest": asked.digest, "at": now, "answer": ""}):
        _forget_old(tx, now)
        made = do(tx)
        tx.run(update(program_answer).where(_mine(asked)).values(answer=json.dumps(asdict(made))))
        return made, False
    row = tx.one(select(program_answer).where(_mine(asked)))
    if row is None:
        raise RuntimeError("the row of a key that was there is gone")
    return (Answer(**json.loads(row.answer)), True) if row.digest == asked.digest else None


def _place(asked: Asked) -> dict[str, int | bytes]:
    return {"token_id": asked.token, "key_hash": hashlib.sha256(asked.key.encode()).digest()}


def _mine(asked: Asked) -> ColumnElement[bool]:
    table, place = program_answer.c, _place(asked)
    return (table.token_id == place["token_id"]) & (table.key_hash == place["key_hash"])


def _forget_old(tx: Tx, now: datetime) -> None:
    """Lets some of those go that nobody asks for again, those of others that are being written passed over."""
    columns = program_answer.c.token_id, program_answer.c.key_hash
    old = select(*columns).where(program_answer.c.at < now - KEPT)
    rows = tx.all(tx.lock_free(old.order_by(program_answer.c.at).limit(AT_ONCE)))
    if rows:
        tx.run(delete(program_answer).where(tuple_(*columns).in_([tuple(row) for row in rows])))
