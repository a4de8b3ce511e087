"""Clerks are told that letters wait to be registered: how many, by the outbox, all in one message and not again for a while.

Nothing of a letter is in it but how urgent it is marked: an urgent document is passed on at once, day or
night (Nghị định 30/2020/NĐ-CP, Điều 23).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from store import audience, clock, lease, notice, proposal_list
from store.directory import load, people
from store.proposal_list import Waiting
from store.schema.directory import person
from store.schema.notice import notice as notices
from store.schema.proposal import proposal
from store.tx import Tx
from work.audience import Recipient
from work.chat import ANSWERING
from work.document import Urgency
from work.notice import PROPOSED, Channel
from work.outbox import NewNotice
from work.person import Person, Position
from work.proposal import ProposalState

CLERK = "clerk"  # the code of why a person gets it
# After which the first that nobody was told of is told of, with all that came since.
GATHERING = timedelta(minutes=10)
APART = timedelta(hours=1)  # between two messages to one person
KEPT = timedelta(days=1)  # for which it may still be sent
LEASE, TERM = "proposals", timedelta(minutes=2)

MayTell = Callable[[Person, Urgency, datetime], bool]
"""Whether that person may be told of something so urgent at that instant of the office."""
_URGENT = tuple(str(one) for one in Urgency if one is not Urgency.NORMAL)


@dataclass(frozen=True, slots=True)
class _Last:
    """What a person was told last, and when; *upto* is the newest proposal of that time."""

    at: datetime
    upto: int


def has_work(tx: Tx, now: datetime) -> bool:
    """Whether anything waits for long enough, or is urgent."""
    c = proposal.c
    at_once = (c.proposed_at <= now - GATHERING) | c.urgency.in_(_URGENT)
    ripe = (c.state == ProposalState.OPEN) & at_once
    return tx.value(select(proposal.c.id).where(ripe).limit(1)) is not None


def tell(tx: Tx, domain: str, may_tell: MayTell, holder: str, now: datetime) -> int:
    """How many notices were put in, for the clerks of whose mail *domain* is and who stand in for them.

    Who was told of the same is not told again; none where another process has the round.
    """
    if not lease.take(tx, LEASE, holder, now, TERM):
        return 0
    waiting, office = proposal_list.waiting(tx), clock.office_now(tx, now)
    home = load(tx).domains.get(domain)
    if not waiting.total or home is None:
        return 0
    told = 0
    for one in _clerks(tx, home, office):
        urgency = _due(tx, one.person.id, now, office)
        if urgency is not None and may_tell(one.person, urgency, office):
            told += _told(tx, one, waiting, urgency, now, office)
    return told


def _clerks(tx: Tx, home: str, office: datetime) -> tuple[Recipient, ...]:
    """Those of the agency, and behind them those who stand in for them."""
    theirs = (person.c.agency == home) & (person.c.position == Position.CLERK)
    active = theirs & person.c.disabled_at.is_(None)
    rows = tx.all(people.everybody().where(active).order_by(person.c.id))
    known = audience.with_deputies(tx, tuple(map(people.of_row, rows)), office)
    found = {one.id: Recipient(one, CLERK) for one in known[: len(rows)]}
    by_id = {one.id: one for one in known}
    for one in known[: len(rows)]:
        deputy = by_id.get(one.deputy or 0)
        if deputy is not None and not deputy.disabled:
            found.setdefault(deputy.id, Recipient(deputy, CLERK, one))
    return tuple(found.values())


def _due(tx: Tx, number: int, now: datetime, office: datetime) -> Urgency | None:
    """How urgent the most urgent is that waits and of which that person was not told; None while they need not be.

    What is not urgent has to wait for long enough, and they were not told just now.
    """
    c, last = proposal.c, _last(tx, number)
    new = (c.state == ProposalState.OPEN) & (c.id > (last.upto if last else 0))
    chosen = select(c.urgency, func.min(c.proposed_at).label("first")).where(new)
    rows = tx.all(chosen.group_by(c.urgency))
    urgent = [
        one for one in Urgency if str(one) in _URGENT and one in {row.urgency for row in rows}
    ]
    if urgent:
        return urgent[-1]
    is_ripe = any(row.first <= now - GATHERING for row in rows)
    is_apart = last is None or office - last.at >= APART
    return Urgency.NORMAL if is_ripe and is_apart else None


def _last(tx: Tx, number: int) -> _Last | None:
    mine = (notices.c.person_id == number) & (notices.c.kind == PROPOSED)
    row = tx.one(select(notices.c.at, notices.c.facts).where(mine).order_by(notices.c.id.desc()).limit(1))  # fmt: skip
    return None if row is None else _Last(row.at, int(json.loads(row.facts)["upto"]))


def _told(
    tx: Tx, one: Recipient, waiting: Waiting, urgency: Urgency, now: datetime, office: datetime
) -> int:
    # A channel that nobody carries would hold the notice for ever.
    is_answered = lease.holder(tx, ANSWERING, now) is not None
    served = {Channel.MAIL, Channel.TELEGRAM} if is_answered else {Channel.MAIL}
    who, newest = one.person, waiting.newest
    new = NewNotice(
        key=f"{PROPOSED}:{newest}:{who.id}",
        kind=PROPOSED,
        person=who.id,
        language=who.language,
        reason=one.reason,
        facts={
            "total": waiting.total,
            "upto": newest,
            "urgency": str(urgency),
            "name": who.name,
            **one.told,
        },
        at=office,
        expires=office + KEPT,
    )
    return notice.add(tx, new, notice.channels_of(tx, [who], office, served), now)
