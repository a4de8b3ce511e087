"""The dialog of who approves: what was handed in is approved, or returned with a reason."""

from bot.conflict import beaten
from bot.course import BACK, Course, Heard, Scene, choice, foot
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from bot.ready import ready
from bot.screen import Rows, Screen
from store import deciding
from store import task as tasks
from store.task import Refusal, hold
from work.dialog import Dialog
from work.task import Task, TaskEvent

KIND = Name.APPROVE
APPROVE, REASON, RETURN = "approve", "reason", "return"
LONGEST = 500  # characters of the reason


def begin_approval(scene: Scene, wish: Wish) -> Outcome:
    """Asks whether it is approved."""
    return _begin(scene, wish, TaskEvent.APPROVE, APPROVE)


def begin_return(scene: Scene, wish: Wish) -> Outcome:
    """Asks why it is returned."""
    return _begin(scene, wish, TaskEvent.RETURN, REASON)


def _begin(scene: Scene, wish: Wish, event: TaskEvent, step: str) -> Outcome:
    task = ready(scene, wish.to.arg, event)
    if isinstance(task, Outcome):
        return task
    return scene.opens(KIND, task.id, step, of=_submission(scene, task), reason="")


def _submission(scene: Scene, task: Task) -> int:
    """The number of what is decided on, so that nothing else is that comes later."""
    handed = deciding.submission(scene.tx, task.id)
    return 0 if handed is None else handed.number


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if one.step == REASON:
        return _hears_reason(scene, one, heard)
    if heard.choice == "send":
        return _decide(scene, one)
    back_to = heard.choice == BACK and one.step == RETURN
    return scene.goes(one, REASON) if back_to else scene.stays(one, "")


def _hears_reason(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    text = heard.text.strip()
    if not text:
        return scene.stays(one, scene.word("decided.why"))
    text, said = scene.kept(text, LONGEST)
    return scene.goes(one, RETURN, said, reason=text)


def _decide(scene: Scene, one: Dialog) -> Outcome:
    done = _done(scene, one)
    said = beaten(scene, done, one.subject)
    said = said or scene.word(f"decided.{one.step}", number=one.subject)
    return scene.ends(one, Place(Name.QUEUE), said)


def _done(scene: Scene, one: Dialog) -> object:
    number = one.subject
    hold(scene.tx, (number,))
    handed = deciding.submission(scene.tx, number)
    if handed is not None and handed.number != one.data["of"]:
        return Refusal.OVERTAKEN
    if one.step == RETURN:
        return tasks.send_back(scene.tx, number, one.data["reason"], scene.act)
    return tasks.approve(scene.tx, number, scene.act)


def _shows(scene: Scene, one: Dialog) -> Screen:
    facts = {"number": one.subject, "step": one.step, "reason": one.data["reason"]}
    words = scene.desk.say("ask-approval", facts, scene.language)
    return Screen(
        f"approval-{one.step}",
        words,
        (*_choices(scene, one), foot(scene, one, first=one.step != RETURN)),
    )


def _choices(scene: Scene, one: Dialog) -> Rows:
    if one.step == REASON:
        return ()
    return ((choice(one, scene.word(f"button.{one.step}"), "send"),),)


def _leads(one: Dialog) -> Place:
    return Place(Name.DECIDE, str(one.subject))


COURSE = Course(_hears, _shows, frozenset({REASON}), _leads)
