"""Dispatch: every notice to its courier, every outcome to its row, and no bug holds up the others."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from schedules import dispatch
from schedules.dispatch import Dispatch
from store import Store, Tx, notice, outbox, spool
from store.schema.notice import notice as notices
from tests.store.letters import new_letter
from tests.store.office import BINH, NOW, at, later, opened, staffed, work
from work.notice import Begin, Channel, Notice
from work.outbox import NewNotice
from work.outcome import Deferred, Delivered, Outcome, Refused, Uncertain

MAIL = (Channel.MAIL, "binh@moh.gov.vn")
CHAT = (Channel.TELEGRAM, "4711")


class Machine:
    """A machine whose time stands still."""

    def now(self) -> datetime:
        return later(seconds=1)


class Fake:
    """A courier that remembers what it sent, and does then what the test says."""

    def __init__(self, does: Callable[[Notice], Awaitable[Outcome]] | Outcome) -> None:
        self.does = does
        self.carried: list[str] = []

    async def deliver(self, notice: Notice, begin: Begin) -> Outcome:
        if notice.channel is not Channel.MAIL and not await begin():
            return Deferred("4.3.0", "not ours any more")
        self.carried.append(notice.dedup_key)
        return await self.does(notice) if callable(self.does) else self.does


@pytest.fixture
async def office(store: Store) -> Store:
    """A ministry with one open task, number 1."""
    await staffed(store)
    await opened(store, work())
    return store


async def put(store: Store, *keys: str, by: Any = (MAIL,)) -> None:
    for key in keys:
        facts: dict[str, Any] = {"task": 1}
        new = NewNotice(key, "reminder", BINH, "vi", "lead", facts, at("2026-10-20"), 1)
        await store.write(notice.add, new, {BINH: by}, NOW)


async def states(store: Store) -> list[tuple[str, str, str | None]]:
    def read(tx: Tx) -> list[tuple[str, str, str | None]]:
        rows = tx.all(select(notices).order_by(notices.c.id))
        return [(row.dedup_key, row.state, row.error) for row in rows]

    return await store.read(read)


def by_chat(store: Store, courier: Fake) -> Dispatch:
    return Dispatch(store, {Channel.TELEGRAM: courier}, Machine(), "w1")


@pytest.mark.parametrize(
    ("outcome", "state", "error"),
    [
        (Delivered("message 17"), "sent", None),
        (Deferred("4.7.0", "slow down"), "pending", "4.7.0 slow down"),
        (Refused("5.7.1", "blocked"), "refused", "5.7.1 blocked"),
        (Uncertain("connection lost"), "uncertain", "connection lost"),
    ],
)
async def test_what_the_courier_says_is_what_the_row_says(
    office: Store, outcome: Outcome, state: str, error: str | None
) -> None:
    await put(office, "a", by=(CHAT,))

    assert await by_chat(office, Fake(outcome)).once() == 1

    assert (await states(office))[0] == ("a:telegram", state, error)


async def test_before_a_chat_hears_of_it_the_row_says_that_it_is_sent(office: Store) -> None:
    await put(office, "a", by=(CHAT,))
    seen = []

    async def look(notice: Notice) -> Outcome:
        seen.append(await states(office))
        return Delivered("message 17")

    await by_chat(office, Fake(look)).once()

    assert seen == [[("a:telegram", "sending", None)]]


async def test_a_mail_courier_ends_the_notice_with_its_letter(office: Store) -> None:
    await put(office, "a")

    def accept(tx: Tx) -> int | None:
        kept = spool.accept(tx, new_letter("binh@moh.gov.vn"), NOW, later(days=5), None)
        return None if kept is None else kept.letter

    async def queue(one: Notice) -> Outcome:
        letter = await office.write(outbox.settle_with_letter, one.id, accept, NOW)
        return Delivered(f"letter:{letter}")

    await Dispatch(office, {Channel.MAIL: Fake(queue)}, Machine(), "w1").once()

    (account,) = await office.read(notice.accounts, 1)
    assert (account.state, account.receipt, account.attempts) == ("sent", "letter:1", 1)


async def test_each_goes_to_the_courier_of_its_channel(office: Store) -> None:
    await put(office, "a", by=(MAIL, CHAT))
    mail, chat = Fake(Delivered("letter:1")), Fake(Delivered("message 17"))

    couriers = {Channel.MAIL: mail, Channel.TELEGRAM: chat}
    assert await Dispatch(office, couriers, Machine(), "w1").once() == 2

    assert (mail.carried, chat.carried) == (["a:mail"], ["a:telegram"])


async def fail(notice: Notice) -> Outcome:
    raise KeyError("a template's bug")


async def hang(notice: Notice) -> Outcome:
    await asyncio.Event().wait()
    raise AssertionError("never")


async def test_a_couriers_bug_holds_up_only_its_own_notice(office: Store) -> None:
    await put(office, "a", "b")

    async def sometimes(one: Notice) -> Outcome:
        return await fail(one) if one.dedup_key == "a:mail" else Delivered("letter:1")

    await Dispatch(office, {Channel.MAIL: Fake(sometimes)}, Machine(), "w1").once()

    broken, good = await states(office)
    assert broken[1] == "pending"
    assert broken[2] is not None
    assert broken[2].startswith("4.3.0 an error on our side, incident ")
    assert good == ("b:mail", "sent", None)


@pytest.mark.parametrize("does", [fail, hang])
async def test_what_went_wrong_while_it_was_sent_by_chat_goes_by_mail_instead(
    office: Store, monkeypatch: pytest.MonkeyPatch, does: Any
) -> None:
    monkeypatch.setattr(dispatch, "SENDING_SECONDS", 2)
    await put(office, "a", by=(CHAT,))

    await by_chat(office, Fake(does)).once()

    chat, mail = await states(office)
    assert chat[:2] == ("a:telegram", "uncertain")
    assert mail == ("a:mail", "pending", None)


async def test_a_mail_that_took_too_long_waits_for_another_try(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "SENDING_SECONDS", 0.2)
    await put(office, "a")

    await Dispatch(office, {Channel.MAIL: Fake(hang)}, Machine(), "w1").once()

    assert await states(office) == [("a:mail", "pending", "4.3.0 no answer in time")]


async def test_two_workers_carry_each_notice_once(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    await opened(pair[0], work())
    await put(pair[0], *(f"n{i}" for i in range(60)), by=(CHAT,))
    courier = Fake(Delivered("message"))
    workers = [
        Dispatch(store, {Channel.TELEGRAM: courier}, Machine(), f"w{n}")
        for n, store in enumerate(pair)
    ]

    async def drain(worker: Dispatch) -> None:
        while await worker.once():
            pass

    await asyncio.gather(*(drain(worker) for worker in workers))

    assert sorted(courier.carried) == sorted(f"n{i}:telegram" for i in range(60))


async def test_a_running_worker_carries_what_another_process_put_in_and_stops_when_told(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    await opened(pair[0], work())
    courier = Fake(Delivered("message 17"))
    worker = by_chat(pair[0], courier)

    async with asyncio.TaskGroup() as group:
        ear = pair[1].bell.ear("tick")
        group.create_task(worker.run(), name="dispatch")
        await put(pair[1], "a", by=(CHAT,))
        while not await settled(pair[1]):
            await ear.heard(1)
        worker.stop()

    assert courier.carried == ["a:telegram"]


async def settled(store: Store) -> bool:
    return [state for _, state, _ in await states(store)] == ["sent"]


class Slow:
    """A courier that never gets so far as to begin; *waits* says that it has the notice."""

    def __init__(self, then: Callable[[Notice], Awaitable[Outcome]]) -> None:
        self.then = then
        self.waits = asyncio.Event()

    async def deliver(self, notice: Notice, begin: Begin) -> Outcome:
        self.waits.set()
        return await self.then(notice)


@pytest.mark.parametrize("does", [fail, hang])
async def test_what_went_wrong_before_anything_was_sent_by_chat_is_tried_again(
    office: Store, monkeypatch: pytest.MonkeyPatch, does: Any
) -> None:
    monkeypatch.setattr(dispatch, "SENDING_SECONDS", 0.5)
    await put(office, "a", by=(CHAT,))

    await Dispatch(office, {Channel.TELEGRAM: Slow(does)}, Machine(), "w1").once()

    ((key, state, error),) = await states(office)
    assert (key, state) == ("a:telegram", "pending")
    assert error is not None
    assert error.startswith("4.3.0 ")


async def test_a_notice_that_waited_for_its_turn_when_the_worker_died_goes_back_to_wait(
    office: Store,
) -> None:
    await put(office, "a", by=(CHAT,))
    courier = Slow(hang)
    worker = Dispatch(office, {Channel.TELEGRAM: courier}, Machine(), "w1")

    async with asyncio.TaskGroup() as group:
        running = group.create_task(worker.run(), name="dispatch")
        await courier.waits.wait()
        running.cancel()

    assert await states(office) == [("a:telegram", "pending", None)]


async def test_a_worker_that_is_cancelled_while_it_sends_leaves_nothing_in_hand(
    office: Store,
) -> None:
    await put(office, "a", by=(CHAT,))
    begun = asyncio.Event()

    async def begin(one: Notice) -> Outcome:
        begun.set()
        return await hang(one)

    worker = by_chat(office, Fake(begin))

    async with asyncio.TaskGroup() as group:
        running = group.create_task(worker.run(), name="dispatch")
        await begun.wait()
        running.cancel()

    chat, mail = await states(office)
    assert chat == ("a:telegram", "uncertain", "lease")
    assert mail == ("a:mail", "pending", None)
