"""The button "Đã biết": who is reminded knows of it, so those above are not told for a while."""

from datetime import datetime

from bot.course import Scene
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from schedules.respite import latest
from store import respite, worklist
from work.respite import RespiteKind

KIND = RespiteKind.ACKNOWLEDGED


def known(scene: Scene, wish: Wish) -> Outcome:
    """Leads to the card, with until when those above are spared, or why they are not."""
    done = acknowledge(scene, wish.to.arg)
    return done if isinstance(done, Outcome) else Outcome(Place(Name.CARD, wish.to.arg), done)


def acknowledge(scene: Scene, number: str) -> str | Outcome:
    """When it was noted and until when those above are spared; where it leads who is not reminded of it."""
    until = _until(scene, number)
    if isinstance(until, str):
        return Outcome(Place(Name.CARD, number), scene.word(f"chat.{until}"))
    return scene.word("chat.known", at=scene.clock, until=scene.local(until))


def forget(scene: Scene, number: str) -> str | Outcome:
    """That it was taken back, and those above are told as before."""
    person, task = scene.link.person.id, int(number) if number.isdecimal() else 0
    if not respite.end(scene.tx, task, person, KIND, scene.act):
        return Outcome(Place(Name.CARD, number), scene.word("chat.not-known"))
    return scene.word("chat.unknown", at=scene.clock)


def _until(scene: Scene, task: str) -> datetime | str:
    """Until when those above are spared, or the word for why they are not."""
    tx, person = scene.tx, scene.link.person.id
    found = worklist.one(tx, int(task)) if task.isdecimal() else None
    if found is None:
        return "not-known"
    office = scene.office
    before = respite.of_tasks(tx, (found.id,))
    until = latest(scene.desk.plan, found, person, KIND, before, office)
    if until <= office:
        return "known-long"
    done = respite.add(tx, found.id, person, KIND, found.version, until, scene.act)
    return done if isinstance(done, datetime) else "not-known"
