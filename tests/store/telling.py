"""What people are told over days and weeks: the tick at each instant at which something is due, and what came of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from mail.notice import Writer, letter
from schedules.customs import Custom, Customs, Hours
from schedules.hours import USUAL
from schedules.ladder import Plan
from schedules.ladder_data import reminding as shipped
from schedules.official import official_calendar
from schedules.tick import release
from store import Store, Tx, morning, outbox, reminding, rung
from store.schema.directory import person
from store.schema.notice import notice as notices
from templates import LANGUAGES
from tests.store.office import LADDERS, NOW
from work.notice import Channel
from work.outcome import Delivered

CALENDAR = official_calendar()
WRITER = Writer("Bộ Y tế", "congvu@moh.gov.vn", "congvu.moh.gov.vn", CALENDAR.zone)
SHIPPED = shipped()
BY_MAIL = frozenset({Channel.MAIL})
PLAN = Plan(CALENDAR, LADDERS, BY_MAIL, USUAL, (), SHIPPED.customs.within(USUAL))
CHASING = replace(PLAN, ladders=SHIPPED.ladders)


def with_customs(plan: Plan, *hours: Hours, **changes: object) -> Plan:
    """*plan* with other customs, and *hours* after those that are shipped."""
    custom: Custom = replace(plan.customs.rows[0], **changes)  # type: ignore[arg-type]
    return replace(plan, customs=Customs((custom,), (*plan.customs.hours, *hours)))


async def live(store: Store, start: datetime, end: datetime, plan: Plan = PLAN) -> None:
    """Ticks at each instant from *start* on at which something is due, before *end*, and sends what came of it."""
    now: datetime | None = start
    while now is not None and now < end:
        while (await store.write(release, plan, now)).more:
            pass
        await send(store, now)
        now = await store.read(_ahead)


async def send(store: Store, now: datetime) -> None:
    """Lets all that waits in the outbox be sent, once it is a letter in either language."""
    term = timedelta(seconds=60)
    while claimed := await store.write(outbox.claim, "w", (Channel.MAIL,), now, term, 100):
        for one in claimed:
            for language in LANGUAGES:
                assert letter(replace(one.notice, language=language), WRITER, now).body
            assert await store.write(outbox.settle, one, "w", Delivered("letter:1"), now, now)


async def sent(store: Store, since: datetime = NOW) -> list[tuple[str, str, str, str]]:
    """What was sent after *since*: the office's minute, who, the kind, and its slot where it has one."""
    return await store.read(_sent, since)


def _sent(tx: Tx, since: datetime) -> list[tuple[str, str, str, str]]:
    joined = select(notices, person.c.email).join(person, person.c.id == notices.c.person_id)
    rows = tx.all(joined.where(notices.c.state == "sent", notices.c.at >= since))
    found = [
        (
            f"{CALENDAR.local(row.at):%m-%d %H:%M}",
            row.email.split("@")[0],
            row.kind,
            _slot(row.facts),
        )
        for row in rows
    ]
    return sorted(found)


def _slot(facts: str) -> str:
    _, found, rest = facts.partition('"slot": "')
    return rest.partition('"')[0] if found and '"sections"' not in facts else ""


def _ahead(tx: Tx) -> datetime | None:
    nexts = rung.next_due(tx), reminding.next_at(tx), morning.next_at(tx)
    return min((one for one in nexts if one is not None), default=None)
