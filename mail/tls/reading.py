"""Reads a TLS report that another server has sent: as a letter, packed or plain JSON (RFC 8460 §4, §5)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mail import enclosed
from mail.enclosed import LONGEST, Unreadable
from mail.part import Part

MOST = 1000  # policies of one report, failures of one policy
_KINDS = frozenset({"application/tlsrpt+gzip", "application/tlsrpt+json"})
_LONGEST_TEXT = 200

__all__ = ["LONGEST", "Failure", "Judged", "Told", "Unreadable", "read"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Sessions that failed alike; *kind* is a result type of §4.3."""

    kind: str
    host: str
    address: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Judged:
    """How connections to our servers went under one policy of ours."""

    kind: str
    domain: str
    good: int
    failed: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One report: who tells, of which time, and what. All of it is what a stranger wrote."""

    number: str
    organisation: str
    contact: str
    start: str
    end: str
    policies: tuple[Judged, ...]


def read(octets: bytes) -> Told:
    """The report in *octets*; raises Unreadable."""
    octets = enclosed.plain(octets, b"{", _is_report)
    try:
        facts = json.loads(octets)
    except (ValueError, RecursionError):
        raise Unreadable("it is no JSON") from None
    return _told(_object(facts))


def _is_report(part: Part) -> bool:
    return part.kind in _KINDS


def _told(facts: dict[str, Any]) -> Told:
    span = _object(facts.get("date-range", {}))
    return Told(
        number=_text(facts, "report-id"),
        organisation=_text(facts, "organization-name"),
        contact=_text(facts, "contact-info"),
        start=_text(span, "start-datetime"),
        end=_text(span, "end-datetime"),
        policies=tuple(_judged(one) for one in _objects(facts, "policies")),
    )


def _judged(facts: dict[str, Any]) -> Judged:
    policy, summary = _object(facts.get("policy", {})), _object(facts.get("summary", {}))
    return Judged(
        kind=_text(policy, "policy-type"),
        domain=_text(policy, "policy-domain"),
        good=_number(summary, "total-successful-session-count"),
        failed=_number(summary, "total-failure-session-count"),
        failures=tuple(
            Failure(
                _text(one, "result-type"),
                _text(one, "receiving-mx-hostname"),
                _text(one, "receiving-ip"),
                _number(one, "failed-session-count"),
            )
            for one in _objects(facts, "failure-details")
        ),
    )


def _object(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Unreadable("it is JSON, but no TLS report")
    return found


def _objects(facts: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    found = facts.get(name, [])
    if not isinstance(found, list) or len(found) > MOST:
        raise Unreadable(f"{name} is no list, or has more than {MOST} parts")
    return map(_object, found)


def _text(facts: dict[str, Any], name: str) -> str:
    found = facts.get(name, "")
    return found[:_LONGEST_TEXT] if isinstance(found, str) else ""


def _number(facts: dict[str, Any], name: str) -> int:
    found = facts.get(name, 0)
    return found if isinstance(found, int) and found >= 0 else 0
