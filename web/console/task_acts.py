"""What is done with a task by one button of its page, or by the little form on it."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.knowing import Unknowing, acknowledge
from store import Tx, extension, nudge, report, respite
from store.task import Refusal, hold, receive
from templates import word
from web.console.gate import Gate
from web.console.numbers import in_path, task_place
from web.console.refusal import changed, unsaid
from web.console.task_page import TEXT_LONGEST, task_page
from web.console.uploads import fit_files
from web.console.visit import Visit, go
from web.number import number_of
from work.report import NewFiles, NewReport
from work.respite import RespiteKind


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """The forms below /tasks/NUMBER that ask for little or nothing."""
    return (
        gate.act("/tasks/{number}/receive", take),
        gate.act("/tasks/{number}/known", know),
        gate.act("/tasks/{number}/forget", forget),
        gate.act("/tasks/{number}/report", tell, files=True),
        gate.act("/tasks/{number}/nudge", push),
        gate.act("/tasks/{number}/remind", remind),
        gate.act("/tasks/{number}/withdraw", withdraw),
    )


async def take(visit: Visit) -> Response:
    """Notes that the task was received."""
    number = in_path(visit)
    why = await changed(visit, number, lambda tx: receive(tx, number, visit.act))
    return await _done(visit, why, "received")


async def know(visit: Visit) -> Response:
    """Notes that who is reminded knows of it, so that those above are spared for a while."""
    plan, person = visit.desk.plan, visit.person.id
    done = await visit.desk.store.write(acknowledge, plan, in_path(visit), person, visit.act)
    why = word(f"chat.{done}", visit.language) if isinstance(done, Unknowing) else None
    return await _done(visit, why, "known")


async def forget(visit: Visit) -> Response:
    """Takes that back: those above are told as before."""
    kind, number = RespiteKind.ACKNOWLEDGED, in_path(visit)
    gone = await visit.desk.store.write(respite.end, number, visit.person.id, kind, visit.act)
    return await _done(visit, None if gone else word("chat.not-known", visit.language), "forgotten")


async def remind(visit: Visit) -> Response:
    """Ends what they put off: they are reminded again from now on."""
    kind, number = RespiteKind.SNOOZED, in_path(visit)
    gone = await visit.desk.store.write(respite.end, number, visit.person.id, kind, visit.act)
    none = word("snooze.none", visit.language).format(number=number)
    return await _done(visit, None if gone else none, "reminded")


async def push(visit: Visit) -> Response:
    """Has who leads reminded at once."""
    number, today, channels = in_path(visit), visit.desk.today, visit.desk.plan.channels
    why = await changed(
        visit, number, lambda tx: nudge.nudge(tx, number, today, channels, visit.act)
    )
    return await _done(visit, why, "nudged")


async def withdraw(visit: Visit) -> Response:
    """Takes back the extension that was asked for, the one that the page showed."""
    number, asked = in_path(visit), number_of(visit.field("of"))
    why = await changed(
        visit, number, lambda tx: extension.withdraw(tx, number, visit.act, looked_at=asked)
    )
    return await _done(visit, why, "withdrawn")


async def tell(visit: Visit) -> Response:
    """Puts down how far the task is, with files; what was typed stays where it cannot be kept."""
    number, text = in_path(visit), visit.field("text")
    percent = visit.field("percent").removesuffix("%").strip()
    why: str | None
    digits = percent.isascii() and percent.isdecimal() and len(percent) <= 3
    if not digits or int(percent) > 100:
        why = word("web.task.how-far", visit.language)
    elif len(text) > TEXT_LONGEST:
        why = word("web.task.long", visit.language).format(longest=TEXT_LONGEST)
    elif (why := unsaid(visit, text)) is None:
        files = await fit_files(visit)
        why = files if isinstance(files, str) else await _kept(visit, number, int(percent), files)
    lost = [one.name for one in visit.sent.files]
    typed = {"percent": percent, "text": text, "lost": ", ".join(lost)}
    return (
        await task_page(visit, number, why, typed) if why else await _done(visit, why, "reported")
    )


async def _kept(visit: Visit, number: int, percent: int, files: NewFiles) -> str | None:
    new = NewReport(percent, visit.field("text") or None, files=files)
    seen = visit.form.get("of")
    return await changed(visit, number, lambda tx: _report(tx, visit, number, new, seen))


def _report(tx: Tx, visit: Visit, number: int, new: NewReport, seen: str | None) -> object:
    """Keeps it, unless another report came since the page was made: of a form that is sent twice, one."""
    hold(tx, (number,))
    last = report.newest(tx, number)
    if seen is not None and number_of(seen) != (0 if last is None else last.number):
        same = last is not None and (last.percent, last.text) == (new.percent, new.text)
        return None if same else Refusal.OVERTAKEN
    return report.report(tx, number, new, visit.act)


async def _done(visit: Visit, why: str | None, said: str) -> Response:
    number = in_path(visit)
    return (
        go(visit, task_place(number), said) if why is None else await task_page(visit, number, why)
    )
