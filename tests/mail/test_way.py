"""The whole way of relayed mail over real sockets: in by SMTP, kept, signed, out by SMTP."""

import asyncio
import ipaddress
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtplib import SMTP, SMTPDataError

from mail.delivery import Delivery
from mail.dns import Resolver
from mail.route import Route, Routes
from mail.sign.key import new_pem, read_pem
from mail.sign.record import dns_record
from mail.smtp.limits import Limits
from mail.smtp.listener import Listener, ServerSettings
from mail.smtp.server import Server
from mail.smtp.settings import ClientSettings
from tests.mail.peers.sink import Sink, sinking
from tests.mail.relaying import BINH, CONTENT, SENDER, Worker, eventually, working
from tests.mail.sign import judges
from work.letter import State

INSIDE = Listener(
    "inside", "127.0.0.1", 0, "trusted", networks=((ipaddress.ip_network("127.0.0.0/8"), "H05"),)
)


@asynccontextmanager
async def relaying(
    folder: Path, sink: Sink, connections: int = 4
) -> AsyncIterator[tuple[Worker, int]]:
    """A worker between a server, whose port it gives, and *sink*."""
    settings = ClientSettings("mail.bn.gov.vn", connections=connections)
    delivery = Delivery(settings, Resolver([("127.0.0.1", 9)]), random.Random(1))
    routes = Routes([Route("*", f"smtp://127.0.0.1:{sink.port}")])
    async with working(folder, routes=routes, deliverer=delivery) as worker:
        served = ServerSettings("mail.bn.gov.vn", (INSIDE,), folder, Limits())
        server = Server(served, worker.relay, worker.clock, lambda: "incident-7")
        await server.open()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.run())
            await asyncio.sleep(0)
            (address,) = server.addresses.values()
            yield worker, address[1]
            await server.drain(timedelta(0))
    await delivery.close()


def keys(folder: Path) -> dict[tuple[str, str], bytes]:
    """Keys of bn.gov.vn in *folder*, and their records."""
    records = {}
    for selector, algorithm in (("r1", "rsa"), ("e1", "ed25519")):
        pem = new_pem("rsa" if algorithm == "rsa" else "ed25519")
        path = folder / "dkim" / "bn.gov.vn" / f"{selector}.pem"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_bytes(pem)
        key = read_pem("bn.gov.vn", selector, pem)
        assert not isinstance(key, str)
        records[selector, "bn.gov.vn"] = dns_record(key.public_key, key.algorithm).encode()
    return records


async def send(port: int, *letters: bytes) -> None:
    """Sends them one after the other on one connection."""
    async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        for octets in letters:
            await client.sendmail(SENDER, [BINH], octets)


async def test_a_letter_arrives_as_it_was_sent_below_two_good_signatures(tmp_path: Path) -> None:
    records = keys(tmp_path)
    letter = CONTENT + b".a dot\r\n..two\r\n" + "Kính gửi  quý vị \t \r\n\r\n\r\n".encode()
    async with sinking() as sink, relaying(tmp_path, sink) as (worker, port):
        await send(port, letter)
        await worker.until(State.DELIVERED)
        (arrived,) = sink.letters

    assert arrived.endswith(letter)
    added = arrived[: -len(letter)]
    assert [line.split(b":")[0] for line in added.split(b"\r\n") if line[:1].isalpha()] == [
        b"DKIM-Signature",
        b"DKIM-Signature",
        b"Received",
    ]
    assert judges.dkimpy(arrived, records)
    assert judges.opendkim(arrived, records, tmp_path) == {"rsa": "pass", "ed25519": "pass"}


async def test_a_long_letter_arrives_as_it_was_sent_and_signed(tmp_path: Path) -> None:
    records = keys(tmp_path)
    letter = CONTENT + b"".join(b"%09d .\r\n" % number for number in range(200_000))
    async with sinking() as sink, relaying(tmp_path, sink) as (worker, port):
        await send(port, letter)
        await worker.until(State.DELIVERED)
        (arrived,) = sink.letters

    assert arrived.endswith(letter)
    assert judges.dkimpy(arrived, records)


async def test_many_letters_over_many_connections_arrive_once_each(tmp_path: Path) -> None:
    async with sinking() as sink, relaying(tmp_path, sink) as (worker, port):
        marked = [CONTENT + b"letter %d\r\n" % number for number in range(120)]
        await asyncio.gather(*(send(port, *marked[start::6]) for start in range(6)))
        await worker.until(*(State.DELIVERED,) * 120)

        bodies = sorted(arrived.partition(b"Kinh gui")[2] for arrived in sink.letters)
        assert bodies == sorted(letter.partition(b"Kinh gui")[2] for letter in marked)
        assert sink.peak <= 4


async def test_at_any_moment_at_most_one_letter_a_connection_stands_as_being_sent(
    tmp_path: Path,
) -> None:
    async def slowly(_: bytes) -> str:
        await asyncio.sleep(0.002)
        return "250 2.0.0 taken"

    async with sinking(answer=slowly) as sink, relaying(tmp_path, sink) as (worker, port):
        sending: list[int] = []

        async def look() -> bool:
            states = await worker.states()
            sending.append(states.count(State.SENDING))
            return states.count(State.DELIVERED) == 200

        letters = [CONTENT] * 50
        async with asyncio.TaskGroup() as clients:
            for _ in range(4):
                clients.create_task(send(port, *letters))
            await eventually(look)

        assert 0 < max(sending) <= 4


async def test_a_server_that_refuses_causes_a_report_by_the_same_way(tmp_path: Path) -> None:
    async def refuse(content: bytes) -> str:
        return "550 5.7.1 not here" if b"Kinh gui" in content else "250 2.0.0 taken"

    async with sinking(answer=refuse) as sink, relaying(tmp_path, sink) as (worker, port):
        await send(port, CONTENT)
        await worker.until(State.REFUSED, State.DELIVERED)
        report = sink.letters[-1]

    assert b"Diagnostic-Code: smtp; 550 5.7.1 not here\r\n" in report
    assert b"Remote-MTA: dns; 127.0.0.1" in report


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (b" <folded@into.our.trace>\r\n", "Line 1 of the letter's header is broken: a folded line"),
        (b"From : minister@bo.gov.vn\r\n", "Line 1 .* no proper name; mend or remove"),
        (b"From minister@bo.gov.vn\r\n", "Line 1 .* a line has no colon"),
        (b"Subject: \x0cx\r\n", "Line 1 .* a control character other than TAB"),
        (b"To: a@yte.gov.vn\r\n" * 2000, "The field To stands 2001 times; write it once"),
    ],
)
async def test_a_header_that_reads_two_ways_is_refused_at_the_door(
    tmp_path: Path, first: bytes, words: str
) -> None:
    async with sinking() as sink, relaying(tmp_path, sink) as (worker, port):
        with pytest.raises(SMTPDataError, match=words) as refused:
            await send(port, first + CONTENT)

        assert (refused.value.code, refused.value.message[:5]) == (554, "5.6.0")
        assert await worker.rows() == []


@pytest.mark.parametrize("author", ["x@evil.vn", "an@sub.bn.gov.vn"])
async def test_a_strangers_letter_is_refused_at_the_door(tmp_path: Path, author: str) -> None:
    async with sinking() as sink, relaying(tmp_path, sink) as (worker, port):
        async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            with pytest.raises(Exception, match="not a registered domain of agency H05"):
                await client.sendmail(
                    SENDER, [BINH], CONTENT.replace(b"an@bn.gov.vn", author.encode())
                )

        assert await worker.rows() == []
