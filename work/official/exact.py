"""An official document that came as edXML: its head exactly as told, what it asks for as read from its files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from work.deadline import Deadline
from work.edxml import Business, Package, agency_code
from work.official.found import Errand, Finding, Paper, Read, Role, Tie
from work.official.letter import Sheet
from work.sign import sign_key

KIND = "edxml"
DUE_RULE = "on-date"  # QCVN 102:2016/BTTTT, DueDate
_TOLD = frozenset(
    {"number-doubtful", "issuer-doubtful", "issued-doubtful", "no-excerpt", "no-document"}
)
_NO_DUE = frozenset({"no-deadline", "nothing-asked"})
_ROLES = {Business.RECALL: Role.RECALLS, Business.REPLACE: Role.REPLACES}


class Head(NamedTuple):
    """What the head of a package says: as text for people, and where in the letter that stands."""

    sheet: Sheet
    place: int


def head(package: Package, name: str, place: int) -> Head:
    """The head of *package*, out of the file *name*, as the sheet at *place* of its letter."""
    return Head(Sheet((name,), KIND, "".join(_lines(package))), place)


def exact(package: Package, read: Read, head: Head, home: str) -> Read:
    """What the package says: *read* are its files; *home* is the code of the office to which it should go."""
    papers = [
        place
        for place, one in enumerate(read.papers)
        if one.number is not None
        and sign_key(one.number.value) == sign_key(package.document.number)
    ]
    chosen = papers[0] if papers else 0
    errands = tuple(
        _due_of(package, replace(one, paper=0), head) for one in read.errands if one.paper == chosen
    )
    if not errands and package.due is not None:
        errands = (_whole(package, package.due, head),)
    paper = _paper(package, read.papers[chosen] if read.papers else None, head)
    doubts = tuple(dict.fromkeys(_doubts(package, read, errands, bool(papers), home)))
    return Read((paper,), errands, read.asks or bool(errands), not doubts, doubts)


def _paper(package: Package, read: Paper | None, head: Head) -> Paper:
    def found(value: str, words: str = "") -> Finding | None:
        return Finding(value, words or value, 1.0, head.place) if value else None

    about, issued = package.document, package.document.issued
    kind = package.kind.lower()
    urgency = Finding(str(package.urgency), "", 1.0, head.place)
    return Paper(
        number=found(about.number),
        issuer=found(package.sender.name or about.organ),
        issued=None if issued is None else found(issued.isoformat(), _day(issued)),
        kind=found(kind, package.kind) or (None if read is None else read.kind),
        excerpt=found(package.subject or package.content),
        urgency=urgency,
        addressees=tuple(filter(None, (found(one.name or one.code) for one in package.recipients))),
        signer=found(package.signer),
        ties=tuple(dict.fromkeys((*_ties(package, head), *(read.ties if read else ())))),
    )


def _ties(package: Package, head: Head) -> Iterator[Tie]:
    def tie(role: Role, number: str) -> Tie:
        return Tie(role, Finding(number, number, 1.0, head.place))

    own = sign_key(package.document.number)
    role = _ROLES.get(package.business)
    for one in package.about if role is not None else ():
        if role is not None and sign_key(one.number) != own:
            yield tie(role, one.number)
    yield from (tie(Role.ANSWERS, one.number) for one in package.answers if one.number)


def _due_of(package: Package, errand: Errand, head: Head) -> Errand:
    """The day that the head tells, where the text has none."""
    if errand.deadline is not None or package.due is None:
        return errand
    return replace(
        errand, deadline=_deadline(package.due), when=_when(package.due, head), recurs=None
    )


def _whole(package: Package, due: date, head: Head) -> Errand:
    text = package.subject or package.content or package.document.number
    content = Finding(text, text, 1.0, head.place)
    return Errand(0, content, None, (), None, _deadline(due), _when(due, head))


def _when(due: date, head: Head) -> Finding:
    return Finding(due.isoformat(), _day(due), 1.0, head.place)


def _deadline(due: date) -> Deadline:
    return Deadline(due, DUE_RULE, _day(due), due)


def _doubts(
    package: Package, read: Read, errands: tuple[Errand, ...], same: bool, home: str
) -> Iterator[str]:
    told = _TOLD | (_NO_DUE if package.due is not None else frozenset())
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


def _lines(package: Package) -> Iterator[str]:
    """The head as people read it; what is not told has no line."""
    about = package.document
    lines = (
        ("Cơ quan gửi", package.sender.name),
        ("Mã cơ quan", about.organ),
        ("Số, ký hiệu", about.number),
        ("Ngày ban hành", _day(about.issued)),
        ("Loại văn bản", package.kind),
        ("Trích yếu", package.subject),
        ("Nội dung", package.content),
        ("Người ký", package.signer),
        ("Chức vụ", package.post),
        ("Thời hạn", _day(package.due)),
        ("Nơi nhận", "; ".join(package.places)),
        ("Lĩnh vực", package.sphere),
        ("Lý do", package.reason),
        *(("Gửi đến", one.name or one.code) for one in package.recipients),
        *(("Trả lời", one.number) for one in package.answers),
        *(("Liên quan", one.number) for one in package.about),
    )
    return (f"{name}: {value}\n" for name, value in lines if value)


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"
