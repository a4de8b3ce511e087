"""Where the API is described: for programs as OpenAPI, for people as a page in the look of the console."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from templates import word
from web.api.offer import Offer
from web.api.openapi import BELOW, description
from web.api.problem import CODES, as_json
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit
from web.language import language_of
from work.program import ApiScope, Happening


class Described:
    """What is told of *offers* to whoever asks: nothing of it is anybody's secret."""

    def __init__(self, offers: Sequence[Offer], office: str, language: str) -> None:
        self._offers = offers
        self._language = language
        self._texts = {
            one: as_json(description(offers, office, one)).encode() for one in ("vi", "en")
        }

    def routes(self, gate: Gate) -> Sequence[BaseRoute]:
        """/api/v1/openapi.json, and /api."""
        machine = Route(f"{BELOW}/openapi.json", self._machine, methods=["GET"])
        return (machine, gate.look("/api", self._page, stage=None))

    async def _machine(self, request: Request) -> Response:
        language = language_of(request, self._language)
        fields = {"content-language": language, "vary": "accept-language"}
        return Response(self._texts[language], 200, fields, "application/json")

    async def _page(self, visit: Visit) -> Response:
        facts = {
            "groups": _groups(self._offers, visit.language),
            "scopes": [str(one) for one in ApiScope],
            "codes": [(code, status, _title(code, visit)) for code, status in CODES.items()],
            "happenings": [str(one) for one in Happening],
            "below": BELOW,
        }
        return page(visit, "api", facts)


def _groups(offers: Sequence[Offer], language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for offer in offers:
        tag = offer.name.partition(".")[0]
        told = {
            "method": offer.method,
            "path": offer.path,
            "scope": str(offer.scope),
            "what": word(f"web.api.offer.{offer.name.replace('.', '-')}", language),
            "takes": [] if offer.body is None else _taken(offer),
            "asks": list(offer.query.model_fields),
        }
        found.setdefault(tag, []).append(told)
    return list(found.items())


def _taken(offer: Offer) -> list[tuple[str, bool]]:
    fields = {} if offer.body is None else offer.body.model_fields
    return [(name, one.is_required()) for name, one in fields.items()]


def _title(code: str, visit: Visit) -> str:
    return word(f"web.api.problem.{code}", visit.language)
