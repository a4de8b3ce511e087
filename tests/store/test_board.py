"""The board: what people were told last, by code, and whether something waits that nobody takes."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from store import Store, Tx, approval, board, notice, outbox, progress, rung
from store.board import STUCK_AFTER, Asked, Board, Notices, Told
from store.engine import open_engines
from store.overview import Count, Overview
from store.rung import Next
from store.schema.notice import notice as notices
from store.worker import Workers
from store.workload import Days
from tests.store import approvals, letters
from tests.store.office import BINH, CUONG, NOW, at, later, opened, staffed, work
from tests.store.plans import plan
from work.notice import Channel
from work.outbox import NewNotice, NoticeState
from work.outcome import Delivered, Refused
from work.signing import Senders, Signing

DAYS = Days(today=date(2026, 10, 1), soon=date(2026, 10, 6), since=date(2026, 10, 1))
ASKED = Asked(DAYS, Senders("vpcp.gov.vn"), date(2026, 10, 1), NOW)
EIGHT = at("2026-10-20")
TERM = STUCK_AFTER


@pytest.fixture
async def office(store: Store) -> Store:
    """A ministry with one open task, number 1."""
    await staffed(store)
    await opened(store, work())
    return store


async def put(
    store: Store, slot: str | None, person: int = BINH, now: datetime = NOW, **changes: Any
) -> None:
    facts = {"content": "Báo cáo", "lead": "Trần Thị Bình"} | ({"slot": slot} if slot else {})
    values: dict[str, Any] = {"kind": "reminder", "task": 1, "at": EIGHT, **changes}
    key = f"{values['kind']}:{slot}:{person}"
    new = NewNotice(key=key, person=person, language="vi", reason="lead", facts=facts, **values)
    by = ((Channel.MAIL, "a@moh.gov.vn"), (Channel.TELEGRAM, "4711"))
    await store.write(notice.add, new, {person: by}, now)


def told(slot: str | None, channel: Channel, people: int, **changes: Any) -> Told:
    values: dict[str, Any] = {"state": NoticeState.PENDING, "at": EIGHT, **changes}
    return Told(kind="reminder", task=1, slot=slot, channel=channel, people=people, **values)


async def last(store: Store) -> tuple[Told, ...]:
    return (await store.read(board.notices, NOW)).last


async def test_an_empty_office_has_nothing_to_tell(store: Store) -> None:
    found = await store.read(board.board, ASKED)

    assert found.notices == Notices((), Count(0), None)
    assert found.mail == Overview((), (), Workers(0, 0))
    assert isinstance(found, Board)
    assert found.signing == Signing(unsigned=("vpcp.gov.vn",))
    assert found.work.open == Count(0)


async def test_what_several_people_were_told_alike_is_one_line_the_newest_first(
    office: Store,
) -> None:
    await put(office, "T-7", at=at("2026-10-14"))
    await put(office, "T-3")
    await put(office, "T-3", CUONG)

    assert await last(office) == (
        told("T-3", Channel.TELEGRAM, 2),
        told("T-3", Channel.MAIL, 2),
        told("T-7", Channel.TELEGRAM, 1, at=at("2026-10-14")),
        told("T-7", Channel.MAIL, 1, at=at("2026-10-14")),
    )


async def test_each_line_tells_what_became_of_it(office: Store) -> None:
    await put(office, "T")
    mail, chat = await office.write(outbox.claim, "w1", tuple(Channel), NOW, TERM, 32)
    await office.write(outbox.settle, mail, "w1", Delivered("letter:1"), NOW, NOW)
    await office.write(outbox.settle, chat, "w1", Refused("5.7.1", "blocked"), NOW, NOW)

    assert [(one.channel, one.state) for one in await last(office)] == [
        (Channel.TELEGRAM, NoticeState.REFUSED),
        (Channel.MAIL, NoticeState.SENT),
    ]


async def test_a_notice_of_no_task_and_no_rung_is_told_by_its_kind(office: Store) -> None:
    await put(office, None, kind="link-code", task=None)

    assert {(one.kind, one.slot, one.task) for one in await last(office)} == {
        ("link-code", None, None)
    }


async def test_only_the_newest_are_looked_at(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "RECENT", 2)
    await put(office, "T-7")
    await put(office, "T-3")

    assert [one.slot for one in await last(office)] == ["T-3", "T-3"]


async def test_a_notice_that_is_due_and_that_nobody_takes_is_stuck(office: Store) -> None:
    await put(office, "T-7")
    await put(office, "T-3", now=later(minutes=1))
    quarter = NOW + STUCK_AFTER

    assert (await office.read(board.notices, later(minutes=14))).stuck == Count(0)
    assert (await office.read(board.notices, quarter)).stuck == Count(2), "one by each channel"
    await office.write(outbox.claim, "w1", tuple(Channel), quarter, TERM, 32)
    assert (await office.read(board.notices, quarter)).stuck == Count(0)


async def test_the_watchdog_hears_of_notices_that_nobody_sends_and_of_a_tick_that_is_late(
    office: Store,
) -> None:
    await put(office, "T-7")
    quarter = NOW + STUCK_AFTER

    assert await office.read(progress.oldest, quarter, None) == {"notices": NOW}
    await office.write(outbox.claim, "w1", tuple(Channel), quarter, TERM, 32)
    assert set(await office.read(progress.oldest, quarter + TERM, None)) == {"notices-in-hand"}

    await office.write(rung.set_next, [Next(1, None, EIGHT)], "plan")
    late = await office.read(progress.oldest, quarter + TERM, EIGHT + STUCK_AFTER)
    assert late["tick"] == NOW + TERM
    assert "tick" not in await office.read(progress.oldest, quarter, EIGHT - STUCK_AFTER)
    assert "tick" not in await office.read(progress.oldest, quarter, None)


async def test_the_next_rung_of_all_is_told(office: Store) -> None:
    await office.write(rung.set_next, [Next(1, None, EIGHT)], "plan")

    assert (await office.read(board.notices, NOW)).next_at == EIGHT


async def test_what_was_sent_long_ago_is_not_looked_through(office: Store, url: str) -> None:
    await put(office, "T-7")

    def pile(tx: Tx) -> None:
        (kept, _) = tx.all(select(notices).order_by(notices.c.id))
        sent = {**kept._mapping, "state": "sent", "settled_at": NOW}
        many = [{**sent, "id": n, "dedup_key": f"{n}"} for n in range(10, 4000)]
        tx.run(insert(notices), many)

    await office.write(pile)
    engines = open_engines(url)
    if engines.path is None:
        await office.write(lambda tx: tx.run(text("ANALYZE")))
    old = later(days=1)

    assert "ix_notice_due" in plan(engines, lambda tx: board.stuck(tx, old))
    newest = plan(engines, lambda tx: board._last(tx))
    assert "Sort" not in newest, "it walks back from the newest"
    assert "B-TREE" not in newest


async def test_who_waits_for_an_approval_is_counted_until_it_is_decided(store: Store) -> None:
    await approvals.staffed(store)
    await letters.accepted(store, letters.new_letter(hold="first-contact"), None)
    number = await approvals.held(store)
    before = await store.read(board.board, ASKED)
    await store.write(approval.approve, number, approvals.BINH, "cli:0", letters.NOW, letters.END)

    assert before.mail.approvals == Count(2)
    assert (await store.read(board.board, ASKED)).mail.approvals == Count(0)
