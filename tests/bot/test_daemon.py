"""The door inside the daemon: it answers, survives its own death, and stays out of a simulation that could leak."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from congvu.audit_key import new_audit_key
from demo.telegram_account import TOKEN
from store import Store, chat
from tests.bot.office import AN, PATIENCE_SECONDS, Chats, until
from tests.papers.documents import docx, paragraph
from tests.store import office as ministry
from tests.store.office import opened, work

CONFIG = """\
[office]
name = "Bộ Y tế"
domain = "moh.gov.vn"
[store]
url = "sqlite:///congvu.db"
[relay]
hostname = "congvu.moh.gov.vn"
[telegram]
enabled = true
decision = "12/QĐ-VP"
decided_on = 2026-08-03
token_file = "token"
base_url = "{url}"
disclosure = "{disclosure}"
[log]
format = "json"
"""


@asynccontextmanager
async def serving(
    folder: Path, url: str, *options: str, disclosure: str = "code"
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The daemon with the bot alone, in *folder*, where its log is; ended in order."""
    config = CONFIG.format(url=url, disclosure=disclosure)
    (folder / "config.toml").write_text(config, encoding="utf-8")
    (folder / "token").write_text(TOKEN)
    (folder / "token").chmod(0o600)
    if not (folder / "keys").exists():
        new_audit_key(folder / "keys" / "audit.pem")
    command = ["-m", "congvu", "--config", str(folder / "config.toml"), "serve", "--roles", "bot"]
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, *options, stderr=log, env={**os.environ, "NO_PROXY": "*"}
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS * 2):
            await process.wait()


async def told(folder: Path, event: str) -> None:
    """Waits until the log says *event*."""

    async def said() -> bool:
        return f'"event":"{event}"' in (folder / "log").read_text("utf-8")

    await until(said)


async def test_the_daemon_answers_and_ends_in_order(
    store: Store, tmp_path: Path, url: str, chats: Chats
) -> None:
    await store.write(chat.link, ministry.BINH, AN, AN, ministry.NOW.replace(year=2100))
    await opened(store, work())
    async with serving(tmp_path, url) as process:
        message = await chats.ask(AN, "/viec")
        process.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await process.wait() == 0

    assert message["text"].startswith("Nhiệm vụ của tôi – 1 nhiệm vụ đang thực hiện")


async def test_it_opens_what_comes_by_chat_and_ends_in_order(
    store: Store, tmp_path: Path, url: str, chats: Chats
) -> None:
    await store.write(chat.link, ministry.BINH, AN, AN, ministry.NOW.replace(year=2100))
    await opened(store, work())
    async with serving(tmp_path, url) as process:
        await chats.ask(AN, "/xong 1 xong")
        await chats.hand(AN, "a.docx", docx(paragraph("TỐI MẬT") + paragraph("Kính gửi")))
        await chats.tap(AN, "Báo hoàn thành")
        assert "a.docx mang dấu hiệu" in await chats.toast(AN)
        process.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await process.wait() == 0


async def test_what_came_before_a_kill_is_answered_after_it(
    store: Store, tmp_path: Path, url: str, chats: Chats
) -> None:
    await chats.fault("hold", method="sendMessage", when="before", count=1)
    async with serving(tmp_path, url) as process:
        await chats.write(AN, "/start")
        await until(lambda: chats.requests("sendMessage"))
        process.send_signal(signal.SIGKILL)
    await chats.lift()
    async with serving(tmp_path, url):
        message = await chats.next(AN, 0)

    assert message["text"].startswith("Xin chào Ông/Bà.")
    assert len(await chats.from_bot(AN)) == 1


async def test_a_simulation_speaks_to_this_machine_alone(store: Store, tmp_path: Path) -> None:
    options = ("--clock-start", "2026-10-01T08:00:00+07:00", "--clock-speed", "1")
    async with serving(tmp_path, "https://192.0.2.1", *options):
        await told(tmp_path, "telegram.not-in-a-simulation")

    assert "telegram.unreachable" not in (tmp_path / "log").read_text("utf-8")


async def test_what_a_simulation_says_is_marked(
    store: Store, tmp_path: Path, url: str, chats: Chats
) -> None:
    options = ("--clock-start", "2026-10-01T08:00:00+07:00", "--clock-speed", "1")
    async with serving(tmp_path, url, *options):
        message = await chats.ask(AN, "/start")

    assert message["text"].startswith("[MÔ PHỎNG]\nXin chào Ông/Bà.")


async def test_it_is_pushed_to_and_polls_again_when_switched_back(
    store: Store, tmp_path: Path, url: str, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.write(chat.link, ministry.BINH, AN, AN, ministry.NOW.replace(year=2100))
    monkeypatch.setenv("CONGVU_TELEGRAM_WEBHOOK_SECRET", "mot-bi-mat-dai-hon-16")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pushed = (
        f'mode = "webhook"\nwebhook_url = "http://127.0.0.1:{port}/telegram/updates"\n'
        f'[web]\nlisten = "127.0.0.1:{port}"\n[log]'
    )
    with monkeypatch.context() as patch:
        patch.setattr(f"{__name__}.CONFIG", CONFIG.replace("[log]", pushed))
        async with serving(tmp_path, url, "--roles", "bot,web"):
            first = await chats.ask(AN, "/viec")
            assert await chats.requests("getUpdates") == []
    async with serving(tmp_path, url):
        again = await chats.ask(AN, "/viec")

    assert first["text"].splitlines()[0] == again["text"].splitlines()[0]
    assert len(await chats.from_bot(AN)) == 2
    assert await chats.requests("getUpdates")


async def test_a_file_that_was_being_sent_at_a_kill_comes_after_it(
    store: Store, tmp_path: Path, url: str, chats: Chats
) -> None:
    await store.write(chat.link, ministry.CUONG, AN, AN, ministry.NOW.replace(year=2100))
    await opened(store, work())
    await chats.fault("hold", method="sendDocument", when="before", count=1)
    async with serving(tmp_path, url) as process:
        await chats.ask(AN, "/xuat")
        await chats.tap(AN, "Năm nay")
        await until(lambda: chats.requests("sendDocument"))
        process.send_signal(signal.SIGKILL)
    await chats.lift()
    async with serving(tmp_path, url):

        async def came() -> bool:
            return any(one["document"] for one in await chats.from_bot(AN))

        await until(came)

    assert sum(one["accepted"] for one in await chats.requests("sendDocument")) == 1
