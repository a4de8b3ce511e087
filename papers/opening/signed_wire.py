"""How signatures travel from the process that reads them; see papers.opening.wire."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from papers.opened import Why
from papers.opening.wire import Nonsense, text
from papers.signed import Changes, Coverage, Fault, Revocation, Signature


def line(found: Signature | Why) -> str:
    """*found*, packed."""
    packed = {"why": found} if isinstance(found, Why) else asdict(found)
    return json.dumps(packed, default=datetime.isoformat) + "\n"


def found(packed: bytes) -> Signature | Why | None:
    """What a line says; None for the last. Raises Nonsense."""
    try:
        match json.loads(packed):
            case {"end": True}:
                return None
            case {"why": why}:
                return Why(why)
            case said:
                return _signature(said)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Nonsense from error


def _signature(said: dict[str, Any]) -> Signature:
    return Signature(
        text(said["field"]),
        is_stamp=said["is_stamp"] is True,
        signer=text(said["signer"]),
        subject=text(said["subject"]),
        issuer=text(said["issuer"]),
        certificate=text(said["certificate"]),
        emails=tuple(map(text, said["emails"])),
        intact=said["intact"] is True,
        coverage=Coverage(said["coverage"]),
        changes=Changes(said["changes"]),
        claimed=_time(said["claimed"]),
        stamped=_time(said["stamped"]),
        anchor=text(said["anchor"]),
        revocation=Revocation(said["revocation"]),
        fault=None if said["fault"] is None else Fault(said["fault"]),
    )


def _time(said: Any) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said)
