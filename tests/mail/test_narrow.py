"""A next hop without 8BITMIME gets the letter in seven bits, signed as such; what is signed already goes back."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import structlog

from mail.delivery import Delivery
from mail.dns import Resolver
from mail.route import Route, Routes
from mail.smtp.settings import ClientSettings
from tests.mail.interop.relay import signing_keys
from tests.mail.peers.sink import Sink, sinking
from tests.mail.relaying import ORIGIN, SENDER, Worker, working
from tests.mail.sign import judges
from tests.mail.spooling import spooled
from tests.mail.travel.mended import crlf
from tests.mail.travel.test_mending import contents
from work.letter import Addressee, Envelope, State
from work.outcome import Outcome

NARROW, WIDE = ("PIPELINING", "SIZE"), ("PIPELINING", "8BITMIME")
GOOD = {"rsa": "pass", "ed25519": "pass"}
LETTER = crlf(
    """From: An <an@bn.gov.vn>
To: binh@narrow.vn
Subject: Bao cao
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b1

--b1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Kính gửi  các cơ quan \t
.
--b1
Content-Disposition: attachment; filename="báo cáo.bin"
Content-Type: application/octet-stream
Content-Transfer-Encoding: 8bit

số 12
--b1--
"""
)
SIGNED = LETTER.replace(
    b"multipart/mixed; boundary=b1", b"multipart/signed; boundary=b1; micalg=sha-256"
)


@asynccontextmanager
async def delivering(
    folder: Path, **hops: tuple[str, ...]
) -> AsyncIterator[tuple[Worker, dict[str, Sink]]]:
    """A relay that delivers mail for NAME.vn to the hop NAME, which offers so much."""
    async with AsyncExitStack() as stack:
        sinks = {
            name: await stack.enter_async_context(sinking(extensions=offered))
            for name, offered in hops.items()
        }
        routes = [Route(f"{name}.vn", f"smtp://127.0.0.1:{to.port}") for name, to in sinks.items()]
        made = Delivery(ClientSettings("relay.example"), Resolver([]), random.Random(1))
        async with working(folder, routes=Routes(routes), deliverer=made) as worker:
            yield worker, sinks
        await made.close()


def mails(sink: Sink) -> list[str]:
    """The MAIL commands it heard."""
    return [line for _, line in sink.log if line.startswith("MAIL")]


@pytest.mark.parametrize("size", ["short", "long"])
async def test_each_hop_gets_what_it_can_take_and_both_are_signed(
    size: str, tmp_path: Path
) -> None:
    records = signing_keys(tmp_path)
    letter = (
        LETTER
        if size == "short"
        else LETTER.replace(b".\r\n", b".\r\nvi\xe1\xbb\x87c\r\n" * 60_000)
    )
    to = Envelope(SENDER, (Addressee("a@narrow.vn"), Addressee("b@wide.vn")), eight_bit=True)
    async with delivering(tmp_path, narrow=NARROW, wide=WIDE) as (worker, sinks):
        if size == "short":
            await worker.letter(*to.recipients, content=letter)
        else:
            async with spooled(tmp_path, letter) as content:
                await worker.relay.letter(ORIGIN, to, content)
        await worker.until(State.DELIVERED, State.DELIVERED)

    narrow, wide = sinks["narrow"], sinks["wide"]
    (changed,), (as_it_is,) = narrow.letters, wide.letters
    assert as_it_is.endswith(letter)
    assert changed.isascii()
    assert contents(changed) == contents(as_it_is)
    assert ("BODY" in mails(narrow)[0], "BODY=8BITMIME" in mails(wide)[0]) == (False, True)
    assert f"SIZE={len(changed)}" in mails(narrow)[0]
    for one in (changed, as_it_is):
        assert judges.opendkim(one, records, tmp_path) == GOOD


async def test_what_a_signature_may_cover_goes_back_to_its_sender(tmp_path: Path) -> None:
    signing_keys(tmp_path)
    async with delivering(tmp_path, narrow=NARROW) as (worker, sinks):
        number = await worker.number("a@narrow.vn", content=SIGNED)
        await worker.until(State.REFUSED, number=number)
        (row,) = await worker.rows(number)

    assert sinks["narrow"].letters == []
    assert row.status == "5.6.3"
    assert "8BITMIME" in row.answer
    assert "may be signed" in row.answer


async def test_an_address_that_is_none_is_told_apart_from_the_others(tmp_path: Path) -> None:
    async with delivering(tmp_path, narrow=NARROW) as (worker, sinks):
        number = await worker.number("a@narrow.vn", "x y@narrow.vn", content=LETTER)
        await worker.until(State.DELIVERED, State.REFUSED, number=number)

    assert len(sinks["narrow"].letters) == 1


async def test_a_letter_that_grew_too_long_for_the_hop_is_refused(tmp_path: Path) -> None:
    letter = LETTER.replace(b".\r\n", b".\r\nvi\xe1\xbb\x87c\r\n" * 300)
    offered = ("PIPELINING", f"SIZE {len(letter) + 1000}")
    async with delivering(tmp_path, narrow=offered) as (worker, _):
        number = await worker.number("a@narrow.vn", content=letter)
        await worker.until(State.REFUSED, number=number)
        (row,) = await worker.rows(number)

    assert row.status == "5.3.4"


@pytest.mark.parametrize(
    ("content", "to", "state"),
    [
        ("From: Sở <an@bn.gov.vn>\nSubject: Báo cáo\n\ntext\n", "a@narrow.vn", State.REFUSED),
        ("From: An <an@bn.gov.vn>\nSubject: Bao cao\n\ntext\n", "bình@narrow.vn", State.REFUSED),
        ("From: An <an@bn.gov.vn>\nSubject: Bao cao\n\ntext\n", "a@narrow.vn", State.DELIVERED),
    ],
    ids=["fields", "an address", "neither"],
)
async def test_a_hop_without_smtputf8_gets_a_letter_only_where_it_needs_none(
    content: str, to: str, state: State, tmp_path: Path
) -> None:
    """RFC 6531 §3.2: it goes back to its sender, and is not rewritten."""
    async with delivering(tmp_path, narrow=("PIPELINING", "8BITMIME")) as (worker, sinks):
        number = await worker.number(to, content=crlf(content), smtputf8=True, eight_bit=True)
        await worker.until(state, number=number)
        (row,) = await worker.rows(number)

    assert len(sinks["narrow"].letters) == (state is State.DELIVERED)
    assert state is State.DELIVERED or row.status == "5.6.7"
    assert "SMTPUTF8" not in "".join(mails(sinks["narrow"]))


async def test_the_usual_letter_is_not_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*facts: object) -> Sequence[Outcome]:
        raise AssertionError

    monkeypatch.setattr("mail.porter.narrowed", never)
    async with delivering(tmp_path, wide=WIDE, narrow=NARROW) as (worker, _):
        await worker.letter("a@wide.vn", content=LETTER)
        plain = LETTER.decode().encode("ascii", "replace")
        await worker.letter("a@narrow.vn", content=plain)
        await worker.until(State.DELIVERED, State.DELIVERED)


async def test_a_letter_in_seven_bits_is_told_in_the_log(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as lines:
        async with delivering(tmp_path, narrow=NARROW) as (worker, _):
            number = await worker.number("a@narrow.vn", content=LETTER)
            await worker.until(State.DELIVERED)

    (line,) = (line for line in lines if line["event"] == "letter.narrowed")
    assert line["letter"] == number
