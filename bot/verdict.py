"""The dialog of who decides on an extension: granted as asked, granted to another day, or refused with a reason."""

from datetime import date

from bot.conflict import beaten
from bot.course import BACK, Course, Heard, Scene, choice, foot
from bot.day_choice import DATE, MONTH, OFF, STEPS, day_facts, day_rows, hears_day
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from bot.ready import ready, stopped
from bot.screen import Rows, Screen
from schedules.task_facts import told_of
from store import extension, worklist
from store.task import Refusal
from work.dialog import Dialog
from work.task import TaskEvent

KIND = Name.GRANT
GRANT, REASON, REFUSE = "grant", "reason", "refuse"
LONGEST = 500  # characters of the reason


def begin_grant(scene: Scene, wish: Wish) -> Outcome:
    """Asks whether it is granted as it is asked for."""
    return _begin(scene, wish, TaskEvent.GRANT, GRANT)


def begin_redating(scene: Scene, wish: Wish) -> Outcome:
    """Asks until when it is granted."""
    return _begin(scene, wish, TaskEvent.GRANT, DATE)


def begin_refusal(scene: Scene, wish: Wish) -> Outcome:
    """Asks why it is refused."""
    return _begin(scene, wish, TaskEvent.REFUSE, REASON)


def _begin(scene: Scene, wish: Wish, event: TaskEvent, step: str) -> Outcome:
    task = ready(scene, wish.to.arg, event)
    if isinstance(task, Outcome):
        return task
    asked = extension.open_request(scene.tx, task.id)
    if asked is None or task.due is None:
        return stopped(scene, Refusal.UNASKED, task.id)
    days = {"was": task.due.isoformat(), "asked": asked.due.isoformat()}
    return scene.opens(
        KIND, task.id, step, of=asked.number, **days, due=days["asked"], why=asked.reason, reason=""
    )


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if one.step in STEPS:
        return hears_day(scene, one, heard, GRANT)
    if one.step == REASON:
        return _hears_reason(scene, one, heard)
    if heard.choice == "send":
        return _decide(scene, one)
    if heard.choice == BACK:
        return scene.goes(one, REASON if one.step == REFUSE else DATE)
    return scene.stays(one, "")


def _hears_reason(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    text = heard.text.strip()
    if not text:
        return scene.stays(one, scene.word("decided.why"))
    text, said = scene.kept(text, LONGEST)
    return scene.goes(one, REFUSE, said, reason=text)


def _decide(scene: Scene, one: Dialog) -> Outcome:
    done, due = _done(scene, one), date.fromisoformat(one.data["due"])
    said = beaten(scene, done, one.subject)
    said = said or scene.word(f"decided.{one.step}", number=one.subject, due=f"{due:%d/%m/%Y}")
    return scene.ends(one, Place(Name.QUEUE), said)


def _done(scene: Scene, one: Dialog) -> object:
    number, asked = one.subject, one.data["of"]
    if one.step == REFUSE:
        return extension.refuse(scene.tx, number, one.data["reason"], scene.act, asked)
    due = date.fromisoformat(one.data["due"])
    return extension.grant(scene.tx, number, scene.act, due, looked_at=asked)


def _shows(scene: Scene, one: Dialog) -> Screen:
    task = worklist.one(scene.tx, one.subject)
    told = (*told_of(task), one.data["why"]) if task else ()
    titled = scene.desk.disclosure(*told) == "title"
    facts = {
        "number": one.subject,
        "step": one.step,
        **one.data,
        "why": one.data["why"] if titled else None,
        **day_facts(scene, one),
    }
    words = scene.desk.say("ask-verdict", facts, scene.language)
    return Screen(
        f"verdict-{one.step}",
        words,
        (*_choices(scene, one), foot(scene, one, first=one.step in (DATE, REASON))),
    )


def _choices(scene: Scene, one: Dialog) -> Rows:
    if one.step in STEPS:
        return day_rows(scene, one)
    if one.step == REASON:
        return ()
    return ((choice(one, scene.word(f"button.{one.step}"), "send"),),)


def _leads(one: Dialog) -> Place:
    return Place(Name.DECIDE, str(one.subject))


COURSE = Course(_hears, _shows, frozenset({DATE, MONTH, OFF, REASON}), _leads)
