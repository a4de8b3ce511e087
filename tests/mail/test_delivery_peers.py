"""Delivery to servers that other people wrote."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from mail.route import Hop, LocalHop
from tests.mail.letters import BODY, PREFIX, SENDER, Begun, blocks, delivery, letter
from tests.mail.peers.postfix import postfix
from work.letter import Addressee
from work.outcome import Delivered, Refused


async def test_postfix_takes_letters_octet_for_octet(tmp_path: Path) -> None:
    bodies = [
        BODY,
        b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n" + b"line\r\n.\r\n" * 2000,
        "Subject: 8 bit\r\n\r\nvăn bản số 12/UBND\r\n".encode(),
        b"Subject: long\r\n\r\n" + (b"y" * 900 + b"\r\n.z\r\n") * 3000,
    ]
    whole = [letter(body=body) for body in bodies]
    parts = [bodies[3][i : i + 70_001] for i in range(0, len(bodies[3]), 70_001)]
    long = letter(body=blocks(*parts), size_bytes=len(bodies[3]))
    async with postfix(tmp_path) as peer, delivery(connections=2) as made:
        to = Hop("smtp", "127.0.0.1", peer.port, "opportunistic")
        sent = [made.deliver(to, one, Begun()) for one in (*whole, long)]
        outcomes = await asyncio.gather(*sent)
        got = await peer.letters(5)

    assert [type(outcome) for (outcome,) in outcomes] == [Delivered] * 5
    assert all("queued as" in outcome.receipt for (outcome,) in outcomes)  # type: ignore[union-attr]
    ours = PREFIX.replace(b"\r\n", b"\n")
    contents = sorted(ours + content.partition(ours)[2] for content in got)
    expected = [(PREFIX + body).replace(b"\r\n", b"\n") for body in (*bodies, bodies[3])]
    assert contents == sorted(expected)


async def test_postfix_refuses_one_recipient_and_takes_the_other(tmp_path: Path) -> None:
    async with postfix(tmp_path, "local_recipient_maps =") as peer, delivery() as made:
        to = Hop("smtp", "127.0.0.1", peer.port, "opportunistic")
        both = letter("x@elsewhere.example", Addressee("binh@hg.gov.vn", frozenset({"NEVER"})))
        refused, taken = await made.deliver(to, both, Begun())

    assert isinstance(refused, Refused)
    assert refused.status == "5.7.1"
    assert isinstance(taken, Delivered)
    assert taken.reports, "it offers DSN"


async def test_postfix_that_is_impatient_and_grants_few_connections_gets_them_all(
    tmp_path: Path,
) -> None:
    impatient = "smtpd_timeout = 1s\nsmtpd_client_connection_count_limit = 2"
    async with postfix(tmp_path, impatient) as peer, delivery() as made:
        to = Hop("smtp", "127.0.0.1", peer.port, "opportunistic")
        for pause in (0, 1.5):
            await asyncio.sleep(pause)
            (outcome,) = await made.deliver(to, letter(), Begun())
            assert isinstance(outcome, Delivered)
        outcomes = await asyncio.gather(*(made.deliver(to, letter(), Begun()) for _ in range(40)))

    assert [type(outcome) for (outcome,) in outcomes] == [Delivered] * 40


class Keeper:
    """Keeps what aiosmtpd understood."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.got.append(envelope)
        return "250 2.0.0 kept"


@asynccontextmanager
async def aiosmtpd(kind: type[SMTP], path: str | None = None, **facts: Any) -> AsyncIterator[Any]:
    """The handler and the port of an aiosmtpd server, which knows no PIPELINING."""
    loop = asyncio.get_running_loop()
    keeper = Keeper()

    def protocol() -> SMTP:
        return kind(keeper, hostname="aiosmtpd.example", loop=loop, **facts)

    if path is None:
        server = await loop.create_server(protocol, "127.0.0.1", 0)
        yield keeper, server.sockets[0].getsockname()[1]
    else:
        server = await loop.create_unix_server(protocol, path)
        yield keeper, 0
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("tls", [False, True])
async def test_aiosmtpd_takes_letters_with_and_without_tls(tls: bool) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    facts: dict[str, Any] = {"tls_context": context, "require_starttls": True} if tls else {}
    body = "Subject: số\r\n\r\n.văn bản\r\n".encode()
    utf8 = letter("bình@hg.gov.vn", body=body, smtputf8=True)
    async with (
        aiosmtpd(SMTP, enable_SMTPUTF8=True, **facts) as (keeper, port),
        delivery() as made,
    ):
        to = Hop("smtp", "127.0.0.1", port, "opportunistic")
        outcomes = [await made.deliver(to, one, Begun()) for one in (letter(), utf8)]

    assert outcomes == [(Delivered("2.0.0 kept"),)] * 2
    assert [one.content for one in keeper.got] == [PREFIX + BODY, PREFIX + body]
    assert [one.rcpt_tos for one in keeper.got] == [["binh@hg.gov.vn"], ["bình@hg.gov.vn"]]
    assert {one.mail_from for one in keeper.got} == {SENDER}


async def test_aiosmtpd_takes_letters_over_lmtp_on_a_unix_socket(tmp_path: Path) -> None:
    path = str(tmp_path / "lmtp")
    async with aiosmtpd(LMTP, path) as (keeper, _), delivery() as made:
        outcomes = await made.deliver(LocalHop(path), letter(), Begun())

    assert outcomes == (Delivered("2.0.0 kept"),)
    assert [one.content for one in keeper.got] == [PREFIX + BODY]
