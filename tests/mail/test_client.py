"""What our client says to a peer, and what it makes of the answers."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.consignment import Consignment
from mail.smtp.replies import Replies
from mail.smtp.wire import lines_are_whole, stuffed, stuffed_blocks
from tests.mail.letters import (
    BINH,
    BODY,
    PREFIX,
    SENDER,
    Begun,
    blocks,
    delivered,
    delivery,
    hop,
    letter,
)
from tests.mail.peers.script import (
    COMMANDS,
    GO,
    GREETING,
    HELLO,
    LETTER,
    OPENING,
    scripted,
    unstuffed,
)
from tests.mail.peers.sink import sinking
from work.letter import Addressee
from work.outcome import Deferred, Delivered, Refused

EVERYTHING = (
    *GREETING,
    "S: 250-mx.example greets you",
    "S: 250-PIPELINING",
    "S: 250-8BITMIME",
    "S: 250-SMTPUTF8",
    "S: 250-DSN",
    "S: 250-size 100000",
    "S: 250 ENHANCEDSTATUSCODES",
)


async def said_to(hello: tuple[str, ...], consignment: Consignment) -> list[str]:
    """The commands of one transaction with a peer that takes it."""
    rcpt = len(consignment.recipients)
    script = [*hello, *["C: "] * (rcpt + 2), GO[0], *[GO[1]] * rcpt, GO[2], "C: .", "S: 250 taken"]
    async with scripted([*script, "C: QUIT", "S: 221 bye"]) as peer:
        outcomes = await delivered(peer.port, consignment)
    assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    return [line for line in peer.heard[0] if line.startswith(("MAIL", "RCPT"))]


async def test_a_letter_arrives_octet_for_octet_behind_our_fields() -> None:
    async with scripted([*HELLO, *LETTER, "C: QUIT", "S: 221 bye"]) as peer:
        outcomes = await delivered(peer.port)

    assert outcomes == (Delivered("2.0.0 taken as 1"),)
    assert [unstuffed(content) for content in peer.contents] == [PREFIX + BODY]
    assert b"\r\n..dot\r\n" in peer.contents[0]
    assert peer.surprises == []


async def test_a_letter_read_block_by_block_arrives_the_same() -> None:
    parts = [BODY[i : i + 7] for i in range(0, len(BODY), 7)]
    whole = letter(body=blocks(*parts), size_bytes=len(BODY))
    async with scripted([*HELLO, *LETTER, "C: QUIT", "S: 221 bye"]) as peer:
        await delivered(peer.port, whole)

    assert [unstuffed(content) for content in peer.contents] == [PREFIX + BODY]


async def test_what_the_peer_offers_is_used() -> None:
    to = Addressee(BINH, frozenset({"SUCCESS", "DELAY"}), "rfc822;binh+x@hg.gov.vn")
    body = "Subject: công văn\r\n\r\nđã ký\r\n".encode()
    wishes = letter(to, body=body, smtputf8=True, ret="HDRS", envid="a b=1")

    mail, rcpt = await said_to(EVERYTHING, wishes)

    size = len(PREFIX) + len(body)
    assert (
        mail == f"MAIL FROM:<{SENDER}> SIZE={size} BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+20b+3D1"
    )
    assert rcpt == f"RCPT TO:<{BINH}> NOTIFY=DELAY,SUCCESS ORCPT=rfc822;binh+2Bx@hg.gov.vn"


async def test_what_the_peer_does_not_offer_is_left_out() -> None:
    to = Addressee(BINH, frozenset({"NEVER"}), "rfc822;binh@hg.gov.vn")

    mail, rcpt = await said_to(HELLO, letter(to, ret="FULL", envid="1", smtputf8=True))

    assert (mail, rcpt) == (f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{BINH}>")


async def test_the_null_sender_stays_null() -> None:
    mail, _ = await said_to(HELLO, letter(sender=""))

    assert mail == "MAIL FROM:<>"


async def test_a_peer_without_ehlo_is_greeted_the_old_way() -> None:
    old = ("S: 220 old", "C: EHLO", "S: 502 5.5.1 what?", "C: HELO relay.example", "S: 250 old")
    script = [*old]
    for command, answer in zip(COMMANDS, GO, strict=True):
        script += [command, answer]
    async with scripted([*script, "C: .", "S: 250 taken", "C: QUIT", "S: 221 bye"]) as peer:
        outcomes = await delivered(peer.port)

    assert outcomes == (Delivered("taken"),)
    assert peer.surprises == []


def _deferred(status: str, answer: str) -> Deferred:
    return Deferred(status, f"127.0.0.1 said: {answer}", answer=answer)


async def test_recipients_are_answered_one_by_one() -> None:
    to = ("a@hg.gov.vn", "b@hg.gov.vn", "c@hg.gov.vn", "d@hg.gov.vn", "e@hg.gov.vn")
    answers = [
        "S: 250 2.1.5 ok",
        "S: 550 5.1.1 no such user",
        "S: 450 4.2.1 mailbox busy",
        "S: 452 4.5.3 too many recipients",
        "S: 552 too many recipients",
    ]
    script = [*HELLO, *["C: "] * 7, GO[0], *answers, GO[2], "C: .", "S: 250 2.0.0 taken"]
    async with scripted([*script, "C: QUIT", "S: 221 bye"]) as peer:
        outcomes = await delivered(peer.port, letter(*to))

    assert outcomes == (
        Delivered("2.0.0 taken"),
        Refused("5.1.1", "127.0.0.1 said: 550 5.1.1 no such user"),
        _deferred("4.2.1", "450 4.2.1 mailbox busy"),
        _deferred("4.5.3", "452 4.5.3 too many recipients"),
        _deferred("4.5.3", "452 4.5.3 too many recipients"),
    )
    assert {outcome.peer for outcome in outcomes} == {"127.0.0.1"}  # the log names who refused


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        (["550 5.7.1 not you", "503 bad", "503 bad"], Refused("5.7.1", "")),
        (["451 4.7.1 later", "503 bad", "503 bad"], Deferred("4.7.1", "")),
        (["250 ok", "250 ok", "554 5.6.0 no"], Refused("5.6.0", "")),
        (["250 ok", "250 ok", "451 4.3.0 no"], Deferred("4.3.0", "")),
        (["250 ok", "550 no such user", "503 bad"], Refused("5.0.0", "")),
        (["250 ok", "550 4.1.1 which class?", "503 bad"], Refused("5.0.0", "")),
    ],
)
async def test_a_refused_transaction_leaves_the_connection_clean(
    replies: list[str], expected: Deferred | Refused
) -> None:
    said = [f"S: {reply}" for reply in replies]
    reset = ["C: RSET", "S: 250 reset"] if replies[0].startswith("250") else []
    second = [*reset[:1], *COMMANDS, *reset[1:], *GO, "C: .", "S: 250 taken"]
    script = [*HELLO, *COMMANDS, *said, *second, "C: QUIT", "S: 221 bye"]
    async with scripted(script) as peer, delivery() as made:
        (refused,) = await made.deliver(hop(peer.port), letter(), Begun())
        (taken,) = await made.deliver(hop(peer.port), letter(), Begun())

    if isinstance(expected, Deferred):
        expected = _deferred(expected.status, decisive(replies))
    else:
        expected = replace(expected, reason=f"127.0.0.1 said: {decisive(replies)}")
    assert refused == expected
    assert taken == Delivered("taken")
    assert peer.surprises == []


def decisive(replies: list[str]) -> str:
    return next(reply for reply in replies if not reply.startswith("2"))


async def test_354_for_nobody_is_ended_by_a_lone_dot() -> None:
    answers = ("S: 250 ok", "S: 550 5.1.1 no such user", "S: 354 go all the same")
    script = [*HELLO, *COMMANDS, *answers, "C: .", "S: 554 nobody", "C: QUIT", "S: 221 bye"]
    async with scripted(script) as peer:
        (outcome,) = await delivered(peer.port)

    assert isinstance(outcome, Refused)
    assert peer.contents == [b""]


async def test_a_letter_that_is_no_longer_ours_is_not_sent() -> None:
    begin = Begun(answer=False)
    async with scripted([*HELLO, *OPENING, "X: rest"]) as peer:
        outcomes = await delivered(peer.port, begin=begin)

    assert outcomes == (Deferred("4.3.0", "the letter was no longer ours to send"),)
    assert begin.times == 1
    assert peer.contents == []


async def test_no_octet_of_the_content_leaves_before_the_letter_is_begun() -> None:
    gate = asyncio.Event()

    async def slowly() -> bool:
        await gate.wait()
        return True

    async with sinking() as sink, delivery() as made, asyncio.TaskGroup() as tasks:
        sent = tasks.create_task(made.deliver(hop(sink.port), letter(), slowly))
        async with asyncio.timeout(20):
            while (1, "354 go") not in sink.log:  # noqa: ASYNC110 - the peer has no event to give
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        assert (1, "<content>") not in sink.log
        gate.set()

    assert sent.result() == (Delivered("2.0.0 taken"),)


async def test_a_begin_that_fails_raises_and_delivers_nothing() -> None:
    async def broken() -> bool:
        raise LookupError("the commit did not answer")

    async with scripted([*HELLO, *OPENING, "C: .", "S: 250 taken"]) as peer, delivery() as made:
        with pytest.raises(LookupError):
            await made.deliver(hop(peer.port), letter(), broken)

    assert peer.contents == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"body": BODY * 2000, "size_bytes": len(BODY) * 2000}, "5.3.4"),
        ({"sender": "ân@bn.gov.vn"}, "5.6.7"),
        ({"recipients": (Addressee("bình@hg.gov.vn"),)}, "5.6.7"),
        ({"body": b"Subject: \xc4\x91\r\n\r\n", "size_bytes": 15, "smtputf8": True}, "5.6.7"),
        ({"body": b"Subject: a\r\n\r\n\xc4\x91\r\n", "size_bytes": 18}, "5.6.3"),
        ({"body": blocks(BODY), "eight_bit": True, "size_bytes": len(BODY)}, "5.6.3"),
    ],
)
async def test_what_the_peer_could_not_take_is_refused_before_it_is_asked(
    changes: dict[str, object], status: str
) -> None:
    begin = Begun()
    hello = (*GREETING, "S: 250-mx.example", "S: 250-PIPELINING", "S: 250 SIZE 1000")
    async with scripted([*hello, "C: QUIT", "S: 221 bye"]) as peer:
        (outcome,) = await delivered(peer.port, letter()._replace(**changes), begin)  # type: ignore[arg-type]

    assert isinstance(outcome, Refused)
    assert outcome.status == status
    assert begin.times == 0
    assert peer.surprises == []


@pytest.mark.parametrize(
    "address",
    [
        "a@b.vn>\r\nRCPT TO:<evil@c.vn",
        "a@b.vn> NOTIFY=NEVER",
        "a b@c.vn",
        "a\0@b.vn",
        "a\n@b.vn",
        "a@b\x85.vn",
        "a",
        "",
        "a@\ud800",
        '"a"b"@c.vn',
    ],
)
async def test_an_address_that_could_end_its_line_is_not_spoken(address: str) -> None:
    outcomes = await delivered(9, letter(address))
    from_it = await delivered(9, letter(sender=address or "x"))

    assert outcomes == (Refused("5.1.3", "the address is not well formed"),)
    assert from_it == (Refused("5.1.7", "the sender's address is not well formed"),)


async def test_a_bad_address_does_not_hurt_its_neighbours() -> None:
    async with scripted([*HELLO, *LETTER, "C: QUIT", "S: 221 bye"]) as peer:
        outcomes = await delivered(peer.port, letter("a b@c.vn", BINH))

    assert [type(outcome) for outcome in outcomes] == [Refused, Delivered]


@pytest.mark.parametrize(
    "evil", ["a\r\nRSET", "a\nRSET", "a\rRSET", "a\0RSET", "a\x85RSET", "a RSET"]
)
async def test_no_wish_that_could_end_its_line_is_spoken_as_it_stands(evil: str) -> None:
    """None of these gets past the parser; what a damaged store holds must not either."""
    to = Addressee(BINH, frozenset({evil, "NEVER"}), f"rfc822;{evil}")
    kinds = (
        Addressee("an@hg.gov.vn", None, f"{evil};x"),
        Addressee("hoa@hg.gov.vn", None, f"utf-8;{evil}"),
    )
    wishes = letter(to, *kinds, ret=evil, envid=evil)

    for line in await said_to(EVERYTHING, wishes):
        assert line.isprintable()
        assert " RSET" not in line


STRAY = [b"a\nb\r\n", b"a\rb\r\n", b"a\r\n.\n\r\n", b"a\0\r\n", b"no end", b"\r\r\n", b"a\r"]


@pytest.mark.parametrize("body", STRAY)
async def test_a_stray_line_end_is_never_sent(body: bytes) -> None:
    begin = Begun()
    outcomes = await delivered(9, letter(body=body), begin)

    assert outcomes == (Refused("5.6.0", "the content has a stray CR, LF or NUL"),)
    assert begin.times == 0


@pytest.mark.parametrize("body", STRAY)
async def test_a_stray_line_end_between_blocks_ends_the_connection_instead(body: bytes) -> None:
    parts = blocks(*[bytes([octet]) for octet in body])
    async with scripted([*HELLO, *OPENING, "C: .", "S: 250 taken"]) as peer:
        outcomes = await delivered(peer.port, letter(body=parts, size_bytes=len(body)))

    assert outcomes == (Refused("5.6.0", "the content has a stray CR, LF or NUL"),)
    assert peer.contents == []


async def test_a_content_that_lost_its_end_in_the_store_is_not_delivered_short() -> None:
    async with scripted([*HELLO, *OPENING, "C: .", "S: 250 taken"]) as peer:
        outcomes = await delivered(peer.port, letter(body=blocks(BODY), size_bytes=len(BODY) + 1))

    assert [type(outcome) for outcome in outcomes] == [Refused]
    assert peer.contents == []


async def test_a_store_that_fails_while_it_is_read_raises_and_delivers_nothing() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield BODY
        raise LookupError("the chunk is gone")

    async with scripted([*HELLO, *OPENING, "C: .", "S: 250 taken"]) as peer:
        with pytest.raises(LookupError):
            await delivered(peer.port, letter(body=broken, size_bytes=len(BODY)))

    assert peer.contents == []


async def test_the_reason_is_one_short_line_without_control_characters() -> None:
    answer = "S: 550 5.1.1 \x1b[31mno\x07 such\tuser " + "x" * 1000
    async with scripted([*HELLO, *COMMANDS, GO[0], answer, "S: 503 no", "X: rest"]) as peer:
        (outcome,) = await delivered(peer.port)

    assert isinstance(outcome, Refused)
    assert outcome.reason.isprintable()
    assert len(outcome.reason) < 400


PIECES = st.sampled_from([b"\r\n", b"\r", b"\n", b".", b"..", b"x", b"\r\n.\r\n", b"\0", b"\xc4"])
CONTENTS = st.lists(PIECES, max_size=12).map(b"".join)


@given(CONTENTS)
def test_what_may_be_sent_has_no_line_end_but_crlf(octets: bytes) -> None:
    assert lines_are_whole(octets) == (re.search(rb"\r(?!\n)|(?<!\r)\n|\0", octets) is None)


@given(CONTENTS.filter(lines_are_whole), st.integers(1, 5))
async def test_stuffing_is_the_same_whatever_the_blocks(octets: bytes, length: int) -> None:
    content = octets + b"\r\n"
    parts = [content[i : i + length] for i in range(0, len(content), length)]

    sent = [part async for part in stuffed_blocks(b"", blocks(*parts), len(content))]

    assert b"".join(sent) == stuffed(content)
    assert unstuffed(stuffed(content)) == content
    assert b"\r\n.\r\n" not in b"\r\n" + stuffed(content)


@given(st.binary(max_size=60), st.integers(1, 10))
def test_replies_are_the_same_whatever_the_cut(octets: bytes, length: int) -> None:
    at_once, in_parts = Replies(), Replies()
    octets = octets.replace(b"\x00", b"\r\n").replace(b"\x01", b"250 ").replace(b"\x02", b"250-")

    expected = at_once.feed(octets)
    got = []
    for i in range(0, len(octets), length):
        if not in_parts.garbage:
            got += in_parts.feed(octets[i : i + length])

    assert got == expected
    assert in_parts.garbage == at_once.garbage
