"""Release rules at work: what they hold, who is refused, and that what was approved is what is sent."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from mail import header
from mail.approval import Approvals, Rule
from mail.bounce import Bounces
from mail.content import Budget, Collector, Content, Room
from mail.dsn import Reporter
from mail.policy import Decision
from mail.rejecting import reject_letter
from mail.roster import Roster
from mail.rule import Concern
from mail.schedule import Schedule
from mail.smtp.reply import Reply
from store import Store, Tx, approval, queue
from store.approval import Barred, Decided
from store.schema.body import body, body_chunk
from store.schema.spool import letter, recipient
from tests.mail.relaying import (
    AGENCIES,
    CONTENT,
    NOW,
    ORIGIN,
    QUICK,
    SENDER,
    ZONE,
    Worker,
    eventually,
    working,
)
from tests.store.approvals import AN, BINH, CUONG, HOUR, RULE, notices, staffed
from work import receipt
from work.approval import Bar, Entitled
from work.directory import Directory
from work.hold import ALTERED
from work.letter import Addressee, Envelope, NewLetter, State
from work.person import Position

HEADS = (Entitled(position=Position.AGENCY_HEAD), Entitled(person=CUONG))
OUTSIDE = Rule(RULE, HEADS, 4 * HOUR, 48 * HOUR, inside=("gov.vn",))
X = "x@example.com"
BY = "cli:0"


def written(fields: str = "", text: str = "Kinh gui") -> bytes:
    return f"From: An <{AN}>\r\nSubject: Bao cao\r\n{fields}\r\n{text}\r\n".encode()


def content(octets: bytes) -> Content:
    return Content.of(octets)


@asynccontextmanager
async def relaying(folder: Path, *rules: Rule, **facts: Any) -> AsyncIterator[Worker]:
    """A relay with release rules and people."""
    async with working(folder, releases=rules or (OUTSIDE,), **facts) as worker:
        await staffed(worker.store)
        yield worker


async def approve(worker: Worker, number: int, email: str = BINH) -> Decided | Barred:
    now = worker.clock.now()
    return await worker.store.write(
        approval.approve, number, email, BY, now, now + timedelta(days=5)
    )


async def held(worker: Worker, *to: str, **facts: Any) -> int:
    """The number of a letter that waits for approval."""
    reply = await worker.letter(*to or (X,), **facts)
    assert reply.text.startswith("held for release, "), reply
    number = receipt.decode(reply.text.rpartition(" ")[2])
    assert number is not None
    return number


async def test_what_goes_outside_waits_and_is_sent_once_approved(tmp_path: Path) -> None:
    async with relaying(tmp_path) as worker:
        inside = await worker.number("y@yte.gov.vn")
        number = await held(worker, X, "y@yte.gov.vn")
        await worker.until(State.DELIVERED, number=inside)
        assert await worker.states(number) == [State.HELD] * 2
        assert worker.hop.letters["example.com"] == []

        assert isinstance(await approve(worker, number), Decided)

        await worker.until(State.DELIVERED, State.DELIVERED, number=number)
        (sent,) = worker.hop.letters["example.com"]
        assert sent.body == CONTENT


async def test_an_author_whom_the_directory_does_not_know_is_told_what_to_do(
    tmp_path: Path,
) -> None:
    async with relaying(tmp_path) as worker:
        stranger = CONTENT.replace(b"an@bn", b"ai-do@bn")
        reply = await worker.letter(X, content=stranger)

        assert (reply.code, reply.status) == (550, "5.7.1")
        assert RULE in reply.text
        assert "congvu person add" in reply.text
        assert reply.text.isascii()
        assert await worker.rows() == []
        assert (await worker.letter("y@yte.gov.vn", content=stranger)).code == 250


async def test_several_authors_are_none(tmp_path: Path) -> None:
    async with relaying(tmp_path) as worker:
        both = CONTENT.replace(b"From: An <an@bn.gov.vn>", b"From: an@bn.gov.vn, binh@bn.gov.vn")
        reply = await worker.letter(X, content=both)

        assert (reply.code, "write one mailbox in From" in reply.text) == (550, True)


async def test_where_nobody_can_approve_the_letter_is_put_off(tmp_path: Path) -> None:
    only = replace(OUTSIDE, entitled=(Entitled(person=AN),))
    async with relaying(tmp_path, only) as worker:
        reply = await worker.letter(X)

        assert (reply.code, reply.status) == (451, "4.7.1")
        assert "ask the operator to name one" in reply.text
        assert await worker.rows() == []


@pytest.mark.parametrize("field", ["Sender", "Resent-From", "Resent-Sender"])
async def test_who_is_named_as_its_sender_may_not_approve(tmp_path: Path, field: str) -> None:
    """Whoever sends a letter of somebody else's on is its sender (RFC 5322 §3.6.6)."""
    again = "" if field == "Resent-From" else f"Resent-From: {AN}\r\n"
    fields = f"{again}{field}: Binh <{BINH.upper()}>\r\nResent-From: {AN}\r\n"
    async with relaying(tmp_path) as worker:
        number = await held(worker, content=written(fields))

        barred = await approve(worker, number)

        assert isinstance(barred, Barred)
        assert barred.why is Bar.WRITER


@pytest.mark.parametrize("column", ["address", "sender", "body"])
async def test_what_was_altered_after_the_approval_is_held_again_and_never_sent(
    tmp_path: Path, column: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async with relaying(tmp_path) as worker:
        number = await held(worker)

        def altered(tx: Tx) -> None:
            now = worker.clock.now()
            done = approval.approve(tx, number, BINH, BY, now, now + timedelta(days=5))
            assert isinstance(done, Decided)
            if column == "address":
                mine = recipient.c.letter_id == number
                tx.run(update(recipient).where(mine).values(address="z@evil.vn"))
            elif column == "sender":
                tx.run(update(letter).values(sender="x@bn.gov.vn"))
            else:
                tx.run(update(body).values(data=CONTENT.replace(b"Kinh", b"Xin ")))

        await worker.store.write(altered)

        await worker.until(State.HELD, number=number)
        assert [row.hold for row in await worker.rows(number)] == [ALTERED]
        assert not worker.hop.letters
        assert "letter.unapproved" in capfd.readouterr().out


async def test_what_was_let_go_past_the_second_person_is_held_again(tmp_path: Path) -> None:
    async with relaying(tmp_path) as worker:
        number = await held(worker)

        def let_go(tx: Tx) -> None:
            tx.run(update(recipient).values(state="waiting", hold=None))
            tx.ring("queue")

        await worker.store.write(let_go)

        async def tried() -> bool:
            return [row.attempts for row in await worker.rows(number)] == [1]

        await eventually(tried)
        await worker.until(State.HELD, number=number)
        assert not worker.hop.letters
        assert isinstance(await approve(worker, number), Decided)
        await worker.until(State.DELIVERED, number=number)


async def test_a_long_letter_is_compared_by_its_chunks(tmp_path: Path) -> None:
    async with relaying(tmp_path) as worker:
        room = Room(tmp_path, Budget(10**8), Budget(10**8), Budget(1))
        collector = Collector(room)
        collector.add(written(text="x" * 600_000))
        await collector.spill()
        long = await collector.finish(eight_bit=False)
        assert long is not None
        envelope = Envelope(SENDER, (Addressee(X),))
        numbers = []
        for _ in range(2):
            reply = await worker.relay.letter(ORIGIN, envelope, long)
            numbers.append(receipt.decode(reply.text.rpartition(" ")[2]) or 0)
        long.close()
        good, bad = numbers

        def altered(tx: Tx) -> None:
            number = tx.value(select(letter.c.body_id).where(letter.c.id == bad))
            tx.run(
                update(body_chunk).where(body_chunk.c.body_id == number).values(data=b"y" * 600_000)
            )

        await worker.store.write(altered)
        for number in numbers:
            assert isinstance(await approve(worker, number), Decided)

        await worker.until(State.DELIVERED, number=good)
        await worker.until(State.HELD, number=bad)


async def test_a_rejection_goes_to_the_sender_with_rule_and_reason(tmp_path: Path) -> None:
    async with relaying(tmp_path) as worker:
        number = await held(worker)
        reporter = Reporter("mail.bn.gov.vn", "bn.gov.vn", ZONE)
        bounces = Bounces(worker.store, reporter, Schedule(), worker.clock)
        reasons = ("sai phụ lục", "trùng")
        asked = (
            reject_letter(worker.store, bounces, number, email, BY, why, NOW)
            for email, why in zip((BINH, CUONG), reasons, strict=True)
        )
        one, two = await asyncio.gather(*asked)

        done, barred = (one, two) if isinstance(one, Decided) else (two, one)
        assert isinstance(done, Decided)
        assert isinstance(barred, Barred)
        assert barred.why is Bar.DECIDED
        await worker.until(State.REFUSED, number=number)

        async def reported() -> bool:
            return len(worker.hop.letters["bn.gov.vn"]) == 1

        await eventually(reported)
        (report,) = worker.hop.letters["bn.gov.vn"]
        assert report.recipients[0].address == SENDER
        assert isinstance(report.body, bytes)
        text, status, _ = message_from_bytes(report.body, policy=policy.default).iter_parts()
        told = text.get_content()
        assert RULE in told
        assert f"Lý do: {done.asked.reason}" in told
        assert "Status: 5.7.1" in status.as_string()
        assert [kind for kind, _, state in await notices(worker.store) if state == "pending"] == []


async def test_at_its_end_the_sender_is_told_by_which_rule(tmp_path: Path) -> None:
    async with relaying(tmp_path) as worker:
        number = await held(worker)
        worker.clock.forward(47 * HOUR)
        await asyncio.sleep(3 * QUICK.tick_seconds)
        assert await worker.states(number) == [State.HELD]
        worker.clock.forward(HOUR)
        await worker.until(State.EXPIRED, number=number)

        barred = await approve(worker, number)
        assert isinstance(barred, Barred)
        assert barred.why is Bar.LATE

        async def reported() -> bool:
            return len(worker.hop.letters["bn.gov.vn"]) == 1

        await eventually(reported)
        report = worker.hop.letters["bn.gov.vn"][0].body
        assert isinstance(report, bytes)
        text, *_ = message_from_bytes(report, policy=policy.default).iter_parts()
        assert f"theo quy tắc {RULE}" in text.get_content()


@pytest.mark.parametrize(
    ("rule", "facts", "holds"),
    [
        ({"inside": ("gov.vn",)}, {"to": ("y@yte.gov.vn",)}, False),
        ({"inside": ("gov.vn",)}, {"to": ("y@xgov.vn",)}, True),
        ({"inside": ("gov.vn",)}, {"to": ("y@gov.vn", "y@YTE.gov.vn")}, False),
        ({"inside": ("registered",)}, {"to": ("y@bn.gov.vn",)}, False),
        ({"inside": ("registered",)}, {"to": ("y@sub.bn.gov.vn",)}, True),
        ({"recipients_above": 2}, {"to": (X, "a@b.vn")}, False),
        ({"recipients_above": 1}, {"to": (X, "a@b.vn")}, True),
        ({"size_above": 100}, {"content": written(text="x" * 200)}, True),
        ({"size_above": 10_000}, {}, False),
        ({"subject": re.compile("kỷ luật", re.I)}, {}, False),
        (
            {"subject": re.compile("kỷ luật", re.I)},
            {"content": f"From: {AN}\r\nSubject: =?utf-8?b?S+G7tiBMVeG6rFQ=?=\r\n\r\n".encode()},
            True,
        ),
        (
            {"subject": re.compile("kỷ luật", re.I)},
            {"content": f"From: {AN}\r\nSubject: {'x' * 5000}\r\n\r\n".encode()},
            True,
        ),
        ({"subject": re.compile("x")}, {"content": f"From: {AN}\r\n\r\n".encode()}, False),
        ({"attachments": frozenset({"*"})}, {}, False),
        ({"attachments": frozenset({"*"})}, {"attached": "a.pdf"}, True),
        ({"attachments": frozenset({"xlsx"})}, {"attached": "a.pdf"}, False),
        ({"attachments": frozenset({"xlsx"})}, {"attached": "a.XLSX"}, True),
        ({"attachments": frozenset({"xlsx"})}, {"attached": ""}, True),  # nobody can tell
        ({"concern": Concern(agencies=frozenset({"H06"}))}, {}, False),
        ({"concern": Concern(agencies=frozenset({"H05"}))}, {}, True),
        ({"concern": Concern(logins=frozenset({"bn-relay"}))}, {}, False),
        ({"concern": Concern(frozenset({"H05"})), "recipients_above": 5}, {}, False),
    ],
)
async def test_a_rule_holds_what_all_its_conditions_apply_to(
    tmp_path: Path, rule: dict[str, Any], facts: dict[str, Any], holds: bool
) -> None:
    made = replace(OUTSIDE, **{"inside": (), **rule})
    store = Store.open(f"sqlite:///{tmp_path / 'none.db'}", "test")
    roster = Roster(store)
    roster.directory = Directory.of(AGENCIES, ())
    octets = facts.get("content", written())
    if "attached" in facts:
        name = facts["attached"]
        kind = f"application/octet-stream; name={name}" if name else "application/octet-stream"
        octets = written(f"Content-Type: {kind}\r\n")
    new = _new(octets, facts.get("to", (X,)))

    found = await Approvals(store, [made], roster)._holds(made, *new)

    assert found is holds
    await store.close()


def _new(octets: bytes, to: tuple[str, ...], sender: str = SENDER) -> tuple[Any, ...]:
    whole = content(octets)
    envelope = Envelope(sender, tuple(map(Addressee, to)))
    new = NewLetter("relayed", envelope, ORIGIN, octets, len(octets), whole.digest, None)
    return new, whole, header.parse(whole.header)


async def test_of_several_rules_the_first_that_fits_counts(tmp_path: Path) -> None:
    first = replace(OUTSIDE, name="one", recipients_above=5)
    second = replace(OUTSIDE, name="two")
    third = replace(OUTSIDE, name="three")
    async with relaying(tmp_path, first, second, third) as worker:
        number = await held(worker)

        assert {row.hold for row in await worker.rows(number)} == {"two"}


async def test_reports_of_a_vouched_mail_system_wait_for_nobody_but_logins_cannot_feign_them(
    tmp_path: Path,
) -> None:
    report = (
        b"From: MAILER-DAEMON@mx.bn.gov.vn\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
    )
    feigned = report.replace(b"MAILER-DAEMON@mx.bn", b"an@bn")
    envelope = Envelope("", (Addressee(X),))
    async with relaying(tmp_path) as worker:

        async def answer(octets: bytes, **origin: Any) -> Reply:
            return await worker.relay.letter(replace(ORIGIN, **origin), envelope, content(octets))

        assert "held" not in (await answer(report)).text
        assert (await answer(feigned, kind="submission", login="bn")).text.startswith("held for")
        plain = feigned.replace(b"multipart/report; boundary=b", b"text/plain")
        assert (await answer(plain)).text.startswith("held for")


async def test_a_policy_that_holds_it_as_well_still_wants_an_operator_afterwards(
    tmp_path: Path,
) -> None:
    async with relaying(tmp_path, decide=lambda _: Decision("hold", "first-contact")) as worker:
        number = await held(worker)
        assert {row.hold for row in await worker.rows(number)} == {RULE}

        await approve(worker, number)

        assert [(r.state, r.hold) for r in await worker.rows(number)] == [("held", "first-contact")]
        now = worker.clock.now()
        await worker.store.write(queue.release, number, BY, now, now + HOUR)
        await worker.until(State.DELIVERED, number=number)


async def test_a_letter_that_an_operator_lets_go_without_approval_goes(tmp_path: Path) -> None:
    async with relaying(tmp_path) as worker:
        number = await held(worker)
        now = worker.clock.now()
        done = await worker.store.write(approval.waive, number, BY, "khẩn", now, now + HOUR)

        assert isinstance(done, Decided)
        await worker.until(State.DELIVERED, number=number)
