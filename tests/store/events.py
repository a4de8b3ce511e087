"""Events of the small ministry, and what became of their notices."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from schedules.event_ladder import shipped_event_ladders
from schedules.ladder import Plan
from schedules.ladder_data import shipped_ladders
from schedules.official import official_calendar
from schedules.tick import release
from store import Store, Tx, event_change, event_rung
from store import event as events
from store.event_change import Done
from store.schema.notice import notice as notices
from tests.store.office import BINH, CLI, CUONG, DUNG, NOW, at
from work.event import Event, EventKind, NewEvent, Part, Particulars, Span
from work.notice import Channel
from work.outbox import NoticeState

HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
START = datetime(2026, 10, 12, 1, tzinfo=UTC)  # Monday, 08:00 in Hà Nội
PEOPLE = ((CUONG, Part.CHAIR), (BINH, Part.REQUIRED), (DUNG, Part.OPTIONAL))
NEXT_DAY = Span(START + 24 * HOUR, START + 26 * HOUR)
TO_BINH = "binh@moh.gov.vn"
PLAN = Plan(
    official_calendar(), shipped_ladders(), frozenset(Channel), events=shipped_event_ladders()
)
DAY_BEFORE, HOUR_BEFORE = at("2026-10-09"), at("2026-10-12", "07:00")
ALL = ["binh", "cuong", "dung"]


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


async def planned(office: Store, **wish: object) -> int:
    """An event that nobody is invited to yet."""
    number = await office.write(event_change.add, meeting(**wish), CLI)  # type: ignore[arg-type]
    assert isinstance(number, int)
    return number


async def invited(office: Store, **wish: object) -> int:
    """An event whose invitations have left."""
    number = await planned(office, **wish)
    done = await office.write(event_change.invite, number, (), CLI)
    assert isinstance(done, Done)
    await office.write(all_sent)
    return number


async def found(office: Store, number: int) -> Event:
    """The event of that number."""
    one = await office.read(events.one, number)
    assert one is not None
    return one


async def news(office: Store) -> list[tuple[str, str, int, str]]:
    """What was told after the first invitations."""
    return (await office.read(word))[len(PEOPLE) :]


async def live(store: Store, end: datetime, plan: Plan = PLAN) -> list[tuple[str, str, str]]:
    """What is told until *end*: who, which step, and of which time."""
    now: datetime | None = NOW
    while now is not None and now <= end:
        await store.write(release, plan, now)
        now = await store.read(event_rung.next_due)
    found = await store.read(word)
    return sorted((who, step, starts) for who, step, _, starts in found if step[1] == "-")


async def reminded(store: Store, end: datetime) -> list[tuple[str, str]]:
    """The same without the times."""
    return [(who, step) for who, step, _ in await live(store, end)]
