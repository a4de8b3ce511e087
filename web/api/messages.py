"""Relayed letters for programs: where each recipient stands, never what a letter says."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from store import Tx
from store.program import letters
from store.queue import Standing, Story
from web.api import other_shapes as shapes
from web.api.kinds import cursor
from web.api.offer import Ask, Offer, Told
from web.api.problem import Problem
from work.letter import State
from work.program import ApiScope
from work.receipt import encode

_WAITS = frozenset({State.WAITING, State.UNCERTAIN})


def offers() -> Sequence[Offer]:
    """What may be asked about relayed letters."""
    scope = ApiScope.READ_MESSAGES
    return (
        Offer(
            "GET",
            "/messages",
            "messages.list",
            scope,
            shapes.MessagePage,
            listed,
            shapes.MessageQuery,
        ),
        Offer("GET", "/messages/{number}", "messages.one", scope, shapes.MessageWhole, one),
    )


def listed(tx: Tx, ask: Ask) -> Told | Problem:
    """The next letters that one may trace, the newest first."""
    query = ask.queried(shapes.MessageQuery)
    found = letters.page(tx, ask.person, ask.office(tx), query.cursor, query.limit)
    zone = ask.desk.zone
    items = [
        shapes.MessageLine(
            id=one.letter,
            receipt=encode(one.letter),
            agency=one.agency,
            received_at=one.received_at.astimezone(zone),
            message_id=one.message_id,
            size_bytes=one.size_bytes,
            states=one.states,
        )
        for one in found.lines
    ]
    further = None if found.after is None else cursor(found.after)
    return Told(shapes.MessagePage(items=items, next=further))


def one(tx: Tx, ask: Ask) -> Told | Problem:
    """One letter; what is not theirs to trace is not there."""
    found = letters.one(tx, ask.person, ask.number, ask.office(tx))
    return Problem("not-found") if found is None else Told(_whole(found, ask.desk.zone))


def _whole(found: Story, zone: tzinfo) -> shapes.MessageWhole:
    states = [one.state for one in found.recipients]
    return shapes.MessageWhole(
        id=found.letter,
        receipt=encode(found.letter),
        agency=found.agency,
        received_at=found.received_at.astimezone(zone),
        message_id=found.message_id,
        size_bytes=found.size_bytes,
        states={one: states.count(one) for one in states},
        sender=found.sender,
        digest=found.digest.hex(),
        recipients=[_recipient(one, zone) for one in found.recipients],
    )


def _recipient(one: Standing, zone: tzinfo) -> shapes.RecipientShape:
    return shapes.RecipientShape(
        address=one.addressee.address,
        state=one.state,
        attempts=one.attempts,
        settled_at=_local(one.settled_at, zone),
        next_at=_local(one.not_before, zone) if one.state in _WAITS else None,
        rule=one.rule,
        status=one.status,
        answer=one.answer,
        repeated=one.repeated,
    )


def _local(at: datetime | None, zone: tzinfo) -> datetime | None:
    return None if at is None else at.astimezone(zone)
