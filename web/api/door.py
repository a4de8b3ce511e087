"""The door of the API: who asks is found out, what they ask is read, done once, and answered as declared."""

import asyncio
import hashlib
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from store import Tx
from store.failure import StoreFailed
from store.probe import PATIENCE_SECONDS
from store.program import answer as answers
from store.program import token as tokens
from store.program.answer import Answer, Asked
from web.api import problem, reading
from web.api.offer import Ask, Nothing, Offer
from web.api.pace import Pace
from web.api.problem import Problem
from web.api.standing import behind
from web.console.desk import Desk
from web.console.source import source
from web.language import language_of
from web.shell import Broken
from work.incident import new_incident
from work.program import Token

BELOW = "/api/v1"
TOKEN_LONGEST = 200  # characters of what may be one of ours
WRONG_A_MINUTE = 60  # tokens that are none, from one address
RETRY_SECONDS = 5

log = structlog.get_logger()


class Api:
    """Answers every offer; a token may ask *a_minute* times a minute, in each process."""

    def __init__(self, desk: Desk, offers: Sequence[Offer], a_minute: int) -> None:
        self._desk = desk
        self._offers = offers
        self._pace = Pace(a_minute)
        self._strangers = Pace(WRONG_A_MINUTE)

    def routes(self) -> Sequence[BaseRoute]:
        """All below /api/v1, where nothing but problems answers what is not offered."""
        paths: dict[str, dict[str, Offer]] = defaultdict(dict)
        for offer in self._offers:
            paths[offer.path][offer.method] = offer
        found = [Route(f"{BELOW}{path}", _Resource(self, some)) for path, some in paths.items()]
        nowhere = _Resource(self, {})
        return (*found, Route(BELOW, nowhere), Route(BELOW + "/{rest:path}", nowhere))

    async def answer(self, request: Request, offers: Mapping[str, Offer]) -> Response:
        """What the program is told."""
        language = language_of(request, self._desk.language)
        method = "GET" if request.method == "HEAD" else request.method
        if not offers:
            return _response(_refusal(Problem("not-found"), language), language)
        if method not in offers:
            allowed = ", ".join(sorted({*offers, *(["HEAD"] if "GET" in offers else [])}))
            return _response(
                _refusal(Problem("method", fields={"allow": allowed}), language), language
            )
        try:
            found = await self._answered(request, offers[method], language)
        except (TimeoutError, *StoreFailed) as error:
            incident = new_incident()
            log.warning("api.failed", path=request.url.path, incident=incident, exc_info=error)
            waits = {"retry-after": str(RETRY_SECONDS)}
            found = _refusal(Problem("unavailable", incident=incident, fields=waits), language)
        return _response(found, language)

    async def _answered(self, request: Request, offer: Offer, language: str) -> Answer:
        async with asyncio.timeout(PATIENCE_SECONDS):
            token = await self._admitted(request, offer)
        if isinstance(token, Problem):
            return _refusal(token, language)
        ask = self._ask(request, offer, token, language)
        if isinstance(ask, Problem):
            return _refusal(ask, language)
        if offer.method == "POST":
            return await self._changed(request, offer, ask)
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._desk.store.read(done, offer, ask)

    async def _admitted(self, request: Request, offer: Offer) -> Token | Problem:
        """Whose token it is, and whether it may; one that is unknown, over or revoked is answered alike."""
        address, clock = source(request, self._desk.place.proxies).address, time.monotonic()
        if wait := self._strangers.wait_seconds(address, clock, cost=0):
            return _slower(wait)
        token = await self._token(request)
        if token is None:
            self._strangers.wait_seconds(address, clock)
            challenge = 'Bearer realm="congvu", error="invalid_token"'
            return Problem("token", fields={"www-authenticate": challenge})
        if wait := self._pace.wait_seconds(token.id, clock):
            return _slower(wait)
        if offer.scope not in token.scopes:
            challenge = f'Bearer realm="congvu", error="insufficient_scope", scope="{offer.scope}"'
            return Problem("scope", str(offer.scope), fields={"www-authenticate": challenge})
        return token

    async def _token(self, request: Request) -> Token | None:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        given = given.strip()
        if kind.lower() != "bearer" or not 0 < len(given) <= TOKEN_LONGEST:
            return None
        desk, now = self._desk, self._desk.machine.now()
        found = await desk.store.read(tokens.of_hash, tokens.token_hash(given), now)
        today = now.astimezone(desk.zone).date()
        if found is not None and found.used != today:
            await desk.store.write(tokens.used, found.id, today)
        return found

    def _ask(self, request: Request, offer: Offer, token: Token, language: str) -> Ask | Problem:
        number, query = reading.number_of(request), reading.query_of(request, offer.query)
        if number is None:
            return Problem("not-found")
        if isinstance(query, Problem):
            return query
        now, version = self._desk.machine.now(), reading.version_of(request.headers)
        return Ask(self._desk, token, now, language, number, query, Nothing(), version)

    async def _changed(self, request: Request, offer: Offer, ask: Ask) -> Answer:
        key, octets = reading.key_of(request, ask.language), await reading.body_of(request)
        if isinstance(key, Problem):
            return _refusal(key, ask.language)
        if isinstance(octets, Problem):
            return _refusal(octets, ask.language)
        body = reading.sent(request, offer, octets)
        if isinstance(body, Problem):
            return _refusal(body, ask.language)
        return await self._once(request, offer, replace(ask, body=body), key, octets)

    async def _once(
        self, request: Request, offer: Offer, ask: Ask, key: str, octets: bytes
    ) -> Answer:
        digest = hashlib.sha256(request.url.path.encode() + b"\0" + octets).digest()
        asked = Asked(ask.token.id, key, digest)
        found = await self._desk.store.write(_once, asked, offer, ask)
        if found is None:
            return _refusal(Problem("key-reused"), ask.language)
        answer, again = found
        fields = {**answer.fields, "idempotency-replayed": "true"} if again else answer.fields
        return Answer(answer.status, answer.body, fields)


class _Resource:
    """One path, as an ASGI application, so that every method is answered by us."""

    def __init__(self, api: Api, offers: Mapping[str, Offer]) -> None:
        self._api = api
        self._offers = offers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        response = await self._api.answer(Request(scope, receive), self._offers)
        await response(scope, receive, send)


def broken(desk: Desk, page: Broken) -> Broken:
    """Answers for mistakes inside: by a problem where a program asked, else by the *page*."""

    def answer(request: Request, incident: str) -> Response:
        if not request.url.path.startswith(f"{BELOW}/"):
            return page(request, incident)
        language = language_of(request, desk.language)
        return _response(_refusal(Problem("broken", incident=incident), language), language)

    return answer


def _once(tx: Tx, asked: Asked, offer: Offer, ask: Ask) -> tuple[Answer, bool] | None:
    return answers.once(tx, asked, partial(done, offer=offer, ask=ask), ask.now)


def done(tx: Tx, offer: Offer, ask: Ask) -> Answer:
    """What the offer answers, once it is known that its program saw what it decides on."""
    stale = behind(tx, offer, ask)
    return _refusal(stale, ask.language) if stale is not None else _done(tx, offer, ask)


def _done(tx: Tx, offer: Offer, ask: Ask) -> Answer:
    told = offer.do(tx, ask)
    if isinstance(told, Problem):
        return _refusal(told, ask.language)
    return Answer(offer.status, told.body.model_dump_json(), dict(told.fields))


def _refusal(found: Problem, language: str) -> Answer:
    fields = {"content-type": problem.MEDIA_TYPE, **found.fields}
    return Answer(found.status, found.body(language), fields)


def _response(answer: Answer, language: str) -> Response:
    fields = {"content-type": "application/json", "content-language": language, **answer.fields}
    return Response(
        answer.body, answer.status, {"vary": "authorization, accept-language", **fields}
    )


def _slower(wait: float) -> Problem:
    return Problem("too-many", fields={"retry-after": str(max(int(wait + 0.999), 1))})
