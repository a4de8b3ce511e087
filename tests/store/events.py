"""Events of the small ministry, and what became of their notices."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from store import Tx
from store.schema.notice import notice as notices
from tests.store.office import BINH, CUONG, DUNG
from work.event import EventKind, NewEvent, Part, Particulars, Span
from work.outbox import NoticeState

HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
START = datetime(2026, 10, 12, 1, tzinfo=UTC)  # Monday, 08:00 in Hà Nội
PEOPLE = ((CUONG, Part.CHAIR), (BINH, Part.REQUIRED), (DUNG, Part.OPTIONAL))


def meeting(
    *,
    times: int = 1,
    people: tuple[tuple[int, Part], ...] = PEOPLE,
    start: datetime = START,
    uid: str = "u1@moh.gov.vn",
    title: str = "Giao ban tuần",
) -> NewEvent:
    """A meeting of an hour; with *times* it comes round every week."""
    what = Particulars(EventKind.MEETING, title, "G18", "Phòng 2")
    spans = tuple(
        (start + n * WEEK, Span(start + n * WEEK, start + n * WEEK + HOUR)) for n in range(times)
    )
    rule = f"FREQ=WEEKLY;BYDAY=MO;COUNT={times}" if times > 1 else None
    return NewEvent(uid, what, spans, rule, people)


def word(tx: Tx) -> list[tuple[str, str, int, str]]:
    """Every notice of an event that is to be sent, or was: who, what, its sequence, when it is for."""
    rows = tx.all(select(notices).where(notices.c.event_id.is_not(None)).order_by(notices.c.id))
    there = [row for row in rows if row.state != NoticeState.CANCELLED]
    return [_word(row) for row in there]


def facts_of(tx: Tx) -> list[dict[str, Any]]:
    """What each of them carries."""
    rows = tx.all(select(notices).where(notices.c.event_id.is_not(None)).order_by(notices.c.id))
    return [json.loads(row.facts) for row in rows if row.state != NoticeState.CANCELLED]


def all_sent(tx: Tx) -> None:
    """As if everything had left."""
    waiting = notices.c.state == NoticeState.PENDING
    tx.run(notices.update().where(waiting).values(state=NoticeState.SENT))


def _word(row: Any) -> tuple[str, str, int, str]:
    told = json.loads(row.facts)
    who = row.address.partition("@")[0]
    return who, told.get("slot") or told["news"], told["sequence"], told["starts"][:16]
