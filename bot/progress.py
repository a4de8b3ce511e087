"""The dialog "báo cáo tiến độ": how far a task is, what there is to say of it, and then it is sent."""

from dataclasses import replace

from bot.attached import LESS, SEND, files_facts, less, unfit, wants, with_file, without_last
from bot.cards import its_card
from bot.conflict import beaten
from bot.course import BACK, Course, Heard, Scene, choice, foot
from bot.outcome import Outcome
from bot.place import Name, Wish
from bot.ready import ready
from bot.screen import Rows, Screen
from bot.sent import Fetched, Sent
from store import report
from work.dialog import Dialog
from work.report import NewReport
from work.task import TaskEvent

KIND = Name.PROGRESS
PERCENT, TEXT, CONFIRM = "percent", "text", "confirm"
OFFERED = (10, 25, 50, 75, 90, 100)
LONGEST = 1000  # characters of what is said


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Asks how far the task is, or what is missing of "60 còn thiếu số liệu xã B"."""
    task = ready(scene, wish.to.arg, TaskEvent.REPORT)
    if isinstance(task, Outcome):
        return task
    percent, _, text = wish.text.strip().partition(" ")
    known = _percent(percent)
    if known is None:
        said = scene.word("progress.how-far") if percent.strip("%").isdecimal() else ""
        return replace(scene.opens(KIND, task.id, PERCENT), said=said)
    step = CONFIRM if text.strip() else TEXT
    return scene.opens(KIND, task.id, step, percent=known, text=text.strip()[:LONGEST])


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.file is not None:
        return _hears_file(scene, one, heard.file, heard.text)
    if heard.choice == LESS:
        return scene.goes(one, one.step, **without_last(one))
    if one.step == PERCENT:
        return _hears_percent(scene, one, heard)
    if one.step == TEXT:
        return _hears_text(scene, one, heard)
    if heard.choice == SEND:
        return _send(scene, one, heard)
    return scene.goes(one, TEXT) if heard.choice == BACK else scene.stays(one, "")


def _hears_percent(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    percent = heard.value if heard.choice == "at" else _percent(heard.text)
    if percent is None or percent > 100:
        return scene.stays(one, scene.word("progress.how-far"))
    return scene.goes(one, TEXT, percent=percent)


def _hears_text(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice == BACK:
        return scene.goes(one, PERCENT)
    if heard.choice == "none":
        return scene.goes(one, CONFIRM, text="")
    text = heard.text.strip()
    if not text:
        return scene.stays(one, scene.word("progress.words"))
    text, said = scene.kept(text, LONGEST)
    return scene.goes(one, CONFIRM, said, text=text)


def _hears_file(scene: Scene, one: Dialog, file: Sent, caption: str) -> Outcome:
    """One file more; its caption is what there is to say, where nothing was said before."""
    added = with_file(scene, one, file)
    if isinstance(added, str):
        return scene.stays(one, added)
    text = one.data.get("text") or caption.strip()[:LONGEST]
    return scene.goes(one, CONFIRM if text else one.step, text=text, **added)


def _send(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    fetched = heard.fetched or Fetched()
    if (why := unfit(scene, one, fetched)) is not None:
        return why
    percent, text = one.data["percent"], one.data["text"] or None
    new = NewReport(percent, text, files=fetched.files)
    done = report.report(scene.tx, one.subject, new, scene.act)
    said = beaten(scene, done, one.subject)
    if said is None:
        said = scene.word("progress.sent", number=one.subject, percent=percent)
    return scene.ends(one, its_card(one), said)


def _shows(scene: Scene, one: Dialog) -> Screen:
    facts = {
        "number": one.subject,
        "step": one.step,
        **one.data,
        "files": files_facts(scene, one),
    }
    words = scene.desk.say("ask-progress", facts, scene.language)
    return Screen(
        f"progress-{one.step}",
        words,
        (*_choices(scene, one), foot(scene, one, first=one.step == PERCENT)),
    )


def _choices(scene: Scene, one: Dialog) -> Rows:
    if one.step == PERCENT:
        offered = [choice(one, f"{percent}%", "at", percent) for percent in OFFERED]
        return tuple(offered[:3]), tuple(offered[3:])
    if one.step == TEXT:
        return (choice(one, scene.word("button.no-words"), "none"),), less(scene, one)
    return (choice(one, scene.word("button.send"), SEND),), less(scene, one)


def _percent(text: str) -> int | None:
    digits = text.strip().removesuffix("%").strip()
    told = digits.isascii() and digits.isdecimal() and len(digits) <= 3
    return int(digits) if told and int(digits) <= 100 else None


WORDS, FILES = frozenset({PERCENT, TEXT}), frozenset({TEXT, CONFIRM})
COURSE = Course(_hears, _shows, WORDS, its_card, FILES, wants)
