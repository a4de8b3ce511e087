"""The office's registers, a month at a time: to look at, to print as the law has them, and as a workbook."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from papers.made import Sheet, Unmade, workbook
from schedules.books import below, read_book
from store import Tx, document
from store.document import Kept
from templates import word
from web.console.days import read_month
from web.console.document_page import keeps
from web.console.frame import FIELDS, attached, page
from web.console.gate import Gate
from web.console.numbers import page_of
from web.console.visit import Visit
from web.register_page import register_page
from work.leaf import Leaf, leaf
from work.office_register import Book, Register
from work.register_export import written_day
from work.sheet import Value

ON_A_PAGE = 50
_BARE = {"kept": True, "problem": "", "registers": (), "month": None}  # of a page without a list
_PRINTED = {**FIELDS, "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A register of one month, as its address asks for it."""

    register: Register
    month: date
    page: int = 1

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.month, _next(self.month) - timedelta(days=1)

    def address(self, path: str = "/documents") -> str:
        """Where it is."""
        told = {"register": str(self.register), "month": f"{self.month:%Y-%m}"}
        return f"{path}?{urlencode(told | ({'page': self.page} if self.page > 1 else {}))}"


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/documents, as a page, to print, and as a workbook."""
    return (
        gate.look("/documents", show),
        gate.look("/documents/print", to_print),
        gate.look("/documents/xlsx", to_keep),
    )


async def show(visit: Visit) -> Response:
    """One month of a register, the newest first; a few words where the registers are another's to keep."""
    asked = asked_for(visit.request, visit.desk.today)
    found = await visit.desk.store.read(look, visit, asked)
    if found is None:
        return page(visit, "documents", {**_BARE, "kept": False}, active="documents")
    return page(visit, "documents", _facts(visit, asked, found), active="documents")


def look(tx: Tx, visit: Visit, asked: Asked) -> Sequence[Kept] | None:
    """The documents of the month, the newest first; None for who does not keep the registers."""
    if not keeps(tx, visit):
        return None
    return document.entered(tx, asked.register.direction, *asked.days)[::-1]


async def to_print(visit: Visit) -> Response:
    """The register on sheets of A4, as the law has its columns."""
    made = await _book(visit)
    if isinstance(made, Response):
        return made
    desk, language = visit.desk, visit.language
    told = register_page(desk.name, [(made, below(made, language))], desk.today, language)
    return HTMLResponse(told, 200, _PRINTED)


async def to_keep(visit: Visit) -> Response:
    """The same as a workbook."""
    made = await _book(visit)
    if isinstance(made, Response):
        return made
    days = f"({written_day(made.since)} – {written_day(made.until)})"
    sheet = Sheet(f"{made.since:%m-%Y}", visit.desk.name, made.title, days, made.columns)

    async def rows() -> AsyncIterator[tuple[int, Sequence[Sequence[Value]]]]:
        yield 0, made.rows

    octets = await workbook([replace(sheet, below=below(made, visit.language))], rows())
    if isinstance(octets, Unmade):
        told = word(f"report.{octets}", visit.language)
        return page(visit, "documents", {**_BARE, "problem": told}, 503, "documents")
    return attached(octets, f"so-{made.register}-{made.since:%Y%m}.xlsx")


async def _book(visit: Visit) -> Book | Response:
    desk = visit.desk
    asked = asked_for(visit.request, desk.today)
    if not await desk.store.read(keeps, visit):
        return page(visit, "refused", {"what": "document"}, 404, "documents")
    return await read_book(desk.store, asked.register, asked.days, desk.now, desk.zone)


def asked_for(request: Request, today: date) -> Asked:
    """What an address asks for, without what is no such thing: the month that runs, of what came in."""
    told = request.query_params
    register = told.get("register", "")
    return Asked(
        Register(register) if register in set(Register) else Register.INCOMING,
        read_month(told.get("month", "")) or today.replace(day=1),
        page_of(told),
    )


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _facts(visit: Visit, asked: Asked, found: Sequence[Kept]) -> dict[str, Any]:
    shown: Leaf[Kept] = leaf(found, asked.page, ON_A_PAGE)
    first = replace(asked, page=1)
    today = visit.desk.today.replace(day=1)
    return {
        **_BARE,
        "register": str(asked.register),
        "month": asked.month.isoformat(),
        "registers": [
            (str(one), replace(first, register=one).address(), one is asked.register)
            for one in (Register.INCOMING, Register.OUTGOING)
        ],
        "before": replace(first, month=(asked.month - timedelta(days=1)).replace(day=1)).address(),
        "after": replace(first, month=_next(asked.month)).address()
        if asked.month < today
        else None,
        "total": len(found),
        "first": shown.first,
        "items": [_line(visit, one) for one in shown.shown],
        "back": replace(asked, page=shown.page - 1).address() if shown.page > 1 else None,
        "on": replace(asked, page=shown.page + 1).address() if shown.page < shown.pages else None,
        "printed": [
            (str(one), replace(first, register=one).address("/documents/print"))
            for one in _alike(asked.register)
        ],
        "workbooks": [
            (str(one), replace(first, register=one).address("/documents/xlsx"))
            for one in _alike(asked.register)
        ],
    }


def _alike(register: Register) -> tuple[Register, ...]:
    """The registers of the same documents: what came in stands in two."""
    return tuple(one for one in Register if one.direction is register.direction)


def _line(visit: Visit, one: Kept) -> dict[str, Any]:
    paper = one.document
    titled = visit.desk.disclosure(paper.excerpt, paper.number, paper.issuer) == "title"
    return {
        "id": one.id,
        "number": paper.number,
        "arrival": paper.arrival_number,
        "entered": paper.entered.isoformat(),
        "issued": paper.issued.isoformat(),
        "kind": paper.kind,
        "urgency": str(paper.urgency),
        "issuer": paper.issuer if titled else None,
        "excerpt": paper.excerpt if titled else None,
    }
