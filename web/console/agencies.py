"""The directory's agencies for operators: a tree, and a page each with domains, term, units and heads."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx
from store.directory import load
from store.directory.listing import staff
from store.directory.units import all_units
from web.console.frame import page
from web.console.gate import Gate
from web.console.operators import lost, watched
from web.console.visit import Visit
from work.agency import Agency, branches
from work.directory import Directory
from work.spelling import search_key

PLACE = "/agencies"
MOST = 400  # lines of the tree on one page
LONGEST = 100


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/agencies and a page for each."""
    return (
        gate.look(PLACE, watched(show)),
        gate.look(f"{PLACE}/{{code}}", watched(show_one)),
    )


async def show(visit: Visit) -> Response:
    """The tree, or those that hold what is searched for."""
    text = visit.request.query_params.get("q", "").strip()[:LONGEST]
    directory = await visit.desk.store.read(load)
    found = tuple(_found(directory.agencies, text))
    today = visit.desk.calendar.today(visit.now)
    facts = {
        "q": text,
        "items": [_line(depth, one, directory, today) for depth, one in found[:MOST]],
        "total": len(found),
        "more": max(len(found) - MOST, 0),
    }
    return page(visit, "agencies", facts, active="people")


async def show_one(visit: Visit) -> Response:
    """One agency."""
    facts = await visit.desk.store.read(_look, visit, str(visit.request.path_params["code"])[:30])
    return lost(visit) if facts is None else page(visit, "agency", facts, active="people")


def _found(agencies: Mapping[str, Agency], text: str) -> list[tuple[int, Agency]]:
    tree = list(branches(agencies.values()))
    if not text:
        return tree
    parts = search_key(text).split()
    return [(0, one) for _, one in tree if all(part in _key(one) for part in parts)]


def _key(one: Agency) -> str:
    return search_key(" ".join((one.code, one.name, one.short_name, *sorted(one.domains))))


def _line(depth: int, one: Agency, directory: Directory, today: date) -> dict[str, Any]:
    return {
        "depth": min(depth, 5),
        "code": one.code,
        "name": one.name,
        "domains": sorted(one.domains),
        "standing": str(directory.standing(one.code, today)),
        "heir": _heir(one, directory, today),
    }


def _heir(one: Agency, directory: Directory, today: date) -> str:
    found = None if one.valid_on(today) else directory.heir(one.code, today)
    return "" if found is None else found.code


def _look(tx: Tx, visit: Visit, code: str) -> dict[str, Any] | None:
    directory = load(tx)
    one = directory.agencies.get(code)
    if one is None:
        return None
    today, there = visit.desk.calendar.today(visit.now), staff(tx, code)
    parent = directory.agencies.get(one.parent or "")
    units = [unit for unit in all_units(tx) if unit.agency == code]
    return {
        **_line(0, one, directory, today),
        "short_name": one.short_name,
        "parent": one.parent,
        "parent_name": "" if parent is None else parent.name,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "disabled": one.disabled,
        "people": sum(there.units.values()),
        "left": there.left,
        "units": [(unit.name, there.units.get(unit.id, 0)) for unit in units],
        "heads": [(person, str(person.position)) for person in there.heads],
        "logins": [
            (login.name, login.disabled)
            for login in sorted(directory.logins.values(), key=lambda login: login.name)
            if login.agency == code
        ],
        "below": [
            (child.code, child.name)
            for child in sorted(directory.agencies.values(), key=lambda child: child.code)
            if child.parent == code
        ],
    }
