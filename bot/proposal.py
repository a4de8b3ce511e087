"""What a clerk sees of a proposal in a chat: by their right alone, and as far as the office discloses it.

What bears a mark of secrecy is its number and nothing else.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.desk import Desk
from bot.registered import MOST, Registered, registered, spread
from store import Tx, entitled
from store import proposal as proposals
from store.directory import people
from store.proposal import Look
from templates.proposal import doubt, problem
from work.act import Act
from work.bearing import CHANGING
from work.chat import Link
from work.deadline import due_facts, in_zone
from work.document import Urgency
from work.drafting import is_marked
from work.official.found import Errand, Finding, Paper
from work.perhaps import undecided
from work.preview import Change, Problem
from work.proposal import AS_READ, Asked, Corrections, Proposal
from work.proposal import Desk as Registry
from work.task import Role, Task

T = TypeVar("T")
SURE = 0.9  # from which on it need not be said by which words something of the document was read
_PARTS = ("deadline", "parties", "content", "closing")


@dataclass(frozen=True, slots=True)
class Seen:
    """A proposal with what it would register as it was *said*, and what came of it once it was.

    *by* is who settled it, where that was a person of the directory.
    """

    look: Look
    said: Corrections
    registered: Registered | None
    by: str | None
    is_secret: bool
    is_named: bool

    @property
    def proposal(self) -> Proposal:
        """The proposal itself."""
        return self.look.proposal

    @property
    def urgency(self) -> Urgency:
        """How urgent it is, as it would be registered, else as it was read."""
        document = self.look.draft.document
        read = next(iter(self.proposal.read.papers), None)
        said = self.said.urgency or (Urgency(read.urgency.value) if read else Urgency.NORMAL)
        return document.urgency if document else said

    def asked(self, place: int) -> Asked | None:
        """The task at that place; None where it is left out, or there is none."""
        return next((one for one in self.look.draft.asked if one.place == place), None)

    @property
    def is_readable(self) -> bool:
        """Whether what its letter says may be shown, as far as what was read of it tells."""
        return self.is_named and not self.is_secret

    @property
    def changes(self) -> tuple[Change, ...]:
        """What it would change of tasks that stand."""
        return () if self.look.preview is None else self.look.preview.changes

    @property
    def count(self) -> int:
        """How many tasks it would open or change; how many it did, once it was registered."""
        if self.registered is not None:
            return len(self.registered.tasks)
        opened = self.look.draft.asked if self.look.bearing.opens else ()
        return len(opened) + len(self.changes)

    @property
    def pages(self) -> int:
        """On how many pages its tasks stand, and beside them the changes of those that stand."""
        return max(1, len(self.leaves), -(-len(self.changes) // MOST))

    @property
    def leaves(self) -> tuple[tuple[Asked, ...], ...] | tuple[tuple[Task, ...], ...]:
        """Its tasks by these pages."""
        came = self.registered
        return spread(self.look.draft.asked) if came is None else spread(came.tasks)

    def page(self, asked: int) -> int:
        """The page *asked* for; the last one, where there are fewer."""
        return min(max(asked, 1), self.pages)

    @property
    def seal(self) -> str:
        """What tells what would be registered from anything else."""
        draft, changes = self.look.draft, [_changed(one) for one in self.changes]
        said = repr((draft.document, draft.asked, changes, self.look.bearing.about))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def acting(desk: Desk, link: Link) -> Act:
    """An act by the rights of the person behind *link*."""
    return Act(desk.who(link.person.id), desk.machine.now(), link.person.id)


def registry(tx: Tx, desk: Desk, act: Act) -> Registry | None:
    """Against what proposals are read; None for who may not register documents here."""
    found = None if desk.registry is None else desk.registry(tx, act.now)
    return found if found is not None and entitled.keeps_register(tx, found.home, act) else None


def seen(
    tx: Tx, desk: Desk, against: Registry, number: int, corrections: Corrections = AS_READ
) -> Seen | None:
    """The proposal of that number as *corrections* would have it; None where there is none."""
    found = proposals.look(tx, number, against, corrections)
    if found is None:
        return None
    came = registered(tx, found.proposal)
    told = (*_texts(found), *(() if came is None else came.texts()))
    secret = is_marked(found.draft) or desk.discretion.is_secret(told, desk.today)
    by = people.doer(tx, found.proposal.settled_by)
    return Seen(found, corrections, came, by, secret, desk.disclosure(*told) == "title")


def facts(desk: Desk, one: Seen, language: str, page: int = 1) -> dict[str, Any]:
    """What the templates may say of it, with the tasks of that *page*."""
    kept = one.proposal
    told: dict[str, Any] = {"number": kept.id, "secret": one.is_secret, "state": kept.state}
    told["console"] = desk.settings.console
    if one.is_secret:
        return told
    came, page = one.registered, one.page(page)
    if came is None:
        would = _would(desk, one, language, page)
    else:
        shown = _leaf(spread(came.tasks), page)
        would = came.facts(desk, shown, is_named=one.is_named)
    return {
        **told,
        "page": page,
        "pages": one.pages,
        **_paper(one),
        **_of_letter(desk, one),
        **would,
        "doubts": [doubt(code, language) for code in kept.doubts[:MOST]],
        "more_doubts": max(0, len(kept.doubts) - MOST),
    }


def _would(desk: Desk, one: Seen, language: str, page: int) -> dict[str, Any]:
    """What it would register, of its tasks those of the *page*, and what is wrong in it."""
    asked = one.look.draft.asked
    return {
        **_wrong(one, language),
        "tasks": [task_facts(desk, one, each) for each in _leaf(spread(asked), page)],
        "count": len(asked),
        "opens": one.look.bearing.opens,
        "soonest": _soonest(asked),
        "perhaps": _perhaps(desk, one),
        "changes": [_change(desk, each) for each in one.changes[(page - 1) * MOST : page * MOST]],
        "changing": len(one.changes),
        "known": one.look.bearing.known is not None,
        "ties": list(_ties(one)),
        "arrival": None,
    }


def _perhaps(desk: Desk, one: Seen) -> list[dict[str, Any]]:
    """Times that may be limits, by which nothing of it is due yet."""
    if not one.is_named:
        return []
    found = list(undecided(one.proposal.read, one.look.draft.asked))[:MOST]
    return [
        {
            "place": each.place,
            "words": each.words,
            "sentence": None if each.place else each.sentence,
            **in_zone(due_facts(each.until), desk.calendar.zone),
        }
        for each in found
    ]


def _ties(one: Seen) -> Iterator[dict[str, Any]]:
    """What the document does to earlier ones, and whether these stand in the register, where that matters."""
    bearing = one.look.bearing
    for tie in (tie for paper in one.proposal.read.papers for tie in paper.ties):
        stands = bearing.other is not None and tie.role == bearing.role
        told = {"role": str(tie.role), "number": tie.number.value, "stands": stands}
        yield {**told, "lost": tie.role in CHANGING and not stands}


def _soonest(asked: Iterable[Asked]) -> str | None:
    """The first day on which something of it is due."""
    days = [one.deadline.due.isoformat() for one in asked if one.deadline]
    return min(days, default=None)


def _paper(one: Seen) -> dict[str, Any]:
    """The document as it would be registered, else what was read of it."""
    document = one.look.draft.document
    read = next(iter(one.proposal.read.papers), None)
    parts = {name: getattr(read, name, None) for name in ("number", "issuer", "issued", "excerpt")}
    told = {name: part.value if part else None for name, part in parts.items()}
    if document is not None:
        issued = document.issued.isoformat()
        told = {"number": document.number, "issuer": document.issuer, "issued": issued}
        told["excerpt"] = document.excerpt
    hidden = {} if one.is_named else {"issuer": None, "excerpt": None}
    return {
        "sign": told["number"],
        "issued": told["issued"],
        "issuer": told["issuer"],
        "excerpt": told["excerpt"],
        "urgency": str(one.urgency),
        "read": {
            name: _words(part)
            for name, part in parts.items()
            if one.is_named and getattr(one.said, name) is None
        },
        **hidden,
    }


def _of_letter(desk: Desk, one: Seen) -> dict[str, Any]:
    kept, local = one.proposal, desk.calendar.local
    return {
        "came": local(kept.received_at).isoformat(),
        "sender": kept.sender if one.is_named else None,
        "proved": kept.proved,
        "twin": kept.twin,
        "document": kept.document,
        "imported": kept.imported is not None,
        "settled_at": None if kept.settled_at is None else local(kept.settled_at).isoformat(),
        "settled_by": one.by if one.is_named else None,
        "why": kept.reason if one.is_named else None,
    }


def _wrong(one: Seen, language: str) -> dict[str, Any]:
    """What has to be corrected, and what somebody should look at; only how much, where names may not be shown."""
    wrong = one.look.errors

    def said(found: Iterable[Problem]) -> list[dict[str, Any]]:
        if not one.is_named:
            return []
        return [{"place": p.row, "words": problem(p, language)} for p in tuple(found)[:MOST]]

    return {
        "wrong": len(wrong),
        "errors": said(wrong),
        "notes": said((*one.look.kept, *one.look.notes)),
    }


def task_facts(desk: Desk, one: Seen, asked: Asked) -> dict[str, Any]:
    """One task; the words are those that its deadline was read from, where it is that still."""
    errands = one.proposal.read.errands
    errand = errands[asked.place - 1] if asked.place <= len(errands) else None
    until = None if asked.deadline is None else asked.deadline.until
    told: dict[str, Any] = dict.fromkeys(("content", "product", "who", "words"))
    told["helpers"] = []
    if one.is_named:
        helpers = [party for party in asked.parties or () if party.role is Role.COORDINATOR]
        read = errand.when if errand and errand.deadline == asked.deadline else None
        told = {
            "content": asked.content,
            "product": asked.product,
            "who": asked.parties[0].name if asked.parties else None,
            "helpers": [party.name for party in helpers],
            "words": " ".join(read.words.split()) if read else None,
        }
    due = in_zone(due_facts(until), desk.calendar.zone)
    led = {"led": bool(asked.parties), "id": None, "ended": None}
    return {"place": asked.place, **led, **due, **told}


def _leaf(leaves: tuple[tuple[T, ...], ...], page: int) -> tuple[T, ...]:
    return leaves[page - 1] if page <= len(leaves) else ()


def _change(desk: Desk, one: Change) -> dict[str, Any]:
    """What changes of a task that stands: its number, and which parts; the new deadline, where it is that."""
    until = one.deadline.until if one.deadline else None
    return {
        "task": one.task.id,
        "withdrawn": one.withdrawn,
        "parts": [name for name in _PARTS if getattr(one, name) is not None],
        **in_zone(due_facts(until), desk.calendar.zone),
    }


def _changed(one: Change) -> tuple[object, ...]:
    return one.task.id, one.withdrawn, *(getattr(one, name) for name in _PARTS)


def _words(found: Finding | None) -> str | None:
    """The words that it was read from, where it is not sure."""
    if found is None or found.certainty >= SURE:
        return None
    return " ".join(found.words.split()) or None


def _texts(found: Look) -> Iterator[str | None]:
    """Everything that says what it is about."""
    document = found.draft.document
    if document is not None:
        yield from (document.number, document.issuer, document.excerpt)
    for asked in found.draft.asked:
        yield from (asked.content, asked.product)
    for paper in found.proposal.read.papers:
        yield from _said(_of_paper(paper))
    for errand in (*found.proposal.read.errands, *found.proposal.read.perhaps):
        yield from _said(_of_errand(errand))


def _of_paper(paper: Paper) -> Iterable[Finding | None]:
    ties = (tie.number for tie in paper.ties)
    return paper.number, paper.issuer, paper.issued, paper.excerpt, paper.kind, *ties


def _of_errand(errand: Errand) -> Iterable[Finding | None]:
    return errand.content, errand.lead, errand.product, errand.when, *errand.helpers


def _said(findings: Iterable[Finding | None]) -> Iterator[str]:
    for one in findings:
        if one is not None:
            yield from (one.value, one.words)
