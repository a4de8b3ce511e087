"""Domains that letters wait for although they were tried: how many wait, for how long, and what was answered last."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from store import discreet
from store.schema.spool import letter, recipient
from store.tx import Tx
from work import undisclosed
from work.letter import State

LOOKED_AT = 2000  # recipients that wait, those whose time is over first at the front


@dataclass(frozen=True, slots=True)
class Slow:
    """How many recipients of *domain* wait after an attempt, since when the first, and the last answer."""

    domain: str
    recipients: int
    oldest: datetime
    answer: str


def slow(tx: Tx) -> tuple[tuple[Slow, ...], bool]:
    """The domains by how many wait, and whether there are more recipients than were looked at."""
    waiting = (recipient.c.state == State.WAITING) & recipient.c.settled_at.is_(None)
    first = select(
        recipient.c.letter_id, recipient.c.address, recipient.c.attempts, recipient.c.answer
    ).where(waiting)
    some = first.order_by(recipient.c.expires_at).limit(LOOKED_AT).subquery()
    joined = select(some, letter.c.received_at).join(letter, letter.c.id == some.c.letter_id)
    rows = tx.all(joined)
    count: Counter[str] = Counter()
    oldest: dict[str, datetime] = {}
    answers: dict[str, tuple[int, str]] = {}
    for row in rows:
        if row.attempts:
            domain = row.address.rpartition("@")[2].lower()
            count[domain] += 1
            oldest[domain] = min(row.received_at, oldest.get(domain, row.received_at))
            if row.answer or domain not in answers:
                answers[domain] = (row.letter_id, row.answer or "")
    hidden = discreet.of_petitioners(tx, [number for number, _ in answers.values()])
    found = (
        Slow(name, number, oldest[name], _answer(*answers[name], hidden))
        for name, number in count.most_common()
    )
    return tuple(found), len(rows) == LOOKED_AT


def _answer(number: int, said: str, hidden: frozenset[int]) -> str:
    return undisclosed.codes(said) if number in hidden else said
