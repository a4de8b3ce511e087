"""Letters from outside: for whom they are taken, what becomes of those that prove nothing, and what leaves."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mail import inbound
from mail.authenticity import Credentials, Rule
from mail.consignment import Begin, Consignment
from mail.content import Budget, Collector, Content, Room
from mail.rule import ANYBODY, Addresses, Limit
from mail.rule import Rule as Narrowing
from mail.sign.key import new_pem
from store import authenticity, queue, suppression
from store.account import entries_about
from store.schema.allowance import allowance
from tests.mail.outside import (
    AGENCIES,
    AN,
    BAD,
    FIELD,
    GOOD,
    LETTER,
    NONE,
    ORIGIN,
    SENDER,
    WITHOUT,
    number,
    relay,
    sent,
)
from tests.mail.relaying import NOW, Says, eventually, taken, working
from work.allowance import Measure
from work.letter import Addressee, Envelope, State
from work.outcome import Deferred, Outcome, Refused


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        (AN, True),
        ("An@BN.gov.vn", True),
        ("b@moh.gov.vn", True),
        ("postmaster", True),
        ("x@sub.bn.gov.vn", False),
        ("x@gmail.com", False),
        ("x%gmail.com@evil.vn", False),
    ],
)
async def test_letters_are_taken_for_agencies_and_relayed_for_nobody_else(
    tmp_path: Path, address: str, ours: bool
) -> None:
    async with relay(tmp_path) as worker:
        refusal = worker.relay.recipient(ORIGIN, SENDER, address)

        assert worker.relay.sender(ORIGIN, SENDER) is None
        assert worker.relay.sender(ORIGIN, "") is None
        assert (refusal is None) == ours
        if refusal is not None:
            assert (refusal.code, refusal.status) == (550, "5.7.1")
            assert refusal.text.startswith("Relaying denied: ")


async def test_a_good_letter_leaves_as_it_came_with_our_results_and_trace_on_top(
    tmp_path: Path,
) -> None:
    async with relay(tmp_path) as worker:
        one = number(await sent(worker))
        await worker.until(State.DELIVERED)
        (carried,) = worker.hop.letters["bn.gov.vn"]
        story = await worker.store.read(queue.story, one)

    assert carried.prefix.startswith(FIELD.encode() + b"Received: from mx.hue.vn")
    assert b"Date:" not in carried.prefix
    assert b"Message-ID:" not in carried.prefix, "nothing that it lacks is added"
    assert carried.body == WITHOUT, "what claimed to be ours is gone"
    assert carried.size_bytes == len(WITHOUT)
    assert carried.sender == SENDER
    assert story is not None
    assert (story.agency, story.digest) == ("H05", Content.of(LETTER).digest)


async def test_results_outlive_the_process_that_found_them(tmp_path: Path) -> None:
    async with relay(tmp_path) as worker:
        worker.lease[0] = False
        number(await sent(worker))
    async with relay(tmp_path, NONE) as worker:
        await worker.until(State.DELIVERED)
        (carried,) = worker.hop.letters["bn.gov.vn"]

    assert carried.prefix.startswith(FIELD.encode() + b"Received: from mx.hue.vn")
    assert carried.body == WITHOUT


async def long_letter(folder: Path, octets: bytes) -> Content:
    """*octets* in their file, as the server hands them over."""
    collector = Collector(Room(folder, Budget(1 << 23), Budget(1 << 23), Budget(1)))
    for start in range(0, len(octets), 65536):
        collector.add(octets[start : start + 65536])
        if collector.spills:
            await collector.spill()
    content = await collector.finish(eight_bit=False)
    assert content is not None
    return content


async def test_a_long_letter_loses_what_was_forged_as_well(tmp_path: Path) -> None:
    long, read = LETTER + b"0123456789abcde\r\n" * 170_000, []

    async def reading(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
        assert not isinstance(consignment.body, bytes)
        read.extend([block async for block in consignment.body()])
        assert consignment.size_bytes == sum(map(len, read))
        return await taken(consignment, begin)

    async with relay(tmp_path) as worker:
        worker.hop.answers["bn.gov.vn"] = reading
        content = await long_letter(tmp_path, long)
        reply = await worker.relay.letter(ORIGIN, Envelope(SENDER, (Addressee(AN),)), content)
        content.close()
        await worker.until(State.DELIVERED)

    assert reply.code == 250
    assert b"".join(read) == long[long.index(b"From:") :]


async def test_a_letter_from_outside_in_the_name_of_an_agency_is_never_signed(
    tmp_path: Path,
) -> None:
    key = tmp_path / "dkim" / "bn.gov.vn" / "e1.pem"
    key.parent.mkdir(parents=True)
    key.touch(0o600)
    key.write_bytes(new_pem("ed25519"))
    ours = LETTER.replace(b"lan@hue.vn", b"an@bn.gov.vn")

    async with relay(tmp_path) as worker:
        inside = await worker.number(content=ours)
        await worker.until(State.DELIVERED, number=inside)
        (signed,) = worker.hop.letters["yte.gov.vn"]
        number(await sent(worker, content=ours))
        await worker.until(State.DELIVERED, State.DELIVERED)
        (carried,) = worker.hop.letters["bn.gov.vn"]

    assert b"DKIM-Signature:" in signed.prefix, "the agency's own letter is"
    assert b"DKIM-Signature:" not in carried.prefix


async def test_what_fails_is_held_by_its_rule_and_goes_once_it_is_released(tmp_path: Path) -> None:
    async with relay(tmp_path, BAD) as worker:
        reply = await sent(worker)
        one = number(reply)
        (row,) = await worker.rows()
        finding = await worker.store.read(authenticity.of_letter, one)
        told = await worker.store.read(entries_about, f"letter:{one}")

        assert reply.text.startswith("held for release, ")
        assert (row.state, row.hold) == (State.HELD, "dmarc")
        assert finding is not None
        assert (finding.author, finding.dmarc, finding.action) == ("hue.vn", "fail", "quarantine")
        assert (finding.rule, finding.source, finding.proven) == ("dmarc", "built in", False)
        (entry,) = [entry for entry in told if entry.event == "authenticated"]
        assert entry.codes["rule"] == "dmarc"
        assert entry.codes["action"] == "quarantine"
        await worker.store.write(queue.release, one, "tester", NOW, NOW + timedelta(days=5))
        await worker.until(State.DELIVERED)
        assert worker.hop.letters["bn.gov.vn"][0].prefix.startswith(FIELD.encode())


@pytest.mark.parametrize(
    ("found", "code", "status"),
    [
        (replace(BAD, wanted="reject"), 550, "5.7.26"),
        (replace(BAD, dmarc="temperror"), 451, "4.7.0"),
    ],
)
async def test_what_is_refused_or_put_off_leaves_nothing(
    tmp_path: Path, found: Credentials, code: int, status: str
) -> None:
    async with relay(tmp_path, found) as worker:
        reply = await sent(worker)

        assert (reply.code, reply.status) == (code, status)
        assert await worker.rows() == []


async def test_a_rule_of_one_agency_leaves_letters_to_others_alone(tmp_path: Path) -> None:
    rule = Rule("byt", "config.toml", agencies=frozenset({"G22"}), none="refuse")
    async with relay(tmp_path, NONE, rule) as worker:
        assert (await sent(worker)).code == 250
        assert (await sent(worker, "b@moh.gov.vn")).code == 550
        assert (await sent(worker, AN, "b@moh.gov.vn")).code == 550, "one answer for both"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (b"Subject: a\r\n", "5.6.0"),
        (b"From: a@b.vn\r\nFrom: c@d.vn\r\n", "5.6.0"),
        (b"From: a@b.vn\r\nno field\r\n", "5.6.0"),
        (b"From: a@b.vn\r\nSubject: a\r\nSubject: b\r\n", "5.6.0"),
        (b"From: a@b.vn <c@d.vn>\r\n", "5.6.0"),
        (b"From: nobody:;\r\n", "5.6.0"),
    ],
)
async def test_a_header_that_reads_two_ways_is_refused_whatever_it_proves(
    tmp_path: Path, header: bytes, status: str
) -> None:
    async with relay(tmp_path) as worker:
        reply = await sent(worker, content=header + b"\r\nx\r\n")

        assert (reply.code, reply.status) == (554, status)


async def test_an_author_whom_nobody_can_judge_is_refused(tmp_path: Path) -> None:
    async with relay(tmp_path, replace(NONE, author="", dmarc="permerror")) as worker:
        assert (await sent(worker)).status == "5.6.0"
        assert await worker.rows() == []


async def test_results_that_do_not_come_in_time_put_the_letter_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: Any) -> Credentials:
        await asyncio.Event().wait()
        return GOOD

    monkeypatch.setattr(inbound, "PATIENCE", timedelta(seconds=0.05))
    marked = Rule("lenient", "config.toml", temperror="mark")
    async with working(tmp_path, agencies=AGENCIES, authenticate=never) as worker:
        reply = await sent(worker)
        assert (reply.code, reply.status) == (451, "4.7.24")
        assert await worker.rows() == []
    told = working(tmp_path, agencies=AGENCIES, authenticate=never, authenticity=(marked,))
    async with told as worker:
        one = number(await sent(worker))
        finding = await worker.store.read(authenticity.of_letter, one)

    assert finding is not None
    assert (finding.dmarc, finding.spf, finding.author) == ("temperror", "temperror", "hue.vn")
    assert finding.results == (
        "Authentication-Results: mail.bn.gov.vn; spf=temperror; dkim=temperror; dmarc=temperror\r\n"
    )


async def test_letters_whose_proof_takes_long_hold_nobody_up(tmp_path: Path) -> None:
    known = asyncio.Event()

    async def slow(*_: Any) -> Credentials:
        await known.wait()
        return GOOD

    async with working(tmp_path, agencies=AGENCIES, authenticate=slow) as worker:
        async with asyncio.TaskGroup() as group:
            waiting = [group.create_task(sent(worker)) for _ in range(100)]
            await worker.number()
            await worker.until(State.DELIVERED)
            assert not any(task.done() for task in waiting)
            known.set()
        await worker.until(*[State.DELIVERED] * 101)

    assert {task.result().code for task in waiting} == {250}


async def test_while_there_is_much_to_do_letters_from_outside_stand_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop, busy = asyncio.get_running_loop(), True
    monkeypatch.setattr(inbound, "TURNS", 10)

    def work() -> None:
        until = loop.time() + 0.02
        while loop.time() < until:
            pass
        if busy:
            loop.call_soon(work)

    loop.call_soon(work)
    begun = loop.time()
    await inbound.others_first()
    busy = False

    assert 0.2 <= loop.time() - begun, "ten turns of the others"


@pytest.mark.parametrize(
    ("found", "reported"),
    [
        (GOOD, True),
        (replace(GOOD, spf="pass", dmarc="fail", wanted="none"), True),
        (replace(GOOD, spf="none", dmarc="pass"), True),
        (replace(GOOD, spf="none", dmarc="pass", author="list.vn"), False),
        (NONE, False),
        (replace(BAD, wanted="none"), False),
    ],
)
async def test_only_a_sender_that_is_proven_gets_a_report(
    tmp_path: Path, found: Credentials, reported: bool
) -> None:
    """Backscatter: whoever forges a reverse-path must not have us write to its owner."""
    async with relay(tmp_path, found) as worker:
        worker.hop.answers["bn.gov.vn"] = Says(Refused("5.1.1", "no such user", personal=True))
        number(await sent(worker))
        await worker.until(State.REFUSED, *([State.DELIVERED] if reported else []))
        kinds = await worker.kinds()

        assert kinds == ["relayed", "dsn"] if reported else kinds == ["relayed"]
        (carried,) = worker.hop.letters["bn.gov.vn"]
        notify = carried.recipients[0].notify
        assert notify == (None if reported else frozenset({"NEVER"})), "nor does the next hop"


async def test_rules_and_allowances_of_agencies_do_not_concern_letters_from_outside(
    tmp_path: Path,
) -> None:
    rule = Narrowing(
        name="few",
        source="config.toml",
        concern=ANYBODY,
        mail_from=Addresses.of(["bn.gov.vn"]),
        header_from=None,
        header_sender=None,
        header_reply_to=None,
        header_resent=None,
        rcpt_to=Addresses.of(["yte.gov.vn"]),
        rcpt_not_to=None,
        hours=None,
        limits=(Limit(Measure.LETTERS_DAY, 1),),
        counted_by="agency",
    )
    async with relay(tmp_path, rules=(rule,)) as worker:
        assert worker.relay.recipient(ORIGIN, SENDER, AN) is None
        assert [(await sent(worker)).code for _ in range(3)] == [250, 250, 250]
        assert await worker.store.read(lambda tx: tx.all(select(allowance))) == []


async def test_refusals_of_letters_from_outside_teach_nothing_of_mailboxes(tmp_path: Path) -> None:
    async with relay(tmp_path) as worker:
        gone = Says(Refused("5.1.1", "no such user", personal=True))
        worker.hop.answers["bn.gov.vn"] = gone
        number(await sent(worker, "guess1@bn.gov.vn", sender=""))
        await worker.until(State.REFUSED)
        assert await worker.store.read(suppression.known, NOW) == ()

        worker.hop.answers = {"yte.gov.vn": gone}
        inside = await worker.number("gone@yte.gov.vn")

        async def learned() -> bool:
            return len(await worker.store.read(suppression.known, NOW)) == 1

        await worker.until(State.REFUSED, number=inside)
        await eventually(learned)


async def test_a_letter_that_waits_is_put_off_like_any_other(tmp_path: Path) -> None:
    async with relay(tmp_path) as worker:
        worker.hop.answers["bn.gov.vn"] = Says(Deferred("4.2.2", "full"))
        number(await sent(worker))
        await worker.until(State.WAITING)
