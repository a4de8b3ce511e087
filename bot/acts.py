"""What a press or a command may change, each by its place; and the dialogs, by their kind."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot import known, letters, progress, reporting
from bot.course import Course, Heard, Scene, say
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from store import dialog

Does = Callable[[Scene, Wish], Outcome]

COURSES: Mapping[str, Course] = MappingProxyType(
    {
        progress.KIND: progress.COURSE,
        letters.KIND: letters.COURSE,
        reporting.KIND: reporting.COURSE,
    }
)


def hear(scene: Scene, number: int, heard: Heard) -> Outcome:
    """What becomes of what was said in the dialog of that number."""
    over = Outcome(Place(Name.HOME), scene.word("chat.over"))
    return say(scene, COURSES, number, heard) or over


def _say(scene: Scene, wish: Wish) -> Outcome:
    """A press within a dialog."""
    number = int(wish.to.arg) if wish.to.arg.isdecimal() else 0
    return hear(scene, number, Heard(choice=wish.to.filter, value=wish.to.page))


ACTS: Mapping[Name, Does] = MappingProxyType(
    {
        Name.KNOWN: known.acknowledge,
        Name.SAY: _say,
        Name.PROGRESS: progress.begin,
        Name.LETYES: letters.begin_approve,
        Name.LETNO: letters.begin_reject,
        Name.CHART: reporting.begin_chart,
        Name.EXPORT: reporting.begin_export,
    }
)


def drop(scene: Scene) -> Outcome:
    """Drops the dialog that was touched last."""
    for one in dialog.of_person(scene.tx, scene.link.person.id, scene.now):
        if course := COURSES.get(one.kind):
            return scene.ends(one, course.leads(one), scene.word("chat.dropped"))
    return Outcome(Place(Name.HOME), scene.word("chat.nothing-to-drop"))
