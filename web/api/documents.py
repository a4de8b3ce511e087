"""Documents for programs: pages of the registers, one document, and one that is entered."""

from collections.abc import Sequence
from dataclasses import asdict

from store import Tx
from store.directory.agencies import all_agencies
from store.document import Kept, NumberTaken, Wanted
from store.program import papers
from templates import word
from web.api import other_shapes as shapes
from web.api.discreet import is_hidden, marked
from web.api.kinds import cursor
from web.api.offer import Ask, Offer, Told
from web.api.problem import Problem, fault
from work.access import Denied
from work.document import Direction, Document, Filing, Urgency
from work.kind import kind_of_name
from work.program import ApiScope
from work.roster import Roster
from work.sign import Sign, read_sign


def offers() -> Sequence[Offer]:
    """What may be asked about documents, and done."""
    read, write = ApiScope.READ_DOCUMENTS, ApiScope.WRITE_DOCUMENTS
    one_ = shapes.DocumentShape
    return (
        Offer(
            "GET",
            "/documents",
            "documents.list",
            read,
            shapes.DocumentPage,
            listed,
            shapes.DocumentQuery,
        ),
        Offer("GET", "/documents/{number}", "documents.one", read, one_, one),
        Offer(
            "POST",
            "/documents",
            "documents.enter",
            write,
            one_,
            enter,
            body=shapes.NewDocument,
            status=201,
            problems=("denied", "alike", "number-taken", "marked"),
        ),
    )


def listed(tx: Tx, ask: Ask) -> Told | Problem:
    """The next documents that one may see."""
    query = ask.queried(shapes.DocumentQuery)
    wanted = Wanted(
        query.direction, query.since, query.until, query.number, query.issuer, query.urgency
    )
    most, after = query.limit + 1, query.cursor or 0
    found = papers.page(tx, ask.person, wanted, after, most, ask.act, ask.office(tx))
    shown = found[: query.limit]
    further = cursor(shown[-1].id) if len(found) > len(shown) else None
    return Told(shapes.DocumentPage(items=[_shape(ask, one) for one in shown], next=further))


def one(tx: Tx, ask: Ask) -> Told | Problem:
    """One document; what is not theirs to see is not there."""
    found = papers.one(tx, ask.person, ask.number, ask.act, ask.office(tx))
    return Problem("not-found") if found is None else Told(_shape(ask, found))


def enter(tx: Tx, ask: Ask) -> Told | Problem:
    """Enters one in the register of one's agency."""
    new = ask.sent(shapes.NewDocument)
    made = _document(tx, ask, new)
    if isinstance(made, Problem):
        return made
    match papers.enter(tx, made, ask.person.agency, new.anyway, ask.act):
        case Denied():
            return Problem("denied")
        case NumberTaken(number):
            told = word("web.api.say.number-taken", ask.language).format(number=number)
            return Problem("number-taken", told)
        case Kept() as kept:
            place = {"location": f"/api/v1/documents/{kept.id}"}
            return Told(_shape(ask, kept), place)
        case alike:
            seen = papers.seen_among(
                tx, ask.person, tuple(one.id for one in alike), ask.act, ask.office(tx)
            )
            ids = ", ".join(map(str, sorted(seen)))
            return Problem("alike", word("web.api.say.alike", ask.language).format(ids=ids or "–"))


def _document(tx: Tx, ask: Ask, new: shapes.NewDocument) -> Document | Problem:
    sign = read_sign(new.number)
    if sign is None:
        return fault("body.number", word("web.api.say.no-sign", ask.language))
    texts = [value for value in new.filing.model_dump().values() if isinstance(value, str)]
    if (secret := marked(ask, new.excerpt, new.number, new.issuer, *texts)) is not None:
        return secret
    if (wrong := _amiss(ask, new)) is not None:
        return wrong
    kind = None if new.kind is None else kind_of_name(new.kind)
    if new.kind is not None and kind is None:
        return fault("body.kind", word("web.api.say.no-kind", ask.language))
    return _made(tx, ask, new, sign, kind)


def _amiss(ask: Ask, new: shapes.NewDocument) -> Problem | None:
    """What cannot be of a document's days and hour, or of where it stands."""
    incoming, today = new.direction is Direction.INCOMING, ask.desk.today
    entered = new.received or today
    told = [
        ("direction", "no-petition", new.direction is Direction.PETITION),
        ("issuer", "no-issuer", incoming and new.issuer is None),
        ("deliver_by", "no-hour", _hour_misplaced(new)),
        ("received", "not-received", not incoming and new.received is not None),
        ("arrival_number", "not-received", not incoming and new.arrival_number is not None),
        ("received", "to-come", entered > today),
        ("issued", "issued-later", new.issued > entered),
    ]
    for place, why, wrong in told:
        if wrong:
            return fault(f"body.{place}", word(f"web.api.say.{why}", ask.language))
    return None


def _hour_misplaced(new: shapes.NewDocument) -> bool:
    return new.deliver_by is not None and new.urgency is not Urgency.TIMED_EXPRESS


def _made(tx: Tx, ask: Ask, new: shapes.NewDocument, sign: Sign, kind: str | None) -> Document:
    incoming = new.direction is Direction.INCOMING
    issuer, code = _issuer(tx, ask, new.issuer, incoming)
    return Document(
        number=sign.written,
        issuer=issuer,
        issued=new.issued,
        excerpt=new.excerpt,
        issuer_code=code,
        kind=sign.kind or kind or None,
        urgency=new.urgency,
        received=(new.received or ask.desk.today) if incoming else None,
        arrival_number=new.arrival_number,
        direction=new.direction,
        circulation=new.circulation,
        deliver_by=new.deliver_by,
        filing=Filing(**new.filing.model_dump()),
    )


def _issuer(tx: Tx, ask: Ask, given: str | None, incoming: bool) -> tuple[str, str | None]:
    """The issuer's name as written, and its code where it is registered here; what went out is the agency's own."""
    agencies = all_agencies(tx)
    if not incoming:
        (own,) = (one for one in agencies if one.code == ask.person.agency)
        return given or own.name, own.code
    name = given or ""
    found = Roster(agencies, (), (), ask.desk.today, None).issuer(name)
    return name, None if found is None else found.code


def _shape(ask: Ask, kept: Kept) -> shapes.DocumentShape:
    found, zone = kept.document, ask.desk.zone
    filing = found.filing
    hidden = is_hidden(
        ask, found.excerpt, found.number, found.issuer, filing.recipients, filing.notes
    )
    at = found.deliver_by
    return shapes.DocumentShape(
        id=kept.id,
        number=found.number,
        kind=found.kind,
        issued=found.issued,
        direction=found.direction,
        urgency=found.urgency,
        circulation=found.circulation,
        received=found.received,
        arrival_number=found.arrival_number,
        deliver_by=None if at is None else at.astimezone(zone),
        issuer_code=found.issuer_code,
        hidden=hidden,
        issuer=None if hidden else found.issuer,
        excerpt=None if hidden else found.excerpt,
        filing=None if hidden else shapes.ToldFiling(**asdict(filing)),
    )
