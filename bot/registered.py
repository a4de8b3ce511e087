"""What came of a proposal: its document as it stands in the register, with its arrival number, and its tasks as they stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.desk import Desk
from store import Tx, document, proposal_list, worklist
from work.deadline import due_facts, in_zone
from work.document import Document
from work.proposal import Asked, Proposal
from work.task import Role, Task

T = TypeVar("T", "Task", "Asked")

MOST = 6  # tasks of one page of it, and reasons of one screen
ROOM = (
    2400  # characters of a message for tasks; the rest of its 4096 is for what stands around them
)
LABELS = (
    200  # the same of a task beside its words: labels, the day, and by which words that was read
)
# What a proposal had to be corrected, and does not have to any more.
_NOTHING_LEFT: dict[str, Any] = {
    "wrong": 0,
    "errors": [],
    "notes": [],
    "changes": [],
    "changing": 0,
    "ties": [],
    "perhaps": [],
}


@dataclass(frozen=True, slots=True)
class Registered:
    """The document, and the tasks that it opened or changed, by number."""

    document: Document
    tasks: tuple[Task, ...]

    def texts(self) -> Iterator[str | None]:
        """Everything that says what it is about."""
        yield from (self.document.number, self.document.issuer, self.document.excerpt)
        for task in self.tasks:
            yield from (task.content, task.product)

    def facts(self, desk: Desk, shown: Sequence[Task], *, is_named: bool) -> dict[str, Any]:
        """What the templates may say of it, with the tasks that are *shown*."""
        paper = self.document
        told = {
            "sign": paper.number,
            "issued": paper.issued.isoformat(),
            "urgency": str(paper.urgency),
            "arrival": paper.arrival_number,
            "tasks": [_task(desk, one, is_named=is_named) for one in shown],
            "count": len(self.tasks),
            "read": {},
            "known": False,
            **_NOTHING_LEFT,
        }
        return {**told, "issuer": paper.issuer, "excerpt": paper.excerpt} if is_named else told


def registered(tx: Tx, found: Proposal) -> Registered | None:
    """What came of the proposal; None where nothing was registered by it."""
    paper = None if found.document is None else document.one(tx, found.document)
    if paper is None:
        return None
    imported = found.imported
    numbers = () if imported is None else proposal_list.numbers_of(tx, imported)
    known = worklist.several(tx, numbers)
    return Registered(paper, tuple(known[one] for one in numbers if one in known))


def spread(every: Iterable[T]) -> tuple[tuple[T, ...], ...]:
    """Tasks by the pages on which they stand: as many as a message holds whole, MOST at most."""
    pages: list[list[T]] = []
    room = 0
    for one in every:
        size = _size(one)
        if not pages or len(pages[-1]) == MOST or size > room:
            pages.append([])
            room = ROOM
        pages[-1].append(one)
        room -= size
    return tuple(map(tuple, pages))


def _size(one: Task | Asked) -> int:
    """How many characters it takes at most, as the templates cut it."""
    names = sum(len(party.name) + 2 for party in one.parties or ())
    return LABELS + min(len(one.content), 300) + min(len(one.product or ""), 160) + min(names, 280)


def _task(desk: Desk, one: Task, *, is_named: bool) -> dict[str, Any]:
    due = in_zone(due_facts(one.until), desk.calendar.zone)
    ended = None if one.state.open else str(one.state)
    told: dict[str, Any] = {"id": one.id, "led": True, "ended": ended, **due, "words": None}
    if not is_named:
        return {**told, **dict.fromkeys(("content", "product", "who")), "helpers": []}
    helpers = [party.name for party in one.parties if party.role is Role.COORDINATOR]
    who = {"who": one.lead.name, "helpers": helpers}
    return {**told, "content": one.content, "product": one.product, **who}
