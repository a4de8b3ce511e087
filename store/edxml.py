"""Documents that came as edXML: what becomes of each is told its sender, and what recipients tell of ours is kept.

A state stands in the same transaction as what it tells of.
"""

from sqlalchemy import func, or_, select, update

from store import clock, edxml_status, exchange
from store.exchange import News
from store.schema.edxml import edxml_letter, edxml_package
from store.schema.edxml import edxml_status as statuses
from store.schema.proposal import proposal
from store.schema.work import document, task
from store.tx import Tx
from work.act import Act
from work.document import Direction
from work.edxml import Business, Package, Reference, Status, agency_code
from work.exchange import Code, Exchange, Side, Stop, moved
from work.proposal import ProposalState
from work.sign import sign_key
from work.sought import ordinal_of
from work.task import OPEN_STATES, TaskState

READ_AGAIN = "read-again"  # the reason of a proposal that is none any more
_BEFORE = (Code.ARRIVED, Code.ACCEPTED, Code.WORKED_ON)
_CAME = "SELECT id FROM edxml_package WHERE document_id = :document ORDER BY id"
_STARTED = frozenset({TaskState.RECEIVED, TaskState.SUBMITTED, TaskState.DONE})


def arrived(
    tx: Tx, intake: int, package: Package, home: str, answer_to: str, act: Act
) -> int | None:
    """The number of the package that the letter brought; its sender is told that it came, once.

    None where the letter was looked at before. One that comes again is the same, until it was refused.
    """
    c = edxml_package.c
    new = {
        "reference": package.document.text,
        "business": str(package.business),
        "organ": package.sender.code,
        "number": package.document.number,
        "issued": package.document.issued,
        "home": home,
        "answer_to": answer_to,
    }
    same = [c[name] == new[name] for name in ("reference", "business", "answer_to")]
    refused = select(statuses.c.package_id).where(statuses.c.code == Code.REFUSED)
    times = int(tx.value(select(func.count()).select_from(edxml_package).where(*same, c.id.in_(refused))))  # fmt: skip
    tx.insert_new(edxml_package, {**new, "round": times})
    number = int(tx.value(select(c.id).where(*same, c.round == times)))
    if not tx.insert_new(edxml_letter, {"intake_id": intake, "package_id": number}):
        return None
    if package.business is not Business.RECALL:
        edxml_status.add(tx, number, Code.ARRIVED, None, clock.office_now(tx, act.now))
    return number


def settled(tx: Tx, number: int, act: Act) -> None:
    """Tells the sender how the proposal of that number ended, where a package brought it."""
    brought = select(proposal, edxml_letter.c.package_id).join(
        edxml_letter, edxml_letter.c.intake_id == proposal.c.intake_id
    )
    row = tx.one(brought.where(proposal.c.id == number))
    if row is None or row.reason == READ_AGAIN:
        return
    package, at = row.package_id, clock.office_now(tx, act.now)
    updates = tx.value(select(edxml_package.c.business).where(edxml_package.c.id == package)) == Business.UPDATE  # fmt: skip
    if row.state == ProposalState.DROPPED:
        if not _waits_elsewhere(tx, package, number):
            code = Code.DECLINED if updates else Code.REFUSED
            edxml_status.add(tx, package, code, row.reason, at)
        return
    stands = row.document_id or row.about
    if stands is None:
        return
    tx.run(update(edxml_package).where(edxml_package.c.id == package).values(document_id=stands))
    if updates:
        edxml_status.add(tx, package, Code.AGREED, None, at)
    else:
        _tell(tx, stands, (Code.ARRIVED, Code.ACCEPTED), act)
        if row.import_id is not None:
            _tell(tx, stands, (Code.ASSIGNED,), act)


def follow(tx: Tx, number: int, before: TaskState, now: TaskState, act: Act) -> None:
    """Tells the sender of the document that it is worked on, or finished, as its tasks stand after one of them moved."""
    if before is now:
        return
    which = {"document": number}
    if not tx.hot(_CAME, which):
        return
    tx.hold(f"{_CAME} FOR UPDATE", which)  # two tasks may end at once
    rows = tx.all(select(task.c.state).where(task.c.document_id == number))
    states = {TaskState(row.state) for row in rows}
    if TaskState.DONE in states and states.isdisjoint(OPEN_STATES):
        _tell(tx, number, (Code.WORKED_ON, Code.FINISHED), act)
    elif not states.isdisjoint(_STARTED):
        _tell(tx, number, (Code.WORKED_ON,), act)


def asked_back(tx: Tx, package: int, found: Package, act: Act) -> int | None:
    """The document that the sender of a recall wants back, which stands so in its history; None where it is not known."""
    issuer = agency_code(found.sender.code)
    for about in (*found.about, found.document):
        number = _standing(tx, about, Direction.INCOMING, issuer)
        if number is None:
            continue
        changed = update(edxml_package).where(edxml_package.c.id == package)
        tx.run(changed.values(document_id=number))
        home = tx.value(select(edxml_package.c.home).where(edxml_package.c.id == package))
        news = News(Code.TAKEN_BACK, Side.SENDER, found.reason or None)
        exchange.tell(tx, number, home, news, act)
        return number
    return None


def heard(tx: Tx, status: Status, act: Act) -> Exchange | Stop | None:
    """How a document of ours stands after a state that its recipient tells; None where no such document is known.

    What was told before changes nothing. Steps that it implies and that never came are put in before.
    """
    number = _standing(tx, status.document, Direction.OUTGOING, None)
    if number is None:
        return None
    tx.one(tx.lock(select(document.c.id).where(document.c.id == number)))
    agency = agency_code(status.sender.code)
    told = [one for one in exchange.history(tx, number) if one.agency == agency]
    now = exchange.standing(told)
    way = () if status.code in {one.code for one in told} else _way(now, status)
    if isinstance(way, Stop):
        return way
    found: Exchange | Stop | exchange.Absent = now
    for news in way:
        found = exchange.tell(tx, number, agency, news, act)
    return None if isinstance(found, exchange.Absent) else found


def _way(now: Exchange, status: Status) -> tuple[News, ...] | Stop:
    """What is told and all that it implies, in order; why it cannot follow, so that nothing is told."""
    way = list[News]()
    for step in (*_BEFORE, status.code):
        if step is status.code or (status.code not in now.next and step in now.next):
            news = News(step, Side.RECIPIENT, status.reason or None)
            found = moved(now, news.code, news.side, news.reason)
            if isinstance(found, Stop):
                return found
            way.append(news)
            now = found
            if step is status.code:
                break
    return tuple(way)


def _tell(tx: Tx, number: int, codes: tuple[Code, ...], act: Act) -> None:
    """What cannot follow by the table of work.exchange, or was told already, is not told."""
    home = tx.value(
        select(edxml_package.c.home).where(edxml_package.c.document_id == number).limit(1)
    )
    for code in codes:
        exchange.tell(tx, number, home, News(code, Side.RECIPIENT), act)


def _waits_elsewhere(tx: Tx, package: int, number: int) -> bool:
    """Whether another letter brought the same, and somebody may still take it in, or did."""
    mine = edxml_letter.c.package_id == package
    others = (
        select(proposal.c.id)
        .join(edxml_letter, edxml_letter.c.intake_id == proposal.c.intake_id)
        .where(mine, proposal.c.id != number)
        .where(or_(proposal.c.state == ProposalState.OPEN, proposal.c.document_id.is_not(None)))
    )
    return tx.value(others.limit(1)) is not None


def _standing(tx: Tx, about: Reference, direction: Direction, issuer: str | None) -> int | None:
    """The one document that is meant, of those that went that way."""
    c = document.c
    chosen = select(c.id, c.number).where(
        c.ordinal == ordinal_of(about.number),
        c.issued == about.issued,
        c.direction == str(direction),
    )
    if issuer is not None:
        chosen = chosen.where(c.issuer_code == issuer)
    same = [row.id for row in tx.all(chosen) if sign_key(row.number) == sign_key(about.number)]
    return same[0] if len(same) == 1 else None
