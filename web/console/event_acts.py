"""What people do to an event by forms of its page: answer, invite, change, move, cancel, note; one way in for each right."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, event_answer, event_change, event_right
from store import event as events
from store.event_answer import Answered
from store.event_move import Impossible, Refusal
from templates import word
from web.console.event_form import Amiss, asked, span, was, words
from web.console.event_page import absent, event_page, look, span_fields, time_of
from web.console.events import PLACE
from web.console.gate import Gate
from web.console.naming import Naming, Unnamed
from web.console.numbers import in_path
from web.console.visit import Visit, go
from work.access import Denied
from work.act import Act
from work.event import Answer, Event, Part

Do = Callable[[Tx, Event, Act], object]
WORDS = ("title", "place", "link", "note")


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """The forms of /events/NUMBER."""
    deeds: dict[str, Callable[[Visit], Awaitable[Response]]] = {
        "answer": answer,
        "noted": noted,
        "invite": invite,
        "remove": remove,
        "change": change,
        "move": move,
        "cancel": cancel,
        "held": held,
    }
    return tuple(gate.act(f"{PLACE}/{{number}}/{name}", do) for name, do in deeds.items())


async def answer(visit: Visit) -> Response:
    """What who is in says to the invitation, to the whole or to one time of a series."""
    says = _says(visit)
    if isinstance(says, Amiss):
        return await event_page(visit, says)
    done = await visit.desk.store.write(_answer, visit, says)
    return await _after(visit, done, f"event-{says}")


async def noted(visit: Visit) -> Response:
    """What somebody said otherwise, by telephone or at the counter, noted by who convenes."""
    says = _says(visit)
    if isinstance(says, Amiss):
        return await event_page(visit, says)

    def note(tx: Tx, one: Event, act: Act) -> object:
        who = _person(tx, visit)
        if isinstance(who, Amiss):
            return who
        return event_answer.answer(tx, one.id, who, says, time_of(visit, one), act)

    return await _convened(visit, note, "event-noted")


async def invite(visit: Visit) -> Response:
    """Sends the invitations that have not gone yet, to people named now too."""

    def do(tx: Tx, one: Event, act: Act) -> object:
        fresh = asked(tx, visit)
        if isinstance(fresh, Amiss):
            return fresh
        chairs = [who for who, part in fresh if part is Part.CHAIR]
        if chairs and one.chair is not None and one.chair.person not in chairs:
            return Amiss("chair", one.chair.name)
        if not fresh and not one.unaware:
            return Amiss("nobody-left")
        return event_change.invite(tx, one.id, fresh, act)

    return await _convened(visit, do, "event-invited")


async def remove(visit: Visit) -> Response:
    """Asks somebody no longer; they alone are told."""

    def do(tx: Tx, one: Event, act: Act) -> object:
        who, why = _person(tx, visit), words(visit, ("why",))
        if isinstance(who, Amiss) or isinstance(why, Amiss):
            return who if isinstance(who, Amiss) else why
        return event_change.remove(tx, one.id, who, act, why["why"])

    return await _convened(visit, do, "event-removed")


async def change(visit: Visit) -> Response:
    """Says otherwise what it is about or where it is; who knows of it is told what changed."""

    def do(tx: Tx, one: Event, act: Act) -> object:
        values, why = words(visit, WORDS), words(visit, ("why",))
        if isinstance(values, Amiss) or isinstance(why, Amiss):
            return values if isinstance(values, Amiss) else why
        if values["title"] is None:
            return Amiss("title")
        fresh = {name: text for name, text in values.items() if (text or "") != was(visit, name)}
        if any(was(visit, name) != (getattr(one.what, name) or "").strip() for name in fresh):
            return Amiss("overtaken")
        return event_change.change(tx, one.id, fresh, act, why["why"])

    return await _convened(visit, do, "event-changed")


async def move(visit: Visit) -> Response:
    """Moves it, or one time of a series; who knows of it is asked again."""

    def do(tx: Tx, one: Event, act: Act) -> object:
        number = time_of(visit, one)
        at = one.at(number or 1)
        if at is None or (one.rule is not None and number is None):
            return Refusal.WHICH
        if was(visit, "span") != " ".join(span_fields(visit, at).values()).strip():
            return Amiss("overtaken")
        whole = at.span.all_day if one.rule is not None else None
        to, why = span(visit, at.span.ends - at.span.starts, whole=whole), words(visit, ("why",))
        if isinstance(to, Amiss) or isinstance(why, Amiss):
            return to if isinstance(to, Amiss) else why
        return event_change.reschedule(tx, one.id, number, to, act, why["why"])

    return await _convened(visit, do, "event-moved")


async def cancel(visit: Visit) -> Response:
    """Cancels it, one time of a series, or all of it that is still to come."""

    def do(tx: Tx, one: Event, act: Act) -> object:
        why = words(visit, ("why",))
        if isinstance(why, Amiss):
            return why
        return event_change.cancel(tx, one.id, time_of(visit, one), act, why["why"])

    return await _convened(visit, do, "event-cancelled")


async def held(visit: Visit) -> Response:
    """Notes that it was held, or that one time of a series was."""

    def do(tx: Tx, one: Event, act: Act) -> object:
        return event_change.hold(tx, one.id, time_of(visit, one), act)

    return await _convened(visit, do, "event-held")


async def _convened(visit: Visit, do: Do, said: str) -> Response:
    """Does it where who is in may change the event; the same answer for what is hidden and what is not there."""
    number = in_path(visit)

    def change(tx: Tx) -> object:
        def with_event(tx: Tx, act: Act) -> object:
            one = events.one(tx, number)
            return Refusal.UNKNOWN if one is None else do(tx, one, act)

        return event_right.convened(tx, number, visit.act, with_event)

    return await _after(visit, await visit.desk.store.write(change), said)


async def _after(visit: Visit, done: object, said: str) -> Response:
    if isinstance(done, Amiss):
        return await event_page(visit, done)
    if done is Refusal.UNKNOWN:
        return absent(visit)
    why = _refused(visit, done)
    if why:
        return await event_page(visit, why)
    one = await visit.desk.store.read(events.one, in_path(visit))
    number = None if one is None else time_of(visit, one)
    where = f"{PLACE}/{in_path(visit)}"
    return go(visit, where if number is None else f"{where}?time={number}", said)


def _refused(visit: Visit, done: object) -> str:
    say = visit.language
    if isinstance(done, Impossible):
        state = word(f"web.events.state.{done.state}", say)
        return word("web.events.refused.impossible", say).format(state=state)
    key = "denied" if isinstance(done, Denied) else str(done) if isinstance(done, Refusal) else ""
    return word(f"web.events.refused.{key}", say) if key else ""


def _answer(tx: Tx, visit: Visit, says: Answer) -> Answered | Impossible | Refusal | object:
    """Only who was told of it has something to answer."""
    found = look(tx, visit)
    mine = None if found is None else next(
        (who for who in found.event.participants if who.person == visit.person.id), None
    )  # fmt: skip
    if found is None:
        return Refusal.UNKNOWN
    if mine is None or mine.told is None:
        return Refusal.STRANGER
    one = found.event
    return event_answer.answer(tx, one.id, mine.person, says, time_of(visit, one), visit.act)


def _says(visit: Visit) -> Answer | Amiss:
    said = visit.field("says")
    known = said in set(Answer) and said != Answer.NONE
    return Answer(said) if known else Amiss("says")


def _person(tx: Tx, visit: Visit) -> int | Amiss:
    found = Naming(tx, visit).people(visit.field("person"))
    return Amiss("unnamed", found.why) if isinstance(found, Unnamed) else found[0].id
