"""Letters to who sent a petition: each goes into our own spool with the event that it tells of, or waits to be printed.

One commit holds both, so that a letter is neither lost nor written twice; the
queue claims and settles it as it does every letter.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from store import petition as petitions
from store import petitioner, spool
from store.schema.petition import petition, petition_letter
from store.schema.spool import recipient
from store.tx import Tx
from work.petition import State
from work.petition_letter import Compose, Letter, Sent, Writing


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it was written, and the *language* of its reader."""

    writing: Writing
    language: str


OUTCOMES = frozenset({Letter.ANSWER, Letter.REDIRECT, Letter.REFUSAL})


def write(
    tx: Tx, writing: Writing, compose: Compose, now: datetime, expires_at: datetime
) -> tuple[Sent, ...]:
    """The letters to who sent the petition and, of its outcome, to those whose petitions were joined with it."""
    numbers = [writing.petition.id]
    if writing.kind in OUTCOMES:
        numbers += joined(tx, writing.petition.id)
    return tuple(_write(tx, number, writing, compose, now, expires_at) for number in numbers)


def letters(tx: Tx, numbers: Collection[int]) -> tuple[Sent, ...]:
    """Every letter to who sent one of the petitions, in the order in which they were written."""
    mine = select(petition_letter).where(petition_letter.c.petition_id.in_(numbers))
    order = (petition_letter.c.petition_id, petition_letter.c.about_id, petition_letter.c.number)
    rows = tx.all(mine.order_by(*order))
    states = _states(tx, {row.letter for row in rows if row.letter is not None})
    return tuple(
        Sent(
            row.petition_id,
            row.about_id,
            row.number,
            Letter(row.kind),
            row.letter,
            states.get(row.letter, ()),
        )
        for row in rows
    )


def newest(tx: Tx, number: int) -> Written | None:
    """The newest letter to the sender of that petition; None where nothing was written yet."""
    sent = letters(tx, (number,))
    events = petitions.history(tx, {one.about for one in sent})
    pairs = [
        (happened, one)
        for one in sent
        for happened in events[one.about]
        if happened.number == one.number
    ]
    if not pairs:
        return None
    happened, last = max(pairs, key=lambda pair: (pair[0].at, pair[0].number))
    about = petitions.one(tx, last.about)
    if about is None:
        return None
    day, facts, reason = happened.day, happened.facts, happened.reason
    writing = Writing(last.kind, about, happened.number, day, happened.at, facts, reason)
    return Written(writing, petitioner.whole(tx, number).language)


def _write(
    tx: Tx, number: int, writing: Writing, compose: Compose, now: datetime, expires_at: datetime
) -> Sent:
    who = petitioner.whole(tx, number)
    letter = None
    if who.email:
        new = compose(writing, who.email, who.language)
        accepted = spool.accept(tx, new, now, expires_at, None)
        letter = None if accepted is None else accepted.letter
    about = writing.petition.id
    values = {"about_id": about, "number": writing.number, "kind": writing.kind, "letter": letter}
    tx.run(insert(petition_letter).values(petition_id=number, **values))
    codes: dict[str, str | int] = {"kind": str(writing.kind), "letter": letter or 0}
    tx.audit(now, "petition.written", f"petition:{number}", **codes)
    return Sent(number, about, writing.number, writing.kind, letter)


def joined(tx: Tx, number: int) -> list[int]:
    """The petitions that were joined with it, and those with these."""
    found: list[int] = []
    heads = [number]
    while heads:
        theirs = select(petition.c.id).where(
            petition.c.joined_to.in_(heads), petition.c.state == State.JOINED
        )
        heads = [row.id for row in tx.all(theirs.order_by(petition.c.id))]
        found += heads
    return found


def _states(tx: Tx, numbers: Collection[int]) -> dict[int, tuple[str, ...]]:
    chosen = select(recipient.c.letter_id, recipient.c.state).where(
        recipient.c.letter_id.in_(numbers)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in tx.all(chosen):
        found[row.letter_id] = (*found.get(row.letter_id, ()), row.state)
    return found
