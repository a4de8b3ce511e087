"""The description of the API (OpenAPI 3.1), made of the offers by which requests are read."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from templates import word
from web.api.offer import Nothing, Offer, Versioned
from web.api.problem import CODES, MEDIA_TYPE, ProblemDetails
from web.api.reading import KEY

BELOW = "/api/v1"
_PLACE = "#/components/schemas/{model}"
_TEXT = {"type": "string"}


def description(offers: Sequence[Offer], office: str, language: str) -> dict[str, Any]:
    """The whole document, its words in that *language*."""
    _, shapes = models_json_schema(_models(offers), ref_template=_PLACE)
    paths: dict[str, dict[str, Any]] = {}
    for offer in offers:
        paths.setdefault(BELOW + offer.path, {})[offer.method.lower()] = _operation(offer, language)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Congvu – {office}",
            "version": "1",
            "summary": word("web.api.lead", language),
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": shapes["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "tags": [{"name": name} for name in dict.fromkeys(_tag(offer) for offer in offers)],
    }


def _models(offers: Sequence[Offer]) -> list[tuple[type[BaseModel], Any]]:
    found: dict[tuple[type[BaseModel], str], None] = {(ProblemDetails, "serialization"): None}
    for offer in offers:
        found[offer.answer, "serialization"] = None
        if offer.body is not None:
            found[offer.body, "validation"] = None
    return list(found)


def _operation(offer: Offer, language: str) -> dict[str, Any]:
    told = {
        "operationId": offer.name,
        "summary": word(f"web.api.offer.{offer.name.replace('.', '-')}", language),
        "tags": [_tag(offer)],
        "security": [{"token": []}],
        "x-scope": str(offer.scope),
        "parameters": [*_path(offer), *_query(offer), *_fields(offer)],
        "responses": _responses(offer, language),
    }
    if offer.body is not None:
        content = {"application/json": {"schema": _named(offer.body)}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _tag(offer: Offer) -> str:
    return offer.name.partition(".")[0]


def _named(shape: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _PLACE.format(model=shape.__name__)}


def _path(offer: Offer) -> list[dict[str, Any]]:
    if not offer.numbered:
        return []
    schema = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
    return [{"name": "number", "in": "path", "required": True, "schema": schema}]


def _query(offer: Offer) -> list[dict[str, Any]]:
    """Each parameter with a schema of its own; what only names the absence of one is left out."""
    if offer.query is Nothing:
        return []
    schema = offer.query.model_json_schema(ref_template=_PLACE)
    shapes = schema.get("$defs", {})
    found = []
    for name, one in schema["properties"].items():
        plain = _inlined(one, shapes)
        more = {"style": "form", "explode": True} if plain.get("type") == "array" else {}
        found.append({"name": name, "in": "query", "required": False, "schema": plain, **more})
    return found


def _inlined(schema: Any, shapes: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(one, shapes) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(shapes[schema["$ref"].rpartition("/")[2]], shapes)
    if "anyOf" in schema:
        (one,) = (way for way in schema["anyOf"] if way != {"type": "null"})
        rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
        return {**_inlined(one, shapes), **rest}
    return {key: _inlined(value, shapes) for key, value in schema.items()}


def _fields(offer: Offer) -> list[dict[str, Any]]:
    found: list[tuple[str, bool, dict[str, Any]]] = []
    if offer.method == "POST":
        found.append(("Idempotency-Key", True, {**_TEXT, "pattern": f"^{KEY.pattern}$"}))
    if offer.versioned is not Versioned.NO:
        needed = offer.versioned is Versioned.MUST
        found.append(("If-Match", needed, {**_TEXT, "examples": ['"3"']}))
    return [
        {"name": name, "in": "header", "required": needed, "schema": schema}
        for name, needed, schema in found
    ]


def _responses(offer: Offer, language: str) -> dict[str, Any]:
    done: dict[str, Any] = {
        "description": word("web.api.page.done", language),
        "content": {"application/json": {"schema": _named(offer.answer)}},
    }
    if fields := _told_fields(offer):
        done["headers"] = {name: {"schema": _TEXT} for name in fields}
    found = {str(offer.status): done}
    problem = {MEDIA_TYPE: {"schema": _named(ProblemDetails)}}
    for status in sorted({CODES[code] for code in offer.codes()}):
        codes = [code for code in CODES if CODES[code] == status and code in offer.codes()]
        told = "; ".join(word(f"web.api.problem.{code}", language) for code in codes)
        found[str(status)] = {"description": told, "content": problem}
    return found


def _told_fields(offer: Offer) -> list[str]:
    """What an answer bears beside its body."""
    found = ["Location"] if offer.status == 201 else []
    is_task = offer.versioned is not Versioned.NO or offer.name == "tasks.one"
    return [*found, *(["ETag"] if is_task else [])]
