"""Petitions from outside: those that wait for the person, and one of them with all that may be done about it.

Who sent it is masked; whole it is shown by a form that puts down who looked.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import (
    Tx,
    petition,
    petition_act,
    petition_list,
    petition_mail,
    petition_post,
    petitioner,
    worklist,
)
from store.directory import people
from store.petition_list import Whole
from store.petition_move import Done, OfTask
from store.petition_post import Written
from templates import word
from web.console import petition_paper
from web.console.frame import page
from web.console.gate import Gate, Handler
from web.console.naming import Unnamed, offered
from web.console.numbers import in_path, page_of
from web.console.petition_acts import DEEDS, KINDS, LONGEST, TITLE_LONGEST, amiss, whom
from web.console.petition_figures import enters
from web.console.visit import Visit, go
from work.access import OfPetition, may
from work.act import person_of
from work.petition import MOVES, PASSED_ON, RIGHTS, Depth, Event, Impossible, Kind, Petition
from work.petition_course import Clock, course_of, running
from work.petitioner import NOBODY, Petitioner

PLACE = "/petitions"
ON_A_PAGE = 25
MOST_ALIKE = 5


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/petitions, /petitions/NUMBER and its forms."""
    return (
        gate.look(PLACE, show_all),
        gate.look(f"{PLACE}/{{number}}", show),
        gate.act(f"{PLACE}/{{number}}/see", see),
        gate.act(f"{PLACE}/{{number}}/letters", _giving(petition_paper.came)),
        gate.act(f"{PLACE}/{{number}}/page", _giving(petition_paper.printed)),
        *(gate.act(f"{PLACE}/{{number}}/{one}", _doing(one)) for one in DEEDS),
    )


async def show_all(visit: Visit) -> Response:
    """Those not ended that the person receives or handles, the next due first."""
    found, items = await visit.desk.store.read(_waiting, visit, page_of(visit.request.query_params))
    facts = {
        "items": items,
        "counts": enters(visit.person),
        "total": found.total,
        "first": (found.number - 1) * ON_A_PAGE + 1,
        "back": f"{PLACE}?page={found.number - 1}" if found.number > 1 else None,
        "on": f"{PLACE}?page={found.number + 1}" if found.number < found.pages else None,
    }
    return page(visit, "petitions", facts, active="petitions")


async def show(visit: Visit) -> Response:
    """One petition, or the one answer for what is hidden and what is not there."""
    return await _page(visit)


async def see(visit: Visit) -> Response:
    """The same with who sent it, whole; that they looked is put down before."""
    done = await visit.desk.store.write(petition_act.see, in_path(visit), "web", whom(visit))
    if isinstance(done, Done):
        return await _page(visit, sender=done.who)
    return await _page(visit, _refused(visit, done))


def _giving(give: Callable[[Visit], Awaitable[Response | object]]) -> Handler:
    async def answer(visit: Visit) -> Response:
        given = await give(visit)
        if isinstance(given, Response):
            return given
        return await _page(visit, _refused(visit, given))

    return answer


def _doing(event: Event) -> Callable[[Visit], Any]:
    async def act(visit: Visit) -> Response:
        number, why = in_path(visit), amiss(visit)
        if why is None:
            done = await visit.desk.store.write(DEEDS[event], number, visit, whom(visit))
            if isinstance(done, Done):
                return go(visit, f"{PLACE}/{number}", f"petition-{event}")
            why = _refused(visit, done)
        return await _page(visit, why)

    return act


def _refused(visit: Visit, done: object) -> str:
    say = visit.language
    if isinstance(done, Impossible):
        state = word(f"petition.state.{done.state}", say)
        return word("web.petitions.refused.impossible", say).format(state=state)
    if isinstance(done, Unnamed):
        return done.why
    key = "task" if isinstance(done, OfTask) else str(done)
    return word(f"web.petitions.refused.{key}", say)


async def _page(visit: Visit, problem: str = "", *, sender: Petitioner | None = None) -> Response:
    number = in_path(visit)
    found = await visit.desk.store.read(_look, visit, number) if number else None
    if found is None:
        return page(visit, "refused", {"what": "petition"}, 404, "petitions")
    one, events, names, letters, written, alike, some = found
    facts = {
        **_line(visit, one),
        "problem": problem,
        "typed": {e: visit.typed if e == visit.tried else defaultdict(str) for e in DEEDS},
        "tried": visit.tried,
        "depth": str(one.petition.depth),
        "channel": str(one.petition.channel),
        "proposed": one.petition.proposed if one.petition.kind is Kind.UNSORTED else None,
        "competent": one.petition.competent,
        "result": one.petition.result,
        "sender": sender or one.sender,
        "words": None if sender is None else sender.words,
        "may_see": one.sees_sender and sender is None and not _is_hidden(one.petition),
        "letters": letters,
        "written": None if written is None else str(written.writing.kind),
        "may_print": one.sees_sender or one.petition.denounces,
        "alike": alike,
        "offered": some,
        "grounds": _grounds(visit, one.petition),
        "can": [str(event) for event in DEEDS if event in events],
        "kinds": [str(kind) for kind in KINDS],
        "depths": [str(depth) for depth in Depth],
        "task": one.petition.task,
        "clocks": [_clock(clock, visit.desk.today) for clock in _clocks(visit, one)],
        "past": [_happened(visit, happened, names) for happened in reversed(one.past)],
        "longest": LONGEST,
        "title_longest": TITLE_LONGEST,
    }
    return page(visit, "petition", facts, 409 if problem else 200, "petitions")


Found = tuple[
    Whole,
    frozenset[Event],
    Mapping[int, str],
    int,
    Written | None,
    list[tuple[int, str, str]],
    list[str],
]


def _look(tx: Tx, visit: Visit, number: int) -> Found | None:
    acting = petition_list.acting(tx, visit.person, visit.desk.now)
    found = petition_list.whole(tx, number, acting)
    if found is None:
        return None
    actors = [by for one in found.past if (by := person_of(one.by)) is not None]
    names = people.names_of(tx, actors)
    able, letters = _events(tx, found.petition, acting), len(petition_mail.letters(tx, number))
    written = petition_post.newest(tx, number)
    return (
        found,
        able,
        names,
        letters,
        written,
        _alike(tx, number, acting) if Event.JOIN in able else [],
        offered(tx, visit) if Event.ASSIGN in able else [],
    )


def _alike(tx: Tx, number: int, acting: Sequence[Any]) -> list[tuple[int, str, str]]:
    """Petitions that are theirs to see as well and may be the same: id, code, and why."""
    hints = petitioner.alike(tx, petitioner.whole(tx, number), number)
    seen = [(petition_list.whole(tx, other, acting), why) for other, why in hints[:MOST_ALIKE]]
    return [(one.petition.id, one.petition.code, why) for one, why in seen if one is not None]


def _grounds(visit: Visit, one: Petition) -> list[tuple[str, str]]:
    """The law's grounds on which it may be refused: code and words."""
    told = whom(visit).hands.grounds(one.received)
    return [(code, names[visit.language]) for code, names in told.items()]


def _events(tx: Tx, one: Petition, acting: Sequence[Any]) -> frozenset[Event]:
    """What can happen to it by one of those who act."""
    watched = worklist.one(tx, one.task)
    if watched is None:
        return frozenset()
    about = OfPetition(one.agency, watched.lead)
    able = {event for event in Event if (one.state, event) in MOVES}
    if one.kind in PASSED_ON:
        able -= {Event.ASSIGN, Event.ANSWER}
    return frozenset(e for e in able if any(may(who, RIGHTS[e], about) for who in acting))


def _waiting(tx: Tx, visit: Visit, number: int) -> tuple[petition_list.Page, list[dict[str, Any]]]:
    acting = petition_list.acting(tx, visit.person, visit.desk.now)
    found = petition_list.waiting(tx, acting, number, ON_A_PAGE)
    past = petition.history(tx, [one.id for one in found.petitions])
    whole = (Whole(one, past[one.id], False, NOBODY) for one in found.petitions)
    return found, [_line(visit, one) for one in whole]


def _line(visit: Visit, found: Whole) -> dict[str, Any]:
    one, today = found.petition, visit.desk.today
    clock = running(_clocks(visit, found))
    return {
        "id": one.id,
        "code": one.code,
        "title": one.title if visit.desk.disclosure(one.title) == "title" else None,
        "kind": str(one.kind),
        "state": str(one.state),
        "received": one.received.isoformat(),
        "due": None if clock is None else clock.due.isoformat(),
        "late": clock is not None and clock.late_on(today),
    }


def _clocks(visit: Visit, found: Whole) -> tuple[Clock, ...]:
    one = found.petition
    clocks = whom(visit).hands.clocks
    return clocks(one.kind, one.depth, course_of(one.received, found.past))


def _clock(clock: Clock, today: date) -> dict[str, Any]:
    met = None if clock.met is None else clock.met.isoformat()
    return {"step": str(clock.step), "due": clock.due.isoformat(), "met": met, "source": clock.source, "late": clock.late_on(today)}  # fmt: skip


def _happened(visit: Visit, one: Any, names: Mapping[int, str]) -> dict[str, Any]:
    who = person_of(one.by)
    by = names.get(who) if who is not None else None
    reason = one.reason if one.event in _TOLD else None
    return {"at": visit.desk.calendar.local(one.at), "event": str(one.event), "by": by, "reason": reason}  # fmt: skip


_TOLD = frozenset({Event.ASK, Event.ANSWER, Event.PUBLISH, Event.REFUSE, Event.WITHDRAW})


def _is_hidden(one: Petition) -> bool:
    return one.kind is Kind.DENUNCIATION or one.erased
