"""A document that came on paper, or went out, is entered in its register; tasks are assigned of it from its page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.register_import import roster_of
from store import Tx, document, entitled
from store.document import Kept, NumberTaken
from templates import word
from web.console.days import read_day
from web.console.document_page import keeps
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit, go
from web.number import number_of
from work import filing
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.document import Circulation, Direction, Document, Filing, Urgency
from work.filing import (
    ARRIVAL_MOST,
    COUNT_MOST,
    EXCERPT_LONGEST,
    LINE_LONGEST,
    PLACES_LONGEST,
    SIGN_LONGEST,
)
from work.kind import NAMES
from work.likeness import Alike, same_paper

PLACE = "/documents/new"
REGISTERS = (Direction.INCOMING, Direction.OUTGOING)
KINDS = tuple(dict.fromkeys(NAMES.values()))
LINES = {  # what is filed beside what the page says: characters
    "signer": LINE_LONGEST,
    "post": LINE_LONGEST,
    "recipients": PLACES_LONGEST,
    "keeper": LINE_LONGEST,
    "notes": PLACES_LONGEST,
}
MOST_ALIKE = 5
COUNTS = ("copies", "pages")
LIMITS = {
    "number": SIGN_LONGEST,
    "issuer": LINE_LONGEST,
    "excerpt": EXCERPT_LONGEST,
    **LINES,
}


class Amiss(Exception):
    """What is wrong in the form: the key of a sentence, and the field where it is."""

    def __init__(self, key: str, field: str = "") -> None:
        super().__init__(key)
        self.key, self.field = key, field


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/documents/new."""
    return (gate.look(PLACE, show), gate.act(PLACE, enter))


async def show(visit: Visit) -> Response:
    """The form, for who keeps the registers."""
    if not await visit.desk.store.read(keeps, visit):
        return _denied(visit)
    wanted = visit.request.query_params.get("register", "")
    register = wanted if wanted in REGISTERS else str(Direction.INCOMING)
    today = visit.desk.today.isoformat()
    return _page(visit, "", defaultdict(str, register=register, received=today, urgency="normal"))


async def enter(visit: Visit) -> Response:
    """Enters it; one that may be there already is shown, and entered where somebody says that it is another."""
    try:
        new = _read(visit)
    except Amiss as amiss:
        return _page(visit, sentence_of(visit, amiss), visit.typed)
    done = await visit.desk.store.write(_enter, visit, new)
    match done:
        case Kept(number, _):
            return go(visit, f"/documents/{number}", "document-entered")
        case Denied():
            return _denied(visit)
        case NumberTaken(number, holder):
            told = word("web.documents.new.taken", visit.language)
            said = told.format(number=number, document=holder)
            return _page(visit, said, visit.typed)
    same = any(same_paper(new, one.document) for one in done)
    said = word(f"web.documents.new.{'same' if same else 'alike'}", visit.language)
    return _page(visit, said, visit.typed, _told(visit, done), same=same)


def _enter(tx: Tx, visit: Visit, new: Document) -> Kept | tuple[Alike, ...] | NumberTaken | Denied:
    home, anyway = visit.home(tx), visit.field("anyway") == "1"

    def entered(tx: Tx, act: Act) -> Kept | tuple[Alike, ...] | NumberTaken:
        agency = roster_of(tx, home, visit.desk.today).issuer(new.issuer)
        code = None if agency is None else agency.code
        return document.add(tx, replace(new, issuer_code=code), act, anyway)

    return entitled.by_right(tx, Doing.REGISTER, OfOffice(home), visit.act, entered)


def _read(visit: Visit) -> Document:
    """What was typed; raises Amiss for what a register cannot have."""
    register, today = visit.field("register"), visit.desk.today
    incoming = register != Direction.OUTGOING
    number = filing.sign(visit.field("number"))
    if number is None:
        raise Amiss("no-sign")
    issued = required_day(visit, "issued")
    received = required_day(visit, "received") if incoming else None
    if wrong := filing.order(issued, received or today, today):
        raise Amiss(str(wrong))
    own = not incoming and not visit.field("issuer")
    kind, circulation = visit.field("kind"), visit.field("circulation")
    urgency, hour = _urgency(visit)
    new = Document(
        number=number.written,
        issuer=visit.desk.name if own else _required(visit, "issuer"),
        issued=issued,
        excerpt=_required(visit, "excerpt"),
        kind=number.kind or (kind if kind in KINDS else None),
        urgency=urgency,
        received=received,
        arrival_number=_count(visit, "arrival", ARRIVAL_MOST) if incoming else None,
        direction=Direction.INCOMING if incoming else Direction.OUTGOING,
        circulation=Circulation(circulation) if circulation in set(Circulation) else None,
        deliver_by=hour,
        filing=filing_of(visit),
    )
    texts = (new.number, new.issuer, new.excerpt, *(getattr(new.filing, name) for name in LINES))
    if visit.desk.discretion.is_secret(texts, today):
        raise Amiss("secret")
    return new


def filing_of(visit: Visit) -> Filing:
    """What was typed of what is filed; raises Amiss."""
    filed: dict[str, Any] = {name: _line(visit, name) for name in LINES}
    filed |= {name: _count(visit, name, COUNT_MOST) for name in COUNTS}
    handed_on = required_day(visit, "handed_on") if visit.field("handed_on") else None
    return Filing(handed_on=handed_on, **filed)


def _line(visit: Visit, name: str) -> str | None:
    given = visit.field(name)
    try:
        return filing.line(given, LIMITS[name]) if given else None
    except ValueError as error:
        raise Amiss("line", name) from error


def _required(visit: Visit, name: str) -> str:
    found = _line(visit, name)
    if found is None:
        raise Amiss("missing", name)
    return found


def required_day(visit: Visit, name: str) -> date:
    """The day in that field; raises Amiss where there is none."""
    found = read_day(visit.field(name))
    if found is None:
        raise Amiss("no-day", name)
    return found


def _count(visit: Visit, name: str, most: int) -> int | None:
    given = visit.field(name)
    found = number_of(given, most + 1)
    if given and not 0 < found <= most:
        raise Amiss("no-count", name)
    return found or None


def _urgency(visit: Visit) -> tuple[Urgency, datetime | None]:
    """How urgent it is; with the hour that a timed-express one names."""
    given, at = visit.field("urgency"), visit.field("deliver_by")
    urgency = Urgency(given) if given in set(Urgency) else Urgency.NORMAL
    if not at:
        return urgency, None
    if urgency is not Urgency.TIMED_EXPRESS:
        raise Amiss("hour-alone")
    try:
        hour = filing.hour(at).replace(tzinfo=visit.desk.zone)
    except ValueError as error:
        raise Amiss("no-day", "deliver_by") from error
    return urgency, hour


def sentence_of(visit: Visit, amiss: Amiss) -> str:
    """What is wrong, in words."""
    say = visit.language
    field = word(f"web.documents.new.field.{amiss.field}", say) if amiss.field else ""
    return word(f"web.documents.new.{amiss.key}", say).format(
        field=field, longest=LIMITS.get(amiss.field, 0)
    )


def _denied(visit: Visit) -> Response:
    bare = {"kept": False, "problem": "", "registers": (), "month": None}
    return page(visit, "documents", bare, 403, "documents")


def _page(
    visit: Visit, problem: str, typed: Mapping[str, str], alike: Sequence[dict[str, Any]] = (),
    *, same: bool = False,
) -> Response:  # fmt: skip
    facts = {
        "problem": problem,
        "typed": typed,
        "alike": alike,
        "same": same,
        "registers": [str(one) for one in REGISTERS],
        "kinds": KINDS,
        "urgencies": [str(one) for one in Urgency],
        "circulations": [str(one) for one in Circulation],
        "lines": tuple(LINES),
        "counts": COUNTS,
        "limits": LIMITS,
        "count_most": COUNT_MOST,
        "arrival_most": ARRIVAL_MOST,
        "today": visit.desk.today.isoformat(),
        "office_name": visit.desk.name,
    }
    return page(visit, "document-new", facts, 409 if problem else 200, "documents")


def _told(visit: Visit, found: Sequence[Alike]) -> list[dict[str, Any]]:
    """Those that it may be already, as far as they may be told."""
    return [
        {
            "id": one.id,
            "number": one.document.number,
            "issued": one.document.issued.isoformat(),
            "hidden": visit.desk.disclosure(one.document.excerpt, one.document.issuer) == "code",
            "issuer": one.document.issuer,
            "excerpt": one.document.excerpt,
        }
        for one in found[:MOST_ALIKE]
    ]
