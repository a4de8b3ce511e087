"""What a person is asked to today and in the rest of the week: times, and what it is about where that may be said."""

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.buttons import foot, paging
from bot.desk import Desk
from bot.place import Name, Place, Wish
from bot.screen import Screen
from bot.shown import EVENT, pushed
from store import Tx
from store import event as events
from store.event import Wanted
from work.chat import Link
from work.event import Answer, Event, Occurrence
from work.event_facts import facts
from work.leaf import leaf

AGENDA = Place(Name.AGENDA)
MOST = 100  # times that are looked at


async def show_agenda(desk: Desk, link: Link, wish: Wish) -> Screen:
    """One page of the times of today and up to the end of Sunday; nothing that was cancelled or that they declined."""
    today, language = desk.today, link.person.language
    after = today + timedelta(days=7 - today.weekday())
    theirs = await desk.store.read(meetings, desk, link, today, after)
    page = leaf(theirs[:MOST], wish.to.page)
    facts = {
        "today": today.isoformat(),
        "items": [told(desk, one, when) for one, when in page.shown],
        "total": min(len(theirs), MOST),
        "more": len(theirs) > MOST,
    }

    def place(number: int) -> Place:
        return Place(Name.AGENDA, page=number)

    rows = (paging(place, page.page, page.pages), foot(place(page.page), language))
    return Screen("agenda", desk.say("agenda", facts, language), rows)


def meetings(
    tx: Tx, desk: Desk, link: Link, since: date, until: date
) -> tuple[tuple[Event, Occurrence], ...]:
    """The times between two days, the last not counted, to which they are asked and which they have not declined."""
    wanted = Wanted(_start(desk, since), _start(desk, until), person=link.person.id)
    found = events.times(tx, wanted, MOST + 1)
    return tuple((one, when) for one, when in found if one.state.open and _comes(one, when, link))


def _comes(one: Event, when: Occurrence, link: Link) -> bool:
    """Whether they know of it, and have not said that they do not come."""
    who = next((who for who in one.participants if who.person == link.person.id), None)
    return who is not None and who.told is not None and one.answer(who, when) is not Answer.DECLINED


def told(desk: Desk, one: Event, when: Occurrence) -> dict[str, Any]:
    """What may be said of one time of an event."""
    whole = facts(one, None, when)
    return pushed(whole, desk.disclosure(*(whole[name] for name in EVENT)))


def _start(desk: Desk, day: date) -> datetime:
    return desk.calendar.instant(day, time())
