"""The list of somebody's tasks: a summary, filters, pages; whose it may be is what the chat lets them ask for too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.counts import Counts, counted
from schedules.reach import of_others
from schedules.scope import Filter, Scope, narrowed, scopes, wanted
from store import Tx, worklist
from store.worklist import Page
from web.console.frame import page
from web.console.gate import Gate
from web.console.numbers import page_of
from web.console.visit import Visit
from work.task import Role, Task

ON_A_PAGE = 25
ROLES = {"lead": Role.LEAD, "coord": Role.COORDINATOR}


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it: of a scope, or of *who* else ("p12" a person, "u3" a unit)."""

    scope: Scope = Scope.ME
    who: str = ""
    filter: Filter = Filter.ALL
    role: str = ""
    page: int = 1

    @property
    def address(self) -> str:
        """Where it is; what is as usual is left out."""
        usual = Asked()
        named = {
            name: str(getattr(self, name))
            for name in ("scope", "who", "filter", "role", "page")
            if getattr(self, name) != getattr(usual, name)
        }
        return f"/work?{urlencode(named)}" if named else "/work"


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot; *name* is whose it is, *last_done* only where nothing of their own is open."""

    asked: Asked
    name: str | None
    scopes: tuple[Scope, ...]
    counts: Counts
    page: Page
    last_done: Task | None


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/work."""
    return (gate.look("/work", show),)


async def show(visit: Visit) -> Response:
    """The list; a page that is no longer there is the last one."""
    found = await visit.desk.store.read(look, visit, asked_for(visit.request))
    return page(visit, "tasks", _facts(visit, found), active="work")


def look(tx: Tx, visit: Visit, asked: Asked) -> Found:
    """What there is to show; of their own where the other is not theirs to see."""
    desk, link = visit.desk, visit.link(tx)
    now, calendar, theirs = desk.now, desk.calendar, scopes(link)
    others = of_others(tx, link, asked.who, visit.now)
    asked = asked if others is not None else replace(asked, who="")
    if asked.scope not in theirs:
        asked = replace(asked, scope=Scope.ME)
    tasks, name = others or (wanted(link, asked.scope), None)
    if asked.role:
        tasks = replace(tasks, roles=(ROLES[asked.role],))
    counts = counted(tx, tasks, now, calendar)
    known = counts.by_filter().get(asked.filter)
    chosen = narrowed(tasks, asked.filter, now, calendar)
    shown = worklist.page(tx, chosen, asked.page, ON_A_PAGE, known)
    nothing = asked.scope is Scope.ME and not asked.who and counts.open == 0 and not asked.role
    last_done = worklist.last_done(tx, link.person.id) if nothing else None
    return Found(replace(asked, page=shown.number), name, theirs, counts, shown, last_done)


def asked_for(request: Request) -> Asked:
    """The list that an address asks for, without what is no such thing."""
    told = request.query_params
    scope, chosen, role = told.get("scope", ""), told.get("filter", ""), told.get("role", "")
    return Asked(
        Scope(scope) if scope in set(Scope) else Scope.ME,
        told.get("who", "")[:14],
        Filter(chosen) if chosen in set(Filter) else Filter.ALL,
        role if role in ROLES else "",
        page_of(told),
    )


def _facts(visit: Visit, found: Found) -> dict[str, Any]:
    asked, shown, done = found.asked, found.page, found.last_done
    first = replace(asked, page=1)
    return {
        **found.counts.facts(),
        "asked": asked,
        "name": found.name,
        "plain": Asked(asked.scope, asked.who).address,
        "items": [visit.desk.line(one) for one in shown.tasks],
        "total": shown.total,
        "first": (shown.number - 1) * ON_A_PAGE + 1,
        "page": shown.number,
        "pages": shown.pages,
        "back": replace(asked, page=asked.page - 1).address if shown.number > 1 else None,
        "on": replace(asked, page=asked.page + 1).address if shown.number < shown.pages else None,
        "scopes": [
            (str(one), Asked(one).address, one is asked.scope and not asked.who)
            for one in found.scopes
        ],
        "filters": [
            (str(one), replace(first, filter=one).address, one is asked.filter) for one in Filter
        ],
        "roles": [
            (one, replace(first, role=one).address, one == asked.role) for one in ("", *ROLES)
        ],
        "last_done": None if done is None else visit.desk.line(done),
        "last_done_on": done.done_on.isoformat() if done and done.done_on else None,
    }
