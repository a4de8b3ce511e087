"""Health at a glance: what is wrong and what to do, then loops, workers, mail, mailboxes, disk, the account's seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, checkpoint, restoration, rung, suspension
from store.board import Board, Notices, stuck
from store.checkpoint import Checkpoint
from store.directory import load
from store.directory.dkim import dkim_keys
from store.overview import overview
from store.workload import NO_WORK
from templates.worth import trouble
from web.concern import concerns, gravest
from web.console.frame import page
from web.console.gate import Gate
from web.console.operators import watched
from web.console.visit import Visit
from web.overview_facts import minutes, of_mail, of_suspended
from work.signing import signing

LINKS = {
    "held": "/mail?state=held",
    "approval": "/mail?state=held",
    "uncertain": "/mail?state=uncertain",
    "slow": "/mail?state=waiting",
    "suspended": "/mail/domains",
    "contradicted": "/mail/domains",
    "unpublished": "/mail/domains",
    "unsigned": "/mail/domains",
    "unknown": "/mail/domains",
}  # where a concern is looked at, by its code


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said: the overview's board without assigned work, the last seal, and the newest leases."""

    board: Board
    sealed: Checkpoint | None


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/health."""
    return (gate.look("/health", watched(show)),)


async def show(visit: Visit) -> Response:
    """How everything stands now."""
    desk = visit.desk
    found = await desk.store.read(look, visit)
    office = None if desk.office.simulated else desk.office.now()
    told = concerns(found.board, desk.operating.vitals, visit.now, office)
    return page(visit, "health", _facts(visit, found, told), active="health")


def look(tx: Tx, visit: Visit) -> Found:
    """What the store tells; assigned work is for heads, and is not counted here."""
    now = visit.now
    senders, day = visit.desk.operating.senders, visit.desk.calendar.today(now)
    signed = signing(load(tx), dkim_keys(tx), senders, day, now)
    asleep = tuple(suspension.standing(tx, now).values())
    notices = Notices((), stuck(tx, now), rung.next_due(tx))
    board = Board(overview(tx, now), NO_WORK, notices, signed, asleep, restoration.doubt(tx))
    return Found(board, checkpoint.newest(tx))


def _facts(visit: Visit, found: Found, told: Any) -> dict[str, Any]:
    board, vitals, now = found.board, visit.desk.operating.vitals, visit.now
    local, mail = visit.desk.calendar.local, of_mail(board.mail, now)
    return {
        "level": gravest(told),
        "concerns": [(one, minutes(one.since, now) if one.since else 0) for one in told],
        "incident": None,
        "links": LINKS,
        "store": {"mail": mail, "workers": board.mail.workers, "suspended": ()},
        "suspended": of_suspended(board.suspended, visit.desk.calendar),
        "loops": vitals.loops(),
        "free_bytes": vitals.free_bytes(),
        "lease_seconds": vitals.lease_age_seconds(),
        "stuck": sorted(vitals.stuck().items()),
        "workers": board.mail.workers,
        "guesses": board.mail.guesses,
        "approvals": board.mail.approvals,
        "tray": [(str(state), number) for state, number in board.mail.tray],
        "notices_stuck": board.notices.stuck,
        "next_at": None if board.notices.next_at is None else local(board.notices.next_at),
        "mailboxes": [
            {
                "name": one.mailbox,
                "folder": one.folder,
                "at": None if one.heard_at is None else local(one.heard_at),
                "minutes": minutes(one.proved_at, now),
                "trouble": one.trouble and trouble(one.trouble, visit.language),
                "untaken": one.untaken,
            }
            for one in board.mail.mailboxes
        ],
        "sealed": None
        if found.sealed is None
        else _sealed(visit, found.sealed.number, found.sealed.at),
    }


def _sealed(visit: Visit, number: int, at: datetime) -> dict[str, Any]:
    return {
        "number": number,
        "at": visit.desk.calendar.local(at),
        "minutes": minutes(at, visit.now),
    }
