"""Going down: nobody new comes in, who is idle is sent away, a letter in hand is answered."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from mail.smtp.listener import ServerSettings
from mail.smtp.server import Server
from schedules.clock import MachineClock
from tests.mail.smtp.office import PATIENCE, TRUSTED, Client, Office, client, envelope, serving


async def test_an_idle_client_is_sent_away_at_once() -> None:
    async with (
        serving(Office()) as server,
        client(server) as idle,
        client(server) as amid,
        asyncio.TaskGroup() as tasks,
    ):
        await envelope(amid)
        drained = tasks.create_task(server.drain(PATIENCE))

        for peer in (idle, amid):
            assert (await peer.rest()).startswith("421 4.3.2 ")
            await peer.close()
        assert await drained == 0


async def test_nobody_new_comes_in() -> None:
    async with serving(Office()) as server:
        address = server.addresses["inside"]
        await server.drain(PATIENCE)

        with pytest.raises(OSError):
            await asyncio.open_connection(*address)


async def test_a_letter_in_hand_is_answered_first() -> None:
    office = Office()
    office.open.clear()
    async with serving(office) as server, client(server) as peer, asyncio.TaskGroup() as tasks:
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(b"te")
        drained = tasks.create_task(server.drain(PATIENCE))
        await asyncio.sleep(0)
        await peer.say(b"xt\r\n.\r\nMAIL FROM:<a@b.vn>\r\n")
        await office.reached.wait()
        assert not drained.done()
        office.open.set()

        assert (await peer.reply()).startswith("250 ")
        assert (await peer.rest()).startswith("421 4.3.2 ")
        await peer.close()
        assert await drained == 0


async def test_who_is_not_done_in_time_is_cut_off() -> None:
    office = Office()
    office.open.clear()
    async with serving(office) as server, client(server) as peer:
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(b"text\r\n.\r\n")
        await office.reached.wait()

        assert await server.drain(timedelta(0)) == 1

        assert await peer.rest() == ""
    assert office.letters == []


async def test_an_address_that_is_taken_stops_the_start(tmp_path: Path) -> None:
    async with serving(Office()) as server:
        _, port = server.addresses["inside"]
        taken = [TRUSTED, type(TRUSTED)("other", "127.0.0.1", port, "submission")]
        second = Server(
            ServerSettings("mx.test", tuple(taken), tmp_path), Office(), MachineClock(), str
        )

        with pytest.raises(OSError):
            await second.open()


async def test_two_workers_share_one_address(tmp_path: Path) -> None:
    first = Server(
        ServerSettings("mx.test", (TRUSTED,), tmp_path, shared=True), Office(), MachineClock(), str
    )
    await first.open()
    shared = type(TRUSTED)(
        "inside", *first.addresses["inside"], "trusted", networks=TRUSTED.networks
    )
    second = Server(
        ServerSettings("mx.test", (shared,), tmp_path, shared=True), Office(), MachineClock(), str
    )
    await second.open()
    async with asyncio.TaskGroup() as tasks:
        for server in (first, second):
            tasks.create_task(server.run())
        await asyncio.sleep(0)
        peers = [await Client.connect(first) for _ in range(40)]
        for peer in peers:
            await peer.reply()
        assert first.sessions + second.sessions == 40
        assert first.sessions
        assert second.sessions
        for peer in peers:
            await peer.close()
        for server in (first, second):
            await server.drain(PATIENCE)
