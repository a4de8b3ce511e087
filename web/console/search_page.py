"""Search as one types, without accents: tasks by what they say or whose they are, and documents by their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.reach import reach
from store import Tx, search, worklist
from store.document import Kept
from store.search import Hits
from web.console.frame import page
from web.console.gate import Gate
from web.console.numbers import page_of
from web.console.visit import Visit
from web.number import number_of
from work.leaf import Leaf, leaf
from work.sought import ordinal_of, parts
from work.task import Task

ON_A_PAGE = 25
PAPERS = 8  # documents that are shown at most
LONGEST = 200  # characters of what is looked for
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot: the *tasks* of one *leaf*, and *papers* whose number was typed."""

    hits: Hits
    leaf: Leaf[int]
    tasks: Sequence[Task]
    papers: Sequence[Kept]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/search."""
    return (gate.look("/search", show),)


async def show(visit: Visit) -> Response:
    """What is found; without words the place to type them, with an example."""
    words = " ".join(visit.request.query_params.get("q", "").split())[:LONGEST]
    found = None
    if parts(words):
        found = await visit.desk.store.read(look, visit, words)
    return page(visit, "search", _facts(visit, words, found), active="search")


def look(tx: Tx, visit: Visit, words: str) -> Found:
    """What the person may see of what *words* mean."""
    within, asked = reach(tx, visit.link(tx), visit.now), visit.request.query_params
    below = number_of(asked.get("below", "")) or None
    named = below is None or asked.get("named") == "1"
    hits = search.found(tx, parts(words)[:MOST_WORDS], within, below, named=named)
    shown = leaf(hits.tasks, page_of(asked), ON_A_PAGE)
    found = worklist.several(tx, shown.shown)
    ordinal = ordinal_of(words)
    papers = () if ordinal is None else search.papers(tx, ordinal, within, PAPERS)
    return Found(hits, shown, [found[n] for n in shown.shown if n in found], papers)


def _facts(visit: Visit, words: str, found: Found | None) -> dict[str, Any]:
    if found is None:
        return {"words": words, "searched": False, "items": (), "papers": (), "longest": LONGEST}
    shown, hits = found.leaf, found.hits
    here = {name: visit.request.query_params.get(name, "") for name in ("below", "named")}
    return {
        "words": words,
        "longest": LONGEST,
        "searched": True,
        "near": hits.near,
        "total": len(hits.tasks),
        "capped": hits.capped,
        "items": [visit.desk.line(one) for one in found.tasks],
        "papers": [_paper(visit, one) for one in found.papers],
        "first": shown.first,
        "back": _address(words, page=shown.page - 1, **here) if shown.page > 1 else None,
        "on": _address(words, page=shown.page + 1, **here) if shown.page < shown.pages else None,
        "through": hits.through,
        "further": bool(here["below"]),
        "older": _address(words, below=hits.older, named=int(hits.named)) if hits.older else None,
    }


def _address(words: str, **where: object) -> str:
    told = {name: value for name, value in where.items() if value}
    return f"/search?{urlencode({'q': words, **told})}"


def _paper(visit: Visit, one: Kept) -> dict[str, Any]:
    paper = one.document
    titled = visit.desk.disclosure(paper.excerpt, paper.number, paper.issuer) == "title"
    return {
        "id": one.id,
        "number": paper.number,
        "issued": paper.issued.isoformat(),
        "kind": paper.kind,
        "issuer": paper.issuer if titled else None,
        "excerpt": paper.excerpt if titled else None,
    }
