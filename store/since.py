"""What happened since the store was last looked at: subjects of the account, and whom its tasks concern.

The mark is the length of every chain that may still grow, so that nothing is missed whatever the
order of commits; reading it takes no line of the account.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from store.schema.account import chain, entry
from store.schema.directory import person
from store.schema.spool import letter, recipient
from store.schema.work import task_party
from store.trail import EARLIER, LONGEST
from store.tx import Tx

EVERYTHING = "*"  # more happened than is looked at one by one
MAIL = "mail"  # a letter came or was settled, which the account does not tell
MOVED = "moved"  # tasks may have left people who have them no more
MOST = 500  # lines of one look

_SESSION = re.compile(r"web:([0-9]{1,18})")  # in who acted, as `web.console.visit` writes it
_MOVING = frozenset(
    {"task.assigned", "task.handed-on", "task.reopened", "agency.succeeded", "plan.made"}
)
_MOVING_KINDS = frozenset({"hand-over", "stand-in", "register"})


@dataclass(frozen=True, slots=True)
class Mark:
    """How far everything was: lengths of chains by name, the newest letter, the last that was settled."""

    chains: Mapping[str, int]
    letter: int
    settled: datetime | None


@dataclass(frozen=True, slots=True)
class Stir:
    """What came of one session of the console, or of all else (0), until the machine's *at*.

    A topic is a subject ("task:12"), a kind of subject or of event ("intake", "console"), or
    whom a task concerns ("person:7", "unit:3", "agency:BYT").
    """

    topics: frozenset[str]
    at: datetime
    session: int = 0


def placed(person: int) -> str:
    """The topic of that person's position, unit and agency."""
    return f"person:{person}:placed"


def look(tx: Tx, before: Mark | None, now: datetime) -> tuple[Mark, Sequence[Stir]]:
    """The mark at the machine's *now*, and what came behind *before*; nothing without it."""
    mark = _mark(tx, now)
    if before is None:
        return mark, ()
    stirs = _told(tx, before.chains, mark.chains, now)
    if (mark.letter, mark.settled) != (before.letter, before.settled):
        stirs = (*stirs, Stir(frozenset({MAIL}), now))
    return mark, stirs


def _mark(tx: Tx, now: datetime) -> Mark:
    young = chain.c.started_at > now - LONGEST - EARLIER
    lengths = {
        row.id: row.length for row in tx.all(select(chain.c.id, chain.c.length).where(young))
    }
    newest = tx.value(select(func.max(letter.c.id)))
    settled = recipient.c.settled_at
    return Mark(
        lengths,
        int(newest or 0),
        tx.value(select(func.max(settled)).where(settled.is_not(None))),
    )


def _told(
    tx: Tx, before: Mapping[str, int], after: Mapping[str, int], now: datetime
) -> Sequence[Stir]:
    topics, until = defaultdict[int, set[str]](set), dict[int, datetime]()
    left = MOST
    for name, length in after.items():
        since = before.get(name, 0)
        if length <= since:
            continue
        left -= length - since
        if left < 0:
            return (Stir(frozenset({EVERYTHING}), now),)
        place = (entry.c.chain_id == name) & (entry.c.position > since)
        for row in tx.all(
            select(entry.c.at, entry.c.event, entry.c.subject, entry.c.codes).where(place)
        ):
            who = _SESSION.search(row.codes)
            session = int(who.group(1)) if who else 0
            topics[session] |= _of_line(row.event, row.subject)
            until[session] = max(row.at, until.get(session, row.at))
    return tuple(
        Stir(frozenset(found | _concerned(tx, found)), until[session], session)
        for session, found in topics.items()
    )


def _of_line(event: str, subject: str) -> set[str]:
    kind = event.partition(".")[0]
    moved = {MOVED} if event in _MOVING or kind in _MOVING_KINDS else set[str]()
    changed = {f"{subject}:placed"} if event == "person.changed" else set[str]()
    return {subject, subject.partition(":")[0], kind} | moved | changed


def _concerned(tx: Tx, topics: Iterable[str]) -> set[str]:
    """Who has a part in the tasks among *topics*."""
    tasks = [int(one.removeprefix("task:")) for one in topics if one.startswith("task:")]
    if not tasks:
        return set()
    party = task_party.c
    unit = func.coalesce(party.unit_id, person.c.unit_id).label("unit")
    chosen = (
        select(party.person_id, party.agency, unit)
        .outerjoin(person, person.c.id == party.person_id)
        .where(party.task_id.in_(tasks))
        .distinct()
    )
    found: set[str] = set()
    for row in tx.all(chosen):
        found |= {f"agency:{row.agency}", f"person:{row.person_id}", f"unit:{row.unit}"}
    return found
