"""Letters of the relay whose other end sent a petition: who watches the queue need not know who that is.

Who denounces is told to nobody (Luật Tố cáo 25/2018/QH14, Điều 56), and any other sender of a
petition to who deals with it. The domain stays: it is what a letter waits for.
"""

import re
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, exists, or_, select

from store.intake import PETITION
from store.queue import Standing, Story
from store.schema.intake import intake_arrival, intake_letter
from store.schema.petition import petition_letter
from store.schema.spool import letter
from store.tx import Tx

_LOCAL = re.compile(
    r'(?:"(?:[^"\\]|\\.)*"|[^\s<>()\[\],;:"]+)(?=@)'
)  # RFC 5321 §4.1.2, quoted or not


def of_petitioners(tx: Tx, numbers: Collection[int]) -> frozenset[int]:
    """Which of the letters of those *numbers* somebody sent who petitions, or is sent."""
    chosen = select(letter.c.id).where(letter.c.id.in_(numbers), to_hide())
    return frozenset(row.id for row in tx.all(chosen)) if numbers else frozenset()


def to_hide() -> ColumnElement[bool]:
    """The same of a row of `letter`."""
    ours = exists().where(petition_letter.c.letter == letter.c.id)
    brought = intake_arrival.join(intake_letter, intake_letter.c.id == intake_arrival.c.intake_id)
    theirs = (intake_arrival.c.letter == letter.c.id) & (intake_letter.c.sort == PETITION)
    return or_(ours, exists(select(intake_arrival.c.id).select_from(brought).where(theirs)))


def masked(text: str) -> str:
    """*text* with nothing but the domains of the addresses in it.

    >>> masked("550 5.1.1 <huong@example.vn> unknown")
    '550 5.1.1 <…@example.vn> unknown'
    >>> masked('"Nguyen Huong"@example.vn')
    '…@example.vn'
    """
    return _LOCAL.sub("…", text)


def told(tx: Tx, story: Story) -> Story:
    """The letter as who watches the queue may see it."""
    if not of_petitioners(tx, (story.letter,)):
        return story
    return replace(
        story,
        sender=masked(story.sender),
        message_id=None,
        recipients=tuple(map(_standing, story.recipients)),
        signatures=(),
    )


def _standing(one: Standing) -> Standing:
    to = replace(one.addressee, address=masked(one.addressee.address))
    return replace(one, addressee=to, answer=one.answer and masked(one.answer))
