"""Limits of the server: time, connections, room. The clock is put forward, nobody waits."""

import asyncio
import ipaddress
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mail.smtp.limits import ip_address
from mail.smtp.listener import Listener
from tests.mail.smtp.office import (
    TRUSTED,
    Client,
    Clock,
    Office,
    client,
    envelope,
    limited,
    serving,
    settled,
)

KIB = b"0123456789abcde\r\n" * 61


async def test_a_silent_client_is_sent_away_after_five_minutes() -> None:
    clock = Clock()
    async with serving(Office()) as server, client(server) as peer:
        for _ in range(3):
            await clock.forward(seconds=290)
            assert await peer.ask("NOOP") == "250 2.0.0 done"

        await clock.forward(seconds=301)

        assert (await peer.rest()).startswith("421 4.4.2 ")


async def test_a_dribbled_command_has_the_time_of_one_command() -> None:
    clock = Clock()
    async with serving(Office()) as server, client(server) as peer:
        for octet in b"NOOP":
            await peer.say(bytes([octet]))
            await clock.forward(seconds=76)

        assert (await peer.rest()).startswith("421 4.4.2 ")


async def test_every_block_of_content_starts_the_clock_anew() -> None:
    clock = Clock()
    office = Office()
    async with serving(office) as server, client(server) as peer:
        await envelope(peer)
        assert (await peer.ask("DATA")).startswith("354")
        await peer.say(b"Subject: x\r\n\r\n")
        for _ in range(3):
            await peer.say(KIB * 128)
            await clock.forward(seconds=250)

        assert (await peer.ask(".")).startswith("250")
    assert office.letters[0].octets == b"Subject: x\r\n\r\n" + KIB * 384


async def test_content_that_stops_is_not_waited_for() -> None:
    clock = Clock()
    async with serving(Office()) as server, client(server) as peer:
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(KIB)
        await clock.forward(seconds=301)

        assert (await peer.rest()).startswith("421 4.4.2 ")
        await settled()
        assert server.house.room.memory.has(server.house.limits.memory_bytes)


async def test_content_that_trickles_is_cut_off() -> None:
    clock = Clock()
    async with serving(Office()) as server, client(server) as peer:
        await envelope(peer)
        await peer.ask("DATA")
        for _ in range(3):
            await peer.say(b"slow\r\n")
            await clock.forward(seconds=150)

        assert (await peer.rest()).startswith("421 4.4.2 ")


async def test_single_octets_in_chunks_of_their_own_are_too_slow_as_well() -> None:
    clock = Clock()
    async with serving(Office()) as server, client(server) as peer:
        await envelope(peer)
        assert (await peer.ask("BDAT 6\r\nslow")).startswith("250")
        for _ in range(3):
            await clock.forward(seconds=150)
            await peer.say(b"BDAT 1\r\nx")

        assert (await peer.rest()).rpartition("\r\n421 ")[2].startswith("4.4.2 ")


async def test_a_session_ends_between_two_commands_after_an_hour() -> None:
    clock = Clock()
    async with serving(Office()) as server, client(server) as peer:
        for _ in range(15):
            await clock.forward(minutes=3.9)
            assert (await peer.ask("NOOP")).startswith("250")
        await clock.forward(minutes=3.9)

        assert (await peer.rest()).startswith("421 4.4.2 ")


async def test_an_hour_is_over_within_content_too() -> None:
    clock = Clock()
    limits = limited(session=timedelta(minutes=10), octets_per_second=1)
    async with serving(Office(), limits=limits) as server, client(server) as peer:
        await envelope(peer)
        await peer.ask("DATA")
        for _ in range(3):
            await peer.say(KIB)
            await clock.forward(minutes=3.9)

        assert await peer.rest() == "421 4.4.2 the session took too long, connect again\r\n"


async def test_no_time_runs_while_a_letter_is_being_kept() -> None:
    clock = Clock()
    office = Office()
    office.open.clear()
    async with serving(office) as server, client(server) as peer:
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(b"text\r\n.\r\n")
        await office.reached.wait()
        await clock.forward(minutes=30)
        office.open.set()

        assert (await peer.reply()).startswith("250")
        assert (await peer.ask("NOOP")).startswith("250")


async def test_who_does_not_read_its_replies_is_dropped() -> None:
    clock = Clock()
    async with serving(Office()) as server:
        peer = await Client.connect(server)
        peer.reader._transport.pause_reading()  # type: ignore[attr-defined]
        while not peer.writer.transport.get_write_buffer_size():
            peer.writer.write(b"EHLO client.test\r\n" * 1000)
            await asyncio.sleep(0)
        await settled()
        for _ in range(4):
            await clock.forward(seconds=301)

        assert server.sessions == 0
        peer.writer.transport.abort()


async def test_one_connection_too_many_is_refused_until_another_leaves() -> None:
    async with serving(Office(), limits=limited(connections=1)) as server:
        async with client(server):
            refused = await Client.connect(server)
            assert (await refused.rest()).startswith("421 4.3.2 ")
            await refused.close()
        await settled()
        async with client(server) as peer:
            assert (await peer.ask("NOOP")).startswith("250")


async def test_one_network_cannot_take_all_connections() -> None:
    limits = limited(connections_per_network=1)
    async with serving(Office(), limits=limits) as server, client(server):
        refused = await Client.connect(server)
        assert (await refused.rest()).startswith("421 4.7.0 ")
        await refused.close()


async def test_letters_in_flight_share_one_budget_of_memory() -> None:
    office = Office()
    office.open.clear()
    async with (
        serving(office, limits=limited(memory_bytes=150_000)) as server,
        client(server) as first,
        client(server) as second,
    ):
        await envelope(first)
        await first.ask("DATA")
        await first.say(KIB * 100 + b".\r\n")
        await office.reached.wait()
        assert (await second.ask("EHLO client.test")).startswith("250")
        assert (await second.ask("MAIL FROM:<a@b.vn> SIZE=100000")).startswith("452 4.3.1 ")

        await envelope(second)
        await second.ask("DATA")
        await second.say(KIB * 100)
        assert (await second.ask(".")).startswith("452 4.3.1 ")

        office.open.set()
        assert (await first.reply()).startswith("250")
        await envelope(second)
        await second.ask("DATA")
        await second.say(KIB * 100)
        assert (await second.ask(".")).startswith("250")


async def test_long_letters_go_to_the_folder_and_leave_nothing_there(tmp_path: Path) -> None:
    office = Office()
    octets = b"Subject: long\r\n\r\n" + b"..dot\r\n" * 200_000
    async with serving(office, folder=tmp_path) as server, client(server) as peer:
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(octets.replace(b"\r\n.", b"\r\n.."))
        assert (await peer.ask(".")).startswith("250")

    assert office.letters[0].octets == octets
    assert not office.letters[0].in_memory
    assert os.listdir(tmp_path) == []


async def test_a_spent_spool_answers_452(tmp_path: Path) -> None:
    limits = limited(spool_bytes=300_000)
    async with serving(Office(), limits=limits, folder=tmp_path) as server, client(server) as peer:
        assert (await peer.ask("EHLO client.test")).startswith("250")
        assert (await peer.ask("MAIL FROM:<a@b.vn> SIZE=400000")).startswith("452 4.3.1 ")
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(b"Subject: x\r\n\r\n" + KIB * 600)
        assert (await peer.ask(".")).startswith("452 4.3.1 ")


async def test_a_header_without_end_is_refused(tmp_path: Path) -> None:
    async with serving(Office(), folder=tmp_path) as server, client(server) as peer:
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(b"X: y\r\n" * 60_000)
        assert (await peer.ask(".")).startswith("552 5.3.4 ")


async def test_many_commands_in_one_burst_do_not_keep_others_waiting() -> None:
    async with serving(Office()) as server, client(server) as busy, client(server) as other:
        busy.writer.write(b"NOOP\r\n" * 20_000)
        assert (await other.ask("NOOP")).startswith("250")

        for _ in range(20_000):
            assert await busy.reply() == "250 2.0.0 done"


async def test_strangers_on_a_trusted_listener_are_told_to_leave() -> None:
    inside = ((ipaddress.ip_network("10.0.0.0/8"), "G22"),)
    async with serving(Office(), replace(TRUSTED, networks=inside)) as server:
        peer = await Client.connect(server)
        assert (await peer.reply()).startswith("554 5.7.1 ")
        assert (await peer.ask("EHLO client.test")).startswith("503 5.5.1 ")
        assert (await peer.ask("AUTH PLAIN")).startswith("503 5.5.1 ")
        assert (await peer.ask("QUIT")).startswith("221 ")
        await peer.close()


@pytest.mark.parametrize(
    ("peer", "agency"),
    [
        ("10.1.2.3", "H05"),
        ("10.2.0.1", "G22"),
        ("::ffff:10.1.2.3", "H05"),
        ("2001:db8::1", "H26"),
        ("11.0.0.1", None),
        ("fe80::1%eth0", None),
    ],
)
def test_the_narrowest_network_decides_whose_letter_it_is(peer: str, agency: str | None) -> None:
    networks = tuple(
        (ipaddress.ip_network(network), code)
        for network, code in [
            ("10.0.0.0/8", "G22"),
            ("10.1.0.0/16", "H05"),
            ("2001:db8::/32", "H26"),
        ]
    )
    listener = Listener("inside", "::", 0, "trusted", networks=networks)

    assert listener.agency_of(ip_address(peer)) == agency


STAFF = Listener("staff", "127.0.0.1", 0, "submission")


async def test_a_login_that_is_put_off_is_told_so_and_is_no_failure() -> None:
    async with serving(Office(), STAFF) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        for _ in range(4):
            assert await peer.ask("AUTH PLAIN AGNyb3dkAHg=") == "454 4.7.0 later"

        assert (await peer.ask("NOOP")).startswith("250")


@pytest.mark.parametrize("stays", [True, False])
async def test_a_login_is_told_whether_its_client_still_waits(stays: bool) -> None:
    office = Office()
    office.open.clear()
    async with serving(office, STAFF) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        await peer.say(b"AUTH PLAIN AHNsb3cAeA==\r\n")
        await office.reached.wait()
        if not stays:
            peer.writer.transport.abort()
        await settled()
        office.open.set()
        await settled()

    assert office.waiting == [stays]


async def test_wrong_passwords_are_answered_later_each_time() -> None:
    clock = Clock()
    limits = limited(login_pause=timedelta(seconds=10))
    async with serving(Office(), STAFF, limits) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        for wait in (10, 20):
            await peer.say(b"AUTH PLAIN AGEAYQ==\r\n")
            await clock.forward(seconds=wait - 2)
            assert not peer.reader._buffer  # type: ignore[attr-defined]
            await clock.forward(seconds=2)
            assert (await peer.reply()).startswith("535 5.7.8 ")
