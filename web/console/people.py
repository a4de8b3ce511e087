"""The directory's people for operators: a list that is searched, and a page each: rights, sessions, chat; disable, invite."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, chat, entitled, hand_over, stand_in
from store.console import account, link, session
from store.directory.agencies import all_agencies
from store.directory.change import Effect
from store.directory.listing import Listed, Wanted, listed
from store.directory.people import disable_person, enable_person
from templates import word
from web.console.frame import page
from web.console.gate import Gate
from web.console.leaves import address_of, beside
from web.console.numbers import in_path, page_of
from web.console.operators import by_right, denied, lost, watched
from web.console.visit import Visit, go
from work.access import TABLE, Doing, Standing, reach
from work.act import Act
from work.chat import Link
from work.console import Account, Session
from work.person import Person

ON_A_PAGE = 50
PLACE = "/people"
LONGEST = 100
STATES = ("active", "disabled")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it."""

    q: str = ""
    agency: str = ""
    state: str = ""
    page: int = 1

    @property
    def address(self) -> str:
        """Where it is; what is as usual is left out."""
        return address_of(PLACE, self)

    @property
    def wanted(self) -> Wanted:
        """What the store is asked."""
        disabled = None if not self.state else self.state == "disabled"
        return Wanted(self.q, self.agency or None, disabled)


@dataclass(frozen=True, slots=True)
class Found:
    """What the store says of one person, in one snapshot; *tasks* are those in which they have a part yet."""

    person: Person
    agency: str
    account: Account | None
    sessions: tuple[Session, ...]
    chat: Link | None
    tasks: int
    absent: tuple[Person, ...]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/people, a page for each, and its forms."""
    acts = (
        ("disable", disable),
        ("enable", enable),
        ("invite", invite),
        ("unlock", unlock),
        ("end", end),
    )
    return (
        gate.look(PLACE, watched(show)),
        gate.look(f"{PLACE}/{{number}}", watched(show_one)),
        *(gate.act(f"{PLACE}/{{number}}/{name}", watched(act)) for name, act in acts),
    )


async def show(visit: Visit) -> Response:
    """The list."""
    asked = asked_for(visit.request.query_params)
    facts = await visit.desk.store.read(_list, visit, asked)
    return page(visit, "people", facts, active="people")


async def show_one(visit: Visit) -> Response:
    """One person."""
    return await _page(visit)


async def disable(visit: Visit) -> Response:
    """Lets them get no more notices, see nothing by chat, and out of the console with the next click."""
    if in_path(visit) == visit.person.id:
        return await _page(visit, "not-oneself")
    return await _switched(visit, disable_person, "disabled")


async def enable(visit: Visit) -> Response:
    """Takes back that they were disabled."""
    return await _switched(visit, enable_person, "enabled")


async def invite(visit: Visit) -> Response:
    """Sends them the link by which they set a password for the console."""
    drawn = link.draw(visit.desk.place.url)

    def do(tx: Tx, act: Act) -> Person | None:
        one = entitled.one(tx, in_path(visit))
        return None if one is None else link.invite(tx, one.email, drawn, act)

    return await _done(visit, await by_right(visit, Doing.ADMIT, do), "invited", "not-invited")


async def unlock(visit: Visit) -> Response:
    """Opens an account that is locked; its owner is told by mail."""

    def do(tx: Tx, act: Act) -> object | None:
        number = in_path(visit)
        known = account.of_person(tx, number)
        return None if known is None else account.unlock(tx, number, act)

    return await _done(visit, await by_right(visit, Doing.ADMIT, do), "unlocked", "not-locked")


async def end(visit: Visit) -> Response:
    """Ends all their sessions at once; of who asks, all but this one."""
    source, mine = visit.where.address, None if visit.session is None else visit.session.id

    def do(tx: Tx, act: Act) -> int:
        return session.end_all(tx, in_path(visit), act.by, source, visit.now, mine)

    return await _done(
        visit, await by_right(visit, Doing.ADMIT, do), "sessions-ended", "no-session"
    )


def asked_for(told: QueryParams) -> Asked:
    """The list that an address asks for, without what is no such thing."""
    state = told.get("state", "")
    return Asked(
        told.get("q", "").strip()[:LONGEST],
        told.get("agency", "").strip()[:30],
        state if state in STATES else "",
        page_of(told),
    )


async def _switched(visit: Visit, switch: Any, said: str) -> Response:
    def do(tx: Tx, act: Act) -> Effect:
        one = entitled.one(tx, in_path(visit))
        if one is None:
            return Effect.UNKNOWN
        effect: Effect = switch(tx, one.email, visit.now, act.by)
        return effect

    done = await by_right(visit, Doing.ADMIT, do)
    if denied(done) or done is Effect.UNKNOWN:
        return lost(visit)
    return go(visit, f"{PLACE}/{in_path(visit)}", said)


async def _done(visit: Visit, done: Any, said: str, not_done: str) -> Response:
    if denied(done):
        return lost(visit)
    return go(visit, f"{PLACE}/{in_path(visit)}", said) if done else await _page(visit, not_done)


def _list(tx: Tx, visit: Visit, asked: Asked) -> dict[str, Any]:
    start = (asked.page - 1) * ON_A_PAGE
    total, items = listed(tx, asked.wanted, start, ON_A_PAGE)
    pages = max(-(-total // ON_A_PAGE), 1)
    if asked.page > pages:
        return _list(tx, visit, replace(asked, page=pages))
    return {
        "asked": asked,
        "agencies": [(one.code, one.short_name) for one in all_agencies(tx)][:500],
        "states": STATES,
        "items": [_line(visit, one) for one in items],
        "total": total,
        "first": start + 1,
        **beside(asked.page, pages, lambda number: replace(asked, page=number).address),
        "plain": PLACE,
        "filtered": bool(asked.q or asked.agency or asked.state),
    }


def _line(visit: Visit, one: Listed) -> dict[str, Any]:
    return {
        "person": one.person,
        "position": str(one.person.position),
        "seen": None if one.account is None else visit.desk.calendar.local(one.account.active),
        "account": _state(one.account, one.person, visit.now),
        "chat": one.chat,
    }


def _look(tx: Tx, visit: Visit, number: int) -> Found | None:
    one = entitled.one(tx, number)
    if one is None:
        return None
    names = {known.code: known.name for known in all_agencies(tx)}
    office = visit.office(tx)
    return Found(
        one,
        names.get(one.agency, one.agency),
        account.of_person(tx, number),
        session.of_person(tx, number, visit.now),
        chat.of_person(tx, number),
        len(hand_over.open_tasks(tx, number)),
        stand_in.absent_for(tx, number, office),
    )


async def _page(visit: Visit, problem: str = "") -> Response:
    found = await visit.desk.store.read(_look, visit, in_path(visit)) if in_path(visit) else None
    if found is None:
        return lost(visit)
    local, one, office = visit.desk.calendar.local, found.person, visit.desk.office.now()
    known = found.account
    facts = {
        "person": one,
        "position": str(one.position),
        "agency": found.agency,
        "itself": one.id == visit.person.id,
        "account": _state(known, one, visit.now),
        "active": None if known is None else local(known.active),
        "second": known is not None and known.second,
        "sessions": [
            {
                "address": each.where.address,
                "agent": each.where.agent,
                "began": local(each.began),
                "seen": local(each.seen),
            }
            for each in found.sessions
        ],
        "chat": _chat(found.chat, office),
        "chat_until": None if found.chat is None else local(found.chat.relink_by),
        "tasks": found.tasks,
        "absent": [each.name for each in found.absent],
        "rights": rights(one),
        "problem": word(f"web.people.{problem}", visit.language) if problem else "",
    }
    return page(visit, "person", facts, 409 if problem else 200, "people")


def rights(one: Person) -> list[tuple[str, str]]:
    """What their position lets them do in the office, and how far, by the one table."""
    acts = (doing for doing in Doing if (Standing.SELF, doing) in TABLE)
    reached = ((str(doing), reach(one, doing)) for doing in acts if doing is not Doing.SECOND)
    return [(doing, str(grants[-1].scope)) for doing, grants in reached if grants]


def _state(known: Account | None, one: Person, now: datetime) -> str:
    """How their account of the console stands, as a key of words."""
    if one.disabled:
        return "disabled"
    if known is None:
        return "none"
    why = known.locked(now)
    if why is not None:
        return f"locked-{why}"
    return "active" if known.password else "invited"


def _chat(known: Link | None, office: datetime) -> str:
    if known is None:
        return "none"
    if known.blocked_at is not None:
        return "blocked"
    return "over" if known.relink_by <= office else "linked"
