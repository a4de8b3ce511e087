"""A table that somebody brings: read apart, checked, waiting to be wanted, kept; each step work of its own that tells how far it is."""

import asyncio
import secrets
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from papers.table import Limits, Unreadable, read_table
from schedules.register_import import Ground, annex_of, keep, previewed, roster_of
from store import Tx, entitled, plan
from store.directory.change import Overtaken
from store.plan import Unfit
from templates import sentence
from web.console.form import Upload
from web.console.jobs import Job
from web.console.visit import Visit
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.plan import Head, NewPlan, Plan
from work.plan_form import Annex
from work.preview import Preview
from work.register_row import Office
from work.report import FILE_LIMIT_BYTES
from work.sheet import Sheet

AT_ONCE = 0.9  # seconds that a page waits for what may be done by then
READ, KEPT, UNDO = "import-read", "import-kept", "import-undo"
MOST_WAITING = 12  # tables that wait to be wanted; each stands in memory
LIMITS = Limits(octets=FILE_LIMIT_BYTES)

T = TypeVar("T")


@dataclass(slots=True)
class Told:
    """What is being done, and with how many rows so far; *mark* tells it from other work of the same name."""

    doing: str
    rows: int = 0
    mark: str = field(default_factory=lambda: secrets.token_hex(8))

    def count(self, rows: int) -> None:
        """So many by now."""
        self.rows = rows


@dataclass(frozen=True, slots=True)
class NewHead:
    """The plan that an annex is to make, but its groups."""

    head: Head
    document: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What was read of *file*: a *preview* of a register, or a *plan* with the *annex* that it was read from.

    *agency* keeps the registers that it goes into, *others* are plans that the document has already.
    """

    file: str
    sheet: Sheet
    agency: str
    preview: Preview | None = None
    plan: NewPlan | None = None
    annex: Annex | None = None
    others: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """That it was kept: the number of the import, and of the plan where that is one."""

    imported: int
    plan: int | None = None
    counts: dict[str, int] = field(default_factory=dict)


Outcome = Done | Denied | Unfit | None
"""None where what it changes was changed meanwhile."""


def name_of(visit: Visit, kind: str) -> str:
    """The name of somebody's own work of that *kind*: one of each at a time."""
    return f"{kind}:{visit.person.id}"


def job_of(visit: Visit, kind: str) -> Job | None:
    """The work of that *kind* that runs for who asks, or ran last."""
    return visit.desk.operating.jobs.of(name_of(visit, kind))


def drop(visit: Visit) -> None:
    """Forgets what waits, and what became of the one before."""
    for kind in (READ, KEPT):
        visit.desk.operating.jobs.drop(name_of(visit, kind))


async def begin(visit: Visit, kind: str, told: Told, work: Callable[[], Awaitable[T]]) -> None:
    """Begins *work*, unless that of before still runs, and waits for it as long as a page may."""
    jobs = visit.desk.operating.jobs
    jobs.keep(READ, MOST_WAITING)
    jobs.start(name_of(visit, kind), work, visit.now, told)
    await jobs.wait(name_of(visit, kind), AT_ONCE)


async def bring(visit: Visit, file: Upload, head: NewHead | None = None) -> bool:
    """Begins to read *file*: as a register, or as the annex of the plan with that *head*.

    Not where the one before is still being read or kept.
    """
    before = (job_of(visit, READ), job_of(visit, KEPT))
    if any(one is not None and not one.done for one in before):
        return False
    drop(visit)
    told = Told("reading")
    await begin(visit, READ, told, lambda: _brought(visit, file, head, told))
    return True


async def keep_brought(visit: Visit, found: Brought) -> None:
    """Begins to keep what waits, for who may; it waits no more, so that it is kept once."""
    drop(visit)
    told = Told("keeping", _count(found))
    await begin(visit, KEPT, told, lambda: _kept(visit, found))


async def _brought(
    visit: Visit, file: Upload, head: NewHead | None, told: Told
) -> Brought | Unreadable:
    table = await asyncio.to_thread(_table, file, told)
    if isinstance(table, Unreadable):
        return table
    told.doing = "checking"
    store = visit.desk.store
    if head is None:
        home, office = await store.read(_office, visit, None)
        found = await previewed(store, table, office, told.count)
        return Brought(file.name, table, home, found)
    home, office = await store.read(_office, visit, head.head.owner.agency)
    annex = await annex_of(store, table, office, head.head.begins.year)
    new = NewPlan(head.head, head.document, annex.groups)
    others = await store.read(plan.of_document, head.document)
    return Brought(file.name, table, home, plan=new, annex=annex, others=others)


def _table(file: Upload, told: Told) -> Sheet | Unreadable:
    """The first sheet that can be seen. Blocks."""
    # Other endings tell the reader nothing, and may be longer than a name of a file.
    kind = ".xlsx" if file.name.lower().endswith(".xlsx") else ""
    with tempfile.NamedTemporaryFile(suffix=kind) as copy:
        copy.write(file.body)
        copy.flush()
        return read_table(Path(copy.name), None, LIMITS, told.count)


def _office(tx: Tx, visit: Visit, agency: str | None) -> tuple[str, Office]:
    desk, home = visit.desk, visit.home(tx)
    ground = Ground(desk.calendar, desk.plan.sessions, desk.discretion.rules)
    people = roster_of(tx, agency or home or None, desk.today)
    return home, ground.against(people, desk.today)


async def _kept(visit: Visit, found: Brought) -> Outcome:
    store, about = visit.desk.store, OfOffice(found.agency)
    if found.plan is not None:
        return await store.write(
            entitled.by_right, Doing.REGISTER, about, visit.act, _planned(found.plan, found.file)
        )
    if found.preview is None:
        raise RuntimeError("what was read is neither a register nor a plan")
    reason = sentence("register.say.reason", {"file": found.file}, visit.desk.language)
    try:
        done = await store.write(keep, found.preview, found.file, reason, about, visit.act)
    except Overtaken:
        return None
    if isinstance(done, Denied):
        return done
    number, counted = done
    return Done(number, None, {"opened": counted.tasks, "changed": counted.changed})


def _planned(new: NewPlan, file: str) -> Callable[[Tx, Act], Done | Unfit]:
    def made(tx: Tx, act: Act) -> Done | Unfit:
        done = plan.add_from(tx, new, file, act)
        return done if isinstance(done, Unfit) else Done(done[1], done[0])

    return made


def _count(found: Brought) -> int:
    if found.plan is not None:
        return len(found.plan.tasks)
    return 0 if found.preview is None else len(found.preview.opened) + len(found.preview.changes)
