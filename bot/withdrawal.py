"""The dialog "rút đề nghị gia hạn": who asked takes it back, as long as nobody has decided."""

from bot.cards import its_card
from bot.conflict import beaten
from bot.course import Course, Heard, Scene, choice, leave
from bot.outcome import Outcome
from bot.place import Name, Wish
from bot.ready import ready, stopped
from bot.screen import Screen
from store import extension
from store.task import Refusal
from work.dialog import Dialog
from work.task import TaskEvent

KIND = Name.WITHDRAW


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Asks whether what is asked for is to be taken back."""
    task = ready(scene, wish.to.arg, TaskEvent.WITHDRAW)
    if isinstance(task, Outcome):
        return task
    asked = extension.open_request(scene.tx, task.id)
    if asked is None:
        return stopped(scene, Refusal.UNASKED, task.id)
    days = {"was": asked.was.isoformat(), "due": asked.due.isoformat()}
    return scene.opens(KIND, task.id, "confirm", asked=asked.number, **days)


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice != "send":
        return scene.stays(one, "")
    asked = one.data["asked"]
    done = extension.withdraw(scene.tx, one.subject, scene.act, looked_at=asked)
    said = beaten(scene, done, one.subject)
    said = said or scene.word("extension.withdrawn", number=one.subject)
    return scene.ends(one, its_card(one), said)


def _shows(scene: Scene, one: Dialog) -> Screen:
    words = scene.desk.say("ask-withdrawal", {"number": one.subject, **one.data}, scene.language)
    takes = choice(one, scene.word("button.take-back"), "send")
    return Screen("withdraw-confirm", words, ((takes, leave(one, scene.language)),))


COURSE = Course(_hears, _shows, frozenset(), its_card)
