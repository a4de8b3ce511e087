"""The button "Đã biết": who is reminded knows of it, so those above are not told for a while."""

from datetime import datetime

from bot.desk import Desk
from bot.place import Place
from schedules.ladder import Plan
from schedules.respite import latest
from store import Tx, clock, respite, update, worklist
from templates import word
from work.act import Act
from work.chat import Link
from work.respite import RespiteKind


async def acknowledge(desk: Desk, link: Link, to: Place, number: int) -> str:
    """What is said to who pressed; the act and the end of update *number* are one change."""
    now = desk.machine.now()
    until = await desk.store.write(_acknowledge, desk.plan, link, to.arg, number, now)
    language = link.person.language
    if isinstance(until, str):
        return word(f"chat.{until}", language)
    at = desk.calendar.local(until)
    return word("chat.known", language).format(at=f"{at:%H:%M %d/%m}")


def _acknowledge(
    tx: Tx, plan: Plan, link: Link, task: str, number: int, now: datetime
) -> datetime | str:
    """Until when those above are spared, or the word for why they are not."""
    person = link.person.id
    found = worklist.one(tx, int(task)) if task.isdecimal() else None
    if found is None or not update.answered(tx, number, person, "known", now):
        return "not-known"
    office = clock.office_now(tx, now)
    before = respite.of_tasks(tx, (found.id,))
    until = latest(plan, found, person, RespiteKind.ACKNOWLEDGED, before, office)
    if until <= office:
        return "known-long"
    kind, act = RespiteKind.ACKNOWLEDGED, Act(f"person:{person}", now)
    done = respite.add(tx, found.id, person, kind, found.version, until, act)
    return done if isinstance(done, datetime) else "not-known"
