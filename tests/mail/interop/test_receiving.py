"""Postfix, Exim and OpenSMTPD take letters from us: what lies in their mailboxes is judged."""

import asyncio
import re
from collections import Counter
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Literal, cast

import pytest

from mail.route import Route
from tests.mail.interop.relay import sending, signing_keys
from tests.mail.interop.table import LETTERS, UTF8, digest_of, name_of
from tests.mail.peers import exim, opensmtpd, postfix
from tests.mail.peers.daemon import Peer, Tls
from tests.mail.sign.judges import mail_dkim, opendkim
from work.letter import Addressee, State

PEERS = {"postfix": postfix.secured, "exim": exim.secured, "opensmtpd": opensmtpd.secured}
NO_TLS = {"opensmtpd"}  # Debian's 6.8 fails at every handshake as a server (OpenSMTPD issue 1171)
NO_UTF8 = {"opensmtpd"}  # 6.8 does not offer SMTPUTF8
OURS, THEIRS = ("failed", "nobody@hg.gov.vn"), ("delivered", "binh@hg.gov.vn")
NO_SUCCESS = {
    "opensmtpd"
}  # its report names neither ENVID nor ORCPT, and now and then does not come
NO_BUSY = {"opensmtpd"}  # its rules cannot put a recipient off
BY_TLS = re.compile(rb"with (UTF8)?E?SMTPS\b", re.IGNORECASE)
RECIPIENT = re.compile(r"^(?:Delivered-To|Envelope-to): *<?([^>\n]+)", re.MULTILINE)


def recipient_of(octets: bytes) -> str:
    found = RECIPIENT.search(octets.decode())
    assert found is not None
    return found[1]


def routes(name: str, peer: Peer) -> list[Route]:
    tls: Literal["opportunistic", "required"] = "opportunistic" if name in NO_TLS else "required"
    return [Route("*", f"smtp://127.0.0.1:{peer.port}", tls)]


@pytest.mark.parametrize("name", PEERS)
async def test_every_letter_lies_whole_in_its_mailbox_and_its_signatures_verify(
    name: str, tmp_path: Path, tls: Tls
) -> None:
    records = signing_keys(tmp_path)
    table = [*LETTERS, *([] if name in NO_UTF8 else [UTF8])]
    async with (
        PEERS[name](tmp_path / "peer", tls, 9) as peer,
        sending(tmp_path, routes(name, peer), tls) as worker,
    ):
        for one in table:
            await worker.number(
                *one.addresses("hg.gov.vn"),
                content=one.content("hg.gov.vn"),
                eight_bit=not one.body.isascii(),
                smtputf8=one.smtputf8,
            )
        await worker.until(*[State.DELIVERED for one in table for _ in one.to])
        got = await peer.letters(sum(len(one.to) for one in table))

    wanted = Counter(
        (to, one.name, one.digest) for one in table for to in one.addresses("hg.gov.vn")
    )
    assert Counter((recipient_of(o), name_of(o), digest_of(o)) for o in got) == wanted
    assert all(BY_TLS.search(octets) for octets in got) or name in NO_TLS
    wire = [octets.replace(b"\n", b"\r\n") for octets in {name_of(o): o for o in got}.values()]
    assert mail_dkim(wire, records, tmp_path) == ["pass"] * len(table)
    verdicts = {str(opendkim(octets, records, tmp_path)) for octets in wire}
    assert verdicts == {"{'rsa': 'pass', 'ed25519': 'pass'}"}


DSN = "message/delivery-status"


@pytest.mark.parametrize("name", PEERS)
async def test_each_recipient_is_answered_for_itself_and_notify_is_handed_on(
    name: str, tmp_path: Path, tls: Tls
) -> None:
    letter = LETTERS[0]
    to = {
        Addressee(
            "binh@hg.gov.vn", frozenset({"SUCCESS"}), "rfc822;Binh@hg.gov.vn"
        ): State.DELIVERED,
        Addressee("nobody@hg.gov.vn"): State.REFUSED,
        Addressee("hoa@hg.gov.vn", frozenset({"NEVER"})): State.DELIVERED,
        Addressee("nobody@hg.gov.vn", frozenset({"NEVER"})): State.REFUSED,
    }
    if name not in NO_BUSY:
        to[Addressee("busy@hg.gov.vn")] = State.WAITING
    async with (
        PEERS[name](tmp_path / "peer", tls, 9) as peer,
        sending(tmp_path, routes(name, peer), tls) as worker,
    ):
        content = letter.content("hg.gov.vn")
        number = await worker.number(*to, content=content, envid="QQ314", ret="HDRS")
        await worker.until(*to.values(), number=number)
        wanted = {OURS} if name in NO_SUCCESS else {OURS, THEIRS}
        async with asyncio.timeout(60):
            while not wanted <= fates(got := await peer.letters(2 + len(wanted))):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        answers = [row.answer or "" for row in await worker.rows(number)]
        kinds = await worker.kinds()

    assert "nobody" in answers[1]
    assert [answer for answer in answers if "busy" in answer] == answers[4:]
    assert kinds == ["relayed", "dsn"], "of nobody@ alone: who takes NOTIFY also reports"
    copies = [octets for octets in got if DSN.encode() not in octets]
    assert {recipient_of(octets) for octets in copies} == {"binh@hg.gov.vn", "hoa@hg.gov.vn"}
    assert fates(got) <= {OURS, THEIRS}
    if name not in NO_SUCCESS:
        (success,) = (one for one in told(got) if one["action"] == "delivered")
        assert success["original-envelope-id"] == "QQ314"
        assert success["original-recipient"].replace(" ", "") == "rfc822;Binh@hg.gov.vn"


def told(got: list[bytes]) -> list[dict[str, str]]:
    """What the reports among the letters say."""
    return [status_of(octets) for octets in got if DSN.encode() in octets]


def fates(got: list[bytes]) -> set[tuple[str, str]]:
    """Of whom they say what."""
    return {(one["action"], one["final-recipient"].partition(";")[2].strip()) for one in told(got)}


def status_of(octets: bytes) -> dict[str, str]:
    """The fields of a report's one recipient, and of the letter."""
    (part,) = (one for one in message_from_bytes(octets).walk() if one.get_content_type() == DSN)
    groups = cast(list[Message], part.get_payload())
    assert len(groups) == 2
    return {name.lower(): value for group in groups for name, value in group.items()}
