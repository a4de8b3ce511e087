"""One table of who may do what: a standing towards a task, a petition or an office, an act, and how far it reaches.

Doors and commands ask `may`, and nothing else decides. Who is not granted SEE gets the answer of
what is not there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from work.audience import Told, agency_heads, audience, unit_heads
from work.person import Person, Position
from work.task import Party, Role, TaskEvent


class Standing(StrEnum):
    """What somebody is to a task or an office; one person may be several things."""

    LEAD = "lead"  # named by the party that leads, or answering for it; of a petition, who was given it
    COORDINATOR = "coordinator"  # the same of one that helps
    FOLLOWER = "follower"  # the same of one that follows, for who assigned the task
    ASSIGNER = "assigner"  # head of the agency whose document assigned it
    UNIT_HEAD = "unit-head"  # of a unit that has a part
    AGENCY_HEAD = "agency-head"  # of an agency that has a part
    CLERK = "clerk"  # văn thư of an agency with a part; what it leads, where it is named alone
    OPERATOR = "operator"  # quản trị hệ thống
    SELF = "self"  # whom an act of the office concerns
    STAND_IN = "stand-in"  # được ủy quyền: has the rights of who is away


class Doing(StrEnum):
    """What somebody wants to do."""

    SEE = "see"
    RECEIVE = "receive"
    REPORT = "report"
    SUBMIT = "submit"
    EXTEND = "extend"  # ask for an extension, or withdraw that
    HAND_ON = "hand-on"
    ASSIGN = "assign"  # other parties, another wording
    REDATE = "due"
    DECIDE = "decide"  # an extension
    APPROVE = "approve"  # or return
    PAUSE = "pause"  # or resume
    NUDGE = "nudge"  # remind who leads at once (đôn đốc)
    FINISH = "finish"  # without approval
    CANCEL = "cancel"
    RECALL = "recall"
    REOPEN = "reopen"
    LIST = "list"
    EXPORT = "export"
    REGISTER = "register"  # enter documents
    RELEASE = "release"  # held mail
    WATCH = "watch"  # see mail, the daemon, the account and the directory, as who runs the office's machine
    OPERATE = "operate"  # hold, retry, return and drop letters; suspend and resume domains
    ADMIT = "admit"  # disable people, and let them in: invite, unlock, end their sessions
    TRACE = "trace"  # see where relayed letters of an agency stand
    SECOND = "second"  # decide on a letter as the second person that a release rule names
    STAND_IN = "stand-in"  # name who stands in for somebody, or end it
    HAND_OVER = "hand-over"  # all the work of one who leaves
    CONVENE = "convene"  # plan an event, ask people to it, change, move, cancel and note it
    ASK = "ask"  # for reports: keep their forms, ask, accept, return, excuse
    FILL = "fill"  # send a report that is asked for
    PETITION = "petition"  # enter one, sort it, pass it on, give it to somebody, end it
    SUPPLEMENT = "supplement"  # ask its sender for more, or keep what came in
    ANSWER = "answer"  # its sender
    WHOLE = "whole"  # see who sent it


class Scope(StrEnum):
    """How far a right reaches."""

    NONE = "-"
    PART = "part"  # tasks in which they have that standing
    LED = "led"  # of these, what their unit or agency leads
    ALONE = "alone"  # what their agency leads, where nobody follows it
    INSIDE = "inside"  # what their agency leads, and only to people and units of it
    OWN = "own"  # what is theirs, or concerns them
    UNIT = "unit"
    AGENCY = "agency"
    OFFICE = "office"  # everybody and everything
    YES = "yes"  # of a stand-in: the right passes to them


_TASKS = """
           lead coordinator follower assigner unit-head agency-head clerk operator stand-in
see        part part        part     part     part      part        part  -        yes
receive    part -           -        -        led       led         led   -        yes
report     part -           -        -        led       led         led   -        yes
submit     part -           -        -        led       led         -     -        yes
extend     part -           -        -        led       led         -     -        yes
hand-on    part -           -        -        led       led         -     -        yes
assign     -    -           part     part     -         inside      -     -        yes
due        -    -           part     part     -         alone       -     -        yes
decide     -    -           part     part     -         alone       -     -        yes
approve    -    -           part     part     -         alone       -     -        yes
pause      -    -           part     part     -         alone       -     -        yes
finish     -    -           part     part     -         alone       -     -        yes
cancel     -    -           part     part     -         alone       -     -        yes
recall     -    -           part     part     -         -           -     -        yes
reopen     -    -           part     part     -         alone       -     -        yes
nudge      -    -           part     part     led       led         -     -        yes
"""
_OFFICES = """
           unit-head agency-head clerk  operator self stand-in
list       unit      agency      agency -        own  yes
export     unit      agency      agency -        -    yes
register   -         -           agency -        -    yes
release    -         -           -      office   -    yes
watch      -         -           -      office   -    -
operate    -         -           -      office   -    -
admit      -         -           -      office   -    -
trace      -         agency      agency office   -    yes
stand-in   unit      agency      agency office   own  -
hand-over  unit      agency      -      office   -    -
convene    unit      agency      agency -        own  yes
ask        -         agency      agency -        -    yes
fill       unit      agency      agency -        own  yes
"""
_PETITIONS = """
           lead agency-head clerk  stand-in
petition   -    agency      agency yes
supplement part agency      agency yes
answer     part agency      -      yes
whole      part -           agency yes
"""
_LETTERS = """
           self stand-in
second     own  yes
"""

Table = Mapping[tuple[Standing, Doing], Scope]


def _read(*texts: str) -> Table:
    cells: dict[tuple[Standing, Doing], Scope] = {}
    for text in texts:
        head, *rows = (line.split() for line in text.strip().splitlines())
        for row in rows:
            for who, cell in zip(head, row[1:], strict=True):
                cells[Standing(who), Doing(row[0])] = Scope(cell)
    return MappingProxyType(cells)


TABLE = _read(_TASKS, _OFFICES, _PETITIONS, _LETTERS)

DOING: Mapping[TaskEvent, Doing] = MappingProxyType(
    {
        TaskEvent.RECEIVE: Doing.RECEIVE,
        TaskEvent.REPORT: Doing.REPORT,
        TaskEvent.SUBMIT: Doing.SUBMIT,
        TaskEvent.APPROVE: Doing.APPROVE,
        TaskEvent.RETURN: Doing.APPROVE,
        TaskEvent.FINISH: Doing.FINISH,
        TaskEvent.CANCEL: Doing.CANCEL,
        TaskEvent.RECALL: Doing.RECALL,
        TaskEvent.REOPEN: Doing.REOPEN,
        TaskEvent.REDATE: Doing.REDATE,
        TaskEvent.RECOUNT: Doing.REDATE,
        TaskEvent.ASSIGN: Doing.ASSIGN,
        TaskEvent.REWORD: Doing.ASSIGN,
        TaskEvent.HAND_ON: Doing.HAND_ON,
        TaskEvent.PAUSE: Doing.PAUSE,
        TaskEvent.RESUME: Doing.PAUSE,
        TaskEvent.ASK: Doing.EXTEND,
        TaskEvent.WITHDRAW: Doing.EXTEND,
        TaskEvent.GRANT: Doing.DECIDE,
        TaskEvent.REFUSE: Doing.DECIDE,
    }
)
_DECIDING = (Doing.APPROVE, Doing.DECIDE)  # nobody does it of their own work where others can


@dataclass(frozen=True, slots=True)
class OfTask:
    """A task as an act concerns it.

    *people* are those behind its *parties*, as for audience(), each with who stands in for them;
    *assigner* is the code of the agency whose document assigned it, where that is registered;
    *to* who would have the task afterwards, where it is given to somebody.
    """

    parties: tuple[Party, ...]
    people: tuple[Person, ...]
    assigner: str | None = None
    to: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class OfOffice:
    """Whom or what an act of the office concerns: an *agency*, one of its units, or one person there.

    *people* holds at least those for whom who acts stands in.
    """

    agency: str
    unit: str | None = None
    person: int | None = None
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class OfPetition:
    """A petition that *agency* received and *handler* leads; *people* as OfOffice has them.

    Where a whole unit was given it, whoever is of that unit handles it. Nobody of another agency has a
    right in it, whoever leads: it is passed on to them by a letter (chuyển), and they enter it as theirs.
    """

    agency: str
    handler: Party
    people: tuple[Person, ...] = ()


About = OfTask | OfOffice | OfPetition


@dataclass(frozen=True, slots=True)
class Grant:
    """By what somebody may act: their *standing* and its *scope*, or that of the person they stand in for."""

    standing: Standing
    scope: Scope
    instead_of: Person | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """That somebody may not: by which standings others may, and who they are here."""

    doing: Doing
    standings: tuple[tuple[Standing, Scope], ...]
    people: tuple[Person, ...] = ()


def may(person: Person, doing: Doing, about: About) -> Grant | None:
    """By what *person* may do it; None where they may not.

    First in their own right, then for somebody who is away. A stand-in has what the other
    has, never more, and nobody stands in for a stand-in.
    """
    if person.disabled or _is_own_work(person, doing, about):
        return None
    own = _granted(person, doing, about)
    if own is not None or TABLE[Standing.STAND_IN, doing] is not Scope.YES:
        return own
    for absent in about.people:
        if absent.deputy == person.id and not absent.disabled:
            theirs = _granted(absent, doing, about)
            if theirs is not None:
                return Grant(theirs.standing, theirs.scope, absent)
    return None


def denied(doing: Doing, about: About) -> Denied:
    """Who may do it, for the sentence of a refusal."""
    rights = ((who, cell) for (who, what), cell in TABLE.items() if what is doing)
    held = tuple(one for one in rights if one[1] not in (Scope.NONE, Scope.YES))
    return Denied(doing, held, entitled(doing, about))


def entitled(doing: Doing, about: About) -> tuple[Person, ...]:
    """Those of the people known who may do it, stand-ins among them."""
    return tuple(one for one in about.people if may(one, doing, about) is not None)


def reach(person: Person, doing: Doing, people: tuple[Person, ...] = ()) -> tuple[Grant, ...]:
    """How far *person* may list or export, widest last, with what they have for others of *people*."""
    if person.disabled:
        return ()
    own = [Grant(who, scope) for who, scope in _positions(person, doing)]
    if TABLE[Standing.STAND_IN, doing] is not Scope.YES:
        return tuple(own)
    away = (one for one in people if one.deputy == person.id and not one.disabled)
    passed = (Grant(who, scope, one) for one in away for who, scope in _positions(one, doing))
    return (*own, *passed)


def _positions(person: Person, doing: Doing) -> Iterator[tuple[Standing, Scope]]:
    for who in (Standing.SELF, *_POSITIONS.get(person.position, ())):
        scope = TABLE[who, doing]
        if scope is not Scope.NONE and not (scope is Scope.UNIT and person.unit is None):
            yield who, scope


_POSITIONS = {
    Position.UNIT_HEAD: (Standing.UNIT_HEAD,),
    Position.AGENCY_HEAD: (Standing.AGENCY_HEAD,),
    Position.CLERK: (Standing.CLERK,),
    Position.OPERATOR: (Standing.OPERATOR,),
}


def _granted(person: Person, doing: Doing, about: About) -> Grant | None:
    for standing, leads in _standings(person, about):
        scope = TABLE.get((standing, doing), Scope.NONE)
        if _covers(scope, leads, person, about):
            return Grant(standing, scope)
    return None


def _covers(scope: Scope, leads: bool, person: Person, about: About) -> bool:
    if isinstance(about, OfOffice):
        return _covers_office(scope, person, about)
    if isinstance(about, OfPetition):
        return about.agency == person.agency and scope in (Scope.PART, Scope.AGENCY)
    if scope is Scope.INSIDE:
        there = {(one.agency, one.unit, one.person) for one in about.parties}
        new = (one for one in about.to if (one.agency, one.unit, one.person) not in there)
        return leads and all(party.agency == person.agency for party in new)
    if scope is Scope.ALONE:
        return leads and not _is_followed(about)
    return scope is Scope.PART or (scope is Scope.LED and leads)


def _covers_office(scope: Scope, person: Person, about: OfOffice) -> bool:
    same = about.agency == person.agency
    if scope is Scope.UNIT:
        return same and about.unit is not None and about.unit == person.unit
    if scope is Scope.OWN:
        return about.person == person.id
    return scope is Scope.OFFICE or (scope is Scope.AGENCY and same)


def _standings(person: Person, about: About) -> Iterator[tuple[Standing, bool]]:
    """What *person* is, in the order of Standing, each with whether it is of the party that leads."""
    if not isinstance(about, OfTask):
        yield from _of_work(person, about)
        return
    for party in about.parties:
        if any(one.id == person.id for one in _answering(party, about.people)):
            yield Standing(party.role.value), party.role is Role.LEAD
    if about.assigner == person.agency and person.position is Position.AGENCY_HEAD:
        yield Standing.ASSIGNER, False
    yield from _over(person, about)
    if person.position is Position.OPERATOR:
        yield Standing.OPERATOR, False


def _of_work(person: Person, about: OfOffice | OfPetition) -> Iterator[tuple[Standing, bool]]:
    if isinstance(about, OfPetition) and _handles(person, about.handler):
        yield Standing.LEAD, True
    yield from ((who, False) for who in _POSITIONS.get(person.position, ()))
    if isinstance(about, OfOffice):
        yield Standing.SELF, False


def _handles(person: Person, handler: Party) -> bool:
    if handler.person is not None or handler.unit_name is None:
        return person.id == handler.person
    return (person.agency, person.unit) == (handler.agency, handler.unit_name)


def _over(person: Person, about: OfTask) -> Iterator[tuple[Standing, bool]]:
    for party in about.parties:
        leads = party.role is Role.LEAD
        if any(one.id == person.id for one in unit_heads(party, about.people)):
            yield Standing.UNIT_HEAD, leads
        if party.agency == person.agency and person.position is Position.AGENCY_HEAD:
            yield Standing.AGENCY_HEAD, leads
        if party.agency == person.agency and person.position is Position.CLERK:
            yield Standing.CLERK, leads and _receives(person, party, about.people)


def _answering(party: Party, people: tuple[Person, ...]) -> list[Person]:
    """Who decides for a party: who is named, else the head of its unit, else that of its agency."""
    named = [one for one in people if one.id == party.person and not one.disabled]
    return named or unit_heads(party, people) or agency_heads(party, people)


def _receives(clerk: Person, party: Party, people: tuple[Person, ...]) -> bool:
    alone = Party(Role.LEAD, party.agency, party.unit, party.person, unit_name=party.unit_name)
    told = audience((alone,), [one for one in people if one.deputy is None], (Told.LEAD,))
    return any(one.person.id == clerk.id for one in told)


def _is_followed(about: OfTask) -> bool:
    follow = (one for one in about.parties if one.role is Role.FOLLOWER)
    return any(_answering(party, about.people) for party in follow)


def _is_own_work(person: Person, doing: Doing, about: About) -> bool:
    """Whether who leads, or acts for who leads, would decide on it although others can."""
    if not isinstance(about, OfTask) or doing not in _DECIDING:
        return False
    led = (party for party in about.parties if party.role is Role.LEAD)
    leads = {one.id for party in led for one in _answering(party, about.people)}
    acting = {one.id for one in about.people if one.deputy == person.id}
    if leads.isdisjoint({person.id, *acting}):
        return False
    theirs = {person.id, *leads}
    others = (one for one in about.people if one.id not in theirs and not one.disabled)
    return any(_granted(one, doing, about) is not None for one in others)
