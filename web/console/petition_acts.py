"""What a person does with a petition by a form of its page, one function for each event."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from store import Tx, audience, petition, petition_act, petition_list
from store.petition_move import Refusal, Whom
from templates import word
from web.console.naming import Naming, Unnamed
from web.console.refusal import unsaid
from web.console.visit import Visit
from work.petition import Depth, Event, Kind
from work.task import Party, Role

LONGEST = 4000  # characters of an answer
TITLE_LONGEST = 200
KINDS = tuple(one for one in Kind if one is not Kind.UNSORTED)
_LINES = ("title", "body", "letter", "result", "other")
_CODE = re.compile(r"(?:PAKN\s*)?([0-9]{1,9})\s*/\s*([0-9]{4})", re.IGNORECASE)

Deed = Callable[[Tx, int, Visit, Whom], object]


def whom(visit: Visit) -> Whom:
    """Who acts, and with what."""
    desk = visit.desk
    if desk.petitions is None:
        raise RuntimeError("nobody told the console how petitions are dealt with")
    return Whom(visit.act, desk.petitions(desk.today, visit.now))


def amiss(visit: Visit) -> str | None:
    """Why what was typed is not taken: it bears a mark of secrecy, or is too long."""
    lines, text = tuple(_line(visit, name) for name in _LINES), visit.field("text")
    if (why := unsaid(visit, *lines, text)) is not None:
        return why
    if len(text) > LONGEST or any(len(one) > TITLE_LONGEST for one in lines):
        longest = LONGEST if len(text) > LONGEST else TITLE_LONGEST
        return word("web.task.long", visit.language).format(longest=longest)
    return None


def _line(visit: Visit, name: str) -> str:
    """What the form says there, on one line: letters and registers hold it so."""
    return " ".join(visit.field(name).split())


def _register(tx: Tx, number: int, _: Visit, by: Whom) -> object:
    return petition_act.register(tx, number, by)


def _classify(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    kind, depth, title = visit.field("kind"), visit.field("depth"), _line(visit, "title")
    if kind not in KINDS or depth not in set(Depth):
        return "kind"
    return petition_act.classify(tx, number, Kind(kind), Depth(depth), by, title or None)


def _ask(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    text = visit.field("text")
    return petition_act.ask(tx, number, text, by) if text else "text"


def _supply(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    text = visit.field("text")
    return petition_act.supply(tx, number, text, by) if text else "text"


def _forward(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    body, letter = _line(visit, "body"), _line(visit, "letter") or None
    return petition_act.forward(tx, number, body, letter, by) if body else "body"


def _assign(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    found = Naming(tx, visit).people(visit.field("person"))
    if isinstance(found, Unnamed):
        return found
    (who,) = found
    if who.disabled:
        return "person"
    lead = Party(Role.LEAD, who.agency, audience.unit_of(tx, who.id), who.id)
    return petition_act.assign(tx, number, lead, by)


def _answer(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    text, result = visit.field("text"), _line(visit, "result") or None
    return petition_act.answer(tx, number, text, result, by) if text else "text"


def _publish(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    text = visit.field("text")
    return petition_act.publish(tx, number, text, by) if text else "text"


def _close(tx: Tx, number: int, _: Visit, by: Whom) -> object:
    return petition_act.close(tx, number, by)


def _refuse(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    found, ground = petition.one(tx, number), visit.field("ground")
    if found is None:
        return Refusal.UNKNOWN
    if ground not in by.hands.grounds(found.received):
        return "ground"
    return petition_act.refuse(tx, number, ground, visit.field("text") or None, by)


def _withdraw(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    return petition_act.withdraw(tx, number, visit.field("text") or None, by)


def _join(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    """With one that is theirs to see as well."""
    read = _CODE.fullmatch(visit.field("other"))
    other = None if read is None else petition.by_code(tx, int(read[1]), int(read[2]))
    if other is None:
        return "other"
    acting = petition_list.acting(tx, visit.person, visit.desk.now)
    if petition_list.whole(tx, other.id, acting) is None:
        return "other"
    return petition_act.join(tx, number, other.id, by)


def _erase(tx: Tx, number: int, visit: Visit, by: Whom) -> object:
    text = visit.field("text")
    return petition_act.erase(tx, number, text, by) if text else "text"


# In the order in which a page has those that can be done: first what comes next in each state.
DEEDS: Mapping[Event, Deed] = MappingProxyType(
    {
        Event.REGISTER: _register,
        Event.ANSWER: _answer,
        Event.PUBLISH: _publish,
        Event.ASSIGN: _assign,
        Event.FORWARD: _forward,
        Event.CLASSIFY: _classify,
        Event.SUPPLY: _supply,
        Event.ASK: _ask,
        Event.CLOSE: _close,
        Event.REFUSE: _refuse,
        Event.WITHDRAW: _withdraw,
        Event.JOIN: _join,
        Event.ERASE: _erase,
    }
)
