"""The dialog "xin gia hạn": another day, why, and then it is asked for; the deadline in force stands until somebody decides."""

from datetime import date
from typing import Any

from bot.cards import its_card
from bot.conflict import beaten
from bot.course import BACK, Course, Heard, Scene, choice, foot
from bot.day_choice import DATE, MONTH, OFF, STEPS, day_facts, day_rows, hears_day, said_at_once
from bot.outcome import Outcome
from bot.place import Name, Wish
from bot.ready import ready, stopped
from bot.screen import Rows, Screen
from store import extension
from work.dialog import Dialog
from work.extension import Ask
from work.task import TaskEvent

KIND = Name.EXTEND
REASON, CONFIRM = "reason", "confirm"
LONGEST = 500  # characters of the reason


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Asks for the day, or what is missing of "30/11 chờ số liệu xã B"."""
    task = ready(scene, wish.to.arg, TaskEvent.ASK)
    if isinstance(task, Outcome):
        return task
    why = extension.barred(scene.tx, task.id, task.due, scene.desk.today)
    if why is not None or task.due is None:
        return stopped(scene, why, task.id)
    day, _, reason = wish.text.strip().partition(" ")
    data: dict[str, Any] = {"was": task.due.isoformat()}
    known = said_at_once(scene, task.due, day)
    if not known:
        return scene.opens(KIND, task.id, DATE, **data)
    step = CONFIRM if reason.strip() else REASON
    return scene.opens(KIND, task.id, step, **data, **known, reason=reason.strip()[:LONGEST])


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if one.step in STEPS:
        return hears_day(scene, one, heard, REASON)
    if one.step == REASON:
        return _hears_reason(scene, one, heard)
    if heard.choice == "send":
        return _send(scene, one)
    return scene.goes(one, REASON) if heard.choice == BACK else scene.stays(one, "")


def _hears_reason(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice == BACK:
        return scene.goes(one, DATE)
    text = heard.text.strip()
    if not text:
        return scene.stays(one, scene.word("extension.why"))
    text, said = scene.kept(text, LONGEST)
    return scene.goes(one, CONFIRM, said, reason=text)


def _send(scene: Scene, one: Dialog) -> Outcome:
    was, due = (date.fromisoformat(one.data[key]) for key in ("was", "due"))
    new = Ask(was, due, one.data["reason"], scene.desk.today, one.data["days"])
    done = extension.ask(scene.tx, one.subject, new, scene.act)
    said = beaten(scene, done, one.subject)
    if said is None:
        facts = {"number": one.subject, "due": f"{due:%d/%m/%Y}", "was": f"{was:%d/%m/%Y}"}
        said = scene.word("extension.sent", **facts)
    return scene.ends(one, its_card(one), said)


def _shows(scene: Scene, one: Dialog) -> Screen:
    facts = {"number": one.subject, "step": one.step, **one.data, **day_facts(scene, one)}
    words = scene.desk.say("ask-extension", facts, scene.language)
    return Screen(
        f"extend-{one.step}",
        words,
        (*_choices(scene, one), foot(scene, one, first=one.step == DATE)),
    )


def _choices(scene: Scene, one: Dialog) -> Rows:
    if one.step in STEPS:
        return day_rows(scene, one)
    if one.step == REASON:
        return ()
    return ((choice(one, scene.word("button.send"), "send"),),)


COURSE = Course(_hears, _shows, frozenset({DATE, MONTH, OFF, REASON}), its_card)
