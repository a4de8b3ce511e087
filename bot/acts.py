"""What a press or a command may change, each by its place; and the dialogs, by their kind."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot import (
    approval,
    assign,
    done,
    extension,
    filing,
    find,
    known,
    letters,
    nudge,
    pleas,
    preferences,
    progress,
    pushed,
    receive,
    registering,
    reporting,
    snooze,
    verdict,
    withdrawal,
)
from bot.course import Course, Heard, Scene, say, wanted
from bot.outcome import Outcome
from bot.place import Name, Place, Wish, number_of
from bot.sent import Sent
from store import dialog

Does = Callable[[Scene, Wish], Outcome]

COURSES: Mapping[str, Course] = MappingProxyType(
    {
        progress.KIND: progress.COURSE,
        done.KIND: done.COURSE,
        extension.KIND: extension.COURSE,
        withdrawal.KIND: withdrawal.COURSE,
        approval.KIND: approval.COURSE,
        verdict.KIND: verdict.COURSE,
        filing.KIND: filing.COURSE,
        receive.KIND: receive.COURSE,
        snooze.KIND: snooze.COURSE,
        nudge.KIND: nudge.COURSE,
        assign.KIND: assign.COURSE,
        letters.KIND: letters.COURSE,
        reporting.KIND: reporting.COURSE,
        registering.KIND: registering.COURSE,
    }
)


def hear(scene: Scene, number: int, heard: Heard) -> Outcome:
    """What becomes of what was said in the dialog of that number."""
    over = Outcome(Place(Name.HOME), scene.word("chat.over"))
    return say(scene, COURSES, number, heard) or over


def needs(scene: Scene, wish: Wish) -> tuple[Sent, ...]:
    """The files that have to be downloaded before what is wished for can be done."""
    return wanted(scene, COURSES, *_pressed(wish)) if wish.to.name is Name.SAY else ()


def _say(scene: Scene, wish: Wish) -> Outcome:
    """A press within a dialog."""
    return hear(scene, *_pressed(wish))


def _pressed(wish: Wish) -> tuple[int, Heard]:
    heard = Heard(choice=wish.to.filter, value=wish.to.page, fetched=wish.fetched)
    return number_of(wish.to.arg), heard


ACTS: Mapping[Name, Does] = MappingProxyType(
    {
        Name.KNOWN: known.known,
        Name.SAY: _say,
        Name.PROGRESS: progress.begin,
        Name.DONE: done.begin,
        Name.EXTEND: extension.begin,
        Name.WITHDRAW: withdrawal.begin,
        Name.APPROVE: approval.begin_approval,
        Name.RETURN: approval.begin_return,
        Name.GRANT: verdict.begin_grant,
        Name.REFUSE: verdict.begin_refusal,
        Name.REDATE: verdict.begin_redating,
        Name.SEARCH: find.begin,
        Name.LOOK: pleas.see,
        Name.PUSH: pushed.press,
        Name.RECEIVE: receive.begin,
        Name.SNOOZE: snooze.begin,
        Name.REMIND: snooze.again,
        Name.NUDGE: nudge.begin,
        Name.ASSIGN: assign.begin,
        Name.LANGUAGE: preferences.speak,
        Name.DIGEST: preferences.choose_digest,
        Name.LETYES: letters.begin_approve,
        Name.LETNO: letters.begin_reject,
        Name.CHART: reporting.begin_chart,
        Name.EXPORT: reporting.begin_export,
        Name.REGISTER: registering.begin,
        Name.CORRECT: registering.begin_correction,
        Name.DISCARD: registering.begin_discarding,
        Name.REOPEN: registering.reopen,
        Name.UNDO: registering.begin_undoing,
    }
)


def drop(scene: Scene) -> Outcome:
    """Drops the dialog that was touched last."""
    for one in dialog.of_person(scene.tx, scene.link.person.id, scene.now):
        if course := COURSES.get(one.kind):
            return scene.ends(one, course.leads(one), scene.word("chat.dropped"))
    return Outcome(Place(Name.HOME), scene.word("chat.nothing-to-drop"))
