"""The dialog "báo cáo tiến độ": how far a task is, what there is to say of it, and then it is sent."""

from bot.cards import card_place, seen
from bot.course import BACK, Course, Heard, Scene, back, choice, leave
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from bot.refusal import refused
from bot.screen import Button, Rows, Screen
from store import report
from work.access import Doing
from work.dialog import Dialog
from work.report import NewReport

KIND = Name.PROGRESS
PERCENT, TEXT, CONFIRM = "percent", "text", "confirm"
OFFERED = (10, 25, 50, 75, 90, 100)
LONGEST = 1000  # characters of what is said


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Asks how far the task is, or what is missing of "60 còn thiếu số liệu xã B"."""
    task = seen(scene, wish.to.arg, Doing.REPORT)
    if isinstance(task, Outcome):
        return task
    percent, _, text = wish.text.strip().partition(" ")
    known = _percent(percent)
    if known is None:
        return scene.opens(KIND, task.id, PERCENT)
    step = CONFIRM if text.strip() else TEXT
    return scene.opens(KIND, task.id, step, percent=known, text=text.strip()[:LONGEST])


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if one.step == PERCENT:
        return _hears_percent(scene, one, heard)
    if one.step == TEXT:
        return _hears_text(scene, one, heard)
    if heard.choice == "send":
        return _send(scene, one)
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
    said = "" if len(text) <= LONGEST else scene.word("chat.cut", longest=LONGEST)
    return scene.goes(one, CONFIRM, said, text=text[:LONGEST])


def _send(scene: Scene, one: Dialog) -> Outcome:
    percent, text = one.data["percent"], one.data["text"] or None
    done = report.report(scene.tx, one.subject, NewReport(percent, text), scene.act)
    said = refused(scene, done, one.subject)
    if said is None:
        said = scene.word("progress.sent", number=one.subject, percent=percent)
    return scene.ends(one, card_place(one.subject), said)


def _shows(scene: Scene, one: Dialog) -> Screen:
    facts = {"number": one.subject, "step": one.step, **one.data}
    words = scene.desk.say("ask-progress", facts, scene.language)
    return Screen(f"progress-{one.step}", words, (*_choices(scene, one), _foot(scene, one)))


def _choices(scene: Scene, one: Dialog) -> Rows:
    if one.step == PERCENT:
        offered = [choice(one, f"{percent}%", "at", percent) for percent in OFFERED]
        return tuple(offered[:3]), tuple(offered[3:])
    if one.step == TEXT:
        return ((choice(one, scene.word("button.no-words"), "none"),),)
    return ((choice(one, scene.word("button.send"), "send"),),)


def _foot(scene: Scene, one: Dialog) -> tuple[Button, ...]:
    drops = leave(one, scene.language)
    return (drops,) if one.step == PERCENT else (back(one, scene.language), drops)


def _percent(text: str) -> int | None:
    digits = text.strip().removesuffix("%").strip()
    told = digits.isascii() and digits.isdecimal() and len(digits) <= 3
    return int(digits) if told and int(digits) <= 100 else None


def _leads(one: Dialog) -> Place:
    return card_place(one.subject)


COURSE = Course(_hears, _shows, frozenset({PERCENT, TEXT}), _leads)
