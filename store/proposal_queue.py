"""What waits for the clerk: the proposals by their numbers, the newest first, and which comes after one."""

from sqlalchemy import select

from store.schema.proposal import proposal
from store.tx import Tx
from work.proposal import ProposalState

_WAITS = proposal.c.state == ProposalState.OPEN


def numbers(tx: Tx) -> tuple[int, ...]:
    """All that wait for a person."""
    chosen = select(proposal.c.id).where(_WAITS).order_by(proposal.c.id.desc())
    return tuple(row.id for row in tx.all(chosen))


def after(tx: Tx, number: int) -> int | None:
    """The one below *number*, or the first of all behind the last; None where no other waits."""
    others = select(proposal.c.id).where(_WAITS, proposal.c.id != number)
    order = (proposal.c.id > number, proposal.c.id.desc())
    found: int | None = tx.value(others.order_by(*order).limit(1))
    return found
