"""What the store has to prove what became of one letter: its row, its lines, and the checkpoints around them."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from store.account import PAGE
from store.checkpoint import Checkpoint, from_row
from store.schema.account import chain, checkpoint, checkpoint_sent, entry
from store.schema.base import instant, micros
from store.schema.spool import letter, recipient
from store.trail import EMPTY_HEAD
from store.tx import Tx
from store.verify import SLACK
from work.letter import Origin

AROUND = 300  # checkpoints, at most, from the one that seals a line to one that was sent out
NAMED = 10  # letters that share a Message-ID


class Kept(NamedTuple):
    """The row of a letter: with it the facts that its lines bind can be told.

    *facts* are those of ends, by position, as canonical JSON.
    """

    sender: str
    recipients: tuple[str, ...]
    message_id: str | None
    origin: Origin
    body: int | None
    salt: bytes
    facts: dict[int, str]


class Line(NamedTuple):
    """One line of the account, as it is hashed."""

    chain: str
    position: int
    at: int
    event: str
    subject: str
    codes: str
    hash: bytes

    def told(self) -> dict[str, Any]:
        """The codes as values."""
        found: dict[str, Any] = json.loads(self.codes)
        return found


class Segment(NamedTuple):
    """Lines of one chain that follow each other, from behind *after* to where *checkpoint* seals them."""

    chain: str
    actor: str
    after: int
    head: bytes
    until: int
    checkpoint: Checkpoint


def by_message_id(tx: Tx, message_id: str) -> tuple[int, ...]:
    """Letters with that Message-ID, the newest first, NAMED at most."""
    same = select(letter.c.id).where(letter.c.message_id == message_id)
    return tuple(row.id for row in tx.all(same.order_by(letter.c.id.desc()).limit(NAMED)))


def kept(tx: Tx, number: int) -> Kept | None:
    """The letter's row; None where it went."""
    row = tx.one(select(letter).where(letter.c.id == number))
    if row is None:
        return None
    columns = recipient.c.position, recipient.c.address, recipient.c.facts
    mine = select(*columns).where(recipient.c.letter_id == number).order_by(recipient.c.position)
    rows = tx.all(mine)
    return Kept(
        row.sender,
        tuple(one.address for one in rows),
        row.message_id,
        Origin(**json.loads(row.origin)),
        row.body_id,
        row.salt or b"",
        {one.position: one.facts for one in rows if one.facts},
    )


def lines_about(tx: Tx, subject: str) -> tuple[Line, ...]:
    """Every line about *subject*, in the order of their times."""
    about = select(entry).where(entry.c.subject == subject)
    rows = tx.all(about.order_by(entry.c.at, entry.c.chain_id, entry.c.position))
    return tuple(_line(row) for row in rows)


def segments(tx: Tx, lines: Sequence[Line]) -> tuple[Segment, ...]:
    """The parts of chains that *lines* stand in, each up to the first checkpoint behind it.

    A line that no checkpoint covers is in none.
    """
    found: list[Segment] = []
    for line in sorted(lines, key=lambda one: (one.chain, one.position)):
        if found and found[-1].chain == line.chain and line.position <= found[-1].until:
            continue
        sealing = _sealing(tx, line)
        if sealing is not None:
            found.append(_segment(tx, line, *sealing))
    return tuple(found)


def page(tx: Tx, segment: Segment, after: int) -> tuple[Line, ...]:
    """The next lines of *segment* behind position *after*."""
    place = (entry.c.chain_id == segment.chain) & (entry.c.position > after)
    some = select(entry).where(place, entry.c.position <= segment.until)
    return tuple(_line(row) for row in tx.all(some.order_by(entry.c.position).limit(PAGE)))


def around(tx: Tx, sealing: Checkpoint) -> tuple[Checkpoint, ...]:
    """*sealing*, the one before it, and those behind it up to the first that was sent out."""
    number = sealing.number
    before = select(func.max(checkpoint.c.id)).where(checkpoint.c.id < number)
    sent = select(func.min(checkpoint_sent.c.checkpoint_id))
    first = tx.value(before) or number
    last = tx.value(sent.where(checkpoint_sent.c.checkpoint_id >= number)) or number
    some = select(checkpoint).where(checkpoint.c.id.between(first, last))
    return tuple(from_row(row) for row in tx.all(some.order_by(checkpoint.c.id).limit(AROUND)))


def _sealing(tx: Tx, line: Line) -> tuple[Checkpoint, int] | None:
    """The first checkpoint that covers *line*, and up to which position of its chain."""
    near = checkpoint.c.at >= instant(line.at) - SLACK
    first = tx.value(select(func.min(checkpoint.c.id)).where(near)) or 0
    return _covering(tx, line, first - 1) or _covering(tx, line, -1)  # had a clock been set back


def _covering(tx: Tx, line: Line, after: int) -> tuple[Checkpoint, int] | None:
    while rows := tx.all(
        select(checkpoint).where(checkpoint.c.id > after).order_by(checkpoint.c.id).limit(PAGE)
    ):
        for one in map(from_row, rows):
            length, _ = one.marks().get(line.chain, (0, b""))
            if length >= line.position:
                return one, length
        after = rows[-1].id
    return None


def _segment(tx: Tx, line: Line, sealing: Checkpoint, until: int) -> Segment:
    after = line.position - 1
    place = (entry.c.chain_id == line.chain) & (entry.c.position == after)
    head = tx.value(select(entry.c.hash).where(place)) or EMPTY_HEAD
    actor = tx.value(select(chain.c.actor).where(chain.c.id == line.chain)) or ""
    return Segment(line.chain, actor, after, head, until, sealing)


def _line(row: Any) -> Line:
    at = micros(row.at)
    return Line(row.chain_id, row.position, at, row.event, row.subject, row.codes, row.hash)
