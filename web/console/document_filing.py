"""What clerks keep of a document that stands: when it came in and what is filed of it, what it does to others, and what recipients told."""

import zlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.assigning import papers
from store import Tx, document, entitled, exchange, receiving, relation
from store.directory.agencies import all_agencies
from store.document import FILED, NumberTaken
from store.exchange import Absent, News, Told
from store.receiving import Received
from templates import word
from web.console.document_new import (
    COUNTS,
    LIMITS,
    LINES,
    Amiss,
    filing_of,
    required_day,
    sentence_of,
)
from web.console.document_page import keeps, related
from web.console.frame import page
from web.console.gate import Gate
from web.console.numbers import in_path
from web.console.visit import Visit, go
from web.number import number_of
from work import filing
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.agency import Agency
from work.document import Direction, Document, Filing
from work.exchange import SIDES, WITH_REASON, Exchange, Stop, read_code
from work.filing import COUNT_MOST, LINE_LONGEST
from work.relation import Related, Relation, Unfit

ADDRESS = "/documents/{number}/filing"


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot."""

    paper: Document
    related: tuple[Related, ...]
    told: tuple[Told, ...]
    agencies: tuple[Agency, ...]


def routes(gate: Gate) -> list[BaseRoute]:
    """/documents/NUMBER/filing, and its forms."""
    forms = (("filing", keep), ("relate", relate), ("unrelate", unrelate), ("state", tell))
    acts = [gate.act(f"/documents/{{number}}/{name}", _for_clerks(do)) for name, do in forms]
    return [gate.look(ADDRESS, _for_clerks(show)), *acts]


def _for_clerks(
    do: Callable[[Visit], Awaitable[Response]],
) -> Callable[[Visit], Awaitable[Response]]:
    """*do* for who keeps the registers; to everybody else the page is not there."""

    async def asked(visit: Visit) -> Response:
        if await visit.desk.store.read(keeps, visit):
            return await do(visit)
        return page(visit, "refused", {"what": "document"}, 404, "documents")

    return asked


async def show(visit: Visit) -> Response:
    """The forms, as the document stands."""
    return await _page(visit)


async def keep(visit: Visit) -> Response:
    """Keeps what is filed of it, where it stands as the form showed it."""
    try:
        new = filing_of(visit)
        received = required_day(visit, "received") if visit.field("received") else None
    except Amiss as amiss:
        return await _page(visit, sentence_of(visit, amiss))
    texts = [getattr(new, name) for name in LINES]
    if visit.desk.discretion.is_secret(texts, visit.desk.today):
        return await _page(visit, word("web.documents.new.secret", visit.language))
    done = await _by_clerk(visit, lambda tx, act: _keep(tx, visit, new, received, act))
    if isinstance(done, Received):
        return go(visit, f"/documents/{in_path(visit)}", "document-filed")
    return await _page(visit, done if isinstance(done, str) else "")


def _keep(tx: Tx, visit: Visit, new: Filing, received: date | None, act: Act) -> object:
    number, say, today = in_path(visit), visit.language, visit.desk.today
    paper = document.held(tx, number)
    if paper is None:
        return None
    if _stamp(paper) != visit.field("of"):
        return word("web.documents.filing.overtaken", say)
    done: object = Received()
    if received is not None and received != paper.received:
        wrong = filing.order(paper.issued, received, today)
        if wrong is not None or paper.direction is not Direction.INCOMING:
            return word(f"web.documents.new.{wrong or 'no-day'}", say).format(field="")
        done = receiving.receive(tx, number, received, act)
        if isinstance(done, NumberTaken):
            said = word("web.documents.new.taken", say)
            return said.format(number=done.number, document=done.holder)
    changes = {
        name: getattr(new, name)
        for name in FILED
        if getattr(new, name) != getattr(paper.filing, name)
    }
    if changes:
        document.refile(tx, number, changes, act)
    return done


async def relate(visit: Visit) -> Response:
    """Notes what it does to another document, named by its sign or its number here."""
    kind = visit.field("relation")
    if kind not in set(Relation):
        return await _page(visit, word("web.documents.filing.unknown", visit.language))
    other = visit.field("other")[: LIMITS["number"]]

    def do(tx: Tx, act: Act) -> object:
        meant = papers(tx, other) if other else ()
        if len(meant) != 1:
            return "several" if meant else Unfit.UNKNOWN
        return relation.relate(tx, in_path(visit), Relation(kind), meant[0].id, act)

    done = await _by_clerk(visit, do)
    if done is None:
        return _back(visit, "document-related")
    return await _page(visit, _refused(visit, done, other))


async def unrelate(visit: Visit) -> Response:
    """Takes back what was noted by mistake; of either side."""
    kind, other, acts = (
        visit.field("relation"),
        number_of(visit.field("other")),
        visit.field("acts"),
    )
    here = in_path(visit)
    first, second = (here, other) if acts else (other, here)
    if kind in set(Relation):
        await _by_clerk(
            visit, lambda tx, act: relation.unrelate(tx, first, Relation(kind), second, act)
        )
    return _back(visit, "document-unrelated")


async def tell(visit: Visit) -> Response:
    """Notes what a recipient told of it, or that its sender asks it back."""
    code, agency = read_code(visit.field("code")), visit.field("agency")
    reason = " ".join(visit.field("text").split())
    if code is None or len(reason) > LINE_LONGEST:
        return await _page(visit, word("web.documents.filing.order", visit.language))
    if visit.desk.discretion.refuses((reason,), visit.desk.today):  # it may go out by edXML
        return await _page(visit, word("web.documents.new.secret", visit.language))
    news = News(code, SIDES[code], reason or None)
    done = await _by_clerk(
        visit, lambda tx, act: exchange.tell(tx, in_path(visit), agency, news, act)
    )
    if isinstance(done, Exchange):
        return _back(visit, "document-told")
    return await _page(visit, _refused(visit, done, agency))


async def _by_clerk(visit: Visit, do: Callable[[Tx, Act], object]) -> object:
    """What *do* gives, by the right of who keeps the registers, looked at in its own transaction."""

    def attempt(tx: Tx) -> object:
        about = OfOffice(visit.home(tx))
        return entitled.by_right(tx, Doing.REGISTER, about, visit.act, do)

    return await visit.desk.store.write(attempt)


def _refused(visit: Visit, done: object, given: str) -> str:
    match done:
        case Denied():
            key = "denied"
        case Absent.AGENCY:
            key = "no-agency"
        case Unfit() | Stop() | "several":
            key = str(done)
        case _:
            key = "unknown"
    return word(f"web.documents.filing.{key}", visit.language).format(given=given)


def _back(visit: Visit, said: str) -> Response:
    return go(visit, f"/documents/{in_path(visit)}/filing", said)


def _look(tx: Tx, number: int) -> Found | None:
    paper = document.one(tx, number)
    if paper is None:
        return None
    related = relation.of_document(tx, number)
    agencies = tuple(one for one in all_agencies(tx) if not one.disabled)
    return Found(paper, related, exchange.history(tx, number), agencies)


async def _page(visit: Visit, problem: str = "") -> Response:
    number = in_path(visit)
    found = await visit.desk.store.read(_look, number)
    if found is None or found.paper.direction is Direction.PETITION:
        return page(visit, "refused", {"what": "document"}, 404, "documents")
    paper = found.paper
    titled = visit.desk.disclosure(paper.excerpt, paper.number, *_texts(paper.filing)) == "title"
    facts = {
        "id": number,
        "number": paper.number,
        "hidden": not titled,
        "problem": problem,
        "came_in": paper.direction is Direction.INCOMING,
        "of": _stamp(paper),
        "typed": visit.typed if visit.form.get("of") else _standing(paper),
        "stands": _standing(paper) if visit.form.get("of") else None,
        "chosen": visit.typed,
        "lines": tuple(LINES),
        "counts": COUNTS,
        "limits": LIMITS,
        "count_most": COUNT_MOST,
        "today": visit.desk.today.isoformat(),
        "related": [related(one) for one in found.related],
        "relations": [str(one) for one in Relation],
        "told": [_told(visit, one, found.agencies) for one in found.told],
        "codes": [(str(one), one in WITH_REASON) for one in SIDES],
        "agencies": [(one.code, one.name) for one in found.agencies],
        "longest": LINE_LONGEST,
    }
    return page(visit, "document-filing", facts, 409 if problem else 200, "documents")


def _standing(paper: Document) -> Mapping[str, str]:
    """What stands, as the fields of the form have it."""
    told = {name: str(getattr(paper.filing, name) or "") for name in FILED}
    return defaultdict(str, told, received=paper.received.isoformat() if paper.received else "")


def _texts(of: Filing) -> list[str]:
    return [getattr(of, name) for name in LINES if getattr(of, name)]


def _stamp(paper: Document) -> str:
    """What tells that nobody has filed anything else since the form was made."""
    return str(zlib.crc32(repr((paper.filing, paper.received)).encode()))


def _told(visit: Visit, one: Told, agencies: tuple[Agency, ...]) -> dict[str, Any]:
    names = {each.code: each.name for each in agencies}
    return {
        "agency": names.get(one.agency, one.agency),
        "code": str(one.code),
        "at": visit.desk.calendar.local(one.at),
        "why": one.reason,
    }
