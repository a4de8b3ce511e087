"""The button "Đã biết": who is reminded knows of it, so those above are not told for a while."""

from datetime import datetime

from bot.course import Scene
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from schedules.respite import latest
from store import clock, respite, worklist
from work.respite import RespiteKind


def acknowledge(scene: Scene, wish: Wish) -> Outcome:
    """Leads to the card, with until when those above are spared, or why they are not."""
    until = _until(scene, wish.to.arg)
    if isinstance(until, str):
        said = scene.word(f"chat.{until}")
    else:
        at = scene.desk.calendar.local(until)
        said = scene.word("chat.known", at=f"{at:%H:%M %d/%m}")
    return Outcome(Place(Name.CARD, wish.to.arg), said)


def _until(scene: Scene, task: str) -> datetime | str:
    """Until when those above are spared, or the word for why they are not."""
    tx, person = scene.tx, scene.link.person.id
    found = worklist.one(tx, int(task)) if task.isdecimal() else None
    if found is None:
        return "not-known"
    office = clock.office_now(tx, scene.now)
    before = respite.of_tasks(tx, (found.id,))
    until = latest(scene.desk.plan, found, person, RespiteKind.ACKNOWLEDGED, before, office)
    if until <= office:
        return "known-long"
    kind = RespiteKind.ACKNOWLEDGED
    done = respite.add(tx, found.id, person, kind, found.version, until, scene.act)
    return done if isinstance(done, datetime) else "not-known"
