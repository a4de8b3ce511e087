"""Petitions that came by mail: which letter of the tray brought what, whose more of one it is, and how many somebody sent."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, func, insert, or_, select

from store import petition as petitions
from store.schema.petition import (
    petition,
    petition_event,
    petition_letter,
    petition_mail,
    petitioner,
)
from store.schema.spool import letter
from store.tx import Tx
from work.petition import ENDED, Event, Petition


def is_taken(tx: Tx, intake: int) -> bool:
    """Whether that letter was registered before."""
    same = petition_mail.c.intake_id == intake
    return bool(tx.value(select(exists().where(same))))


def tie(tx: Tx, number: int, intake: int) -> None:
    """Puts down that the letter brought the petition, or more of it."""
    tx.run(insert(petition_mail).values(petition_id=number, intake_id=intake))


def letters(tx: Tx, number: int) -> tuple[int, ...]:
    """The letters of the tray that brought that petition, the first first."""
    mine = petition_mail.c.petition_id == number
    chosen = select(petition_mail.c.intake_id).where(mine).order_by(petition_mail.c.intake_id)
    return tuple(row.intake_id for row in tx.all(chosen))


def sent_on(tx: Tx, address: str, day: date) -> int:
    """How many petitions came by mail from *address* on the office's *day*."""
    joined = select(func.count(petition.c.id.distinct())).select_from(
        petition.join(petitioner, petitioner.c.petition_id == petition.c.id).join(
            petition_mail, petition_mail.c.petition_id == petition.c.id
        )
    )
    mine = (petitioner.c.email_key == address.casefold()) & (petition.c.received == day)
    return int(tx.value(joined.where(mine)))


def supplied_on(tx: Tx, number: int, day: date) -> int:
    """How many supplements of that petition came on the office's *day*."""
    c = petition_event.c
    mine = (c.petition_id == number) & (c.event == Event.SUPPLY) & (c.day == day)
    return int(tx.value(select(func.count()).select_from(petition_event).where(mine)))


def followed(
    tx: Tx, address: str, answers: Collection[str], codes: Collection[tuple[int, int]]
) -> Petition | None:
    """The petition of who writes from *address* that a letter goes on about, while it is dealt with.

    *answers* are Message-IDs that it answers, *codes* the numbers and years that it names.
    """
    written = (petition_letter.c.petition_id == petition.c.id) & letter.c.message_id.in_(answers)
    ours = exists().where(written, letter.c.id == petition_letter.c.letter)
    named = [(petition.c.number == n) & (petition.c.year == year) for n, year in codes]
    meant = or_(ours, *named)
    theirs = petitioner.c.email_key == address.casefold()
    open_ = petition.c.state.not_in(sorted(ENDED))
    chosen = select(petition.c.id).join(petitioner, petitioner.c.petition_id == petition.c.id)
    row = tx.one(chosen.where(meant, theirs, open_).order_by(petition.c.id.desc()).limit(1))
    return None if row is None else petitions.one(tx, row.id)
