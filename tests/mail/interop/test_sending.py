"""Postfix, Exim and OpenSMTPD send letters to us: what our next hop would be given is judged."""

import asyncio
import smtplib
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mail.consignment import Begin, Consignment
from tests.mail.interop.relay import listening
from tests.mail.interop.table import LETTERS, UTF8, Letter, digest_of, name_of
from tests.mail.peers import exim, opensmtpd, postfix
from tests.mail.peers.daemon import Peer, Tls
from tests.mail.relaying import SENDER, Worker, taken
from work.letter import State
from work.outcome import Outcome

PEERS = {"postfix": postfix.secured, "exim": exim.secured, "opensmtpd": opensmtpd.secured}
NO_TLS_IN = {"opensmtpd"}
NO_UTF8 = {"opensmtpd"}


@dataclass
class Kept:
    """A next hop that reads every letter to its end."""

    letters: list[tuple[Consignment, bytes]] = field(default_factory=list)

    async def __call__(self, letter: Consignment, begin: Begin) -> tuple[Outcome, ...]:
        body = letter.body
        read = body if isinstance(body, bytes) else b"".join([block async for block in body()])
        self.letters.append((letter, read))
        return await taken(letter, begin)


@asynccontextmanager
async def between(
    name: str, folder: Path, tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Peer, Worker, Kept]]:
    """A peer that sends what is for out.vn to a relay of ours."""
    kept = Kept()
    async with (
        listening(folder, tls, monkeypatch) as (worker, port),
        PEERS[name](folder / "peer", tls, port) as peer,
    ):
        worker.hop.answers["out.vn"] = kept
        yield peer, worker, kept


def submit(
    name: str, peer: Peer, letter: Letter, to: Sequence[tuple[str, tuple[str, ...]]], *mail: str
) -> None:
    """Hands the peer a letter for those recipients with their parameters."""
    with smtplib.SMTP("127.0.0.1", peer.port, "client.example", 60) as client:
        if name not in NO_TLS_IN:
            client.starttls()
        client.ehlo()
        assert client.mail(SENDER, mail)[0] == 250
        for address, parameters in to:
            assert client.rcpt(address, parameters)[0] == 250
        assert client.data(letter.content("out.vn"))[0] == 250


@pytest.mark.parametrize("name", PEERS)
async def test_every_letter_comes_whole_to_everybody_it_is_for(
    name: str, tmp_path: Path, tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = [*LETTERS, *([] if name in NO_UTF8 else [UTF8])]
    async with between(name, tmp_path, tls, monkeypatch) as (peer, worker, kept):
        for one in table:
            to = [(address, ()) for address in one.addresses("out.vn")]
            mail = ("SMTPUTF8", "BODY=8BITMIME") if one.smtputf8 else ("BODY=8BITMIME",)
            await asyncio.to_thread(submit, name, peer, one, to, *mail)
        await worker.until(*[State.DELIVERED for one in table for _ in one.to])

    wanted = Counter((to, one.name, one.digest) for one in table for to in one.addresses("out.vn"))
    assert wanted == Counter(
        (to.address, name_of(octets), digest_of(octets))
        for one, octets in kept.letters
        for to in one.recipients
    )
    protocols = {one.prefix.partition(b"with ")[2].split()[0] for one, _ in kept.letters}
    assert protocols <= {b"ESMTPS", b"UTF8SMTPS"}
    assert all(b"tls TLS_" in one.prefix for one, _ in kept.letters)
    assert {one.smtputf8 for one, _ in kept.letters} == {one.smtputf8 for one in table}


@pytest.mark.parametrize("name", PEERS)
async def test_what_was_asked_about_reports_comes_with_it_and_who_is_refused_is_told(
    name: str, tmp_path: Path, tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = (
        ("binh@out.vn", ("NOTIFY=SUCCESS,DELAY", "ORCPT=rfc822;Binh@out.vn")),
        ("nobody@out.vn", ("NOTIFY=FAILURE",)),
        ("hoa@out.vn", ("NOTIFY=FAILURE",)),
    )
    async with between(name, tmp_path, tls, monkeypatch) as (peer, worker, kept):
        await asyncio.to_thread(submit, name, peer, LETTERS[0], to, "RET=HDRS", "ENVID=QQ314")
        (told,) = await peer.letters(1)
        await worker.until(State.DELIVERED, State.DELIVERED, number=1)

    rcpt = {one.address: one for letter, _ in kept.letters for one in letter.recipients}
    assert set(rcpt) == {"binh@out.vn", "hoa@out.vn"}
    assert rcpt["binh@out.vn"].notify == frozenset({"SUCCESS", "DELAY"})
    assert rcpt["binh@out.vn"].orcpt == "rfc822;Binh@out.vn"
    assert {(one.ret, one.envid) for one, _ in kept.letters} == {("HDRS", "QQ314")}
    assert b"nobody here" in told
    assert b"nobody@out.vn" in told
