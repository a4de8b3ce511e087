"""An official document that came as edXML: its head exactly as told, what it asks for as read from its files."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from work.deadline import Deadline
from work.edxml import Business, Package, agency_code
from work.official.found import Errand, Finding, Paper, Read, Role, Tie
from work.sign import sign_key

DUE_RULE = "on-date"  # QCVN 102:2016/BTTTT, DueDate
_TOLD = frozenset(
    {"number-doubtful", "issuer-doubtful", "issued-doubtful", "no-excerpt", "no-document"}
)
_NO_DUE = frozenset({"no-deadline", "nothing-asked"})
_NO_FILES = frozenset({"unread"})  # where there is nothing to read
_ROLES = {Business.RECALL: Role.RECALLS, Business.REPLACE: Role.REPLACES}


def exact(package: Package, read: Read, sheet: int, home: str) -> Read:
    """What the package says, whose head is that sheet of the letter: *read* are its files.

    *home* is the code of the office to which it should go.
    """
    papers = _of_number(package, read)
    chosen = papers[0] if papers else 0
    own = (read.errands[place] for place in own_errands(package, read))
    errands = tuple(_due_of(package, replace(one, paper=0), sheet) for one in own)
    if not errands and package.due is not None:
        errands = (_whole(package, package.due, sheet),)
    paper = _paper(package, read.papers[chosen] if read.papers else None, sheet)
    doubts = tuple(dict.fromkeys(_doubts(package, read, errands, bool(papers), home)))
    perhaps = tuple(replace(one, paper=0) for one in read.perhaps if one.paper == chosen)
    asks = read.asks or bool(errands)
    return Read((paper,), errands, asks, not doubts, doubts, perhaps)


def own_errands(package: Package, read: Read) -> tuple[int, ...]:
    """Which errands of *read* are those of the package's own document, by their places."""
    chosen = next(iter(_of_number(package, read)), 0)
    return tuple(place for place, one in enumerate(read.errands) if one.paper == chosen)


def _of_number(package: Package, read: Read) -> list[int]:
    """The papers that bear the package's number and sign."""
    own = sign_key(package.document.number)
    numbers = ((place, one.number) for place, one in enumerate(read.papers))
    return [place for place, one in numbers if one is not None and sign_key(one.value) == own]


def standing(read: Read, places: Sequence[int]) -> Read:
    """*read* by the sheets of the whole letter: its sheet n is the one at *places*[n] there."""
    found: Read = _standing(read, places)
    return found


def _standing(value: Any, places: Sequence[int]) -> Any:
    match value:
        case Finding(sheet=int(sheet)):
            return replace(value, sheet=places[sheet] if sheet < len(places) else None)
        case tuple():
            return tuple(_standing(one, places) for one in value)
        case Read() | Paper() | Errand() | Tie():
            inner = {one.name: getattr(value, one.name) for one in fields(value)}
            return replace(value, **{name: _standing(one, places) for name, one in inner.items()})
        case _:
            return value


def _paper(package: Package, read: Paper | None, sheet: int) -> Paper:
    def found(value: str, words: str = "") -> Finding | None:
        return Finding(value, words or value, 1.0, sheet) if value else None

    about, issued = package.document, package.document.issued
    kind = package.kind.lower()
    urgency = Finding(str(package.urgency), "", 1.0, sheet)
    return Paper(
        number=found(about.number),
        issuer=found(package.sender.name or about.organ),
        issued=None if issued is None else found(issued.isoformat(), _written(issued)),
        kind=found(kind, package.kind) or (None if read is None else read.kind),
        excerpt=found(package.subject or package.content),
        urgency=urgency,
        addressees=tuple(filter(None, (found(one.name or one.code) for one in package.recipients))),
        signer=found(package.signer),
        ties=tuple(dict.fromkeys((*_ties(package, sheet), *(read.ties if read else ())))),
    )


def _ties(package: Package, sheet: int) -> Iterator[Tie]:
    def tie(role: Role, number: str) -> Tie:
        return Tie(role, Finding(number, number, 1.0, sheet))

    own = sign_key(package.document.number)
    role = _ROLES.get(package.business)
    for one in package.about if role is not None else ():
        if role is not None and sign_key(one.number) != own:
            yield tie(role, one.number)
    yield from (tie(Role.ANSWERS, one.number) for one in package.answers if one.number)


def _due_of(package: Package, errand: Errand, sheet: int) -> Errand:
    """The day that the head tells, where the text has none."""
    if errand.deadline is not None or package.due is None:
        return errand
    return replace(
        errand, deadline=_deadline(package.due), when=_when(package.due, sheet), recurs=None
    )


def _whole(package: Package, due: date, sheet: int) -> Errand:
    text = package.subject or package.content or package.document.number
    content = Finding(text, text, 1.0, sheet)
    return Errand(0, content, None, (), None, _deadline(due), _when(due, sheet))


def _when(due: date, sheet: int) -> Finding:
    return Finding(due.isoformat(), _written(due), 1.0, sheet)


def _deadline(due: date) -> Deadline:
    return Deadline(due, DUE_RULE, f"{due:%d/%m/%Y}", due)


def _doubts(
    package: Package, read: Read, errands: tuple[Errand, ...], same: bool, home: str
) -> Iterator[str]:
    told = _TOLD | (_NO_DUE if package.due is not None else frozenset())
    told |= frozenset() if package.files else _NO_FILES
    yield from (one for one in read.doubts if one not in told)
    yield from package.faults
    if not same and any(one.number is not None for one in read.papers):
        yield "edxml-disagrees"
    days = {one.deadline.due for one in errands if one.deadline is not None}
    if package.due is not None and days - {package.due}:
        yield "edxml-due"
    if errands and any(one.lead is None for one in errands):
        yield "lead-doubtful"
    if not errands:
        yield "nothing-asked"
    codes = {agency_code(one.code) for one in package.recipients}
    if home not in codes:
        yield "edxml-recipient"
    if package.business is not Business.NEW or package.answers:
        yield "tied"


def _written(day: date) -> str:
    """As the head has it."""
    return f"{day:%Y/%m/%d}"
