"""The line: got through to again and again, heard again after trouble, and never a matter for the rest."""

import asyncio
from datetime import datetime, timedelta

import pytest
from telegram import BotCommandScopeAllPrivateChats

from bench.chat_crowd import most_within
from bot import line, poll
from bot.commands import MENU
from bot.rate import MOST
from demo.telegram import Emulator
from demo.telegram_account import TOKEN
from tests.bot.office import AN, Chats, Office, until
from tests.demo.conftest import running
from tests.store import office as ministry


async def test_a_bot_that_starts_before_telegram_is_there_gets_through_later(
    office: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "LONGEST_PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(line, "FIRST_PAUSE_SECONDS", 0.1)
    later = Emulator()
    address = later.listen("127.0.0.1", 0)
    bot = office.bot(base_url=address)
    await office.link(ministry.BINH)
    async with office.open(bot):
        await asyncio.sleep(0.3)
        async with running(later.serve()):
            assert await bot.line.ready()

    assert bot.line.bot.username == "congvu_demo_bot"


async def test_one_that_never_gets_through_ends_when_it_is_told_to(office: Office) -> None:
    bot = office.bot(base_url="http://127.0.0.1:9")
    async with office.open(bot):
        await asyncio.sleep(0.1)

    assert not await bot.line.ready()


async def test_a_token_that_is_rejected_is_said_once_with_what_to_do(
    office: Office,
    chats: Chats,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(line, "LONGEST_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(line, "FIRST_PAUSE_SECONDS", 0.05)
    token = "100000001:somebody-elses-token-of-35-letters0"

    async def tried_again() -> bool:
        return [one["status"] for one in await chats.requests()].count(401) >= 3

    async with office.open(office.bot(token=token)):
        await until(tried_again)

    told = capsys.readouterr().out
    assert told.count("telegram.token-rejected") == 1
    assert "@BotFather" in told
    assert token not in told


async def test_another_poller_is_told_of_once_with_what_to_do_and_the_bot_goes_on(
    office: Office,
    chats: Chats,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(poll, "FIRST_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(poll, "LONGEST_PAUSE_SECONDS", 0.05)
    await office.link(ministry.BINH)
    await chats.fault("conflict", count=3)
    async with office.open():
        message = await chats.ask(AN, "/viec")

    told = capsys.readouterr().out
    assert message["text"].startswith("Nhiệm vụ của tôi")
    assert told.count("telegram.conflict") == 1
    assert "another program asks for this bot's updates" in told
    assert told.count("telegram.heard-again") == 1


async def test_a_single_conflict_is_no_other_program_and_nobody_is_called(
    office: Office,
    chats: Chats,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(poll, "FIRST_PAUSE_SECONDS", 0.05)
    await office.link(ministry.BINH)
    await chats.fault("conflict", count=1)
    async with office.open():
        message = await chats.ask(AN, "/viec")

    assert message["text"].startswith("Nhiệm vụ của tôi")
    assert "telegram.conflict" not in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["unavailable", "drop", "flood"])
async def test_trouble_with_polling_passes_and_loses_nothing(
    office: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(poll, "FIRST_PAUSE_SECONDS", 0.05)
    await office.link(ministry.BINH)
    await chats.fault(kind, method="getUpdates", count=2)
    async with office.open():
        message = await chats.ask(AN, "/viec")

    assert message["text"].startswith("Nhiệm vụ của tôi")


async def test_the_menu_names_every_command_in_both_languages(office: Office, chats: Chats) -> None:
    bot = office.bot()
    async with office.open(bot):
        assert await bot.line.ready()

        async def all_named() -> bool:
            return len(await chats.requests("setMyCommands")) == 3

        await until(all_named)
        menu = (await chats.chat(AN))["commands"]
        english = await bot.line.bot.get_my_commands(
            scope=BotCommandScopeAllPrivateChats(), language_code="en"
        )

    assert [one["command"] for one in menu] == list(MENU)
    assert menu[0]["description"] == "Việc của tôi: nhiệm vụ đang thực hiện"
    assert (english[0].command, english[0].description) == ("tasks", "My open tasks")
    assert "cancel" in [one.command for one in english]


async def test_nobody_waits_until_telegram_takes_the_menu(
    office: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "FIRST_PAUSE_SECONDS", 0.05)
    await office.link(ministry.BINH)
    await chats.fault("flood", method="setMyCommands", retry_after=3600)
    async with office.open():
        assert (await chats.ask(AN, "/viec"))["text"].startswith("Nhiệm vụ của tôi")

    assert len(await chats.requests("setMyCommands")) == 1, "it is left alone as long as it wants"


async def test_only_three_kinds_of_updates_are_asked_for(office: Office, chats: Chats) -> None:
    async with office.open():
        polls = await until(lambda: chats.requests("getUpdates"))

    wanted = '["message", "callback_query", "my_chat_member"]'
    assert polls[0]["parameters"]["allowed_updates"] == wanted


async def test_no_second_holds_more_messages_than_telegram_takes(
    office: Office, chats: Chats
) -> None:
    bot = office.bot()
    await chats.write(AN, "/start")
    async with office.open(bot):
        assert await bot.line.ready()
        await asyncio.gather(*(bot.line.bot.send_message(AN, str(n)) for n in range(40)))

    sent = await chats.requests("sendMessage")
    at = sorted(datetime.fromisoformat(one["at"]) for one in sent)
    assert len(at) >= 40
    assert most_within(at, timedelta(seconds=1)) <= MOST


def test_the_token_stands_in_no_repr(office: Office) -> None:
    assert TOKEN not in repr(office.settings())
    assert TOKEN not in repr(office.desk())
