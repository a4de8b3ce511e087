"""The dialog "báo hoàn thành": what came of it, the files, and then it is handed in to who approves."""

from bot.attached import LESS, SEND, files_facts, less, unfit, wants, with_file, without_last
from bot.cards import its_card
from bot.conflict import beaten
from bot.course import BACK, Course, Heard, Scene, choice, foot
from bot.outcome import Outcome
from bot.place import Name, Wish
from bot.ready import ready
from bot.screen import Rows, Screen
from bot.sent import Fetched, Sent
from store import task as tasks
from store.task import Submission
from work.dialog import Dialog
from work.sign import first_sign
from work.task import TaskEvent

KIND = Name.DONE
TEXT, CONFIRM = "text", "confirm"
LONGEST = 1000  # characters of what is said


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Asks what came of it, where "đã có báo cáo 45/BC-BYT" does not say so."""
    task = ready(scene, wish.to.arg, TaskEvent.SUBMIT)
    if isinstance(task, Outcome):
        return task
    text = wish.text.strip()[:LONGEST]
    return scene.opens(KIND, task.id, CONFIRM if text else TEXT, text=text)


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.file is not None:
        return _hears_file(scene, one, heard.file, heard.text)
    if heard.choice == LESS:
        return scene.goes(one, one.step, **without_last(one))
    if one.step == TEXT:
        return _hears_text(scene, one, heard)
    if heard.choice == SEND:
        return _send(scene, one, heard)
    return scene.goes(one, TEXT) if heard.choice == BACK else scene.stays(one, "")


def _hears_file(scene: Scene, one: Dialog, file: Sent, caption: str) -> Outcome:
    """One file more; its caption says what came of the task, where nothing did before."""
    added = with_file(scene, one, file)
    if isinstance(added, str):
        return scene.stays(one, added)
    text = one.data["text"] or caption.strip()[:LONGEST]
    return scene.goes(one, CONFIRM if text else one.step, text=text, **added)


def _hears_text(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice == "none":
        return scene.goes(one, CONFIRM, text="")
    text = heard.text.strip()
    if not text:
        return scene.stays(one, scene.word("done.words"))
    text, said = scene.kept(text, LONGEST)
    return scene.goes(one, CONFIRM, said, text=text)


def _send(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    fetched = heard.fetched or Fetched()
    if (why := unfit(scene, one, fetched)) is not None:
        return why
    today = scene.desk.today
    text = one.data["text"] or None
    new = Submission(today, today, first_sign(text or ""), text, fetched.files)
    done = tasks.submit(scene.tx, one.subject, new, scene.act)
    said = beaten(scene, done, one.subject) or scene.word("done.sent", number=one.subject)
    return scene.ends(one, its_card(one), said)


def _shows(scene: Scene, one: Dialog) -> Screen:
    facts = {
        "number": one.subject,
        "step": one.step,
        "text": one.data["text"],
        "result": first_sign(one.data["text"]),
        "files": files_facts(scene, one),
        "today": scene.desk.today.isoformat(),
    }
    words = scene.desk.say("ask-done", facts, scene.language)
    return Screen(
        f"done-{one.step}", words, (*_choices(scene, one), foot(scene, one, first=one.step == TEXT))
    )


def _choices(scene: Scene, one: Dialog) -> Rows:
    if one.step == TEXT:
        return (choice(one, scene.word("button.no-words"), "none"),), less(scene, one)
    return (choice(one, scene.word("button.hand-in"), SEND),), less(scene, one)


EVERYWHERE = frozenset({TEXT, CONFIRM})
COURSE = Course(_hears, _shows, frozenset({TEXT}), its_card, EVERYWHERE, wants)
