"""A plan is made of a registered document: with the annex that it assigns, which is shown first, or without groups."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.assigning import papers
from store import Tx, entitled, plan
from store.directory import load
from store.directory.units import all_units
from store.plan import Unfit
from templates import word
from web.console import import_jobs
from web.console.days import read_day
from web.console.document_page import keeps
from web.console.frame import page
from web.console.gate import Gate
from web.console.import_jobs import NewHead
from web.console.import_page import PREVIEW, denied, file_of
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.document import Direction
from work.plan import Head, NewPlan, Owner
from work.roster import Unit
from work.standing import Standing

PLACE = "/plans/new"
LONGEST = 500  # characters of a title


@dataclass(frozen=True, slots=True)
class Known:
    """What the form is read against: the agency that keeps the registers, its units, the documents that may be meant."""

    home: str
    name: str
    units: tuple[Unit, ...]
    papers: tuple[Standing, ...]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/plans/new."""
    return (gate.look(PLACE, show), gate.act(PLACE, make, files=True))


async def show(visit: Visit) -> Response:
    """The form, for who keeps the registers; it may come with its document."""
    paper = visit.request.query_params.get("paper", "")[:200]
    known = await visit.desk.store.read(known_by, visit, "")
    if known is None:
        return denied(visit)
    year = visit.desk.today.year
    typed = defaultdict(str, paper=paper, since=f"{year}-01-01", until=f"{year}-12-31")
    return _page(visit, known, "", typed)


async def make(visit: Visit) -> Response:
    """Reads the annex, which is shown before the plan is made; without one it is made at once, without groups."""
    known = await visit.desk.store.read(known_by, visit, visit.field("paper"))
    if known is None:
        return denied(visit)
    head = head_of(visit, known)
    if isinstance(head, str):
        return _page(visit, known, head, visit.typed)
    if visit.sent.cut or any(one.body for one in visit.sent.files):
        return await _bring(visit, known, head)
    return await _make(visit, known, head)


async def _bring(visit: Visit, known: Known, head: NewHead) -> Response:
    """Begins to read the annex; what it comes to is shown before anything is made."""
    file = await file_of(visit)
    if isinstance(file, str):
        return _page(visit, known, file, visit.typed)
    if not await import_jobs.bring(visit, file, head):
        return _page(visit, known, word("web.imports.busy", visit.language), visit.typed)
    return go(visit, PREVIEW)


async def _make(visit: Visit, known: Known, head: NewHead) -> Response:
    """Makes the plan without groups."""
    new = NewPlan(head.head, head.document, ())

    def made(tx: Tx, act: Act) -> int | Unfit:
        return plan.add(tx, new, act)

    about = OfOffice(known.home)
    done = await visit.desk.store.write(entitled.by_right, Doing.REGISTER, about, visit.act, made)
    if isinstance(done, Denied):
        return denied(visit)
    if isinstance(done, Unfit):
        return _page(visit, known, word(f"web.plans.unfit.{done}", visit.language), visit.typed)
    return go(visit, f"/plans/{done}", "plan-made")


def known_by(tx: Tx, visit: Visit, paper: str) -> Known | None:
    """What there is to choose of, with the documents that *paper* may mean; None for who keeps no registers."""
    if not keeps(tx, visit):
        return None
    home = visit.home(tx)
    agency = load(tx).agencies.get(home)
    units = tuple(one for one in all_units(tx) if one.agency == home)
    found = papers(tx, paper) if paper else ()
    fit = tuple(one for one in found if one.document.direction is not Direction.PETITION)
    return Known(home, home if agency is None else agency.short_name, units, fit)


def head_of(visit: Visit, known: Known) -> NewHead | str:
    """What was typed; or the sentence that says what is missing."""
    say, title = visit.language, " ".join(visit.field("title").split())
    if len(known.papers) != 1:
        key = "web.assign.several" if known.papers else "web.assign.no-document"
        return word(key, say).format(number=visit.field("paper"))
    paper = known.papers[0]
    excerpt = paper.document.excerpt
    title = title or excerpt[:1].upper() + excerpt[1:]
    days = read_day(visit.field("since")), read_day(visit.field("until"))
    if days[0] is None or days[1] is None or days[0] > days[1]:
        return word("web.plans.no-days", say)
    if len(title) > LONGEST:
        return word("web.plans.no-title", say)
    if visit.desk.discretion.is_secret((title,), visit.desk.today):
        return word("web.assign.secret", say)
    wanted = number_of(visit.field("unit"))
    unit = next((one for one in known.units if one.id == wanted), None)
    if wanted and unit is None:
        return word("web.plans.no-unit", say)
    name = None if unit is None else unit.name
    owner = Owner(known.home, None if unit is None else unit.id, known.name, name)
    return NewHead(Head(title, days[0], days[1], owner), paper.id)


def told_papers(known: Known) -> list[tuple[int, str, date | None, str]]:
    """The documents that may be meant, where they are several."""
    if len(known.papers) < 2:
        return []
    some = ((one.id, one.document) for one in known.papers)
    return [(number, paper.number, paper.issued, paper.issuer) for number, paper in some]


def _page(visit: Visit, known: Known, problem: str, typed: Mapping[str, str]) -> Response:
    facts = {
        "problem": problem,
        "typed": typed,
        "longest": LONGEST,
        "units": [(one.id, one.name) for one in known.units],
        "papers": told_papers(known),
        "lost": [one.name for one in visit.sent.files if one.name] if problem else [],
    }
    return page(visit, "plan-new", facts, 409 if problem else 200, "plans")
