"""A course: one kind of dialog, as functions of the rows that the store keeps.

Whatever is said goes through say(): a press that belongs to a step that is over, or to
a dialog that is, changes nothing and leads to how things stand now.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.buttons import HOME
from bot.desk import Desk
from bot.outcome import Outcome
from bot.place import Name, Place
from bot.screen import Button, Screen
from bot.sent import Fetched, Sent
from store import Tx, clock, dialog
from templates import word
from work.act import Act
from work.chat import Link
from work.dialog import Dialog

LEAVE = "x"  # the choice that drops a dialog, at every step
BACK = "b"  # the choice that leads to the step before
ASIDE = "a"  # what a word such as "hủy" does: nothing more is heard until the dialog is resumed
RESUME = "r"
CANCELS = frozenset({"hủy", "huỷ", "huy", "hủy bỏ", "bỏ", "thôi", "cancel", "stop"})
# What people write where a button is to be pressed; words alone change nothing.
ASSENTS = frozenset(
    {"ok", "okay", "oke", "ừ", "vâng", "dạ", "có", "được", "gửi", "gửi đi", "đồng ý", "xác nhận"}
    | {"yes", "y", "sure", "send", "confirm"}
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said at a step: a *text*, a *choice* among buttons with its *value*, or a *file*.

    *fetched* are the files that the course wanted for it.
    """

    text: str = ""
    choice: str = ""
    value: int = 0
    file: Sent | None = None
    fetched: Fetched | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Who says it, when, and at whose desk, within one transaction."""

    tx: Tx
    desk: Desk
    link: Link
    now: datetime

    @property
    def language(self) -> str:
        """The language of who says it."""
        return self.link.person.language

    @property
    def act(self) -> Act:
        """An act by their rights, for the functions of the store that change something."""
        person = self.link.person.id
        return Act(self.desk.who(person), self.now, person)

    @property
    def office(self) -> datetime:
        """The office's time, as the transaction knows it."""
        return clock.office_now(self.tx, self.now)

    @property
    def clock(self) -> str:
        """The office's time of day, as a message says when something was done."""
        return f"{self.desk.calendar.local(self.office):%H:%M}"

    def local(self, at: datetime) -> str:
        """An instant as the office's clock and calendar say it."""
        return f"{self.desk.calendar.local(at):%H:%M %d/%m}"

    def word(self, key: str, **facts: Any) -> str:
        """The label at *key* in their language, with *facts* put in."""
        return word(key, self.language).format(**facts)

    def kept(self, text: str, longest: int) -> tuple[str, str]:
        """*text* as far as it is kept, and what is said where that is not all of it."""
        said = "" if len(text) <= longest else self.word("chat.cut", longest=longest)
        return text[:longest], said

    def opens(self, kind: str, subject: int, step: str, **data: Any) -> Outcome:
        """Begins a dialog, and leads to it."""
        new = Dialog(0, self.link.person.id, kind, subject, step, data)
        return Outcome(asks(dialog.begin(self.tx, new, self.now)))

    def goes(self, one: Dialog, step: str, said: str = "", **data: Any) -> Outcome:
        """Keeps what was said in *data*, and leads to the next *step*."""
        dialog.go_on(self.tx, replace(one, step=step, data={**one.data, **data}), self.now)
        return Outcome(asks(one), said)

    def stays(self, one: Dialog, said: str) -> Outcome:
        """Asks the same once more, and says why."""
        return Outcome(asks(one), said, is_again=True)

    def ends(self, one: Dialog, to: Place, said: str) -> Outcome:
        """Forgets the dialog, and leads elsewhere."""
        dialog.end(self.tx, one.id)
        return Outcome(to, said)


@dataclass(frozen=True, slots=True)
class Course:
    """One kind of dialog.

    *hears* takes what was said at a step and gives the outcome; it raises nothing for
    what nobody could mean. *shows* gives the screen of a step, read only. *texts* are the
    steps at which plain words are an answer, *files* those at which a file is. *leads* is
    where one goes who drops it. *wants* gives the files that are downloaded before an answer is
    heard, as that waits and nothing is changed meanwhile.
    """

    hears: Callable[[Scene, Dialog, Heard], Outcome]
    shows: Callable[[Scene, Dialog], Screen]
    texts: frozenset[str]
    leads: Callable[[Dialog], Place]
    files: frozenset[str] = frozenset()
    wants: Callable[[Dialog, Heard], tuple[Sent, ...]] = lambda _, __: ()


def say(scene: Scene, courses: Mapping[str, Course], number: int, heard: Heard) -> Outcome | None:
    """What becomes of something said in the dialog of that *number*; None where it is over."""
    one = dialog.held(scene.tx, number, scene.link.person.id, scene.now)
    course = None if one is None else courses.get(one.kind)
    if one is None or course is None:
        return None
    if heard.choice == LEAVE:
        return scene.ends(one, course.leads(one), scene.word("chat.dropped"))
    if heard.choice in (ASIDE, RESUME):
        there = scene.goes(one, one.step, aside=heard.choice == ASIDE)
        return there if heard.choice == RESUME else Outcome(HOME, scene.word("chat.aside"))
    if one.data.get("aside"):
        one = replace(one, data={**one.data, "aside": False})
    return course.hears(scene, one, heard)


def wanted(
    scene: Scene, courses: Mapping[str, Course], number: int, heard: Heard
) -> tuple[Sent, ...]:
    """The files that are to be downloaded before what was said in the dialog of that *number* is heard."""
    one = dialog.one(scene.tx, number, scene.link.person.id, scene.now)
    course = None if one is None else courses.get(one.kind)
    return () if one is None or course is None else course.wants(one, heard)


def listening(scene: Scene, courses: Mapping[str, Course], *, file: bool) -> Dialog | None:
    """The dialog that waits for words, or for a *file*: the one touched last, among those at such a step."""
    for one in dialog.of_person(scene.tx, scene.link.person.id, scene.now):
        course = courses.get(one.kind)
        if course is None or one.data.get("aside"):
            continue
        if one.step in (course.files if file else course.texts):
            return one
    return None


def unsure(scene: Scene, courses: Mapping[str, Course]) -> Outcome | None:
    """Leads to the button that the dialog touched last waits for; None where it waits for none."""
    for one in dialog.of_person(scene.tx, scene.link.person.id, scene.now):
        course = courses.get(one.kind)
        if course is not None and not one.data.get("aside"):
            return None if one.step in course.texts else scene.stays(one, scene.word("chat.press"))
    return None


def asks(one: Dialog) -> Place:
    """The step at which the dialog stands."""
    return Place(Name.ASK, str(one.id))


def choice(one: Dialog, label: str, name: str, value: int = 0) -> Button:
    """A button that gives an answer at a step of the dialog."""
    return Button(label, Place(Name.SAY, str(one.id), name, value))


def leave(one: Dialog, language: str) -> Button:
    """The button that drops the dialog."""
    return choice(one, word("button.leave", language), LEAVE)


def back(one: Dialog, language: str) -> Button:
    """The button to the step before."""
    return choice(one, word("button.step-back", language), BACK)


def foot(
    scene: Scene, one: Dialog, *, first: bool, leaves: str = "button.leave"
) -> tuple[Button, ...]:
    """The last row of a step: the way back, where it is not the *first*, and the way out, named by *leaves*."""
    drops = choice(one, scene.word(leaves), LEAVE)
    return (drops,) if first else (back(one, scene.language), drops)
