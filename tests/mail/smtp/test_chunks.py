"""Letters that come in chunks: what is handed over, what is kept, and what is given back."""

import os
from pathlib import Path

import pytest

from mail.smtp.chunk import UNREADABLE
from mail.smtp.command import parse
from mail.smtp.server import Server
from tests.mail.smtp.office import (
    Client,
    Office,
    client,
    envelope,
    limited,
    serving,
    settled,
)

KIB = b"0123456789abcde\r\n" * 61


def whole(server: Server) -> bool:
    """Whether every octet of both budgets was given back."""
    room, limits = server.house.room, server.house.limits
    return room.memory.has(limits.memory_bytes) and room.spool.has(limits.spool_bytes)


async def chunk(peer: Client, octets: bytes, last: str = "") -> str:
    await peer.say(f"BDAT {len(octets)}{last}\r\n".encode() + octets)
    return await peer.reply()


@pytest.mark.parametrize(
    ("chunks", "octets"),
    [
        ([b"Subject: x\r\n\r\n..dot\r\n.\r\n"], b"Subject: x\r\n\r\n..dot\r\n.\r\n"),
        ([b"Subject: x\r", b"\n\r", b"\n", b"text\r\n"], b"Subject: x\r\n\r\ntext\r\n"),
        ([b"Subject: x\r\n\r\nno e", b"nd"], b"Subject: x\r\n\r\nno end\r\n"),
        ([b"Subject: no body\r\n"], b"Subject: no body\r\n"),
        (["Subject: x\r\n\r\nBáo\r\n".encode()], "Subject: x\r\n\r\nBáo\r\n".encode()),
        ([b""], b""),
    ],
)
async def test_a_letter_is_what_its_chunks_are_together(chunks: list[bytes], octets: bytes) -> None:
    office = Office()
    async with serving(office) as server, client(server) as peer:
        await envelope(peer)
        *first, last = chunks
        for one in first:
            assert await chunk(peer, one) == f"250 2.0.0 {len(one)} octets taken"
        assert await chunk(peer, last, " LAST") == "250 2.0.0 kept as 1"
        assert whole(server)

    (letter,) = office.letters
    assert letter.octets == octets
    assert letter.eight_bit == (not octets.isascii())
    assert letter.header == octets.partition(b"\r\n\r\n")[0].removesuffix(b"\r\n") + (
        b"\r\n" if octets else b""
    )


async def test_long_letters_go_to_the_folder_and_leave_nothing_there(tmp_path: Path) -> None:
    office = Office()
    octets = b"Subject: long\r\n\r\n" + b".dot\r\n" * 200_000
    async with serving(office, folder=tmp_path) as server, client(server) as peer:
        await envelope(peer)
        for start in range(0, len(octets), 333_333):
            assert (await chunk(peer, octets[start : start + 333_333])).startswith("250 2.0.0 ")
            assert os.listdir(tmp_path) == []
        assert await chunk(peer, b"", " LAST") == "250 2.0.0 kept as 1"
        assert whole(server)

    assert office.letters[0].octets == octets
    assert not office.letters[0].in_memory


@pytest.mark.parametrize("ends", ["RSET", "EHLO client.test", "QUIT", ""])
async def test_what_is_not_finished_is_given_back(ends: str) -> None:
    office = Office()
    async with serving(office) as server:
        peer = await Client.connect(server)
        await peer.reply()
        await envelope(peer)
        assert (await chunk(peer, b"\r\n" + KIB)).startswith("250")
        assert (await chunk(peer, KIB * 600)).startswith("250")
        assert not whole(server)
        if ends:
            await peer.ask(ends)
        else:
            await peer.say(b"BDAT 1000\r\nhalf of a chunk")
            await peer.close()
        await settled()

        assert whole(server)
        await peer.close()
    assert office.letters == []


async def test_a_spent_budget_is_told_at_once_and_the_next_letter_is_taken(tmp_path: Path) -> None:
    office = Office()
    limits = limited(memory_bytes=150_000)
    async with serving(office, limits=limits, folder=tmp_path) as server, client(server) as peer:
        await envelope(peer)
        assert (await chunk(peer, b"\r\n" + KIB * 50)).startswith("250")
        assert (await chunk(peer, KIB * 100)).startswith("452 4.3.1 ")
        assert whole(server)
        assert (await chunk(peer, KIB, " LAST")).startswith("452 4.3.1 ")
        await envelope(peer)
        assert (await chunk(peer, b"\r\n" + KIB * 100, " LAST")).startswith("250")


async def test_a_chunk_too_large_is_read_and_not_kept() -> None:
    async with serving(Office(), limits=limited(size_bytes=1000)) as server, client(server) as peer:
        await envelope(peer)
        await peer.say(b"BDAT 5000000 LAST\r\n" + b"QUIT\r\n" * 30_000)
        await settled()

        assert whole(server)
        await peer.say(b"x" * (5_000_000 - 180_000))
        assert (await peer.reply()).startswith("552 5.3.4 ")
        assert (await peer.ask("NOOP")).startswith("250")


async def test_a_letter_of_very_many_chunks_is_whole() -> None:
    office = Office()
    async with serving(office) as server, client(server) as peer:
        await envelope(peer)
        await peer.say(b"BDAT 3\r\nx\r\n" * 2500 + b"BDAT 0 LAST\r\n")
        for _ in range(2500):
            assert await peer.reply() == "250 2.0.0 3 octets taken"
        assert await peer.reply() == "250 2.0.0 kept as 1"
        assert whole(server)

    assert office.letters[0].octets == b"x\r\n" * 2500


def test_a_long_line_that_begins_with_bdat_is_not_passed_over_either() -> None:
    assert parse(b"BDAT\t5" + b" " * 600) is UNREADABLE


@pytest.mark.parametrize(
    "line", [b" BDAT 5 LAST", b"\t bdat 5", b"BDAT\t5", b"BDATA 5", b"BDAT\xff"]
)
def test_what_resembles_bdat_is_never_passed_over(line: bytes) -> None:
    assert parse(line) is UNREADABLE


async def test_a_line_of_which_nobody_knows_how_it_began_ends_the_session() -> None:
    office = Office()
    async with serving(office) as server, client(server) as peer:
        await envelope(peer)
        await peer.say(b"BDAT 40" + b" " * 13_000 + b" LAST\r\nRSET\r\nMAIL FROM:<a@b>\r\n")

        assert await peer.rest() == "500 5.5.2 no command is so long; goodbye\r\n"
