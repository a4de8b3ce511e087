"""Every request of the console passes here: who asks is found out, forms of others are refused, mistakes end in words."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from store.console import session as sessions
from store.console.link import token_hash
from store.failure import StoreFailed
from store.probe import PATIENCE_SECONDS
from web.console.desk import Desk
from web.console.form import (
    FIELDS,
    LARGEST,
    LARGEST_FILES,
    Form,
    TooMuch,
    is_ours,
    read_form,
    read_form_with_files,
)
from web.console.frame import page
from web.console.source import source
from web.console.visit import Visit, cookie_name, give, go, new_token, stage_page
from web.language import language_of
from work.console import Session, Stage
from work.incident import new_incident

Handler = Callable[[Visit], Awaitable[Response]]

TOKEN_LONGEST = 100  # characters of a cookie that may be ours
AGAIN = "congvu-again"  # the field of a page's request for itself, which nobody's hand made
UPLOADS_AT_ONCE = 8  # each stands in memory, at most 8 MiB

log = structlog.get_logger()


class Gate:
    """Makes routes of handlers, each behind the login unless it says otherwise."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._uploads = asyncio.Semaphore(UPLOADS_AT_ONCE)

    def look(self, path: str, handler: Handler, stage: Stage | None = Stage.FULL) -> Route:
        """A page that only shows, to who has come as far as *stage*; to anybody where that is None."""
        return Route(path, self._kept(handler, stage), methods=["GET"])

    def listen(self, path: str, handler: Handler) -> Route:
        """A stream for a page that is looked at: it keeps no session awake, and who is out gets 204, for good."""
        return Route(path, self._kept(handler, Stage.FULL, listens=True), methods=["GET"])

    def act(
        self,
        path: str,
        handler: Handler,
        stage: Stage | None = Stage.FULL,
        *,
        files: bool = False,
        fields: int = FIELDS,
    ) -> Route:
        """A form of at most so many *fields* that may change something; *files* where some may come with it."""
        return Route(path, self._kept(handler, stage, files, fields), methods=["POST"])

    def press(self, path: str, handler: Handler) -> Route:
        """A POST of anybody from anywhere: what it may do rests on its address alone, and *handler* reads its body."""
        return Route(path, self._kept(handler, None, foreign=True), methods=["POST"])

    def _kept(
        self,
        handler: Handler,
        stage: Stage | None,
        files: bool = False,
        fields: int = FIELDS,
        *,
        listens: bool = False,
        foreign: bool = False,
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            began = time.perf_counter()
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    visit = await self._visit(request, listens or AGAIN in request.headers)
            except (TimeoutError, *StoreFailed) as error:
                return self._failed(request, error)
            if listens and (visit.session is None or visit.session.stage is not stage):
                return Response(status_code=204)
            if foreign:
                return await self._handled(visit, handler)
            response = await self._passed(visit, handler, stage, files, fields)
            if visit.session is not None:
                response.headers["server-timing"] = _timing(began)
            known = request.cookies.get(cookie_name(self._desk)) == visit.token
            return (
                response
                if known or _gives(response, self._desk)
                else give(response, self._desk, visit.token)
            )

        return answer

    async def _passed(
        self, visit: Visit, handler: Handler, stage: Stage | None, files: bool, fields: int
    ) -> Response:
        if visit.request.method == "POST":
            try:
                sent = await (self._sent(visit) if files else read_form(visit.request, fields))
            except (TooMuch, TimeoutError):
                return page(visit, "refused", {"what": "form"}, 413)
            visit = replace(visit, sent=sent)
            if not is_ours(visit.request, sent.fields, visit.token, self._desk.place.origins):
                log.warning("console.foreign-form", path=visit.request.url.path)
                return page(visit, "stale", {"kept": _typed(visit)}, 403)
        if stage is not None and (visit.session is None or visit.session.stage is not stage):
            kept = _typed(visit)
            return page(visit, "stale", {"kept": kept}, 403) if kept else _elsewhere(visit)
        return await self._handled(visit, handler)

    async def _handled(self, visit: Visit, handler: Handler) -> Response:
        try:
            return await handler(visit)
        except (TimeoutError, *StoreFailed) as error:
            return self._failed(visit.request, error)

    async def _sent(self, visit: Visit) -> Form:
        """A form with files, of so many people at once; of who is not in, the words alone are kept."""
        if visit.session is None or visit.session.stage is not Stage.FULL:
            return await read_form_with_files(visit.request, LARGEST)
        async with self._uploads:
            return await read_form_with_files(visit.request, LARGEST_FILES)

    async def _visit(self, request: Request, by_itself: bool) -> Visit:
        desk, now = self._desk, self._desk.machine.now()
        where = source(request, desk.place.proxies)
        token = request.cookies.get(cookie_name(desk), "")
        found: Session | None = None
        if 0 < len(token) <= TOKEN_LONGEST:
            found = await desk.store.read(sessions.of_token, token_hash(token), now)
        full = found is not None and found.stage is Stage.FULL
        idle = by_itself or found is None or now - found.seen < sessions.SEEN_EVERY
        if found is not None and full and not idle:
            await desk.store.write(sessions.seen, found.id, now)
        spoken = language_of(request, desk.language)
        language = spoken if found is None else found.person.language
        known = token if 0 < len(token) <= TOKEN_LONGEST else new_token()
        return Visit(request, desk, where, now, language, known, found, Form())

    def _failed(self, request: Request, error: BaseException) -> Response:
        """The store did not answer: nothing was changed, or it is not known yet."""
        incident = new_incident()
        log.warning("console.failed", path=request.url.path, incident=incident, exc_info=error)
        return self.broken(request, incident, 503)

    def broken(self, request: Request, incident: str, status: int = 500) -> Response:
        """The page for what went wrong inside, which names the *incident* and nothing else."""
        return page(self._stranger(request), "broken", {"incident": incident}, status)

    async def lost(self, request: Request) -> Response:
        """The page for an address that leads nowhere."""
        return page(self._stranger(request), "refused", {"what": "lost"}, 404)

    def _stranger(self, request: Request) -> Visit:
        desk = self._desk
        where = source(request, desk.place.proxies)
        language = language_of(request, desk.language)
        return Visit(request, desk, where, desk.machine.now(), language, "", None, Form())


def _timing(began: float) -> str:
    """How long it took, as browsers show it beside the page (W3C Server Timing); strangers, who might guess by it, are told nothing."""
    return f"app;dur={1000 * (time.perf_counter() - began):.1f}"


def _elsewhere(visit: Visit) -> Response:
    """To where this browser stands; who has to log in first comes back to the page that was asked for."""
    to, url = stage_page(visit.session), visit.request.url
    if visit.session is None and visit.request.method == "GET":
        asked = f"{url.path}?{url.query}" if url.query else url.path
        to = f"{to}?next={quote(asked, safe='')}"
    return go(visit, to)


def _typed(visit: Visit) -> str:
    """What the form says in words, which is shown to who has to send it once more."""
    return visit.field("text") or visit.field("reason")


def _gives(response: Response, desk: Desk) -> bool:
    name = f"{cookie_name(desk)}="
    return any(one.startswith(name) for one in response.headers.getlist("set-cookie"))
