"""/pakn: petitions with the days that the law gives, for those who receive or handle them; senders are masked.

Who sent one is shown to who may see it (work.access), once they said by a press of its
own that they look; that is put down in the petition's history, and what is shown stands for
some minutes.
"""

from datetime import date, timedelta
from typing import Any

from bot.buttons import HOME, foot, paging, split
from bot.course import Scene
from bot.desk import Desk
from bot.outcome import Outcome
from bot.place import Name, Place, Wish, number_of
from bot.screen import Button, Screen
from store import Tx, clock, petition_act, petition_list, petitioner
from store.petition import Hands, Naming
from store.petition_list import Page, Whole
from store.petition_move import Done, Refusal, Whom
from templates import word
from work.chat import Link
from work.deadline import Reached
from work.leaf import PAGE_SIZE
from work.petition import Event, Petition
from work.petition_course import Clock, course_of
from work.petitioner import Petitioner

PLEAS = Place(Name.PLEAS)
LOOKED_AT = timedelta(minutes=10)  # after a press, for as long who sent it is shown
WHY = "chat"  # what the history says of why somebody looked


async def show_pleas(desk: Desk, link: Link, wish: Wish) -> Screen:
    """One page of what waits."""
    language, now = link.person.language, desk.now
    page, told = await desk.store.read(look, desk, link, wish.to.page, now)
    first = (page.number - 1) * PAGE_SIZE + 1
    facts = {"total": page.total, "first": first, "items": told}

    def place(number: int) -> Place:
        return Place(Name.PLEAS, "", "", number)

    cards = tuple(
        Button(str(at), Place(Name.PLEA, str(one.id), "", page.number))
        for at, one in enumerate(page.petitions, first)
    )
    rows = (*split(cards), paging(place, page.number, page.pages))
    whole = (*rows, foot(place(page.number), language))
    return Screen("pleas", desk.say("pleas", facts, language), whole)


def look(
    tx: Tx, desk: Desk, link: Link, number: int, now: Reached
) -> tuple[Page, list[dict[str, Any]]]:
    """The page, and what may be said of each petition on it."""
    people = petition_list.acting(tx, link.person, now)
    page = petition_list.waiting(tx, people, number, PAGE_SIZE)
    found = [petition_list.whole(tx, one.id, people) for one in page.petitions]
    return page, [_line(desk, one, now.day) for one in found if one is not None]


async def show_plea(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The card of one petition, or the one answer for what is hidden and what is not there."""
    found = await desk.store.read(_whole, link, wish.to.arg, desk.now)
    if found is None:
        return _absent(desk, link)
    one, language, today = found.petition, link.person.language, desk.today
    facts = {
        **_line(desk, found, today),
        "depth": one.depth,
        "channel": one.channel,
        "phone": found.sender.phone if _titled(desk, one) else None,
        "competent": one.competent if _titled(desk, one) else None,
        "erased": one.erased,
        "clocks": [_clock(desk, clock, today) for clock in _clocks(desk, found)],
    }
    task = Button(word("button.plea-task", language), Place(Name.CARD, str(one.task)))
    sender = Button(word("button.look", language), Place(Name.LOOK, str(one.id)))
    back = Button(word("button.back", language), Place(Name.PLEAS, "", "", wish.to.page))
    rows = ((sender,) if _may_look(desk, found) else (), (task,), (back, Button("🏠", HOME)))
    return Screen("plea", desk.say("plea", facts, language), rows)


async def show_sender(desk: Desk, link: Link, wish: Wish) -> Screen:
    """Who sent it, shortly after they said that they look; otherwise the card."""
    found = await desk.store.read(_sender, desk, link, wish.to.arg, desk.now)
    if found is None:
        return await show_plea(desk, link, Wish(Place(Name.PLEA, wish.to.arg)))
    one, who = found
    facts = {"code": one.code, "name": who.name, "phone": who.phone}
    back = Button(word("button.hide", link.person.language), Place(Name.PLEA, wish.to.arg))
    return Screen("sender", desk.say("sender", facts, link.person.language), ((back,),))


def see(scene: Scene, wish: Wish) -> Outcome:
    """Puts down that they look at who sent it, and leads there."""
    number, back = number_of(wish.to.arg), Place(Name.PLEA, wish.to.arg)
    if scene.desk.settings.disclosure == "code":
        return Outcome(back, scene.word("plea.code"))
    done = petition_act.see(scene.tx, number, WHY, Whom(scene.act, _hands(scene)))
    if isinstance(done, Done):
        return Outcome(Place(Name.SENDER, wish.to.arg))
    said = scene.word(f"plea.{done}") if done in _SAID else ""
    return Outcome(back, said)


_SAID = frozenset({Refusal.SECRET, Refusal.ERASED})


def _whole(tx: Tx, link: Link, number: str, now: Reached) -> Whole | None:
    people = petition_list.acting(tx, link.person, now)
    return petition_list.whole(tx, number_of(number), people)


def _sender(
    tx: Tx, desk: Desk, link: Link, number: str, now: Reached
) -> tuple[Petition, Petitioner] | None:
    found = _whole(tx, link, number, now)
    if found is None or not _may_look(desk, found):
        return None
    since = clock.office_now(tx, desk.machine.now()) - LOOKED_AT
    mine = f"person:{link.person.id}"
    looked = (one for one in found.past if one.event is Event.SEE and one.at > since)
    if not any(one.by.split(",")[0] == mine for one in looked):
        return None
    return found.petition, petitioner.whole(tx, found.petition.id)


def _may_look(desk: Desk, found: Whole) -> bool:
    one = found.petition
    hidden = one.denounces or one.erased
    return _titled(desk, one) and not hidden and found.sees_sender


def _line(desk: Desk, found: Whole, today: date) -> dict[str, Any]:
    one, titled = found.petition, _titled(desk, found.petition)
    running = next((clock for clock in _clocks(desk, found) if clock.met is None), None)
    return {
        "code": one.code,
        "kind": one.kind,
        "state": one.state,
        "received": one.received.isoformat(),
        "title": one.title if titled else None,
        "sender": found.sender.name if titled else None,
        "clock": None if running is None else _clock(desk, running, today),
        "today": today.isoformat(),
    }


def _clock(desk: Desk, one: Clock, today: date) -> dict[str, Any]:
    return {
        "step": one.step,
        "due": one.due.isoformat(),
        "days": desk.calendar.working_days(today, one.due),
        "late": one.late_on(today),
        "met": None if one.met is None else one.met.isoformat(),
        "waits": one.waits_since is not None,
        "source": one.source.partition(":")[0],
        "working_days": one.working_days,
    }


def _clocks(desk: Desk, found: Whole) -> tuple[Clock, ...]:
    one = found.petition
    return desk.clocks(one.kind, one.depth, course_of(one.received, found.past))


def _titled(desk: Desk, one: Petition) -> bool:
    return desk.disclosure(one.title) == "title"


def _absent(desk: Desk, link: Link) -> Screen:
    language = link.person.language
    back = Button(word("button.back", language), PLEAS)
    return Screen("plea-absent", desk.say("plea-absent", {}, language), ((back,),))


def _hands(scene: Scene) -> Hands:
    """Looking writes no letter and opens no task."""

    def nothing(*_: object) -> Any:
        raise RuntimeError("who looks at a petition writes nothing")

    def unnamed(_: str) -> Naming:
        raise RuntimeError("who looks at a petition opens none")

    desk, now = scene.desk, scene.now
    return Hands(desk.today, desk.clocks, nothing, unnamed, now, lambda _: {}, nothing)
