"""The queue: every letter goes once, comes back later, or ends with somebody told."""

import asyncio
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

from mail.consignment import Begin, Consignment
from mail.policy import Decision
from mail.schedule import Schedule
from mail.sign.key import new_pem
from mail.sign.record import dns_record
from store import queue
from store.account import entries_about
from tests.mail.relaying import (
    BINH,
    CONTENT,
    HOLDER,
    Says,
    Worker,
    eventually,
    working,
)
from work.hold import TWICE_UNCERTAIN, UNSOUND
from work.letter import Addressee, State
from work.outcome import Deferred, Delivered, Outcome, Refused, Uncertain

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


NO_SUCH = Refused("5.1.1", "mx.yte.gov.vn said: 550 5.1.1 No such user")
LATER = Deferred("4.2.1", "mx.yte.gov.vn said: 450 4.2.1 Later")


async def events(worker: Worker, number: int) -> list[str]:
    return [entry.event for entry in await worker.store.read(entries_about, f"letter:{number}")]


async def reports(worker: Worker) -> list[Consignment]:
    """The reports that reached the sender's own server."""

    async def came() -> bool:
        return bool(worker.hop.letters["bn.gov.vn"])

    await eventually(came)
    return worker.hop.letters["bn.gov.vn"]


async def test_a_letter_stands_as_being_sent_before_its_last_octet_leaves(tmp_path: Path) -> None:
    seen: list[object] = []
    async with working(tmp_path) as worker:

        async def look(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
            seen.extend(await worker.states())
            assert await begin()
            (row,) = await worker.rows()
            seen.extend([State(row.state), row.attempts, row.holder])
            return (Delivered("ok"),)

        worker.hop.answers["yte.gov.vn"] = look
        number = await worker.number()
        await worker.until(State.DELIVERED)

        assert seen == [State.CLAIMED, State.SENDING, 1, HOLDER]
        assert await events(worker, number) == ["accepted", "delivered"]


async def test_recipients_of_one_destination_share_a_transaction(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.number("a@x.vn", "b@y.vn", "c@X.vn")
        await worker.until(*(State.DELIVERED,) * 3)

        sent = {
            domain: [[to.address for to in one.recipients] for one in letters]
            for domain, letters in worker.hop.letters.items()
        }
        assert sent == {"x.vn": [["a@x.vn", "c@X.vn"]], "y.vn": [["b@y.vn"]]}


async def test_who_wants_no_reports_shares_no_transaction_with_who_does(tmp_path: Path) -> None:
    """OpenSMTPD 6.8 takes the wishes of the one for the other's, and refuses NEVER for good."""
    never, success = frozenset({"NEVER"}), frozenset({"SUCCESS"})
    to = Addressee("a@x.vn", success), Addressee("b@x.vn", never), Addressee("c@x.vn")
    async with working(tmp_path) as worker:
        number = await worker.number(*to, Addressee("d@x.vn", never))
        await worker.until(*(State.DELIVERED,) * 4, number=number)

        sent = [[to.address for to in one.recipients] for one in worker.hop.letters["x.vn"]]
        assert sorted(sent) == [["a@x.vn", "c@x.vn"], ["b@x.vn", "d@x.vn"]]


async def test_more_than_a_hundred_recipients_go_in_several_transactions(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.number(*(f"a{i}@x.vn" for i in range(250)))
        await worker.until(*(State.DELIVERED,) * 250)

        sizes = sorted(len(one.recipients) for one in worker.hop.letters["x.vn"])
        assert sizes == [50, 100, 100]


async def test_the_letter_goes_as_it_came_below_a_trace_line(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.number(eight_bit=True, envid="17", ret="HDRS")
        await worker.until(State.DELIVERED)
        (sent,) = worker.hop.letters["yte.gov.vn"]

        assert sent.body == CONTENT
        assert sent.prefix.startswith(b"Received: from mx.bn.gov.vn")
        assert (sent.eight_bit, sent.envid, sent.ret) == (True, "17", "HDRS")


async def test_a_deferred_letter_is_tried_again_when_its_time_comes(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        answer = worker.hop.answers["yte.gov.vn"] = Says(LATER, LATER, Delivered("ok"))
        await worker.number()
        for wait in (MINUTE, 3 * MINUTE):
            await worker.until(State.WAITING)
            (row,) = await worker.rows()
            assert 0.8 * wait <= row.not_before - worker.clock.now() <= 1.2 * wait
            assert (row.status, row.answer) == (LATER.status, LATER.reason)
            asked = answer.asked
            worker.clock.forward(wait * 2)

            async def again(asked: int = asked) -> bool:
                return answer.asked > asked

            await eventually(again)
        await worker.until(State.DELIVERED)
        assert [row.attempts for row in await worker.rows()] == [3]


async def test_an_attempt_that_never_began_counts_as_well(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(LATER, begins=False)
        await worker.number()
        await worker.until(State.WAITING)

        assert [row.attempts for row in await worker.rows()] == [1]


async def test_a_refusal_is_reported_to_the_sender(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(NO_SUCH)
        await worker.number(BINH, "hoa@yte.gov.vn", "ok@x.vn")
        (report,) = await reports(worker)

        assert report.sender == ""
        assert [to.address for to in report.recipients] == ["an@bn.gov.vn"]
        assert isinstance(report.body, bytes)
        assert report.body.count(b"Action: failed") == 2, "one report for both"
        await worker.until(State.REFUSED, State.REFUSED, State.DELIVERED, State.DELIVERED)
        assert await worker.kinds() == ["relayed", "dsn"]


@pytest.mark.parametrize(
    ("sender", "notify"),
    [("", None), ("an@bn.gov.vn", frozenset({"NEVER"})), ("an@bn.gov.vn", frozenset({"SUCCESS"}))],
)
async def test_nobody_is_told_who_did_not_ask(
    tmp_path: Path, sender: str, notify: frozenset[str] | None
) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(NO_SUCH)
        await worker.number(Addressee(BINH, notify), sender=sender)
        await worker.until(State.REFUSED)

        assert await worker.kinds() == ["relayed"]


@pytest.mark.parametrize(
    ("outcome", "told"), [(Delivered("ok"), True), (Delivered("ok", reports=True), False)]
)
async def test_success_is_told_where_it_was_asked_for_and_nobody_else_will(
    tmp_path: Path, outcome: Delivered, told: bool
) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(outcome)
        await worker.number(Addressee(BINH, frozenset({"SUCCESS"})))
        await worker.until(State.DELIVERED, *([State.DELIVERED] if told else []))

        if told:
            (report,) = await reports(worker)
            assert isinstance(report.body, bytes)
            assert b"Action: relayed\r\n" in report.body


async def test_a_delay_is_told_once_after_four_hours(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(LATER)
        number = await worker.number()
        kinds = []
        for attempt in range(1, 5):

            async def made(attempt: int = attempt) -> bool:
                (row,) = await worker.rows(number)
                return (row.state, row.attempts) == (State.WAITING, attempt)

            await eventually(made)
            kinds.append(await worker.kinds())
            worker.clock.forward(3 * HOUR)
        (report,) = await reports(worker)

        assert isinstance(report.body, bytes)
        assert b"Action: delayed\r\n" in report.body
        assert kinds == [["relayed"], ["relayed"], ["relayed", "dsn"], ["relayed", "dsn"]]


async def test_a_lost_answer_is_repeated_once_and_then_a_person_is_asked(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        answer = worker.hop.answers["yte.gov.vn"] = Says(Uncertain("the line went dead"))
        number = await worker.number()
        await worker.until(State.UNCERTAIN)
        worker.clock.forward(9 * MINUTE)
        await asyncio.sleep(0.2)
        assert answer.asked == 1

        worker.clock.forward(2 * MINUTE)
        await worker.until(State.HELD)
        worker.clock.forward(DAY)
        await asyncio.sleep(0.2)

        (row,) = await worker.rows()
        assert (answer.asked, row.attempts, row.repeated) == (2, 2, True)
        assert row.hold == TWICE_UNCERTAIN
        first, second = worker.hop.letters["yte.gov.vn"]
        assert first.prefix == second.prefix, "the same letter, with the same Message-ID"
        assert await events(worker, number) == ["accepted", "uncertain", "held"]


@pytest.mark.parametrize("began", [True, False])
async def test_a_letter_whose_time_is_over_ends_with_its_last_attempt(
    tmp_path: Path, began: bool
) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(LATER, begins=began)
        await worker.number()
        await worker.until(State.WAITING)
        worker.clock.forward(6 * DAY)
        (report,) = await reports(worker)

        assert isinstance(report.body, bytes)
        assert b"Status: 5.4.7\r\n" in report.body
        assert b"450 4.2.1 Later" in report.body
        assert (await worker.states())[0] is State.EXPIRED


async def test_a_held_letter_ends_with_a_report_that_names_the_rule(tmp_path: Path) -> None:
    def hold(_: object) -> Decision:
        return Decision("hold", "first-contact")

    async with working(tmp_path, decide=hold) as worker:
        await worker.number()
        worker.clock.forward(7 * DAY)
        (report,) = await reports(worker)

        assert isinstance(report.body, bytes)
        text = message_from_bytes(report.body).get_payload(0)
        assert "first-contact" in text.get_payload(decode=True).decode()  # type: ignore[union-attr]
        assert (await worker.states())[0] is State.EXPIRED
        assert list(worker.hop.letters) == ["bn.gov.vn"], "it was never sent"


def with_keys(folder: Path) -> dict[str, bytes]:
    """Keys for bn.gov.vn in *folder*, as PEM by selector."""
    keys = {"r1": new_pem("rsa"), "e1": new_pem("ed25519")}
    for selector, pem in keys.items():
        path = folder / "dkim" / "bn.gov.vn" / f"{selector}.pem"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_bytes(pem)
    return keys


async def test_letters_and_reports_leave_signed_with_both_keys(tmp_path: Path) -> None:
    with_keys(tmp_path)
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(NO_SUCH)
        await worker.number()
        (report,) = await reports(worker)
        (letter,) = worker.hop.letters["yte.gov.vn"]

        for sent in (letter, report):
            assert sent.prefix.count(b"DKIM-Signature:") == 2
            assert sent.prefix.startswith(b"DKIM-Signature: v=1; a=rsa-sha256;")
        assert b"Received:" not in report.prefix


async def test_a_letter_whose_signature_would_not_verify_waits_for_a_person(
    tmp_path: Path,
) -> None:
    with_keys(tmp_path)
    other = dns_record(b"x" * 32, "ed25519").encode()
    async with working(tmp_path, records={("e1", "bn.gov.vn"): other}) as worker:
        await worker.number()
        await worker.until(State.HELD)

        (row,) = await worker.rows()
        assert row.hold == UNSOUND
        assert "e1._domainkey.bn.gov.vn" in row.answer
        assert not worker.hop.letters


async def test_a_record_that_dns_does_not_have_stops_nothing(tmp_path: Path) -> None:
    with_keys(tmp_path)
    async with working(tmp_path, records={("e1", "bn.gov.vn"): None}) as worker:
        await worker.number()
        await worker.until(State.DELIVERED)


def test_the_schedule_gives_what_rfc_5321_asks_for() -> None:
    schedule = Schedule()

    assert sum(schedule.waits[:3], timedelta()) < HOUR, "two tries in the first hour"
    assert schedule.waits[-1] >= 30 * MINUTE
    assert schedule.max_age >= 4 * DAY


async def test_what_an_operator_took_meanwhile_is_not_told_as_settled(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path) as worker:

            async def overtaken(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
                (row,) = await worker.rows()
                end = worker.clock.now() + DAY
                await worker.store.write(queue.hold, row.letter_id, "root", worker.clock.now(), end)
                return (LATER,)

            worker.hop.answers["yte.gov.vn"] = overtaken
            await worker.number()
            await worker.until(State.HELD)

    assert "letter.waiting" not in {line["event"] for line in lines}


async def test_a_letter_is_told_as_delivered_once_that_stands_in_the_store(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path) as worker:
            sick = (
                "CREATE TEMP TRIGGER sick BEFORE UPDATE ON recipient"
                " WHEN NEW.state = 'delivered' BEGIN SELECT RAISE(ABORT, 'x'); END"
            )
            await worker.store.write(lambda tx: tx.run(text(sick)))
            await worker.number()

            async def failed() -> bool:
                return "ledger.failed" in {line["event"] for line in lines}

            await eventually(failed)
            await worker.store.write(lambda tx: tx.run(text("DROP TRIGGER sick")))
            await worker.until(State.DELIVERED)

    told = [line["event"] for line in lines]
    assert told.index("ledger.failed") < told.index("letter.delivered")


async def test_the_log_names_no_mailbox_although_a_server_does(tmp_path: Path) -> None:
    binh = BINH.partition("@")[0]
    refused = Refused(
        "5.1.1", f"mx.yte.gov.vn said: 550 5.1.1 Nobody is called {binh.upper()} here"
    )
    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path) as worker:
            worker.hop.answers["yte.gov.vn"] = Says(refused)
            await worker.number(sender="")
            await worker.until(State.REFUSED)

    (told,) = (line for line in lines if line["event"] == "letter.refused")
    assert told["reply"] == "mx.yte.gov.vn said: 550 5.1.1 Nobody is called … here"


async def test_a_bug_is_told_with_an_incident_and_what_to_do(tmp_path: Path) -> None:
    async def trips(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
        raise RuntimeError("a bug")

    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path) as worker:
            worker.hop.answers["yte.gov.vn"] = trips
            await worker.number()

            async def failed() -> bool:
                return "letter.failed" in {line["event"] for line in lines}

            await eventually(failed)

    line = next(line for line in lines if line["event"] == "letter.failed")
    assert line["incident"]
    assert "report this traceback" in line["remedy"]
