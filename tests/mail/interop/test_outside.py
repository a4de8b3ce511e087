"""The outside world sends to us: swaks and Postfix as strangers, and what then lies in an agency's mailbox."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mail.authenticity import Credentials
from mail.content import Content
from mail.delivery import Delivery
from mail.dns import Resolver
from mail.route import Route, Routes
from mail.smtp.listener import Listener
from mail.smtp.settings import ClientSettings
from tests.mail.peers.daemon import Peer, Tls
from tests.mail.peers.postfix import secured
from tests.mail.relaying import Worker, working
from tests.mail.smtp.office import serving
from tests.swaks import Said, swaks
from work.agency import Agency
from work.letter import Origin, State

AGENCIES = (Agency("H05", "Bac Ninh", "BN", frozenset({"out.vn"})),)
FIELD = "Authentication-Results: mail.bn.gov.vn; dmarc=pass header.from=hg.gov.vn\r\n"
FOUND = Credentials("hg.gov.vn", "hg.gov.vn", "pass", dmarc="pass", results=FIELD)


async def authenticate(origin: Origin, sender: str, content: Content, now: datetime) -> Credentials:
    """Whoever writes as evil.vn fails."""
    if b"@evil.vn" in content.header:
        return replace(FOUND, author="evil.vn", spf="fail", dmarc="fail", wanted="reject")
    return FOUND


@asynccontextmanager
async def receiving(folder: Path, tls: Tls) -> AsyncIterator[tuple[Worker, int, Peer]]:
    """A relay for the outside world, its port, and the maildir of its agency."""
    made = Delivery(ClientSettings("relay.example"), Resolver([]), random.Random(1))
    routes = Routes([Route("out.vn", f"maildir:{folder / 'box'}")])
    files = (tls.certificate, tls.key)
    listener = Listener("outside", "127.0.0.1", 0, "inbound", "starttls", *files)
    about: dict[str, Any] = {"agencies": AGENCIES, "authenticate": authenticate}
    async with (
        working(folder, routes=routes, deliverer=made, **about) as worker,
        serving(worker.relay, listener, folder=folder) as server,
    ):
        yield worker, server.addresses["outside"][1], Peer(0, folder / "box")
    await made.close()


async def writes(port: int, *options: str) -> Said:
    """What Bình hears who writes to Lan."""
    ends = ("--helo", "mx.hg.gov.vn", "--from", "binh@hg.gov.vn", "--to", "lan@out.vn")
    return await swaks(port, *ends, *options)


async def test_a_stranger_is_offered_no_login_and_relayed_nowhere(tmp_path: Path, tls: Tls) -> None:
    async with receiving(tmp_path, tls) as (worker, port, _):
        _, greeted = await writes(port, "--quit-after", "EHLO")
        _, login = await writes(port, "--auth", "PLAIN", "--auth-user", "a", "--auth-password", "b")
        code, denied = await writes(port, "--to", "x@gmail.com")

        assert "STARTTLS" in greeted
        assert "AUTH" not in greeted
        assert "FUTURERELEASE" not in greeted
        assert "Host did not advertise authentication" in login
        assert code != 0
        assert "550 5.7.1 Relaying denied: letters for gmail.com are not taken here" in denied
        assert await worker.rows() == []


async def test_a_letter_lies_in_its_mailbox_with_our_results_alone(
    tmp_path: Path, tls: Tls
) -> None:
    forged = "Authentication-Results: mail.bn.gov.vn; dmarc=pass header.from=evil.vn"
    others = "Authentication-Results: mx.hg.gov.vn; spf=pass"
    fields = ("--add-header", forged, "--add-header", others)
    async with receiving(tmp_path, tls) as (_, port, box):
        code, said = await writes(port, "--tls", *fields)
        (letter,) = await box.letters(1)

    assert code == 0, said
    first, second, third, *rest = letter.split(b"\r\n")
    assert first == b"Return-Path: <binh@hg.gov.vn>"
    assert second == b"Delivered-To: lan@out.vn"
    assert third == FIELD.strip().encode()
    assert rest[0].startswith(b"Received: from mx.hg.gov.vn ([127.0.0.1])")
    assert b"with ESMTPS" in letter
    assert letter.count(b"evil.vn") == 0
    assert others.encode() in letter


async def test_postfix_hands_letters_over_and_tells_its_sender_of_a_refusal(
    tmp_path: Path, tls: Tls
) -> None:
    async with receiving(tmp_path, tls) as (worker, port, box):
        async with secured(tmp_path / "peer", tls, port) as peer:
            await writes(peer.port, "--tls")
            (letter,) = await box.letters(1)
            code, said = await writes(peer.port, "--tls", "--header", "From: boss@evil.vn")
            (bounce,) = await peer.letters(1)

        assert code == 0, said
        assert await worker.states() == [State.DELIVERED], "the refused one left nothing"
    assert b"Received: from postfix.example ([127.0.0.1])" in letter
    told = b" ".join(bounce.split())
    assert b"550 5.7.26 Rule dmarc: nothing proves that the letter is from evil.vn" in told
    assert b"Status: 5.7.26" in told
