"""More than anybody means well with: endless lines, countless recipients and fields, no file left."""

import asyncio
import resource
import socket
from collections import Counter
from pathlib import Path

from mail.smtp.intake import HEADER_LINES
from mail.smtp.limits import SPARE
from mail.smtp.listener import Listener
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
STAFF = Listener("staff", "127.0.0.1", 0, "submission")


async def test_a_line_without_end_is_answered_before_its_end() -> None:
    async with serving(Office()) as server, client(server) as peer:
        await peer.say(b"x" * 100_000)

        assert (await peer.rest()).startswith("500 5.5.2 ")


async def test_an_answer_without_end_is_no_login_and_what_follows_its_end_is_a_command() -> None:
    async with serving(Office(), STAFF) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        assert (await peer.ask("AUTH LOGIN")).startswith("334 ")
        await peer.say(b"A" * 100_000)
        assert (await peer.reply()).startswith("500 5.5.6 ")
        await peer.say(b"A" * 100_000)
        assert (await peer.ask("\r\nNOOP")) == "250 2.0.0 done"


async def test_of_ten_thousand_recipients_the_first_thousand_are_taken() -> None:
    office = Office()
    async with serving(office) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        lines = "".join(f"RCPT TO:<n{n}@moh.gov.vn>\r\n" for n in range(10_000))
        assert (await peer.ask("MAIL FROM:<a@vpcp.gov.vn>")).startswith("250 ")
        peer.writer.write(lines.encode())
        codes = Counter([(await peer.reply())[:9] for _ in range(10_000)])
        await peer.ask("DATA")
        assert (await peer.ask("text\r\n.")).startswith("250 ")

    assert codes == {"250 2.1.5": 1000, "452 4.5.3": 9000}
    assert len(office.letters[0].envelope.recipients) == 1000


async def test_forty_clients_that_stop_halfway_keep_no_other_waiting() -> None:
    """How little they cost is measured in tests/proof/test_slow."""
    office = Office()
    halves = (b"", b"EHLO cl", b"MAIL FROM:<a@v", b"DATA\r\nSubject: half a letter\r\n")
    async with serving(office) as server:
        slow = [await Client.connect(server) for _ in range(40)]
        for number, peer in enumerate(slow):
            assert (await peer.reply()).startswith("220 ")
            if number % 4 == 3:
                await envelope(peer)
            await peer.say(halves[number % 4])
        async with asyncio.timeout(20), client(server) as quick:
            for _ in range(20):
                await envelope(quick)
                await quick.ask("DATA")
                assert (await quick.ask("text\r\n.")).startswith("250 ")
        assert not any(peer.reader.at_eof() for peer in slow)
        for peer in slow:
            peer.writer.transport.abort()

    assert len(office.letters) == 20


async def test_a_header_of_countless_fields_is_refused() -> None:
    async with serving(Office()) as server, client(server) as peer:
        for fields, code in ((HEADER_LINES, "250 "), (HEADER_LINES + 1, "552 5.3.4 ")):
            await envelope(peer)
            await peer.ask("DATA")
            await peer.say(b"X: y\r\n" * fields + b"\r\ntext\r\n")
            assert (await peer.ask(".")).startswith(code)


async def test_so_many_long_letters_at_once_have_files(tmp_path: Path) -> None:
    limits = limited(spool_files=1)
    long = b"Subject: x\r\n\r\n" + KIB * 300
    async with (
        serving(Office(), limits=limits, folder=tmp_path) as server,
        client(server) as first,
        client(server) as second,
    ):
        for peer in (first, second):
            await envelope(peer)
            await peer.ask("DATA")
        await first.say(long)
        while server.house.room.files.has(1):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
        await second.say(long)
        assert (await second.ask(".")).startswith("452 4.3.1 ")
        assert (await first.ask(".")).startswith("250 ")

        await envelope(second)
        await second.ask("DATA")
        await second.say(long)
        assert (await second.ask(".")).startswith("250 ")
        await settled()
        assert server.house.room.files.has(1)


async def test_while_files_run_out_new_clients_are_turned_away_and_the_others_are_served() -> None:
    office = Office()
    with socket.create_server(("127.0.0.1", 0)) as free:
        limits = limited(descriptors=free.fileno() + SPARE + 3)
    async with serving(office, limits=limits) as server:
        inside: list[Client] = []
        refused: list[Client] = []
        for _ in range(12):
            peer = await Client.connect(server)
            (inside if (said := await peer.reply()).startswith("220 ") else refused).append(peer)
            assert said.startswith(("220 ", "421 4.3.2 too many open files"))
        assert inside
        assert refused
        await envelope(inside[0])
        await inside[0].ask("DATA")
        assert (await inside[0].ask("text\r\n.")).startswith("250 ")
        for peer in (*inside, *refused):
            await peer.close()
        await settled()
        async with client(server) as later:
            assert (await later.ask("NOOP")).startswith("250")


async def test_when_no_file_is_left_at_all_connections_wait_and_are_taken_later() -> None:
    """The loop stops to accept for a second; what the kernel holds meanwhile is not lost."""
    complaints: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, told: complaints.append(told["message"]))
    async with serving(Office()) as server, client(server) as inside:
        (address,) = server.addresses.values()
        waiting = socket.socket()
        waiting.setblocking(False)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with socket.socket() as last:
            lowest = last.fileno()
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
        try:
            await loop.sock_connect(waiting, address)
            while not complaints:  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.01)
            assert (await inside.ask("NOOP")).startswith("250")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        async with asyncio.timeout(20):
            assert (await loop.sock_recv(waiting, 100)).startswith(b"220 ")
        waiting.close()

    assert complaints[0] == "socket.accept() out of system resource"
