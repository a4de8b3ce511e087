"""Faults on order, as the real library meets them, and what the raw requests then say."""

import asyncio
from datetime import datetime, timedelta

import pytest
from telegram import Bot
from telegram.error import (
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from demo.telegram_account import TOKEN
from tests.demo.conftest import make_bot, until
from tests.demo.people import AN, BINH, People

GROUP, MOVED = -500, -1000500


@pytest.fixture(autouse=True)
async def _started(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it RetryAfter warns of its own future
    await people.write(AN, "/start")
    await people.write(BINH, "/start")


def arrivals(requests: list[dict[str, str]]) -> list[datetime]:
    return [datetime.fromisoformat(request["at"]) for request in requests]


async def test_a_flood_is_respected_by_the_rate_limiter(url: str, people: People) -> None:
    await people.fault("flood", method="sendMessage", count=1, retry_after=1)
    request = HTTPXRequest(httpx_kwargs={"verify": False})
    limited = ExtBot(
        TOKEN,
        base_url=f"{url}/bot",
        request=request,
        get_updates_request=HTTPXRequest(httpx_kwargs={"verify": False}),
        rate_limiter=AIORateLimiter(max_retries=2),
    )

    async with limited:
        await limited.send_message(AN, "đến muộn")

    requests = await people.requests("sendMessage")
    refused, sent = arrivals(requests)
    assert [request["status"] for request in requests] == [429, 200]
    assert sent - refused >= timedelta(seconds=1)
    assert await people.texts(AN) == ["/start", "đến muộn"]


async def test_a_flood_of_one_chat_leaves_the_others_alone(bot: Bot, people: People) -> None:
    await people.fault("flood", chat_id=AN, retry_after=7)

    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(AN, "x")
    await bot.send_message(BINH, "x")

    assert refused.value.retry_after == timedelta(seconds=7)


async def test_a_counted_fault_wears_off_and_says_how_often_it_struck(
    bot: Bot, people: People
) -> None:
    await people.fault("blocked", chat_id=AN, count=2)

    for _ in range(2):
        with pytest.raises(Forbidden):
            await bot.send_message(AN, "x")
    await bot.send_message(AN, "x")

    (fault,) = (await people.get("/emulator/faults"))["faults"]
    assert (fault["kind"], fault["hits"]) == ("blocked", 2)


async def test_a_lasting_fault_stands_until_it_is_lifted(bot: Bot, people: People) -> None:
    await people.fault("unavailable", method="sendMessage")

    for _ in range(3):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(AN, "x")
    assert await people.lift() == 1
    await bot.send_message(AN, "x")


async def test_a_conflict_meets_only_the_poller(bot: Bot, people: People) -> None:
    await people.fault("conflict", count=1)

    await bot.send_message(AN, "x")
    with pytest.raises(Conflict):
        await bot.get_updates(timeout=0)


async def test_a_fault_without_a_method_spares_the_poller(bot: Bot, people: People) -> None:
    await people.fault("unavailable")

    assert len(await bot.get_updates(timeout=0)) == 2


async def test_a_group_that_moved_names_its_new_id(bot: Bot, people: People) -> None:
    await people.post("/emulator/chats", {"id": GROUP, "title": "Phòng", "members": [AN]})
    await people.fault("migrated", chat_id=GROUP, migrate_to=MOVED)

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(GROUP, "x")
    await bot.send_message(moved.value.new_chat_id, "x")

    assert moved.value.new_chat_id == MOVED
    assert (await people.chat(MOVED))["kind"] == "supergroup"
    told = [u.message for u in await bot.get_updates(timeout=0) if u.message]
    assert [m.migrate_to_chat_id for m in told if m.migrate_to_chat_id] == [MOVED]
    assert [m.migrate_from_chat_id for m in told if m.migrate_from_chat_id] == [GROUP]


@pytest.mark.parametrize(("when", "seen"), [("before", []), ("after", ["x"])])
async def test_a_held_request_times_out_and_only_the_chat_knows_the_truth(
    url: str, people: People, when: str, seen: list[str]
) -> None:
    await people.fault("hold", method="sendMessage", when=when)

    async with make_bot(url, read_timeout=0.5) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(AN, "x")

    (request,) = await people.requests("sendMessage")
    await until(lambda: _fate(people, "left"))
    assert request["accepted"] is (when == "after")
    assert request["status"] is None
    assert (await people.texts(AN))[1:] == seen


async def test_a_request_that_is_held_is_listed_while_it_waits(bot: Bot, people: People) -> None:
    await people.fault("hold", method="sendMessage", when="after")
    sending = asyncio.create_task(bot.send_message(AN, "x"))

    await until(lambda: _fate(people, "held"))
    await people.lift()

    assert (await sending).text == "x"
    assert await _fate(people, "answered")


@pytest.mark.parametrize(("when", "seen"), [("before", []), ("after", ["x"])])
async def test_a_dropped_request_is_a_network_error(
    bot: Bot, people: People, when: str, seen: list[str]
) -> None:
    await people.fault("drop", method="sendMessage", when=when, count=1)

    with pytest.raises(NetworkError):
        await bot.send_message(AN, "x")

    assert (await people.texts(AN))[1:] == seen
    assert await _fate(people, "dropped")
    await bot.send_message(AN, "the next one passes")


async def test_an_error_may_follow_a_message_that_was_sent(bot: Bot, people: People) -> None:
    await people.fault("unavailable", method="sendMessage", when="after", count=1)

    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(AN, "x")

    (request,) = await people.requests("sendMessage")
    assert (request["status"], request["accepted"]) == (502, True)
    assert await people.texts(AN) == ["/start", "x"]


async def test_latency_delays_an_answer(bot: Bot, people: People) -> None:
    await people.fault("latency", method="sendMessage", seconds=0.3)
    clock = asyncio.get_running_loop()
    start = clock.time()

    await bot.send_message(AN, "x")

    assert clock.time() - start >= 0.3


async def test_every_request_is_listed_in_order_even_a_refused_one(
    bot: Bot, people: People
) -> None:
    await people.fault("flood", count=1)
    with pytest.raises(RetryAfter):
        await bot.send_message(AN, "một")
    await bot.send_message(AN, "một")
    await bot.send_message(BINH, "hai")

    requests = await people.requests("sendMessage")

    told = [(r["parameters"]["text"], r["status"], r["accepted"]) for r in requests]
    assert told == [("một", 429, False), ("một", 200, True), ("hai", 200, True)]
    assert arrivals(requests) == sorted(arrivals(requests))
    assert await people.requests(chat_id=BINH) == requests[2:]
    assert await people.requests(after=requests[1]["number"]) == requests[2:]


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ({"kind": "earthquake"}, "earthquake"),
        ({"kind": "hold", "when": "later"}, "later"),
        ({"kind": "flood", "retry_afer": 3}, "retry_afer"),
        ({"kind": "flood", "count": "many"}, "count"),
        ({"kind": "migrated", "chat_id": AN}, "migrate_to"),
        ({"kind": "migrated", "chat_id": AN, "migrate_to": -1}, "only a group"),
        ([], "object"),
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused_with_the_reason(
    people: People, fault: object, trouble: str
) -> None:
    answer = await people.client.post("/emulator/faults", json=fault)

    assert answer.status_code == 400
    assert trouble in answer.json()["description"]


async def _fate(people: People, fate: str) -> bool:
    requests = await people.requests("sendMessage")
    return any(request["fate"] == fate for request in requests)
