"""A message that was pushed: its words and buttons, and what it says once one of them was pressed."""

import html
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from bot.course import Scene
from bot.desk import Desk
from bot.home import TASKS, menu, show_home
from bot.incoming import INCOMING
from bot.known import acknowledge, forget
from bot.outcome import Outcome
from bot.place import Name, Place, Wish, number_of
from bot.receive import receive
from bot.screen import Button, Rows, Screen
from bot.shown import EVENT, pushed
from bot.snooze import remind, until_tomorrow
from schedules.soon import SOON_WORKING_DAYS
from store import outbox
from store.approval_notice import ASKED, REMINDED
from store.link_code import LINKED_KIND
from templates import word
from work import receipt
from work.chat import Link
from work.deadline import in_zone
from work.notice import (
    NEWS,
    NUDGE,
    OF_DEADLINE,
    PROPOSED,
    REMINDER,
    SUBMITTED,
    UNRECEIVED,
    Notice,
    tasks_of,
)
from work.task import TaskEvent

Does = Callable[[Scene, str], str | Outcome]

# By its name in a button: what is done about the task, which says what was done, or leads elsewhere.
DOES: Mapping[str, Does] = MappingProxyType(
    {
        "receive": receive,
        "known": acknowledge,
        "forget": forget,
        "snooze": until_tomorrow,
        "remind": remind,
    }
)
WAYS_BACK = MappingProxyType({"known": "forget", "snooze": "remind"})


def words(desk: Desk, notice: Notice) -> str:
    """The message, as far as the office discloses what it is about."""
    zone = desk.calendar.zone
    facts = {
        **in_zone(pushed(notice.facts, desk.disclosure(*_texts(notice))), zone),
        "today": desk.calendar.today(notice.at).isoformat(),
        "reason": notice.reason,
        "soon_days": SOON_WORKING_DAYS,
    }
    return desk.say(notice.kind, facts, notice.language)


def rows(notice: Notice) -> Rows:
    """What can be done about it at once."""
    if "task" in notice.facts:
        first = (_opens(notice), *_leading(notice))
        offered = tuple(_button(notice, what) for what in _offered(notice))
        return *(_deciding(notice) or (first,)), offered
    if notice.kind in (ASKED, REMINDED):
        letter = Place(Name.LETTER, str(receipt.decode(notice.facts["receipt"])))
        return ((Button(word("letter.open", notice.language), letter),),)
    if notice.kind == PROPOSED:
        return ((Button(word("button.incoming", notice.language), INCOMING),),)
    if "sections" in notice.facts:
        return ((Button(word("button.tasks", notice.language), TASKS),),)
    return menu(notice.language) if notice.kind == LINKED_KIND else ()


def press(scene: Scene, wish: Wish) -> Outcome:
    """Does it, and leads back to the message; to the card where it could not be done."""
    notice = outbox.pushed(scene.tx, number_of(wish.to.arg), scene.link.person.id)
    do = DOES.get(wish.to.filter)
    if notice is None or do is None or "task" not in notice.facts:
        return Outcome(Place(Name.HOME), scene.word("chat.stale"))
    done = do(scene, str(notice.facts["task"]))
    if isinstance(done, Outcome):
        return done
    return Outcome(Place(Name.PUSHED, wish.to.arg, wish.to.filter), done)


async def show_pushed(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The message again, with what was done since below it."""
    notice = await desk.store.read(outbox.pushed, number_of(wish.to.arg), link.person.id)
    if notice is None or "task" not in notice.facts:
        return await show_home(desk, link, wish)
    said = f"\n\n<i>{html.escape(wish.text)}</i>" if wish.text else ""
    way_back = WAYS_BACK.get(wish.to.filter)
    undo = () if way_back is None else (_button(notice, way_back),)
    return Screen("pushed", words(desk, notice) + said, ((_opens(notice), *undo),), wish.text)


def _opens(notice: Notice) -> Button:
    return Button(word("button.open", notice.language), Place(Name.CARD, str(notice.facts["task"])))


def _deciding(notice: Notice) -> Rows:
    """What who decides does about it."""

    def acts(*names: Name) -> tuple[Button, ...]:
        number = str(notice.facts["task"])
        return tuple(
            Button(word(f"button.{one}", notice.language), Place(one, number)) for one in names
        )

    if notice.kind == NEWS and notice.facts["event"] == TaskEvent.ASK:
        return acts(Name.GRANT, Name.REFUSE), (*acts(Name.REDATE), _opens(notice))
    return ((*acts(Name.DECIDE), _opens(notice)),) if notice.kind == SUBMITTED else ()


def _leading(notice: Notice) -> Iterator[Button]:
    """What who leads does about it."""
    if not notice.reason.startswith("lead"):
        return
    if notice.kind == UNRECEIVED:
        yield _button(notice, "receive")
    elif notice.kind in (REMINDER, NUDGE):
        place = Place(Name.PROGRESS, str(notice.facts["task"]))
        yield Button(word("button.progress", notice.language), place)


def _offered(notice: Notice) -> Iterator[str]:
    """What is about reminders, which are put off by whose they are and not by who stands in."""
    if "instead_of" in notice.facts:
        return
    if notice.kind in OF_DEADLINE:
        yield "known"
    if notice.kind in (*OF_DEADLINE, SUBMITTED):
        yield "snooze"


def _button(notice: Notice, what: str) -> Button:
    return Button(word(f"push.{what}", notice.language), Place(Name.PUSH, str(notice.id), what))


def _texts(notice: Notice) -> Iterator[str | None]:
    for facts in tasks_of(notice.facts):
        for name in ("content", "product", "result", "why", *EVENT):
            yield facts.get(name)
        yield facts.get("document", {}).get("number")
