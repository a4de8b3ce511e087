"""An address whose server calls it unknown again and again is refused at RCPT, until it is good again."""

import asyncio
import random
import re
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from mail.address import comparable
from mail.delivery import Delivery
from mail.dns import Resolver
from mail.gone import is_gone
from mail.route import Route, Routes
from mail.smtp.reply import Reply
from store import suppression
from tests.mail.letters import SETTINGS
from tests.mail.peers.script import HELLO, scripted
from tests.mail.relaying import BINH, HABITS, NOW, ORIGIN, SENDER, Says, Worker, eventually, working
from work.letter import State
from work.outcome import Deferred, Delivered, Outcome, Refused, Uncertain
from work.suppression import Suppression

DAY = timedelta(days=1)
NO_SUCH = Refused("5.1.1", "mx.yte.gov.vn said: 550 5.1.1 No such user", personal=True)


def at_rcpt(worker: Worker, address: str = BINH) -> Reply | None:
    return worker.relay.recipient(ORIGIN, SENDER, address)


async def sent(worker: Worker, state: State, address: str = BINH) -> None:
    """A letter to *address* that ends so, and what it teaches is known."""
    number = await worker.number(address)
    await worker.until(state, number=number)


async def noted(worker: Worker, *addresses: str) -> None:
    """Comes back once nothing else is known against anybody, and nothing else is about to be."""
    await asyncio.sleep(0.1)  # what was answered is learned after it stands

    async def so() -> bool:
        known = await worker.store.read(suppression.known, worker.clock.now())
        return [one.address for one in known] == [*addresses]

    await eventually(so)


async def suppressed(worker: Worker) -> Reply:
    """What is answered to RCPT, once there is a refusal."""

    async def so() -> bool:
        return at_rcpt(worker) is not None

    await eventually(so)
    return at_rcpt(worker) or Reply(0, "", "")


async def test_the_second_refusal_a_day_later_suppresses_it_and_says_why(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path) as worker:
            worker.hop.answers["yte.gov.vn"] = Says(NO_SUCH)
            await sent(worker, State.REFUSED)
            await noted(worker, BINH)
            assert at_rcpt(worker) is None
            worker.clock.forward(DAY)
            await sent(worker, State.REFUSED, "Binh@YTE.gov.vn")
            reply = await suppressed(worker)

            assert at_rcpt(worker, "hoa@yte.gov.vn") is None
            worker.clock.forward(8 * DAY)
            assert at_rcpt(worker) is None, "its time is over"

    assert (reply.code, reply.status) == (550, "5.1.1")
    assert reply.text == (
        "No such mailbox, as learned on 25/11/2026 (mx.yte.gov.vn said: 550 5.1.1 No such user);"
        " if there is one now, ask the operator for: congvu queue allow binh@yte.gov.vn"
    )
    events = [line for line in lines if line["event"] in ("address.suppressed", "policy.refused")]
    assert {line["event"] for line in events} == {"address.suppressed", "policy.refused"}
    assert not [line for line in events if "binh" in str(line).lower()]


async def test_a_letter_that_arrives_makes_it_good(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        answer = worker.hop.answers["yte.gov.vn"] = Says(NO_SUCH)
        await sent(worker, State.REFUSED)
        await noted(worker, BINH)
        answer.outcomes = [Delivered("ok")]
        await sent(worker, State.DELIVERED)
        await noted(worker)


async def test_a_persons_word_is_heard_and_taken_back_while_we_run(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        mine = Suppression(BINH, NOW, NOW + 30 * DAY, "retired", "cli:0")
        await worker.store.write(suppression.suppress, mine, NOW)
        reply = await suppressed(worker)
        await worker.store.write(suppression.allow, BINH, "cli:0", NOW)

        async def good() -> bool:
            return at_rcpt(worker) is None

        await eventually(good)

    assert "takes no letters for it since 24/11/2026 (retired)" in reply.text


@pytest.mark.parametrize(
    ("rcpt", "learned"),
    [
        ("550 5.1.1 unknown here", [BINH]),
        ("550 No such user", [BINH]),
        ("550 5.7.1 No such user may be written to", []),
        ("450 4.1.1 No such user yet", []),
        ("552 5.2.2 Mailbox full", []),
    ],
)
async def test_what_a_real_peer_says_at_rcpt_teaches_it(
    tmp_path: Path, rcpt: str, learned: list[str]
) -> None:
    lines = ["C: MAIL", "C: RCPT", "C: DATA", "S: 250 ok", f"S: {rcpt}", "S: 503 nobody"]
    async with scripted([*HELLO, *lines]) as peer:
        routes = Routes([Route("*", f"smtp://127.0.0.1:{peer.port}")])
        deliverer = Delivery(SETTINGS, Resolver([]), random.Random(1))
        async with working(tmp_path, routes=routes, deliverer=deliverer) as worker:
            await worker.number(sender="")
            ended = State.WAITING if rcpt[0] == "4" else State.REFUSED
            await worker.until(ended)
            await noted(worker, *learned)


async def test_a_refused_sender_says_nothing_of_the_recipient(tmp_path: Path) -> None:
    lines = ["C: MAIL", "C: RCPT", "C: DATA", "S: 550 5.1.1 no such user", "S: 503 x", "S: 503 x"]
    async with scripted([*HELLO, *lines]) as peer:
        routes = Routes([Route("*", f"smtp://127.0.0.1:{peer.port}")])
        deliverer = Delivery(SETTINGS, Resolver([]), random.Random(1))
        async with working(tmp_path, routes=routes, deliverer=deliverer) as worker:
            await worker.number(sender="")
            await worker.until(State.REFUSED)
            await noted(worker)


@pytest.mark.parametrize(
    ("outcome", "gone"),
    [
        (NO_SUCH, True),
        (Refused("5.1.10", "x", personal=True), True),
        (Refused("5.2.1", "x", personal=True), True),
        (Refused("5.0.0", "mx said: 550 no such USER here", personal=True), True),
        (Refused("5.0.0", "mx said: 550 go away", personal=True), False),
        (Refused("5.7.1", "mx said: 550 5.7.1 no such user", personal=True), False),
        (Refused("5.2.2", "mx said: 552 5.2.2 full", personal=True), False),
        (Refused("5.1.1", "said at the end of DATA"), False),
        (Deferred("4.1.1", "no such user"), False),
        (Uncertain("no such user"), False),
        (Delivered("no such user"), False),
    ],
)
def test_only_a_lasting_refusal_of_the_mailbox_itself_counts(outcome: Outcome, gone: bool) -> None:
    assert is_gone(outcome, (re.compile("no such user", re.IGNORECASE),)) is gone


def test_an_address_is_the_same_in_any_case() -> None:
    assert comparable("Binh@YTE.gov.VN") == comparable(BINH)
    assert comparable('"a@b"@x.vn') != comparable("b@x.vn")


async def test_an_operator_may_learn_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = HABITS.__class__(HABITS.words, timedelta(0), HABITS.zone)
    monkeypatch.setattr("tests.mail.relaying.HABITS", quiet)
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(NO_SUCH)
        for _ in range(2):
            await sent(worker, State.REFUSED)
            worker.clock.forward(DAY)
        await noted(worker)
