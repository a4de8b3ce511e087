"""All open work of one who leaves goes to somebody else: shown first, done once that is confirmed, given back where it was wrong."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, entitled, event, hand_over, hand_over_news
from store.event import Wanted
from templates import word
from web.console.desk import Desk
from web.console.frame import page
from web.console.gate import Gate, Handler
from web.console.jobs import Jobs, Work
from web.console.naming import LONGEST as NAME_LONGEST
from web.console.naming import Naming, Unnamed, offered
from web.console.numbers import in_path
from web.console.operators import lost
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Denied, Doing, reach
from work.act import Act
from work.hand_over import HandOver, Portion, Unfit
from work.person import Person

PLACE = "/hand-over"
LONGEST = 200  # characters of a reason
MOST = 50  # that are listed
AT_ONCE = 1.0  # seconds that a page waits for the work
MEETINGS_AHEAD, MEETINGS_MOST = timedelta(days=366), 200
MOST_SEEN = 10**9

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Shown:
    """What would go over, and how many events to come still ask who leaves."""

    source: Person
    target: Person
    has: Portion
    meetings: int


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/hand-over and its forms."""
    return (
        gate.look(PLACE, _theirs(show)),
        gate.act(PLACE, _theirs(take)),
        gate.act(f"{PLACE}/{{number}}/back", _theirs(give_back)),
    )


async def show(visit: Visit) -> Response:
    """The form, which may come with who leaves, and what was handed over before."""
    source = visit.request.query_params.get("from", "")[:NAME_LONGEST]
    return await _page(visit, "", defaultdict(str, source=source))


async def take(visit: Visit) -> Response:
    """Shows what would go over; begins for who has seen that, as long as it is still the same."""
    found = await visit.desk.store.read(_look, visit)
    if not isinstance(found, Shown):
        return await _page(visit, _refused(visit, found), visit.typed)
    if number_of(visit.field("seen"), MOST_SEEN) != found.has.tasks or visit.field("step") != "do":
        return await _page(visit, "", visit.typed, found)
    reason, today = _reason(visit) or None, visit.desk.today
    numbers = found.source.id, found.target.id
    store = visit.desk.store
    batch = await store.write(hand_over_news.begin, *numbers, reason, today, visit.act)
    if not isinstance(batch, HandOver):
        return await _page(visit, _refused(visit, batch), visit.typed)
    await _work(visit, batch.id, partial(_move, visit.desk, batch.id))
    return go(visit, PLACE, "handed-over")


async def give_back(visit: Visit) -> Response:
    """Begins to give back what was handed over, as far as nothing has changed since."""
    number = in_path(visit)
    batch = await visit.desk.store.write(hand_over.begin_undo, number, visit.act)
    if not isinstance(batch, HandOver):
        return await _page(visit, _refused(visit, batch), defaultdict(str))
    await _work(visit, number, partial(_move_back, visit.desk, number, visit.act.by))
    return go(visit, PLACE, "handed-back")


async def go_on(desk: Desk) -> None:
    """A loop of the supervisor: what a restart broke off goes on, and what was being given back; then it waits for ever.

    Several processes may do so at once: each task is moved by one of them.
    """
    jobs, now = desk.operating.jobs, desk.machine.now()
    for number in await desk.store.read(hand_over.broken_off, now):
        _begin(jobs, number, partial(_move, desk, number), now)
    for number, by in (await desk.store.read(hand_over.half_undone)).items():
        _begin(jobs, number, partial(_move_back, desk, number, by), now)
    await asyncio.Event().wait()


def _begin(jobs: Jobs, number: int, work: Work, now: datetime) -> None:
    """Lets it go on; where too much waits before it, the log says so."""
    if not jobs.start(_job(number), work, now):
        remedy = "see congvu person hand-overs; begin it once more, or restart the process with the role web"
        log.warning("hand-over.waits", batch=number, remedy=remedy)


def may_hand_over(person: Person) -> bool:
    """Whether the work of anybody is theirs to give to somebody else."""
    return bool(reach(person, Doing.HAND_OVER))


def _theirs(handler: Handler) -> Handler:
    async def answer(visit: Visit) -> Response:
        return await handler(visit) if may_hand_over(visit.person) else lost(visit)

    return answer


async def _work(visit: Visit, number: int, work: Any) -> None:
    """Begins it, unless it is under way; waits for it as long as a page may."""
    jobs = visit.desk.operating.jobs
    jobs.start(_job(number), work, visit.now)
    await jobs.wait(_job(number), AT_ONCE)


async def _move(desk: Desk, number: int) -> None:
    while await desk.store.write(hand_over.step, number, desk.machine.now()):
        pass
    await desk.store.write(hand_over_news.conclude, number, desk.now, desk.machine.now())


async def _move_back(desk: Desk, number: int, by: str) -> None:
    while await desk.store.write(hand_over.step_back, number, Act(by, desk.machine.now())):
        pass
    await desk.store.write(hand_over_news.conclude_undo, number, desk.now, desk.machine.now())


def _job(number: int) -> str:
    return f"hand-over:{number}"


def _look(tx: Tx, visit: Visit) -> Shown | Unfit | Denied | Unnamed | str:
    """What would go over; or why nothing does, before anything of anybody's work is shown."""
    both = Naming(tx, visit).people(visit.field("source"), visit.field("target"))
    if isinstance(both, Unnamed):
        return both
    source, target = both
    if len(_reason(visit)) > LONGEST:
        return "long"
    if visit.desk.discretion.refuses((_reason(visit),), visit.desk.today):
        return "secret"
    able = hand_over.fit(tx, source.id, target.id, visit.act)
    if not isinstance(able, Act):
        return able
    tasks = hand_over.open_tasks(tx, source.id)
    has = hand_over_news.portion(tx, source.id, tasks, visit.desk.now)
    office = visit.office(tx)
    wanted = Wanted(office, office + MEETINGS_AHEAD, person=source.id)
    meetings = {one.id for one, _ in event.times(tx, wanted, MEETINGS_MOST)}
    return Shown(source, target, has, len(meetings)) if tasks else Unfit.NOTHING


def _reason(visit: Visit) -> str:
    """On one line, as a letter tells it."""
    return " ".join(visit.field("reason").split())


def _refused(visit: Visit, found: object) -> str:
    if isinstance(found, Unnamed):
        return found.why
    key = "denied" if isinstance(found, Denied) else str(found)
    return word(f"web.hand-over.refused.{key}", visit.language)


def _known(tx: Tx, visit: Visit) -> tuple[list[HandOver], list[str]]:
    return _batches(tx, visit), offered(tx, visit)


def _batches(tx: Tx, visit: Visit) -> list[HandOver]:
    """Those of people whose work is theirs to hand over, the newest first."""
    found = []
    for one in hand_over.batches(tx):
        who = None if isinstance(one.source, str) else entitled.one(tx, one.source)
        if who is None:
            continue
        about = entitled.concerning(tx, who.agency, who.id)
        if isinstance(entitled.admitted_office(tx, Doing.HAND_OVER, about, visit.act), Act):
            found.append(one)
        if len(found) == MOST:
            break
    return found


async def _page(
    visit: Visit, problem: str, typed: Mapping[str, str], shown: Shown | None = None
) -> Response:
    found, some = await visit.desk.store.read(_known, visit)
    facts = {
        "problem": problem,
        "typed": typed,
        "tried": visit.tried,
        "longest": LONGEST,
        "shown": shown,
        "items": [_line(visit, one) for one in found],
        "offered": some,
    }
    return page(visit, "hand-over", facts, 409 if problem else 200, "settings")


def _line(visit: Visit, one: HandOver) -> dict[str, Any]:
    job = visit.desk.operating.jobs.of(_job(one.id))
    running = job is not None and not job.done
    state = "done" if one.finished_at else "broken-off"
    return {
        "id": one.id,
        "source": one.source_name,
        "target": one.target_name,
        "at": visit.desk.calendar.local(one.begun_at),
        "reason": one.reason,
        "state": "running" if running else "back" if one.undone_at else state,
    }
