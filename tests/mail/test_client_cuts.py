"""The peer dies after each step: what is known then, and what is not."""

import asyncio

import pytest

from tests.mail.letters import BINH, Begun, blocks, delivered, hurried, letter
from tests.mail.peers.script import (
    COMMANDS,
    GO,
    GREETING,
    HELLO,
    LETTER,
    OPENING,
    PIPELINING,
    Cut,
    at_random,
    scripted,
    single,
    whole,
)
from work.outcome import Deferred, Delivered, Refused, Uncertain

BEFORE = {
    "before the banner": (),
    "after the banner": GREETING[:1],
    "after EHLO": GREETING,
    "in the answer to EHLO": (*GREETING, PIPELINING[0]),
    "after the answer to EHLO": HELLO,
    "after MAIL": (*HELLO, COMMANDS[0]),
    "after the answer to MAIL": (*HELLO, *COMMANDS, GO[0]),
    "after the answer to RCPT": (*HELLO, *COMMANDS, *GO[:2]),
    "after 354": (*HELLO, *OPENING),
}
AFTER = {
    "in the content": (*HELLO, *OPENING, "C: 40"),
    "before the final answer": (*HELLO, *OPENING, "C: ."),
}
ENDS = ("close", "abort")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("script", BEFORE.values(), ids=BEFORE)
async def test_a_peer_that_dies_before_it_has_the_content_defers_the_letter(
    script: tuple[str, ...], end: str
) -> None:
    endless = blocks(*[b"x" * 70 + b"\r\n"] * 200_000)
    async with scripted([*script, f"X: {end}"]) as peer:
        (outcome,) = await delivered(peer.port, letter(body=endless, size_bytes=14_400_000))

    assert isinstance(outcome, Deferred)
    assert outcome.status in {"4.4.1", "4.4.2"}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("script", AFTER.values(), ids=AFTER)
async def test_a_peer_that_dies_when_the_last_octet_may_have_left_leaves_it_uncertain(
    script: tuple[str, ...], end: str
) -> None:
    begin = Begun()
    async with scripted([*script, f"X: {end}"]) as peer:
        (outcome,) = await delivered(peer.port, begin=begin)

    assert isinstance(outcome, Uncertain)
    assert begin.times == 1


async def test_a_long_letter_cut_in_its_middle_is_deferred() -> None:
    body = blocks(*[b"x" * 998 + b"\r\n"] * 20_000)
    async with scripted([*HELLO, *OPENING, "C: 4000", "X: abort"]) as peer:
        (outcome,) = await delivered(peer.port, letter(body=body, size_bytes=20_000_000))

    assert isinstance(outcome, Deferred)


async def test_no_letter_is_begun_before_there_is_a_connection() -> None:
    begin = Begun()
    async with scripted([*GREETING, "X: close"]) as peer:
        await delivered(peer.port, begin=begin)

    assert begin.times == 0


@pytest.mark.parametrize("script", [*BEFORE.values()], ids=[*BEFORE])
async def test_a_silent_peer_is_given_up_in_time(script: tuple[str, ...]) -> None:
    short = hurried(**dict.fromkeys(("greeting", "hello", "mail", "recipient", "data"), 0.2))
    waiting = script[: -len(GO)] if script[-1:] == GO[-1:] else script
    async with scripted([*waiting, "X: rest"]) as peer:
        (outcome,) = await delivered(peer.port, timeouts=short)

    assert isinstance(outcome, Deferred)
    assert outcome.status == "4.4.2"


@pytest.mark.parametrize("drop", ["2", "250-wait\r\n"], ids=["octets", "lines"])
async def test_who_drips_an_answer_gains_no_time(drop: str) -> None:
    async with asyncio.timeout(10), scripted([*HELLO, *COMMANDS, f"D: {drop}"]) as peer:
        (outcome,) = await delivered(peer.port, timeouts=hurried(mail=0.5))

    assert outcome == Deferred("4.4.2", "127.0.0.1: the peer did not answer in time")


async def test_no_final_answer_in_time_is_uncertain() -> None:
    async with scripted([*HELLO, *OPENING, "C: .", "X: rest"]) as peer:
        (outcome,) = await delivered(peer.port, timeouts=hurried(final=0.2))

    assert isinstance(outcome, Uncertain)


@pytest.mark.parametrize("final", ["what?", "354 more", "150 wait", "999", "2500 x"])
async def test_a_final_answer_that_is_none_is_uncertain(final: str) -> None:
    async with scripted([*HELLO, *OPENING, "C: .", f"S: {final}", "X: rest"]) as peer:
        (outcome,) = await delivered(peer.port)

    assert isinstance(outcome, Uncertain)


@pytest.mark.parametrize("cut", [whole, single, *map(at_random, range(5))])
async def test_the_cut_of_the_answers_makes_no_difference(cut: Cut) -> None:
    script = [*GREETING, *PIPELINING, *LETTER, "C: QUIT", "S: 221 2.0.0 bye"]
    async with scripted(script, cut=cut) as peer:
        (outcome,) = await delivered(peer.port)

    assert outcome == Delivered("2.0.0 taken as 1")
    assert peer.surprises == []


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (("S: 421 4.3.2 busy",), "4.3.2"),
        ((*GREETING, "S: 421 4.3.2 busy"), "4.3.2"),
        ((*HELLO, *COMMANDS, "S: 421 4.3.2 busy"), "4.3.2"),
        ((*HELLO, *COMMANDS, GO[0], "S: 421 4.3.2 busy"), "4.3.2"),
        ((*HELLO, *COMMANDS, *GO[:2], "S: 421 4.3.2 busy"), "4.3.2"),
        ((*HELLO, *OPENING, "C: .", "S: 421 4.3.2 busy"), "4.3.2"),
    ],
    ids=["banner", "EHLO", "MAIL", "RCPT", "DATA", "content"],
)
async def test_421_at_any_time_defers(script: tuple[str, ...], expected: str) -> None:
    async with scripted([*script, "X: rest"]) as peer:
        (outcome,) = await delivered(peer.port)

    assert isinstance(outcome, Deferred)
    assert outcome.status == expected
    assert "busy" in outcome.reason
    assert outcome.peer == "127.0.0.1", "the log names who said so"


@pytest.mark.parametrize(
    "script",
    [
        (*HELLO, *COMMANDS, "S: 354 go", "S: 250 2.0.0 taken"),
        (*HELLO, *COMMANDS, GO[0], "S: 354 go"),
        (*HELLO, *COMMANDS, *GO[:2], "S: 250 2.0.0 taken"),
        (*HELLO, *COMMANDS, *GO, "S: 250 2.0.0 taken before it came"),
        (*HELLO, *COMMANDS, "S: 250-2.1.0 two", "S: 550 2.1.0 codes"),
        (*HELLO, *COMMANDS, "S: 250 " + "x" * 3000),
        (*HELLO, *COMMANDS, *["S: 250-2.1.0 and so on"] * 300),
    ],
    ids=["354 to MAIL", "354 to RCPT", "250 to DATA", "early 250", "codes", "line", "lines"],
)
async def test_a_peer_out_of_step_loses_the_connection_and_gets_no_end_of_letter(
    script: tuple[str, ...],
) -> None:
    body = blocks(*[b"x" * 998 + b"\r\n"] * 20_000)
    async with scripted([*script, "X: rest"]) as peer:
        (outcome,) = await delivered(peer.port, letter(body=body, size_bytes=20_000_000))

    assert isinstance(outcome, Deferred)


async def test_a_refusal_in_the_middle_of_the_content_is_an_answer() -> None:
    body = blocks(*[b"x" * 998 + b"\r\n"] * 20_000)
    script = [*HELLO, *OPENING, "C: 4000", "S: 552 5.3.4 too long", "X: rest"]
    async with scripted(script) as peer:
        (outcome,) = await delivered(peer.port, letter(BINH, body=body, size_bytes=20_000_000))

    assert isinstance(outcome, Refused)
    assert outcome.status == "5.3.4"
