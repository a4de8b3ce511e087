"""Proposals one page at a time: how many there are of each state, and which comes next."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true

from store.proposal import one
from store.schema.imports import import_row
from store.schema.proposal import proposal
from store.tx import Tx
from work.leaf import leaf
from work.proposal import Proposal, ProposalState


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on page *number* of *pages*, of *total*; the first is number *first* of all."""

    shown: tuple[Proposal, ...]
    total: int
    first: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for a person, and the *newest* of them; 0 where none does."""

    total: int
    newest: int


def waiting(tx: Tx) -> Waiting:
    """What waits."""
    chosen = select(func.count().label("total"), func.max(proposal.c.id).label("newest"))
    row = tx.all(chosen.where(_of(ProposalState.OPEN)))[0]
    return Waiting(row.total, row.newest or 0)


def counts(tx: Tx) -> Mapping[ProposalState, int]:
    """How many there are of each state."""
    c = proposal.c
    rows = tx.all(select(c.state, func.count().label("number")).group_by(c.state))
    found = {row.state: row.number for row in rows}
    return {state: found.get(state, 0) for state in ProposalState}


def page(tx: Tx, state: ProposalState | None, asked: int, size: int) -> Page:
    """The page *asked* for, or the last; those of *state*, or all, the newest first."""
    of_state = _of(state)
    total = int(tx.value(select(func.count()).select_from(proposal).where(of_state)))
    place = leaf(range(total), asked, size)
    chosen = select(proposal.c.id).where(of_state).order_by(proposal.c.id.desc())
    ids = [row.id for row in tx.all(chosen.offset(place.first - 1).limit(size))]
    shown = tuple(found for number in ids if (found := one(tx, number)) is not None)
    return Page(shown, total, place.first, place.page, place.pages)


def following(tx: Tx, number: int) -> int | None:
    """The next that waits in the order of the list, the first one behind the last; None where no other does."""
    waits = _of(ProposalState.OPEN) & (proposal.c.id != number)
    chosen = select(func.max(proposal.c.id)).where(waits)
    found = tx.value(chosen.where(proposal.c.id < number)) or tx.value(chosen)
    return None if found is None else int(found)


def before(tx: Tx, number: int) -> int | None:
    """The one that waits before it in that order."""
    waits = _of(ProposalState.OPEN) & (proposal.c.id > number)
    found = tx.value(select(func.min(proposal.c.id)).where(waits))
    return None if found is None else int(found)


def tasks_of(tx: Tx, imported: int) -> int:
    """How many tasks stand that an import opened or changed."""
    c = import_row.c
    chosen = select(func.count()).select_from(import_row)
    return int(tx.value(chosen.where(c.import_id == imported, ~c.undone)))


def numbers_of(tx: Tx, imported: int) -> tuple[int, ...]:
    """The numbers of these tasks, the first opened first."""
    c = import_row.c
    chosen = select(c.task_id).where(c.import_id == imported, ~c.undone).order_by(c.task_id)
    return tuple(row.task_id for row in tx.all(chosen))


def _of(state: ProposalState | None) -> ColumnElement[bool]:
    return true() if state is None else proposal.c.state == state
