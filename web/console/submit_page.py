"""Handing in a task as done, with files; and the files that came with a task, for who may see it."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.task_facts import told_of
from store import Tx, entitled, report, worklist
from store import task as tasks
from store.task import Submission
from templates import word
from web.console.act_pages import head, look
from web.console.frame import FIELDS, page
from web.console.gate import Gate
from web.console.numbers import in_path, task_place
from web.console.refusal import changed, unsaid
from web.console.task_page import LIMITS, TEXT_LONGEST, task_page
from web.console.uploads import fit_files
from web.console.visit import Visit, go
from work.sign import first_sign

NAME = "submit"


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/tasks/NUMBER/submit, and /tasks/NUMBER/files."""
    return (
        gate.look("/tasks/{number}/submit", show),
        gate.act("/tasks/{number}/submit", submit, files=True),
        gate.look("/tasks/{number}/files/{event}/{position}", download),
    )


async def show(visit: Visit) -> Response:
    """The form, where the task can be handed in; else the task, which says how it stands."""
    return await _page(visit, "")


async def submit(visit: Visit) -> Response:
    """Hands it in with its files, for who approves; what was written stays where it cannot be."""
    number, text = in_path(visit), visit.field("text")
    if len(text) > TEXT_LONGEST:
        long = word("web.task.long", visit.language).format(longest=TEXT_LONGEST)
        return await _page(visit, long)
    if (why := unsaid(visit, text)) is not None:
        return await _page(visit, why)
    files = await fit_files(visit)
    if isinstance(files, str):
        return await _page(visit, files)
    today = visit.desk.today
    new = Submission(today, today, first_sign(text), text or None, files)
    why = await changed(visit, number, lambda tx: tasks.submit(tx, number, new, visit.act))
    return go(visit, task_place(number), "submitted") if why is None else await _page(visit, why)


async def download(visit: Visit) -> Response:
    """The file, to be saved; one answer for what is not there and what is not theirs to see."""
    number, event, position = (in_path(visit, name) for name in ("number", "event", "position"))
    found = await visit.desk.store.read(_file, visit, number, event, position)
    if found is None:
        return page(visit, "refused", {"what": "task"}, 404, "work")
    name, octets = found
    # Never shown in place: a file of others may be a page with script (RFC 6266, RFC 8187).
    saved = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    fields = {**FIELDS, "content-disposition": saved}
    return Response(octets, 200, fields, "application/octet-stream")


def _file(tx: Tx, visit: Visit, number: int, event: int, position: int) -> tuple[str, bytes] | None:
    task, who = worklist.one(tx, number), entitled.one(tx, visit.person.id)
    if task is None or who is None or not entitled.sees(tx, who, task, visit.office(tx)):
        return None
    for one in report.files(tx, number):
        if (one.event, one.position) == (event, position):
            titled = visit.desk.disclosure(*told_of(task), one.name) == "title"
            octets = report.body(tx, number, one) if titled else None
            return None if octets is None else (one.name, octets)
    return None


async def _page(visit: Visit, problem: str) -> Response:
    number = in_path(visit)
    needs = await visit.desk.store.read(look, visit, number, NAME)
    if needs is None or not (needs.possible or problem):
        why = "" if needs is None else word("web.act.impossible", visit.language)
        return await task_page(visit, number, why)
    facts = {
        **head(visit, needs.task),
        "problem": problem,
        "typed": visit.typed,
        "lost": [one.name for one in visit.sent.files],
        "longest": TEXT_LONGEST,
        **LIMITS,
    }
    return page(visit, "submit", facts, 409 if problem else 200, "work")
