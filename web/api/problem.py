"""What went wrong, as programs are told: problem details (RFC 9457) with a stable code, in two languages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, ValidationError

from templates import word
from web.api.kinds import Shape

MEDIA_TYPE = "application/problem+json"

# Every code of ours with its status; those of the store's refusals are 409 beside these.
CODES: Mapping[str, int] = {
    "body": 400,
    "key": 400,
    "token": 401,
    "scope": 403,
    "denied": 403,
    "not-found": 404,
    "method": 405,
    "impossible": 409,
    "alike": 409,
    "number-taken": 409,
    "stale": 412,
    "too-large": 413,
    "media-type": 415,
    "invalid": 422,
    "key-reused": 422,
    "marked": 422,
    "unversioned": 428,
    "too-many": 429,
    "broken": 500,
    "unavailable": 503,
}


class Fault(Shape):
    """One thing that is wrong with a request: where, and what."""

    at: str = Field(description="Where it stands: `body.percent`, `query.limit`.")
    text: str


class ProblemDetails(Shape):
    """A problem (RFC 9457): programs go by `code`, people by the rest."""

    type: str = Field(description="A reference to the page that explains the code.")
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: list[Fault] | None = None
    incident: str | None = Field(default=None, description="What the operator finds in the log.")


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal: *code* as CODES has it, or of the store, *detail* what a person is told of it."""

    code: str
    detail: str | None = None
    errors: tuple[Fault, ...] = ()
    incident: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The status that goes with it; what the store refuses is a conflict."""
        return CODES.get(self.code, 409)

    def body(self, language: str) -> str:
        """As JSON, its title in that *language*."""
        known = self.code if self.code in CODES else "refused"
        told = ProblemDetails(
            type=f"/api#{known}",
            title=word(f"web.api.problem.{known}", language),
            status=self.status,
            code=self.code,
            detail=self.detail,
            errors=list(self.errors) or None,
            incident=self.incident,
        )
        return told.model_dump_json(exclude_none=True)


def invalid(found: ValidationError, where: str) -> Problem:
    """What is wrong with the *where* of a request: never what was sent, which the log would keep."""
    faults = [
        Fault(at=".".join([where, *map(str, one["loc"])]), text=one["msg"])
        for one in found.errors(include_url=False, include_context=False, include_input=False)
    ]
    unread = any(one["type"] == "json_invalid" for one in found.errors(include_input=False))
    return Problem("body" if unread else "invalid", errors=tuple(faults[:20]))


def fault(at: str, text: str) -> Problem:
    """That one value is wrong."""
    return Problem("invalid", errors=(Fault(at=at, text=text),))


def refused(code: str, language: str, number: int, **facts: Any) -> Problem:
    """What the store refuses about task *number*, in the words of the chat."""
    detail = word(f"refusal.{code}", language).format(number=number, **facts)
    return Problem(code, detail)


def as_json(value: Any) -> str:
    """Compact JSON, with letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
