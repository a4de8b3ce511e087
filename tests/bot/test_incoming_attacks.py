"""The clerk's flow under attack: what changes between a screen and a press, who loses their right, and words that steer a screen."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from store import Store, Tx, proposal
from store.migrate import ensure
from store.official import written as kept_as
from store.proposal import Confirmed
from store.schema.directory import person
from store.schema.proposal import proposal as rows
from tests.bot.clerks import LETTER, corrected, facing, kept, opened, tasks, waits
from tests.bot.office import AN, BINH, Chats, Office, button, labels, until
from tests.bot.test_incoming import DENIED
from tests.postgres import Databases
from tests.store import office as ministry
from tests.store.office import NOW
from tests.store.read_letters import came, desk, errand, found, proposed, read, tie
from work.official.found import Role
from work.proposal import AS_READ, ProposalState
from work.task import TaskState

CHANGED = "Nội dung đã thay đổi, đã làm mới."
ANEW = replace(LETTER, errands=(errand(due="2026-11-06"),))
_BLOCKED = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def test_what_was_registered_anew_is_not_taken_back_by_an_old_question(
    clerks: Office, chats: Chats
) -> None:
    number = await waits(clerks.store)

    def again(tx: Tx) -> object:
        proposal.undo(tx, number, "nhầm", desk(tx), clerks.by(ministry.HA))
        return proposal.confirm(tx, number, AS_READ, desk(tx), clerks.by(ministry.HA))

    async with clerks.open():
        await opened(chats)
        await chats.tap(AN, "Vào sổ")
        await chats.tap(AN, "Đúng, đưa vào sổ")
        await chats.tap(AN, "Hoàn tác")
        assert isinstance(await clerks.store.write(again), Confirmed)
        await chats.tap(AN, "Đúng, hoàn tác")
        said = await chats.toast(AN)

    assert said == CHANGED
    states = [one.state for one in await tasks(clerks.store)]
    assert states == [TaskState.RECALLED, TaskState.ASSIGNED]


async def test_what_was_read_anew_is_not_dropped_by_an_old_question(
    clerks: Office, chats: Chats
) -> None:
    letter = await came(clerks.store)
    (one,) = await proposed(clerks.store, LETTER, letter)
    async with clerks.open():
        await opened(chats)
        await chats.tap(AN, "Không vào sổ")
        await chats.ask(AN, "gửi trùng")
        await clerks.store.write(_reads_anew, one.id)
        shown = await chats.tap(AN, "Đúng, không vào sổ")
        said = await chats.toast(AN)

    assert said == CHANGED
    assert "Chờ vào sổ" in shown["text"]
    assert (await kept(clerks.store, one.id)).state is ProposalState.OPEN


async def test_every_task_can_be_seen_before_it_is_registered_or_recalled(
    clerks: Office, chats: Chats
) -> None:
    every = [errand(content=found(f"lập danh mục {at}")) for at in range(1, 9)]
    letter = await came(clerks.store)
    await proposed(clerks.store, read(*every, opens=False), letter)
    async with clerks.open():
        card = await opened(chats)
        assert "Vào sổ: cả 8 nhiệm vụ" in str(labels(card))
        assert "Trang 1/2: cả thảy 8 nhiệm vụ" in card["text"]
        seen = [card, await chats.tap(AN, "›"), await chats.tap(AN, "Vào sổ")]
        seen.append(await chats.tap(AN, "›"))
        assert labels(seen[-1])[:2] == [["‹", "2/2", "›"], ["✅ Đúng, đưa vào sổ: cả 8 nhiệm vụ"]]
        told = [[at for at in range(1, 9) if f"danh mục {at}" in one["text"]] for one in seen]
        assert told == [[1, 2, 3, 4, 5, 6], [7, 8]] * 2
        fewer = read(*every[:7], opens=False)
        await proposed(clerks.store, fewer, letter)
        first = await chats.tap(AN, "‹")
        assert await chats.toast(AN) == CHANGED
        assert "Trang 1/2: cả thảy 7 nhiệm vụ" in first["text"], (
            "what was read anew is seen from its first page"
        )
        after = await chats.tap(AN, "Đúng, đưa vào sổ")
        assert "Trang 1/2: cả thảy 7 nhiệm vụ" in after["text"]
        assert "Lập danh mục 7" in (await chats.tap(AN, "›"))["text"]
        recalls = read(number="9/VPCP-TH", ties=(tie(Role.RECALLS),), opens=False)
        await waits(clerks.store, recalls, "2")
        recalled = [await opened(chats), await chats.tap(AN, "›")]

    assert [one["text"].count("đã có: thu hồi") for one in recalled] == [6, 1]
    assert "sửa 7 nhiệm vụ đã có" in recalled[0]["text"]


async def test_tasks_with_long_words_stand_whole_on_more_pages(
    clerks: Office, chats: Chats
) -> None:
    long = " ".join(["rà soát, báo cáo"] * 30)
    every = [
        errand(content=found(f"việc {at} {long}"), product=found(f"Biểu {at} {long}"))
        for at in range(1, 7)
    ]
    async with facing(clerks, chats, read(*every, opens=False)):
        pages = [await chats.tap(AN, "Vào sổ"), await chats.tap(AN, "›")]

    assert [[at for at in range(1, 7) if f"Biểu {at}" in one["text"]] for one in pages] == [
        [1, 2, 3], [4, 5, 6],
    ]  # fmt: skip
    assert all("Hạn: Thứ Sáu 23/10/2026" in one["text"].split("Nhiệm vụ")[-2] for one in pages)
    assert "cả 6 nhiệm vụ" in str(labels(pages[0]))


async def test_words_of_a_letter_or_a_clerk_do_not_steer_a_screen(
    clerks: Office, chats: Chats
) -> None:
    (paper,) = LETTER.papers
    steers = replace(paper, excerpt=found("V/v \u202ecung ứng\x1b[2J", 0.5))
    number = await waits(clerks.store, replace(LETTER, papers=(steers,)))
    async with clerks.open():
        seen = [await opened(chats)]
        seen.append(await corrected(chats, "Số, ký hiệu", "126\u202e/VPCP-\x1b[31mTH"))
        await chats.tap(AN, "Đúng, đưa vào sổ")
        seen.append(await chats.ask(AN, f"/vanbanden {number}"))

    assert not [one["text"] for one in seen if {"\u202e", "\x1b"} & set(one["text"])]
    (task,) = await tasks(clerks.store)
    assert (task.document.number, task.document.excerpt) == (
        "126/VPCP-[31mTH", "V/v cung ứng[2J",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "shown"), [("01/02/1998", "01/02/1998"), ("1/2/98", "01/02/2098")]
)
async def test_a_year_is_as_it_was_written(
    clerks: Office, chats: Chats, written: str, shown: str
) -> None:
    async with facing(clerks, chats):
        await chats.tap(AN, "Sửa")
        await chats.tap(AN, "Ngày")
        assert f"ngày {shown}" in (await chats.ask(AN, written))["text"]


async def test_a_day_of_issue_before_there_were_such_documents_is_refused(
    clerks: Office, chats: Chats
) -> None:
    async with facing(clerks, chats):
        asked = await corrected(chats, "Ngày", "0001-01-01")

    assert "ngày ban hành trước năm 1900" in asked["text"]
    assert labels(asked)[0] == ["✏ Sửa"], "it cannot be registered"


async def test_who_is_no_clerk_any_more_or_never_was_does_nothing_by_a_button(
    clerks: Office, chats: Chats
) -> None:
    number = await waits(clerks.store)
    async with clerks.open():
        await chats.ask(BINH, "/start")
        for change in ({"position": "staff"}, {"disabled_at": NOW}, {"agency": "G22"}):
            await opened(chats)
            asked = await chats.tap(AN, "Vào sổ")
            pressed = button(asked, "Đúng, đưa vào sổ")["data"]
            await chats.push(BINH, pressed, force=True)
            assert await chats.toast(BINH) == "Phần này đã kết thúc."
            was = await clerks.store.write(_changes, change)
            after = await chats.push(AN, pressed)
            assert "125/VPCP-KGVX" not in after["text"]
            assert "disabled_at" in change or after["text"].startswith(DENIED)
            assert (await kept(clerks.store, number)).state is ProposalState.OPEN
            await clerks.store.write(_changes, was)

    assert await tasks(clerks.store) == []


@pytest.fixture
async def other_engine(postgres: Databases, url: str) -> AsyncIterator[tuple[Office, Store]]:
    """The office on PostgreSQL, and another process of it."""
    with postgres.lent() as address:
        ensure(address)
        stores = (Store.open(address, "test:one"), Store.open(address, "test:two"))
        await ministry.staffed(stores[0])
        yield Office(stores[0], url), stores[1]
        await asyncio.gather(*(store.close() for store in stores))


async def test_a_letter_that_is_read_anew_while_the_button_is_pressed_is_shown_first(
    other_engine: tuple[Office, Store], chats: Chats
) -> None:
    office, other = other_engine
    office.registry = lambda tx, _: desk(tx)
    await chats.begin(AN)
    await office.link(ministry.HA, AN)
    letter = await came(office.store)
    (one,) = await proposed(office.store, LETTER, letter)
    loop, began, may_end = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def slowly(tx: Tx) -> None:
        _reads_anew(tx, one.id)
        loop.call_soon_threadsafe(began.set)
        asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result()

    def waits_for(tx: Tx) -> Any:
        return tx.value(_BLOCKED)

    async with office.open():
        await opened(chats)
        await chats.tap(AN, "Vào sổ")
        reads = other.write(slowly)
        await began.wait()
        async with asyncio.TaskGroup() as group:
            pressed = group.create_task(chats.tap(AN, "Đúng, đưa vào sổ"))
            await until(lambda: office.store.read(waits_for))
            may_end.set()
        await reads
        assert "06/11/2026" in pressed.result()["text"]
        assert await chats.toast(AN) == CHANGED

    assert await tasks(office.store) == []


def _reads_anew(tx: Tx, number: int) -> None:
    """What the reader puts down of a letter that is read again while it waits."""
    later = {"read": kept_as(ANEW), "proposed_at": NOW + timedelta(minutes=1)}
    tx.run(update(rows).where(rows.c.id == number).values(later))


def _changes(tx: Tx, new: dict[str, Any]) -> dict[str, Any]:
    """Changes the clerk; what they were."""
    mine = person.c.id == ministry.HA
    was = tx.all(person.select().where(mine))[0]._mapping
    tx.run(update(person).where(mine).values(new))
    return {name: was[name] for name in new}
