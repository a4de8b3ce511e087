"""Which letters of the tray are needed no more: read and settled, with nothing registered by them.

A letter that brought a document is a record of the office, one that brought a petition goes with
who sent it, and one that is set aside waits for a person. Of the others a row stays, emptied, by
which the letter is known again wherever a mailbox still shows it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, or_, select

from store import tray
from store.schema.edxml import edxml_letter
from store.schema.intake import intake_letter
from store.schema.petition import petition_mail
from store.schema.proposal import proposal, sender_rule
from store.tx import Tx
from work.intake import TrayState
from work.proposal import ProposalState

_OVER = (ProposalState.DROPPED, ProposalState.NOTHING)
_READ = (intake_letter.c.state == TrayState.READ) & intake_letter.c.body_id.is_not(None)


def following(tx: Tx, after: int, most: int) -> Sequence[Row[Any]]:
    """The next letters behind number *after* that were read and are still kept."""
    chosen = select(intake_letter.c.id, intake_letter.c.received_at)
    behind = (intake_letter.c.id > after) & _READ
    return tx.all(chosen.where(behind).order_by(intake_letter.c.id).limit(most))


def needless(tx: Tx, numbers: Sequence[int], before: datetime) -> list[int]:
    """Those of the letters that are needed no more, as all that came of them had ended *before*."""
    c = proposal.c
    ended = func.coalesce(c.settled_at, c.proposed_at)
    lately = exists().where(c.intake_id == intake_letter.c.id, ended >= before)
    old = (intake_letter.c.settled_at < before) & ~lately
    return _numbers(tx, _over(numbers) & old)


def remove(tx: Tx, numbers: Sequence[int]) -> None:
    """Empties letters, and forgets what was read of them; who has taken one up meanwhile keeps it."""
    mine = intake_letter.c.id.in_(numbers)
    tx.all(tx.lock(select(intake_letter.c.id).where(mine)))
    tx.all(tx.lock(select(proposal.c.id).where(proposal.c.intake_id.in_(numbers))))
    gone = _numbers(tx, _over(numbers))
    tx.run(delete(proposal).where(proposal.c.intake_id.in_(gone)))
    tray.forget(tx, gone)


def _over(numbers: Sequence[int]) -> ColumnElement[bool]:
    """Which of the letters nobody waits for, and nothing that is kept rests on."""
    own = proposal.c.intake_id == intake_letter.c.id
    taught = exists().where(sender_rule.c.proposal_id == proposal.c.id)
    needed = or_(proposal.c.state.not_in(_OVER), proposal.c.document_id.is_not(None), taught)
    return and_(
        intake_letter.c.id.in_(numbers),
        _READ,
        ~exists().where(own, needed),
        ~exists().where(petition_mail.c.intake_id == intake_letter.c.id),
        ~exists().where(edxml_letter.c.intake_id == intake_letter.c.id),
    )


def _numbers(tx: Tx, condition: ColumnElement[bool]) -> list[int]:
    return [row.id for row in tx.all(select(intake_letter.c.id).where(condition))]
