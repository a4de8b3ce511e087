"""The act "đôn đốc": who assigned a task, or heads who leads it, has who leads reminded at once."""

from bot.cards import card_place, its_card, seen
from bot.course import Course, Heard, Scene, choice, leave
from bot.outcome import Outcome
from bot.place import Name, Wish
from bot.refusal import refused
from bot.screen import Screen
from store import nudge as nudges
from work.access import Doing
from work.dialog import Dialog
from work.task import RUNNING_STATES, Impossible

KIND = Name.NUDGE
CONFIRM = "confirm"


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Asks whether who leads is to be reminded now."""
    task = seen(scene, wish.to.arg, Doing.NUDGE)
    if isinstance(task, Outcome):
        return task
    if task.state not in RUNNING_STATES:
        said = refused(scene, Impossible(task.state), task.id)
        return Outcome(card_place(task.id), said or "")
    return scene.opens(KIND, task.id, CONFIRM)


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice != "yes":
        return scene.stays(one, "")
    plan = scene.desk.plan
    today = plan.calendar.today(scene.office)
    told = nudges.nudge(scene.tx, one.subject, today, plan.channels, scene.act)
    said = refused(scene, told, one.subject)
    if said is None:
        said = scene.word("nudge.done", number=one.subject, people=told, at=scene.clock)
    return scene.ends(one, its_card(one), said)


def _shows(scene: Scene, one: Dialog) -> Screen:
    words = scene.desk.say("ask-nudge", {"number": one.subject}, scene.language)
    yes = choice(one, scene.word("button.nudge"), "yes")
    return Screen("nudge-confirm", words, ((yes,), (leave(one, scene.language),)))


COURSE = Course(_hears, _shows, frozenset(), its_card)
