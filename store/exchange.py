"""The history of each document with each recipient, in the codes of the exchange: only ever added to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select

from store import clock, edxml_status
from store.schema.directory import agency
from store.schema.work import document, document_exchange
from store.tx import Tx
from work.act import Act
from work.exchange import Code, Exchange, Side, Stop, after, moved


class Absent(StrEnum):
    """What is not there."""

    DOCUMENT = "document"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Told:
    """One code of a document with the recipient *agency*; *at* is office time, *by* who noted it."""

    agency: str
    code: Code
    at: datetime
    by: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What is told: *code* by one *side*, with the *reason* where one is given."""

    code: Code
    side: Side
    reason: str | None = None


def tell(tx: Tx, number: int, recipient: str, news: News, act: Act) -> Exchange | Stop | Absent:
    """How the document stands with the agency *recipient* after *news*, or why that cannot be."""
    if tx.one(tx.lock(select(document.c.id).where(document.c.id == number))) is None:
        return Absent.DOCUMENT
    if tx.value(select(agency.c.code).where(agency.c.code == recipient)) is None:
        return Absent.AGENCY
    told = [one for one in history(tx, number) if one.agency == recipient]
    found = moved(standing(told), news.code, news.side, news.reason)
    if isinstance(found, Stop):
        return found
    at = clock.office_now(tx, act.now)
    row = {
        "document_id": number,
        "agency": recipient,
        "position": len(told) + 1,
        "code": news.code,
        "told_at": at,
        "told_by": act.by,
        "reason": news.reason,
    }
    tx.run(insert(document_exchange).values(row))
    if news.side is Side.RECIPIENT:
        edxml_status.told_of(tx, number, recipient, news.code, news.reason, at)
    subject, code = f"document:{number}", str(news.code)
    tx.audit(act.now, "document.exchanged", subject, by=act.by, agency=recipient, code=code)
    return found


def history(tx: Tx, number: int) -> tuple[Told, ...]:
    """All that was told of the document, by recipient, in the order in which it was told."""
    table = document_exchange
    chosen = select(table).where(table.c.document_id == number)
    rows = tx.all(chosen.order_by(table.c.agency, table.c.position))
    return tuple(
        Told(row.agency, Code(row.code), row.told_at, row.told_by, row.reason) for row in rows
    )


def standing(told: Iterable[Told]) -> Exchange:
    """How a document stands with one recipient, by all that was told of it."""
    return after(one.code for one in told)
