"""Reads a request as its offer declares it; what is wrong with it becomes a problem, never an exception."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from templates import word
from web import number
from web.api.offer import Nothing, Offer
from web.api.problem import Fault, Problem, invalid

BODY_LIMIT = 64 * 1024  # octets
KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEY_FIELD, MATCH_FIELD = "idempotency-key", "if-match"
_ETAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')


def number_of(request: Request) -> int | None:
    """The number that the path names, 0 where it names none; None for what the store cannot have given."""
    told = request.path_params.get("number")
    return 0 if told is None else number.number_of(str(told)) or None


def query_of(request: Request, kind: type[BaseModel]) -> BaseModel | Problem:
    """The query; a name that stands twice where one is meant is a fault."""
    several: frozenset[str] = getattr(kind, "several", frozenset())
    found: dict[str, Any] = {}
    twice = []
    for name, value in request.query_params.multi_items():
        if name in several:
            found.setdefault(name, []).append(value)
        elif name in found:
            twice.append(Fault(at=f"query.{name}", text="give it once"))
        else:
            found[name] = value
    if twice:
        return Problem("invalid", errors=tuple(twice[:20]))
    try:
        return kind.model_validate(found)
    except ValidationError as error:
        return invalid(error, "query")


async def body_of(request: Request) -> bytes | Problem:
    """The octets; of what is too long no more is read."""
    kept = bytearray()
    async for part in request.stream():
        kept += part
        if len(kept) > BODY_LIMIT:
            return Problem("too-large")
    return bytes(kept)


def sent(request: Request, offer: Offer, octets: bytes) -> BaseModel | Problem:
    """The body as its offer declares it."""
    if offer.body is None:
        return Nothing()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return Problem("media-type")
    try:
        return offer.body.model_validate_json(octets, strict=True)
    except ValidationError as error:
        return invalid(error, "body")


def key_of(request: Request, language: str) -> str | Problem:
    """The key that the program chose for this request."""
    given = request.headers.getlist(KEY_FIELD)
    if len(given) == 1 and KEY.fullmatch(given[0]):
        return given[0]
    return Problem("key", word("web.api.say.key", language))


def version_of(headers: Mapping[str, str]) -> str | None:
    """If-Match as it was given (RFC 9110 §13.1.1)."""
    return headers.get(MATCH_FIELD)


def matches(given: str, version: int) -> bool:
    """Whether *version* is one of those that an If-Match names, by strong comparison."""
    if given.strip() == "*":
        return True
    return any(not weak and tag == str(version) for weak, tag in _ETAG.findall(given))
