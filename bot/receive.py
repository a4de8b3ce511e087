"""The act "đã nhận": who leads has taken the task up, and nobody is told any more that it is not received."""

from bot.cards import card_place, its_card, seen
from bot.course import Course, Heard, Scene, choice, leave
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from bot.refusal import barred, refused
from bot.screen import Screen
from store import task as tasks
from work.access import Doing
from work.dialog import Dialog
from work.task import TaskEvent

KIND = Name.RECEIVE
CONFIRM = "confirm"
ASK = "ask"  # how the command asks for it, which is confirmed by a press of its own


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Notes it where a button said so, and asks first where it was written."""
    if wish.to.filter != ASK:
        done = receive(scene, wish.to.arg)
        return done if isinstance(done, Outcome) else Outcome(Place(Name.CARD, wish.to.arg), done)
    task = seen(scene, wish.to.arg, Doing.RECEIVE)
    if isinstance(task, Outcome):
        return task
    if (why := barred(scene, task, TaskEvent.RECEIVE)) is not None:
        return Outcome(card_place(task.id), why)
    return scene.opens(KIND, task.id, CONFIRM)


def receive(scene: Scene, number: str) -> str | Outcome:
    """What was done, in words; where it leads who may not, or where it cannot be."""
    task = seen(scene, number, Doing.RECEIVE)
    if isinstance(task, Outcome):
        return task
    done = tasks.receive(scene.tx, task.id, scene.act)
    if (why := refused(scene, done, task.id)) is not None:
        return Outcome(card_place(task.id), why)
    return scene.word("receive.done", number=task.id, at=scene.clock)


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice != "yes":
        return scene.stays(one, "")
    done = receive(scene, str(one.subject))
    to, said = (done.to, done.said) if isinstance(done, Outcome) else (its_card(one), done)
    return scene.ends(one, to, said)


def _shows(scene: Scene, one: Dialog) -> Screen:
    words = scene.desk.say("ask-receive", {"number": one.subject}, scene.language)
    yes = choice(one, scene.word("button.receive"), "yes")
    return Screen("receive-confirm", words, ((yes,), (leave(one, scene.language),)))


COURSE = Course(_hears, _shows, frozenset(), its_card)
