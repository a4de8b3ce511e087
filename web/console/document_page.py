"""The page of one document: what it says, what came before and after it, and those of its tasks that the person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, document, entitled, relation, worklist
from web.console.frame import page
from web.console.gate import Gate
from web.console.numbers import in_path
from web.console.visit import Visit
from work.access import Doing, may
from work.document import Direction, Document
from work.relation import Related
from work.task import Task

LOOKED_AT = 200  # tasks of one document
FILED = ("signer", "post", "recipients", "keeper", "copies", "pages", "notes")


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot.

    *more* where the document has tasks that are another's to see; *keeps* where the person keeps the registers.
    """

    paper: Document
    related: Sequence[Related]
    tasks: Sequence[Task]
    more: bool
    keeps: bool


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/documents/NUMBER."""
    return (gate.look("/documents/{number}", show),)


async def show(visit: Visit) -> Response:
    """The page, or the one answer for what is hidden and what is not there."""
    number = in_path(visit)
    found = await visit.desk.store.read(look, visit, number) if number else None
    if found is None:
        return page(visit, "refused", {"what": "document"}, 404, "documents")
    return page(visit, "document", _facts(visit, number, found), active="documents")


def look(tx: Tx, visit: Visit, number: int) -> Found | None:
    """The document, where one of its tasks is theirs to see, or the register is theirs to keep."""
    paper, who = document.one(tx, number), entitled.one(tx, visit.person.id)
    if paper is None or who is None:
        return None
    office = visit.office(tx)
    every = worklist.of_documents(tx, (number,)).get(number, ())
    about = entitled.of_tasks(tx, every[:LOOKED_AT], office) if every else ()
    seen = [
        task
        for task, one in zip(every, about, strict=False)
        if may(who, Doing.SEE, one) is not None
    ]
    kept = keeps(tx, visit)
    if not seen and not kept:
        return None
    return Found(paper, relation.of_document(tx, number), seen, len(seen) < len(every), kept)


def keeps(tx: Tx, visit: Visit) -> bool:
    """Whether the person keeps the office's registers, or stands in for who does."""
    return entitled.keeps_register(tx, visit.home(tx), visit.act)


def _facts(visit: Visit, number: int, found: Found) -> dict[str, Any]:
    desk, paper = visit.desk, found.paper
    titled = desk.disclosure(paper.excerpt, paper.number, paper.issuer) == "title"
    filed = {name: getattr(paper.filing, name) for name in FILED} if titled else {}
    return {
        "id": number,
        "number": paper.number,
        "kind": paper.kind,
        "hidden": not titled,
        "issuer": paper.issuer if titled else None,
        "excerpt": paper.excerpt if titled else None,
        "issued": paper.issued.isoformat(),
        "received": None if paper.received is None else paper.received.isoformat(),
        "arrival": paper.arrival_number,
        "urgency": str(paper.urgency),
        "direction": str(paper.direction),
        "filed": {name: value for name, value in filed.items() if value},
        "related": [_related(visit, one) for one in found.related],
        "items": [visit.desk.line(one) for one in found.tasks],
        "more": found.more,
        "keeps": found.keeps and paper.direction is not Direction.PETITION,
    }


def _related(visit: Visit, one: Related) -> dict[str, Any]:
    paper = one.document
    titled = visit.desk.disclosure(paper.excerpt, paper.number) == "title"
    return related(one) | {"excerpt": paper.excerpt if titled else None}


def related(one: Related) -> dict[str, Any]:
    """The other document of a relation as a page names it, without its excerpt."""
    paper = one.document
    return {
        "how": str(one.relation),
        "acts": one.acts,
        "id": one.id,
        "number": paper.number,
        "issued": paper.issued.isoformat(),
    }
