"""The button "Đã biết": who is reminded knows of it, so those above are not told for a while."""

from bot.course import Scene
from bot.outcome import Outcome
from bot.place import Name, Place, Wish, number_of
from schedules import knowing
from schedules.knowing import KIND, Unknowing
from store import respite


def known(scene: Scene, wish: Wish) -> Outcome:
    """Leads to the card, with until when those above are spared, or why they are not."""
    done = acknowledge(scene, wish.to.arg)
    return done if isinstance(done, Outcome) else Outcome(Place(Name.CARD, wish.to.arg), done)


def acknowledge(scene: Scene, number: str) -> str | Outcome:
    """When it was noted and until when those above are spared; where it leads who is not reminded of it."""
    person, task = scene.link.person.id, number_of(number)
    until = knowing.acknowledge(scene.tx, scene.desk.plan, task, person, scene.act)
    if isinstance(until, Unknowing):
        return Outcome(Place(Name.CARD, number), scene.word(f"chat.{until}"))
    return scene.word("chat.known", at=scene.clock, until=scene.local(until))


def forget(scene: Scene, number: str) -> str | Outcome:
    """That it was taken back, and those above are told as before."""
    person, task = scene.link.person.id, number_of(number)
    if not respite.end(scene.tx, task, person, KIND, scene.act):
        return Outcome(Place(Name.CARD, number), scene.word("chat.not-known"))
    return scene.word("chat.unknown", at=scene.clock)
