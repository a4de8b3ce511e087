"""The capture mailbox as an SMTP server: what it keeps, to the octet, and what it will not take."""

import asyncio
import hashlib
import json
import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiosmtplib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.mailbox import Mailbox
from demo.mailbox_folder import Folder
from demo.mailbox_smtp import MAX_COMMAND, Envelope, checked
from tests.demo.conftest import PATIENCE_SECONDS, running
from tests.swaks import swaks

ROOT = Path(__file__).parents[2]
LETTER = (
    b"From: An <an@a.vn>\r\nSubject: =?utf-8?q?c=C3=B4ng_v=C4=83n?=\r\n\r\n"
    b".one dot\r\n..two\r\n\r\n.\r\nend without line end after it\r\n"
)


class Line:
    """A client that says exactly what it is told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def reply(self) -> str:
        lines = [await self._reader.readline()]
        while lines[-1][3:4] == b"-":
            lines.append(await self._reader.readline())
        return b"".join(lines).decode()

    async def say(self, octets: bytes) -> str:
        self._writer.write(octets)
        return await self.reply()

    async def replies(self, octets: bytes, count: int) -> list[str]:
        self._writer.write(octets)
        return [(await self.reply())[:3] for _ in range(count)]

    async def gone(self) -> bool:
        return await self._reader.read() == b""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mails"


@pytest.fixture
async def port(folder: Path) -> AsyncIterator[int]:
    """Where a fresh mailbox takes mail."""
    mailbox = Mailbox(folder)
    port, _ = mailbox.listen(("127.0.0.1", 0), ("127.0.0.1", 0))
    async with running(mailbox.serve()):
        yield port


@pytest.fixture
async def line(port: int) -> AsyncIterator[Line]:
    """A connection that has said EHLO."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(PATIENCE_SECONDS):
        line = Line(reader, writer)
        await line.reply()
        await line.say(b"EHLO test\r\n")
        yield line
    writer.close()
    await writer.wait_closed()


def index(folder: Path) -> list[dict[str, object]]:
    lines = (folder / "index.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


async def send(port: int, subject: str) -> None:
    """One letter by an independent client."""
    text = f"Subject: {subject}\r\n\r\n"
    await aiosmtplib.send(
        text, sender="a@a.vn", recipients=["b@b.vn"], hostname="127.0.0.1", port=port
    )


async def test_a_letter_is_kept_octet_for_octet_with_its_envelope(port: int, folder: Path) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as client:
        await client.mail("an@a.vn", options=["RET=HDRS", "ENVID=x1"])
        await client.rcpt("binh@b.vn", options=["NOTIFY=SUCCESS,DELAY", "ORCPT=rfc822;x@y"])
        await client.rcpt("chau@c.vn")
        reply = await client.data(LETTER)

    assert reply.code == 250
    assert (folder / "000001.eml").read_bytes() == LETTER
    (entry,) = index(folder)
    assert entry["sender"] == "an@a.vn"
    assert entry["parameters"] == {"RET": "HDRS", "ENVID": "x1"}
    assert entry["recipients"] == [
        {
            "address": "binh@b.vn",
            "parameters": {"NOTIFY": "SUCCESS,DELAY", "ORCPT": "rfc822;x@y"},
        },
        {"address": "chau@c.vn", "parameters": {}},
    ]
    assert entry["sha256"] == hashlib.sha256(LETTER).hexdigest()


async def test_the_extensions_are_offered(line: Line) -> None:
    offered = await line.say(b"EHLO again\r\n")

    for extension in ("PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "SIZE"):
        assert extension in offered


async def test_everything_may_come_in_one_write(line: Line, folder: Path) -> None:
    one = b"MAIL FROM:<>\r\nRCPT TO:<a@a.vn>\r\nDATA\r\n"
    letter = b"Subject: x\r\n\r\nx\r\n.\r\n"

    codes = await line.replies(one + letter + one + b".\r\nQUIT\r\n", 9)

    assert codes == ["250", "250", "354", "250", "250", "250", "354", "250", "221"]
    assert (folder / "000001.eml").read_bytes() == letter[:-3]
    assert (folder / "000002.eml").read_bytes() == b""


async def test_everything_may_come_octet_by_octet(line: Line, folder: Path) -> None:
    session = b"MAIL FROM:<>\r\nRCPT TO:<a@a.vn>\r\nDATA\r\n..\r\n.\r\n"
    for octet in session:
        line._writer.write(bytes([octet]))
        await line._writer.drain()
        await asyncio.sleep(0)

    assert [(await line.reply())[:3] for _ in range(4)] == ["250", "250", "354", "250"]
    assert (folder / "000001.eml").read_bytes() == b".\r\n"


async def test_eight_bits_and_addresses_beyond_ascii_pass_once_announced(
    line: Line, folder: Path
) -> None:
    letter = "Subject: công văn\r\n\r\nViệc\r\n".encode()
    session = "MAIL FROM:<ân@a.vn> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<bình@b.vn>\r\nDATA\r\n"

    codes = await line.replies(session.encode() + letter + b".\r\n", 4)

    assert codes[-1] == "250"
    assert (folder / "000001.eml").read_bytes() == letter
    assert index(folder)[0]["sender"] == "ân@a.vn"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (b"MAIL FROM:a@a.vn", "501"),
        (b"MAIL FROM: <a@a.vn>", "501"),
        (b"MAIL FROM:<a@a.vn", "501"),
        (b"MAIL TO:<a@a.vn>", "501"),
        (b"MAIL FROM:<a@a.vn> AUTH=<>", "555"),
        (b"MAIL FROM:<a@a.vn> SIZE=1 SIZE=1", "555"),
        (b"MAIL FROM:<a@a.vn> SIZE=many", "552"),
        (b"MAIL FROM:<a@a.vn> SIZE=999999999", "552"),
        (b"MAIL FROM:<a@a.vn> BODY=BINARYMIME", "501"),
        (b"MAIL FROM:<\xc3\xa2n@a.vn>", "553"),
        (b"RCPT TO:<a@a.vn>", "503"),
        (b"DATA", "503"),
        (b"EHLO", "501"),
        (b"BDAT 3", "500"),
        (b"\xff\xfe", "500"),
    ],
)
async def test_commands_that_are_wrong_are_refused(line: Line, command: bytes, code: str) -> None:
    assert (await line.say(command + b"\r\n"))[:3] == code


async def test_a_quoted_local_part_is_an_address(line: Line) -> None:
    assert (await line.say(b'MAIL FROM:<"a b>c"@a.vn>\r\n'))[:3] == "250"


async def test_a_recipient_needs_a_sender_and_a_name(line: Line) -> None:
    assert await line.replies(b"MAIL FROM:<>\r\nMAIL FROM:<>\r\nRCPT TO:<>\r\nDATA\r\n", 4) == [
        "250",
        "503",
        "501",
        "503",
    ]


@pytest.mark.parametrize("command", [b"NOOP\n", b"NO\rOP\r\n", b"x" * (MAX_COMMAND + 1)])
async def test_a_line_that_does_not_end_as_it_should_ends_the_session(
    line: Line, command: bytes
) -> None:
    assert (await line.say(command))[:3] == "500"
    assert await line.gone()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a\nb\r\n", "550 5.6.11"),
        (b"a\rb\r\n", "550 5.6.11"),
        (b"a\n.\nb\r\n", "550 5.6.11"),
        (b"a\0b\r\n", "550 5.6.11"),
        (b"\xc3\xa2\r\n", "554 5.6.1"),
        (b".unstuffed\r\n", "554 5.6.0"),
        (b"x" * 999 + b"\r\n", "554 5.6.0"),
        (b"x" * 998 + b"\r\n", "250 2.0.0"),
        (b".." + b"x" * 997 + b"\r\n", "250 2.0.0"),
    ],
)
async def test_content_that_no_relay_should_send_is_refused(
    line: Line, folder: Path, content: bytes, code: str
) -> None:
    session = b"MAIL FROM:<>\r\nRCPT TO:<a@a.vn>\r\nDATA\r\n"
    await line.replies(session, 3)

    reply = await line.say(content + b".\r\n")

    assert reply.startswith(code)
    assert (folder / "000001.eml").exists() is code.startswith("250")
    assert (await line.say(b"NOOP\r\n"))[:3] == "250", "the session goes on"


@given(st.lists(st.sampled_from([b"", b".", b"..", b"x", b".\t", b"\xc3\xa2"])))
def test_any_lines_come_through(lines: list[bytes]) -> None:
    content = b"".join(line + b"\r\n" for line in lines)
    stuffed = b"".join(b"\r\n" + (b"." if line.startswith(b".") else b"") + line for line in lines)
    envelope = Envelope("test", "", {"BODY": "8BITMIME"}, ())

    assert checked(stuffed + b"\r\n", envelope) == content


async def test_a_letter_that_breaks_off_is_not_kept(line: Line, folder: Path) -> None:
    await line.replies(b"MAIL FROM:<>\r\nRCPT TO:<a@a.vn>\r\nDATA\r\nhalf", 3)
    line._writer.close()
    assert await line.gone()

    assert os.listdir(folder) == []


async def test_twenty_connections_at_once_get_twenty_numbers(port: int, folder: Path) -> None:
    await asyncio.gather(*(send(port, f"{number}") for number in range(20)))

    assert [entry["id"] for entry in index(folder)] == list(range(1, 21))
    files = {(folder / str(entry["file"])).read_bytes() for entry in index(folder)}
    assert len(files) == 20


async def test_a_folder_that_exists_is_gone_on_with(folder: Path, port: int) -> None:
    await send(port, "one")

    again = Folder(folder)

    assert [kept.id for kept in again.letters] == [1]
    kept = again.keep(again.letters[0].envelope, b"two", again.letters[0].at)
    assert kept.name == "000002.eml"
    assert again.octets(kept) == b"two"


async def test_swaks_is_content(port: int, folder: Path) -> None:
    said = await swaks(port, "--to", "b@b.vn", "--from", "a@a.vn")

    assert said.code == 0, said.printed
    assert index(folder)[0]["recipients"] == [{"address": "b@b.vn", "parameters": {}}]


def test_it_runs_as_a_program_until_it_is_told_to_stop(folder: Path) -> None:
    ports = ["--smtp", "127.0.0.1:0", "--web", "127.0.0.1:0", "--folder", str(folder)]
    command = [sys.executable, "-m", "demo.mailbox", *ports]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        *_, smtp, _url = program.stdout.readline().split()
        port = int(smtp.rpartition(":")[2])
        with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE_SECONDS) as client:
            client.sendmail("a@a.vn", ["b@b.vn"], LETTER)
        program.send_signal(signal.SIGTERM)
        code = program.wait(PATIENCE_SECONDS)

    assert (folder / "000001.eml").read_bytes() == LETTER
    assert code == 0
