"""Updates that are pushed: known by their secret, committed before they are confirmed, answered as others are."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.settings import Webhook
from store import secrecy, update
from tests.bot.office import AN, PATIENCE_SECONDS, Chats, Office, Running, until
from tests.store import office as ministry
from tests.store.office import work
from web.app import application
from web.server import Door
from web.webhook import BODY_LIMIT, PATH, SECRET_FIELD, WebhookDoor

SECRET = "mot-bi-mat_1"


@asynccontextmanager
async def door(office: Office) -> AsyncIterator[Webhook]:
    """The door of [web] with the webhook in it."""
    hook = WebhookDoor(SECRET, office.intake().take, office.machine)
    web = Door(application(hook.routes()), "127.0.0.1", 0)
    running = asyncio.create_task(web.run())
    try:
        yield Webhook(f"{await web.url()}{PATH}", SECRET)
    finally:
        web.drain()
        await running


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình is linked, has begun the chat, and has one task."""
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))
    return office


async def pushes(chats: Chats, url: str) -> None:
    """Waits until the emulator pushes to *url*."""

    async def is_set() -> bool:
        return any(
            one["parameters"].get("url") == url and one["accepted"]
            for one in await chats.requests("setWebhook")
        )

    await until(is_set)


async def test_a_pushed_update_is_answered(told: Office, chats: Chats) -> None:
    async with door(told) as hook, told.open(webhook=hook):
        await pushes(chats, hook.url)
        card = await chats.ask(AN, "/nv 1")
        await chats.tap(AN, "Tiến độ")

    assert "#1" in card["text"]
    assert await chats.requests("getUpdates") == []
    asked = (await chats.requests("setWebhook"))[0]["parameters"]
    assert asked["secret_token"] == SECRET
    assert "callback_query" in asked["allowed_updates"]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_push_whose_answer_is_lost_is_answered_once(
    told: Office, chats: Chats, when: str
) -> None:
    async with door(told) as hook, told.open(webhook=hook):
        await pushes(chats, hook.url)
        await chats.fault("drop", method="push", when=when, count=2)
        await chats.ask(AN, "/viec")
        await chats.ask(AN, "/lich")
        seen = await chats.from_bot(AN)

    assert sum("nhiệm vụ đang thực hiện" in one["text"] for one in seen) == 1


async def test_several_processes_take_the_same_pushes_in_once(told: Office, chats: Chats) -> None:
    async with door(told) as hook:
        both: list[Running] = [told.bot(name, webhook=hook) for name in ("w1", "w2")]
        async with told.open(*both):
            await pushes(chats, hook.url)
            for n in range(3):
                await chats.ask(AN, f"/nv {n + 1}")
            answers = await chats.from_bot(AN)

    assert len(answers) == 3


async def test_back_to_polling_nothing_is_lost(told: Office, chats: Chats) -> None:
    async with door(told) as hook, told.open(webhook=hook):
        await pushes(chats, hook.url)
    await chats.write(AN, "/viec")
    async with told.open():

        async def answered() -> bool:
            return bool(await chats.from_bot(AN))

        await until(answered)
    assert await chats.requests("getUpdates")


async def test_a_webhook_that_another_program_took_away_is_set_again(
    told: Office, chats: Chats
) -> None:
    async with door(told) as hook, told.open(webhook=hook):
        await pushes(chats, hook.url)
        await chats.begin(AN)  # which deletes the webhook

        async def again() -> bool:
            return len(await chats.requests("setWebhook")) >= 2

        await until(again)
        assert "nhiệm vụ" in (await chats.ask(AN, "/viec"))["text"]


async def test_who_does_not_show_the_secret_is_refused_and_nothing_is_kept(told: Office) -> None:
    body = {"update_id": 7, "message": {"chat": {"id": AN}, "text": "x"}}
    async with door(told) as hook, httpx.AsyncClient(trust_env=False, verify=False) as client:
        for fields in ({}, {SECRET_FIELD: ""}, {SECRET_FIELD: SECRET[:-1]}, {SECRET_FIELD: "é"}):
            sent = [(name.encode(), value.encode()) for name, value in fields.items()]
            answer = await client.post(hook.url, json=body, headers=sent)
            assert answer.status_code == 403
        assert (await client.get(hook.url)).status_code == 405

    assert await told.store.read(update.due, (), told.machine.now(), 9) == ()


async def test_what_is_no_update_is_refused_and_the_door_goes_on(told: Office) -> None:
    known = {SECRET_FIELD: SECRET}
    async with door(told) as hook, httpx.AsyncClient(trust_env=False, verify=False) as client:
        for body, status in (
            (b"{", 400),
            (b"[]", 400),
            (b"{}", 400),
            (b"[" * 100_000, 400),
            (b"\xff", 400),
            (b" " * (BODY_LIMIT + 1), 413),
        ):
            answer = await client.post(hook.url, content=body, headers=known)
            assert answer.status_code == status, body[:9]
        good = json.dumps({"update_id": 7, "message": {"chat": {"id": AN}, "text": "x"}})
        for _ in range(2):
            answer = await client.post(hook.url, content=good, headers=known)
            assert (answer.status_code, answer.content) == (200, b"")

    kept = await told.store.read(update.due, (), told.machine.now(), 9)
    assert [(one.id, one.chat) for one in kept] == [(7, AN)]


async def test_what_bears_a_mark_of_secrecy_is_not_kept(told: Office, chats: Chats) -> None:
    async with door(told) as hook, told.open(webhook=hook):
        await pushes(chats, hook.url)
        answer = await chats.ask(AN, "Độ mật: MẬT. Báo cáo vụ việc")
        async with asyncio.timeout(PATIENCE_SECONDS):
            seen = await told.store.read(secrecy.incidents, 9)

    assert "bí mật" in answer["text"]
    assert len(seen) == 1
