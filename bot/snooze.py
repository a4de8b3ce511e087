"""The dialog "hoãn nhắc": until when somebody is not reminded of a task, and why; and how that ends early.

It is about who asks for it alone: others are told as before, and the reminder of the due day comes.
"""

import re

from bot.cards import card_place, its_card, seen
from bot.course import BACK, Course, Heard, Scene, choice, foot
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from bot.refusal import refused
from bot.screen import Button, Rows, Screen
from schedules.respite import DAYS, HOURS, MOST, OFFERED, Span, put_off_until
from store import respite, worklist
from store.move import Refusal
from work.access import Doing
from work.dialog import Dialog
from work.respite import RespiteKind
from work.task import Impossible, Task

KIND = Name.SNOOZE
SPAN, REASON, CONFIRM = "span", "reason", "confirm"
REASONS = ("busy", "away", "waiting")  # offered, so that nobody has to type
LONGEST = 200  # characters of a reason

_SPAN = re.compile(
    r"(?:([0-9]{1,2}) ?(?:(h|giờ|gio|hours?)|n|ngày|ngay|d|days?)|(?:đến |den )?mai|tomorrow)(?!\w)",
    re.IGNORECASE,
)


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Asks until when, or what is missing of "mai đang họp"."""
    task = _reminded(scene, wish.to.arg)
    if isinstance(task, Outcome):
        return task
    found = _SPAN.match(wish.text.strip())
    span = None if found is None else _read(found)
    if found is None or span is None:
        return scene.opens(KIND, task.id, SPAN)
    reason = wish.text.strip()[found.end() :].strip()[:LONGEST]
    said = {"sign": span.sign, "many": span.number, "reason": reason}
    return scene.opens(KIND, task.id, CONFIRM if reason else REASON, **said)


def until_tomorrow(scene: Scene, number: str) -> str | Outcome:
    """What one press below a reminder does: nothing of it before the next working day."""
    task = _reminded(scene, number)
    if isinstance(task, Outcome):
        return task
    return _put_off(scene, task, Span(DAYS, 1), scene.word("snooze.pressed"))


def remind(scene: Scene, number: str) -> str | Outcome:
    """That they are reminded again from now on."""
    task = seen(scene, number, Doing.SEE)
    if isinstance(task, Outcome):
        return task
    person = scene.link.person.id
    if not respite.end(scene.tx, task.id, person, RespiteKind.SNOOZED, scene.act):
        return Outcome(card_place(task.id), scene.word("snooze.none", number=task.id))
    return scene.word("snooze.over", number=task.id, at=scene.clock)


def again(scene: Scene, wish: Wish) -> Outcome:
    """The same from the card."""
    done = remind(scene, wish.to.arg)
    return done if isinstance(done, Outcome) else Outcome(Place(Name.CARD, wish.to.arg), done)


def _reminded(scene: Scene, number: str) -> Task | Outcome:
    """The task, of which they have to be reminded; where it leads them who are not."""
    task = seen(scene, number, Doing.SEE)
    if isinstance(task, Outcome):
        return task
    why: str | None = None
    if task.state not in respite.states(RespiteKind.SNOOZED):
        why = refused(scene, Impossible(task.state), task.id)
    elif respite.standing(scene.tx, task.id, scene.link.person.id, scene.office) is None:
        why = refused(scene, Refusal.NOT_REMINDED, task.id)
    return task if why is None else Outcome(card_place(task.id), why)


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if one.step == SPAN:
        return _hears_span(scene, one, heard)
    if one.step == REASON:
        return _hears_reason(scene, one, heard)
    if heard.choice == BACK:
        return scene.goes(one, REASON)
    return _send(scene, one) if heard.choice == "yes" else scene.stays(one, "")


def _hears_span(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    span = _span(heard)
    if span is None or not 0 < span.number <= MOST[span.sign]:
        return scene.stays(one, scene.word("snooze.how-long"))
    return scene.goes(one, REASON, sign=span.sign, many=span.number)


def _hears_reason(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice == BACK:
        return scene.goes(one, SPAN)
    text = heard.text.strip()
    if heard.choice == "why" and 0 <= heard.value < len(REASONS):
        text = scene.word(f"snooze.{REASONS[heard.value]}")
    if not text:
        return scene.stays(one, scene.word("snooze.why"))
    text, said = scene.kept(text, LONGEST)
    return scene.goes(one, CONFIRM, said, reason=text)


def _send(scene: Scene, one: Dialog) -> Outcome:
    task = _reminded(scene, str(one.subject))
    if isinstance(task, Outcome):
        return scene.ends(one, task.to, task.said)
    span = Span(one.data["sign"], one.data["many"])
    done = _put_off(scene, task, span, one.data["reason"])
    to, said = (done.to, done.said) if isinstance(done, Outcome) else (its_card(one), done)
    return scene.ends(one, to, said)


def _put_off(scene: Scene, task: Task, span: Span, reason: str) -> str | Outcome:
    kind, person = RespiteKind.SNOOZED, scene.link.person.id
    until, _ = put_off_until(scene.desk.plan, task, person, span, scene.office)
    done = respite.add(scene.tx, task.id, person, kind, task.version, until, scene.act, reason)
    if (why := refused(scene, done, task.id)) is not None:
        return Outcome(card_place(task.id), why)
    return scene.word("snooze.done", number=task.id, at=scene.clock, until=scene.local(until))


def _span(heard: Heard) -> Span | None:
    if heard.choice in MOST:
        return Span(heard.choice, heard.value)
    found = _SPAN.fullmatch(heard.text.strip())
    return None if found is None else _read(found)


def _read(found: re.Match[str]) -> Span | None:
    if found[1] is None:
        return Span(DAYS, 1)
    span = Span(HOURS if found[2] else DAYS, int(found[1]))
    return span if 0 < span.number <= MOST[span.sign] else None


def _shows(scene: Scene, one: Dialog) -> Screen:
    facts = {"number": one.subject, "step": one.step, **one.data, **_lasting(scene, one)}
    words = scene.desk.say("ask-snooze", facts, scene.language)
    return Screen(
        f"snooze-{one.step}",
        words,
        (*_choices(scene, one), foot(scene, one, first=one.step == SPAN)),
    )


def _lasting(scene: Scene, one: Dialog) -> dict[str, object]:
    task = None if one.step == SPAN else worklist.one(scene.tx, one.subject)
    if task is None:
        return {}
    span = Span(one.data["sign"], one.data["many"])
    plan, person = scene.desk.plan, scene.link.person.id
    until, less = put_off_until(plan, task, person, span, scene.office)
    return {"ends": scene.desk.calendar.local(until).isoformat(), "less": less}


def _choices(scene: Scene, one: Dialog) -> Rows:
    if one.step == SPAN:
        return (tuple(_offered(scene, one, span) for span in OFFERED),)
    if one.step == REASON:
        words = (scene.word(f"snooze.{name}") for name in REASONS)
        return tuple((choice(one, text, "why", at),) for at, text in enumerate(words))
    return ((choice(one, scene.word("button.snooze"), "yes"),),)


def _offered(scene: Scene, one: Dialog, span: Span) -> Button:
    label = scene.word(f"snooze.for-{span.sign}{span.number}")
    return choice(one, label, span.sign, span.number)


COURSE = Course(_hears, _shows, frozenset({SPAN, REASON}), its_card)
