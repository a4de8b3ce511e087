"""Letters of the relay whose other end sent a petition: who watches the queue need not know who that is.

By the rule of work.undisclosed, for every page, command and program that tells of letters.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select

from store import queue, suppression
from store.intake import PETITION
from store.queue import Standing, Story
from store.schema.intake import intake_arrival, intake_letter
from store.schema.petition import petition_letter, petitioner
from store.schema.spool import letter, recipient
from store.tx import Tx
from work import undisclosed
from work.suppression import Suppression

_REPORT = (
    f'%"listener": "{undisclosed.PETITION}"%'  # no peer can say so: what it says is quoted there
)


def of_petitioners(tx: Tx, numbers: Collection[int]) -> frozenset[int]:
    """Which of the letters of those *numbers* somebody sent who petitions, or is sent."""
    chosen = select(letter.c.id).where(letter.c.id.in_(numbers), to_hide())
    return frozenset(row.id for row in tx.all(chosen)) if numbers else frozenset()


def to_hide() -> ColumnElement[bool]:
    """The same of a row of `letter`."""
    ours = exists().where(petition_letter.c.letter == letter.c.id)
    brought = intake_arrival.join(intake_letter, intake_letter.c.id == intake_arrival.c.intake_id)
    theirs = (intake_arrival.c.letter == letter.c.id) & (intake_letter.c.sort == PETITION)
    report = (letter.c.kind == "dsn") & letter.c.origin.like(_REPORT)
    came = exists(select(intake_arrival.c.id).select_from(brought).where(theirs))
    return or_(ours, report, came)


def story(tx: Tx, number: int) -> Story | None:
    """Everything about one letter that who watches the queue may see; None when there is none of that number."""
    found = queue.story(tx, number)
    return None if found is None else told(tx, found)


def suppressed(tx: Tx, now: datetime) -> tuple[Suppression, ...]:
    """Every address of `store.suppression.known`, of who sends petitions the domain alone."""
    found = suppression.known(tx, now)
    theirs = _of_senders(tx, [one.address for one in found])
    return tuple(_hidden(one) if one.address in theirs else one for one in found)


def told(tx: Tx, story: Story) -> Story:
    """The letter as who watches the queue may see it."""
    if not of_petitioners(tx, (story.letter,)):
        return story
    return replace(
        story,
        sender=undisclosed.masked(story.sender),
        message_id=None,
        recipients=tuple(map(_standing, story.recipients)),
        signatures=(),
    )


def _standing(one: Standing) -> Standing:
    to = replace(one.addressee, address=undisclosed.masked(one.addressee.address))
    return replace(one, addressee=to, answer=one.answer and undisclosed.codes(one.answer))


def _of_senders(tx: Tx, addresses: Collection[str]) -> frozenset[str]:
    """Those of *addresses*, all in small letters, that a petition came from or was answered to."""
    key = func.lower(recipient.c.address)
    written = petition_letter.join(recipient, recipient.c.letter_id == petition_letter.c.letter)
    answered = select(key.label("key")).select_from(written).where(key.in_(addresses))
    known = select(petitioner.c.email_key).where(petitioner.c.email_key.in_(addresses))
    return frozenset(row.key for row in tx.all(answered.union(known))) if addresses else frozenset()


def _hidden(one: Suppression) -> Suppression:
    address, reason = undisclosed.masked(one.address), undisclosed.codes(one.reason)
    return replace(one, address=address, reason=reason)
