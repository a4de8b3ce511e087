"""A task is assigned of a document that is entered: asked for in words, shown as it was understood, then opened."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.assigning import Asked, Read, errors, keep, office_of, papers, read
from store import Tx, entitled
from store.directory.change import Overtaken
from templates import sentence, word
from web.console.days import read_day
from web.console.frame import page
from web.console.gate import Gate
from web.console.naming import offered
from web.console.numbers import task_place
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Denied
from work.deadline import due_facts, in_zone
from work.document import Direction
from work.preview import Problem
from work.standing import Standing
from work.task import Role

PLACE = "/assign"
LONGEST = 2000  # characters of a field, as of a cell of a register
_OTHERS = {"helpers": "phối hợp", "followers": "theo dõi"}  # as a cell of a register has them
_SHOWN = ("counted-received", "no-deadline")  # beside the deadline itself


@dataclass(frozen=True, slots=True)
class Meant:
    """What the form asks for: the *papers* it may mean, and what was *read* where that is one; names to choose from."""

    papers: tuple[Standing, ...]
    read: Read | None
    denied: bool = False
    offered: Sequence[str] = ()


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/assign."""
    return (gate.look(PLACE, show), gate.act(PLACE, assign))


async def show(visit: Visit) -> Response:
    """The form, for who enters documents of their agency; it may come with its document."""
    paper = visit.request.query_params.get("paper", "")[:200]
    meant = await visit.desk.store.read(_look, visit, "", None)
    return _page(visit, meant, "", defaultdict(str, paper=paper))


async def assign(visit: Visit) -> Response:
    """Shows what was understood; opens it once that was confirmed, and the document stands as it was seen."""
    asked, amiss = _asked(visit)
    meant = await visit.desk.store.read(_look, visit, visit.field("paper"), asked)
    why = amiss or _amiss(visit, meant)
    if why or meant.denied or meant.read is None or not visit.field("sure"):
        return _page(visit, meant, why or "", visit.typed)
    seen = len(meant.read.kept.tasks) == number_of(visit.field("seen"))
    try:
        done = await visit.desk.store.write(_keep, visit, meant.read) if seen else None
    except Overtaken:
        done = None
    if done is None:
        return _page(visit, meant, word("web.assign.overtaken", visit.language), visit.typed)
    if isinstance(done, Denied):
        return _page(visit, replace(meant, denied=True), "", visit.typed)
    return go(visit, task_place(done[1]), "assigned")


def _asked(visit: Visit) -> tuple[Asked | None, str | None]:
    """What was typed, as cells of a register hold it; or what is missing."""
    say = visit.language
    texts = {name: visit.field(name) for name in ("paper", "content", "lead", "due", "product")}
    others = {name: visit.field(name).splitlines() for name in _OTHERS}
    if any(len(visit.field(name)) > LONGEST for name in (*texts, *others)):
        return None, word("web.task.long", say).format(longest=LONGEST)
    for name in ("paper", "content", "lead"):
        if not texts[name]:
            return None, word(f"web.assign.no-{name}", say)
    if visit.desk.discretion.is_secret(tuple(texts.values()), visit.desk.today):
        return None, word("web.assign.secret", say)
    roles = [
        f"{one.strip()} ({_OTHERS[name]})"
        for name, many in others.items()
        for one in many
        if one.strip()
    ]
    due = read_day(texts["due"]) or texts["due"] or None
    content = " ".join(texts["content"].split())
    who = "; ".join([texts["lead"], *roles])
    return Asked(content, who, due, texts["product"] or None), None


def _look(tx: Tx, visit: Visit, paper: str, asked: Asked | None) -> Meant:
    home = visit.home(tx)
    if not entitled.keeps_register(tx, home, visit.act):
        return Meant((), None, denied=True)
    some = offered(tx, visit, units=True)
    found = papers(tx, paper) if paper else ()
    one = found[0] if len(found) == 1 else None
    if asked is None or one is None or one.document.direction is Direction.PETITION:
        return Meant(found, None, offered=some)
    desk = visit.desk
    office = office_of(tx, desk.plan, home, desk.today)
    return Meant(found, read(tx, office, one, asked), offered=some)


def _amiss(visit: Visit, meant: Meant) -> str | None:
    """Why it cannot be opened as it was asked for."""
    say = visit.language
    if meant.denied or (meant.read is not None and meant.read.entry is not None):
        return None
    if not meant.papers:
        return word("web.assign.no-document", say).format(number=visit.field("paper"))
    if len(meant.papers) > 1:
        return word("web.assign.several", say).format(number=visit.field("paper"))
    if meant.read is None:
        return word("web.assign.petition", say)
    return "; ".join(_told(one, say) for one in errors(meant.read.problems))


def _keep(tx: Tx, visit: Visit, found: Read) -> tuple[int, int] | Denied:
    return keep(tx, found, visit.home(tx), visit.act)


def _page(visit: Visit, meant: Meant, problem: str, typed: Mapping[str, str]) -> Response:
    if meant.denied:
        return page(visit, "office-denied", {"of": "assign"}, 403, "assign")
    shown = meant.read is not None and meant.read.entry is not None and not visit.field("edit")
    facts = {
        "problem": problem,
        "typed": typed,
        "longest": LONGEST,
        "offered": meant.offered,
        "papers": [_paper(one) for one in meant.papers] if len(meant.papers) > 1 else [],
        "found": _found(visit, meant.read) if meant.read is not None and shown else None,
    }
    return page(visit, "assign", facts, 409 if problem else 200, "assign")


def _paper(one: Standing) -> dict[str, Any]:
    paper = one.document
    issued = paper.issued.isoformat()
    return {"id": one.id, "number": paper.number, "issuer": paper.issuer, "issued": issued}


def _found(visit: Visit, found: Read) -> dict[str, Any]:
    """What was understood, with what to look at before it is opened."""
    entry, kept = found.entry, found.kept
    if entry is None:
        raise RuntimeError("what cannot be opened is not shown")
    deadline, lead = entry.task.deadline, entry.task.parties[0]
    who = (lead.agency, lead.unit, lead.person)
    same = [one for one in kept.tasks if one.state.open]
    return {
        **_paper(kept),
        "content": entry.task.content,
        "product": entry.task.product,
        "parties": [
            (str(role), [_names(one) for one in entry.task.parties if one.role is role])
            for role in Role
        ],
        **in_zone(due_facts(None if deadline is None else deadline.until), visit.desk.zone),
        "source": None if deadline is None else deadline.source,
        "seen": len(kept.tasks),
        "already": [
            (one.id, one.content)
            for one in same
            if who == (one.lead.agency, one.lead.unit, one.lead.person)
        ],
        "warnings": [
            _told(one, visit.language) for one in found.problems if one.code not in _SHOWN
        ],
    }


def _names(party: Any) -> dict[str, str | None]:
    return {"agency": party.agency_name, "unit": party.unit_name, "person": party.person_name}


def _told(found: Problem, language: str) -> str:
    facts = {"words": found.facts.get("cell", ""), "others": "", **found.facts}
    return sentence(f"register.problem.{found.code}", facts, language)
