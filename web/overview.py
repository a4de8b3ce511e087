"""The overview: one page that tells how the office stands, to heads of unit by day and the operator at night.

It asks for no login, so it holds counts, dates, the numbers of tasks, and the
mail domains whose signatures are to be mended: no title, no person, no address.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from schedules.calendar import Calendar
from schedules.clock import Clock, OfficeClock
from schedules.soon import SOON_WORKING_DAYS, last_soon_day
from store import Store
from store.board import Asked, Board, board
from store.failure import StoreFailed
from store.probe import PATIENCE_SECONDS
from store.workload import Days
from templates import render
from web.concern import concerns, gravest
from web.console.visit import Visit
from web.language import language_of
from web.overview_facts import minutes, of_board
from web.vitals import Vitals
from work.incident import new_incident
from work.signing import Senders

_FOLDER = Path(__file__).parent / "pages"
_FILES = ("overview.css", "overview.js", "overview.svg")
_FIELDS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "vary": "accept-language",
}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Office:
    """Whose page it is: the office's name and language, who sends from it, its calendar, and its clock."""

    name: str
    language: str
    senders: Senders
    calendar: Calendar
    clock: OfficeClock


class OverviewPage:
    """Answers for one process of the daemon; *clock* is the machine's."""

    def __init__(self, store: Store, vitals: Vitals, office: Office, clock: Clock) -> None:
        self._store = store
        self._vitals = vitals
        self._office = office
        self._clock = clock

    def routes(self) -> list[Route]:
        """The page at the root, and its look."""
        return [Route("/", self.show, methods=["GET"]), *self.looks()]

    def looks(self) -> list[Route]:
        """Its look alone, where the page itself stands behind the login."""
        return [Route(f"/{name}", _file(name), methods=["GET"]) for name in _FILES]

    async def show(self, request: Request) -> Response:
        """The page as of now; 503 where the store cannot be read, with what is known without it."""
        language = language_of(request, self._office.language)
        now, office_now = self._clock.now(), self._office.clock.now()
        found, incident = await self._board(now, office_now)
        facts = self._facts(found, now, office_now) | {"incident": incident}
        page = render("web/overview", facts, language)
        fields = {**_FIELDS, "content-language": language}
        return HTMLResponse(page, 503 if incident else 200, fields)

    async def visited(self, visit: Visit) -> Response:
        """The same for who is in."""
        return await self.show(visit.request)

    async def _board(self, now: datetime, office_now: datetime) -> tuple[Board | None, str | None]:
        """What the store tells, or the id under which the log says why it does not."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._store.read(board, self._asked(now, office_now)), None
        except (TimeoutError, *StoreFailed) as error:
            incident = new_incident()
            log.warning("overview.unread", incident=incident, exc_info=error)
            return None, incident

    def _asked(self, now: datetime, office_now: datetime) -> Asked:
        calendar = self._office.calendar
        today = calendar.today(office_now)
        days = Days(today, last_soon_day(today, calendar), today.replace(day=1), office_now)
        return Asked(days, self._office.senders, calendar.today(now), now)

    def _facts(self, found: Board | None, now: datetime, office_now: datetime) -> dict[str, Any]:
        office = self._office
        simulated = office.clock.simulated
        told = concerns(found, self._vitals, now, None if simulated else office_now)
        today = office.calendar.today(office_now)
        store = (
            None
            if found is None
            else of_board(found, office.calendar, now, office.calendar.reached(office_now))
        )
        return {
            "office": office.name,
            "simulated": simulated,
            "now": office.calendar.local(office_now),
            "today": today,
            "level": gravest(told),
            "concerns": [(one, minutes(one.since, now) if one.since else 0) for one in told],
            "soon_days": SOON_WORKING_DAYS,
            "store": store,
            "loops": self._vitals.loops(),
            "free_bytes": self._vitals.free_bytes(),
        }


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def send(_request: Request) -> Response:
        return FileResponse(_FOLDER / name)

    return send
