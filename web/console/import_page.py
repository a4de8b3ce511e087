"""Registers and annexes come in by a browser: read and shown first, kept once that is wanted, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from papers.table import Unreadable
from schedules.register_import import take_back
from store import Tx, imports, undoing
from store.directory.people import doer
from store.plan import Unfit
from templates import sentence, word
from web.console import import_jobs
from web.console.document_page import keeps
from web.console.form import Upload
from web.console.frame import page
from web.console.gate import Gate
from web.console.import_facts import facts_of, unreadable
from web.console.import_jobs import KEPT, READ, UNDO, Brought, Done, Told
from web.console.jobs import Job
from web.console.leaves import beside
from web.console.numbers import in_path, page_of
from web.console.uploads import too_much, unmarked
from web.console.visit import Visit, go
from work.access import Denied, OfOffice
from work.act import Act
from work.leaf import leaf
from work.report import FILE_LIMIT_BYTES
from work.undoing import Import, Undone

PLACE = "/imports"
PREVIEW = f"{PLACE}/preview"
ON_A_PAGE = 25
MOST_TOLD = 50  # tasks of one import that are named
MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Listed:
    """The imports, the newest first, each with who made it."""

    shown: tuple[tuple[Import, str], ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One import, who made it, and what taking it back would do now.

    *broken* says that it was taken back, and that nobody has been told yet.
    """

    found: Import
    by: str
    would: Undone
    broken: bool

    @property
    def left(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.would.opened or self.would.changed or self.broken)


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/imports, what waits to be wanted, and one import."""
    return (
        gate.look(PLACE, show),
        gate.act(PLACE, upload, files=True),
        gate.look(PREVIEW, show_preview),
        gate.act(PREVIEW, confirm),
        gate.act(f"{PREVIEW}/drop", drop),
        gate.look(f"{PLACE}/{{number}}", show_one),
        gate.act(f"{PLACE}/{{number}}/undo", undo),
    )


async def show(visit: Visit) -> Response:
    """The form for a register, and what was imported; a few words where registers are another's to keep."""
    return await _page(visit)


async def upload(visit: Visit) -> Response:
    """Begins to read the register; what it comes to is shown before anything is kept."""
    if not await visit.desk.store.read(keeps, visit):
        return denied(visit)
    file = await file_of(visit)
    if isinstance(file, str):
        return await _page(visit, file)
    if not await import_jobs.bring(visit, file):
        return await _page(visit, word("web.imports.busy", visit.language))
    return go(visit, PREVIEW)


async def file_of(visit: Visit) -> Upload | str:
    """The table that came with the form; else the sentence that says what to do."""
    if (amiss := too_much(visit)) is not None:
        return amiss
    some = [one for one in visit.sent.files if one.body]
    if len(some) != 1:
        return word("web.imports.no-file", visit.language)
    return await unmarked(visit, some[0])


async def show_preview(visit: Visit) -> Response:
    """How far reading or keeping is; what was read; or what became of it."""
    if not await visit.desk.store.read(keeps, visit):
        return denied(visit)
    return await _preview(visit)


async def confirm(visit: Visit) -> Response:
    """Keeps the good rows that the page showed, all at once or none."""
    read = import_jobs.job_of(visit, READ)
    found = read.outcome if read is not None else None
    if not isinstance(found, Brought) or visit.field("seen") != _mark(read):
        return await _preview(visit, word("web.imports.gone", visit.language))
    facts = facts_of(visit, found)
    if facts["bad"] and not visit.field("skip"):
        return await _preview(visit, word("web.imports.skip-first", visit.language))
    await import_jobs.keep_brought(visit, found)
    return _landed(visit) or go(visit, PREVIEW)


async def drop(visit: Visit) -> Response:
    """Forgets what was read; nothing was kept of it."""
    import_jobs.drop(visit)
    return go(visit, PLACE, "import-dropped")


async def show_one(visit: Visit) -> Response:
    """One import: what it did, what stays when it is taken back and why, and how far that is."""
    return await _one(visit)


async def undo(visit: Visit) -> Response:
    """Takes it back, task by task; what somebody has acted on since stays."""
    number = in_path(visit)
    seen = await visit.desk.store.read(_look, visit, number)
    if seen is None:
        return await _one(visit)
    if not seen.left:
        return await _one(visit, word("web.imports.over", visit.language))
    desk, told = visit.desk, Told("undoing")
    reason = sentence("undo.reason", {"file": seen.found.file}, desk.language)
    about = OfOffice(await desk.store.read(_home, visit))

    def again() -> Act:
        return replace(visit.act, now=desk.machine.now())

    name = f"{UNDO}:{number}"
    desk.operating.jobs.start(
        name,
        lambda: take_back(desk.store, number, reason, about, again, told.count),
        visit.now,
        told,
    )
    await desk.operating.jobs.wait(name, import_jobs.AT_ONCE)
    return go(visit, f"{PLACE}/{number}")


def denied(visit: Visit) -> Response:
    """That the registers are another's to keep."""
    return page(visit, "office-denied", {"of": "imports"}, 403, "imports")


def _home(tx: Tx, visit: Visit) -> str:
    return visit.home(tx)


def _landed(visit: Visit) -> Response | None:
    """To what was made, where keeping is done; its preview is forgotten then."""
    job = import_jobs.job_of(visit, KEPT)
    if job is None or not isinstance(job.outcome, Done):
        return None
    import_jobs.drop(visit)
    to = f"{PLACE}/{job.outcome.imported}"
    return go(visit, to if job.outcome.plan is None else f"/plans/{job.outcome.plan}", "imported")


def _mark(job: Job | None) -> str:
    """What tells a table that waits from another of the same person."""
    return "" if job is None else str(job.told.mark)


async def _preview(visit: Visit, problem: str = "") -> Response:
    kept, read = import_jobs.job_of(visit, KEPT), import_jobs.job_of(visit, READ)
    if kept is not None:
        return _landed(visit) or _unkept(visit, kept)
    if read is None:
        return await _gone(visit, problem or word("web.imports.gone", visit.language))
    if not read.done:
        return _running(visit, read)
    found = read.outcome
    if isinstance(found, Brought):
        facts = _facts("read", found=facts_of(visit, found), seen=_mark(read), problem=problem)
        return page(visit, "import-preview", facts, 409 if problem else 200, "imports")
    if isinstance(found, Unreadable):
        why = unreadable(visit, word("web.imports.the-file", visit.language), found)
    else:
        why = word("web.imports.failed", visit.language).format(incident=read.incident)
    return page(visit, "import-preview", _facts("none", problem=why), 409, "imports")


async def _gone(visit: Visit, problem: str) -> Response:
    """That nothing waits, and what they took in last: a daemon that died meanwhile may have kept it before."""
    last = await visit.desk.store.read(imports.last_of, visit.person.id)
    told = last and {
        "id": last.id,
        "file": last.file,
        "at": visit.desk.calendar.local(last.at),
        "opened": last.opened,
        "changed": last.changed,
    }
    facts = _facts("gone", problem=problem, last=told)
    return page(visit, "import-preview", facts, 409, "imports")


def _unkept(visit: Visit, job: Job) -> Response:
    """Why nothing was kept; how far it is, where it still runs."""
    if not job.done:
        return _running(visit, job)
    say = visit.language
    if isinstance(job.outcome, Denied):
        why = word("web.office.imports-more", say)
    elif isinstance(job.outcome, Unfit):
        why = word(f"web.plans.unfit.{job.outcome}", say)
    elif job.incident:
        why = word("web.imports.failed", say).format(incident=job.incident)
    else:
        why = word("web.imports.overtaken", say)
    import_jobs.drop(visit)
    return page(visit, "import-preview", _facts("none", problem=why), 409, "imports")


def _running(visit: Visit, job: Job) -> Response:
    told: Told = job.told
    facts = _facts("running", doing=told.doing, rows=told.rows)
    return page(visit, "import-preview", facts, active="imports")


def _facts(stage: str, **more: Any) -> dict[str, Any]:
    nothing = {"found": None, "seen": "", "doing": "", "rows": 0, "last": None}
    return {"stage": stage, "problem": "", **nothing} | more


async def _page(visit: Visit, problem: str = "") -> Response:
    found = await visit.desk.store.read(_list, visit)
    if found is None:
        return denied(visit)
    local = visit.desk.calendar.local
    facts = {
        "problem": problem,
        "most": FILE_LIMIT_BYTES // MIB,
        "waits": import_jobs.job_of(visit, READ) is not None,
        "items": [
            {
                "id": one.id,
                "at": local(one.at),
                "file": one.file,
                "opened": one.opened,
                "changed": one.changed,
                "left": one.left,
                "undone": one.undone_at is not None,
                "by": by,
            }
            for one, by in found.shown
        ],
        **beside(found.page, found.pages, lambda number: f"{PLACE}?page={number}"),
        "page": found.page,
    }
    return page(visit, "imports", facts, 409 if problem else 200, "imports")


def _list(tx: Tx, visit: Visit) -> Listed | None:
    if not keeps(tx, visit):
        return None
    shown = leaf(imports.listed(tx), page_of(visit.request.query_params), ON_A_PAGE)
    named = tuple((one, doer(tx, one.by) or "") for one in shown.shown)
    return Listed(named, shown.page, shown.pages)


def _look(tx: Tx, visit: Visit, number: int) -> Seen | None:
    if not keeps(tx, visit):
        return None
    found = imports.one(tx, number)
    if found is None:
        return None
    would, broken = undoing.judge(tx, number), undoing.is_broken_off(tx, number)
    return Seen(found, doer(tx, found.by) or "", would, broken)


async def _one(visit: Visit, problem: str = "") -> Response:
    number = in_path(visit)
    seen = await visit.desk.store.read(_look, visit, number)
    if seen is None:
        return page(visit, "refused", {"what": "import"}, 404, "imports")
    job = visit.desk.operating.jobs.of(f"{UNDO}:{number}")
    local, found = visit.desk.calendar.local, seen.found
    facts = {
        "problem": problem or _undone_amiss(visit, job),
        "id": number,
        "file": found.file,
        "at": local(found.at),
        "by": seen.by,
        "opened": found.opened,
        "changed": found.changed,
        "undone": None if found.undone_at is None else local(found.undone_at),
        "would": {
            name: {"shown": some[:MOST_TOLD], "total": len(some)}
            for name, some in (("opened", seen.would.opened), ("changed", seen.would.changed))
        },
        "stays": [(task, str(why)) for task, why in seen.would.stays[:MOST_TOLD]],
        "more": max(0, len(seen.would.stays) - MOST_TOLD),
        "left": seen.left,
        "running": job is not None and not job.done,
        "rows": 0 if job is None else job.told.rows,
        "done": _undone(job),
    }
    return page(visit, "import", facts, 409 if problem else 200, "imports")


def _undone(job: Job | None) -> dict[str, int] | None:
    if job is None or not isinstance(job.outcome, Undone):
        return None
    done = job.outcome
    return {"tasks": len(done.opened) + len(done.changed), "told": done.told}


def _undone_amiss(visit: Visit, job: Job | None) -> str:
    if job is None or not job.done or isinstance(job.outcome, Undone):
        return ""
    if isinstance(job.outcome, Denied):
        return word("web.office.imports-more", visit.language)
    return word("web.imports.undo-failed", visit.language).format(incident=job.incident)
