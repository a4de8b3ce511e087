"""`congvu queue`: what an operator reads at night, and what each command does."""

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import TypeVar

import pytest
from sqlalchemy import select

from congvu.cli.queue_letter import letter_number
from schedules.clock import MachineClock
from store import Store, Tx, body, claim, clock, spool
from store.schema.spool import letter
from store.spool import Key, Settlement
from tests.congvu.office import Office
from tests.store.letters import new_letter
from work import receipt
from work.letter import State

ONE = "worker:one"
T = TypeVar("T")


def with_letter(office: Office, state: State, *to: str, sender: str = "an@vpcp.gov.vn") -> str:
    """The receipt id of a letter that stands in *state*."""

    async def put() -> int:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        now = MachineClock().now()
        new = new_letter(*to, sender=sender, hold="first-contact" if state is State.HELD else None)
        accepted = await store.write(spool.accept, new, now, now + timedelta(days=5), ONE)
        assert accepted is not None
        key = Key(accepted.letter, 0, 0)
        if state is State.WAITING:
            later = now + timedelta(minutes=10, seconds=30)
            said = "mx.yte.gov.vn said: 450 4.2.1 Busy"
            busy = Settlement(key, state, "4.2.1", said, State.CLAIMED, later)
            await store.write(spool.settle, ONE, (busy,), now)
        if state in (State.SENDING, State.UNCERTAIN):
            await store.write(spool.begin, ONE, (key,))
        if state is State.UNCERTAIN:
            await store.write(claim.take_over, ONE, now, now + timedelta(minutes=10))
        await store.close()
        return accepted.letter

    return receipt.encode(asyncio.run(put()))


def standing(office: Office, name: str) -> list[str]:
    """The state of each recipient."""
    return [one["state"] for one in office.json("queue", "show", name)["recipients"]]


def test_an_empty_queue_says_so(office: Office) -> None:
    assert office.good("queue", "list") == "Nothing waits.\n"
    assert office.json("queue", "list") == []


def test_the_list_names_letters_by_receipt_with_what_comes_next(office: Office) -> None:
    held = with_letter(office, State.HELD)
    waiting = with_letter(office, State.WAITING)

    first, second = office.json("queue", "list")
    assert (first["id"], first["state"], first["rule"]) == (held, "held", "first-contact")
    assert (second["id"], second["domains"], second["agency"]) == (waiting, ["yte.gov.vn"], "H05")
    header, *lines = office.good("queue", "list").splitlines()
    assert header.split() == ["ID", "AGE", "CODE", "TO", "NEXT", "STATE"]
    assert [line.split()[0] for line in lines] == [held, waiting]
    assert lines[0].endswith("held, first-contact")
    assert "10 min" in lines[1]
    assert office.json("queue", "list", "--state", "held") == [first]


def test_show_and_why_tell_the_story_of_one_letter(office: Office) -> None:
    name = with_letter(office, State.WAITING)

    shown = office.good("queue", "show", name)
    assert "mx.yte.gov.vn said: 450 4.2.1 Busy" in shown
    assert "binh@yte.gov.vn" in shown

    told = office.good("queue", "why", name)
    assert "accepted, recipients: 1, octets: " in told
    assert "recipient 1 put off by attempt 1: 4.2.1" in told
    assert "binh@yte.gov.vn: is tried again at " in told
    story = office.json("queue", "why", name)["story"]
    assert [entry["event"] for entry in story] == ["accepted", "waiting"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.HELD, "is held: the rule first-contact wants a person's release"),
        (State.CLAIMED, "is in the hands of worker:one"),
        (State.SENDING, "is being sent by worker:one"),
        (State.UNCERTAIN, "may have arrived; sent once more at "),
    ],
)
def test_why_says_what_happens_next(office: Office, state: State, words: str) -> None:
    assert words in office.good("queue", "why", with_letter(office, state))


def test_hold_and_release_are_recorded_with_who_did_it(office: Office) -> None:
    name = with_letter(office, State.WAITING)

    assert office.good("queue", "hold", name) == f"{name}: 1 recipient is held.\n"
    assert standing(office, name) == ["held"]
    assert office.good("queue", "release", name) == f"{name}: 1 recipient is released.\n"
    assert standing(office, name) == ["waiting"]

    by = [(e["event"], e.get("by")) for e in office.json("queue", "why", name)["story"]]
    assert [event for event, _ in by[-2:]] == ["queue.hold", "queue.release"]
    assert all(who and who.startswith("cli:") for _, who in by[-2:])
    assert " held it" in office.good("queue", "why", name)


def test_a_letter_for_later_says_until_when_it_waits_and_why(office: Office) -> None:
    async def put() -> int:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        now = MachineClock().now()
        asked = datetime(2999, 12, 30, 1, tzinfo=UTC)
        new = new_letter(release_at=asked)
        accepted = await store.write(spool.accept, new, now, asked + timedelta(days=5), None)
        await store.close()
        assert accepted is not None
        return accepted.letter

    name = receipt.encode(asyncio.run(put()))

    told = office.good("queue", "why", name)
    assert "not to be sent before 30/12/2999 08:00:00, as its sender asked" in told
    assert "binh@yte.gov.vn: waits until 08:00 on 30/12/2999, as its sender asked; given" in told
    assert "30/12/2999 08:00:00, as its sender asked" in office.good("queue", "show", name)
    assert office.json("queue", "show", name)["release_at"].startswith("2999-12-30T")


def test_what_the_sender_asked_of_tls_is_shown(office: Office) -> None:
    async def put() -> int:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        now, new = MachineClock().now(), new_letter()
        new = new._replace(envelope=replace(new.envelope, tls="required"))
        accepted = await store.write(spool.accept, new, now, now + timedelta(days=5), None)
        await store.close()
        assert accepted is not None
        return accepted.letter

    name = receipt.encode(asyncio.run(put()))

    assert "required on its way, as its sender asked" in office.good("queue", "show", name)
    assert office.json("queue", "show", name)["tls"] == "required"


def test_retry_makes_a_letter_due_now(office: Office) -> None:
    name = with_letter(office, State.WAITING)

    assert office.good("queue", "retry", name) == f"{name}: 1 recipient is due now.\n"
    assert "is due, and goes as soon as" in office.good("queue", "why", name)


@pytest.mark.parametrize("change", ["hold", "fail"])
def test_many_letters_are_changed_over_one_opening_of_the_store(
    office: Office, change: str
) -> None:
    names = [with_letter(office, State.WAITING) for _ in range(5)]
    before = chains(office)

    told = office.good("queue", change, *names)

    assert [line.partition(":")[0] for line in told.splitlines()] == names
    assert chains(office) == before + 1


def test_what_was_changed_before_an_unknown_letter_stays_changed(office: Office) -> None:
    name = with_letter(office, State.WAITING)

    told = office.run("queue", "hold", name, "999")

    assert (told.code, told.out) == (1, f"{name}: 1 recipient is held.\n")
    assert "there is no letter" in told.err


def chains(office: Office) -> int:
    """How many writers the account knows: each opening that writes is one."""
    with closing(sqlite3.connect(office.folder / "congvu.db")) as file:
        found: int = file.execute("SELECT count(*) FROM chain").fetchone()[0]
    return found


def test_a_failed_letter_is_returned_with_a_report(office: Office) -> None:
    name = with_letter(office, State.HELD, "a@x.vn", "b@y.vn")

    assert office.good("queue", "fail", name) == f"{name}: 2 recipients are returned.\n"

    assert standing(office, name) == ["refused", "refused"]
    (report,) = office.json("queue", "list")
    assert (report["kind"], report["domains"]) == ("dsn", ["vpcp.gov.vn"])
    events = [entry["event"] for entry in office.json("queue", "why", name)["story"]]
    assert events[-4:] == ["refused", "refused", "reported", "queue.fail"]


def test_a_sender_reads_why_a_letter_came_back_and_the_account_keeps_only_a_digest(
    office: Office,
) -> None:
    name = with_letter(office, State.HELD)

    office.good("queue", "fail", name, "--reason", "thiếu phụ lục 2")

    with closing(sqlite3.connect(office.folder / "congvu.db")) as file:
        (octets,) = file.execute(
            "SELECT data FROM body JOIN letter ON letter.body_id = body.id WHERE letter.kind = 'dsn'"
        ).fetchone()
        (codes,) = file.execute("SELECT codes FROM entry WHERE event = 'queue.fail'").fetchone()
    report = message_from_bytes(octets, policy=policy.default)
    assert "thiếu phụ lục 2" in next(report.iter_parts()).get_content()
    assert json.loads(codes)["why"] == hashlib.sha256("thiếu phụ lục 2".encode()).hexdigest()


def test_a_letter_without_a_sender_is_returned_to_nobody(office: Office) -> None:
    name = with_letter(office, State.HELD, sender="")

    office.good("queue", "fail", name)

    assert standing(office, name) == ["refused"]
    assert office.json("queue", "list") == []


def test_a_dropped_letter_leaves_no_report_but_a_reason(office: Office) -> None:
    name = with_letter(office, State.UNCERTAIN)
    assert "--reason" in office.refused("queue", "drop", name, code=2)
    assert "--reason" in office.refused("queue", "drop", name, "--reason", " ", code=2)

    told = office.good("queue", "drop", name, "--reason", "sent twice by mistake")

    assert told == f"{name}: 1 recipient is dropped.\n"
    assert "sent twice by mistake" in office.good("queue", "show", name)
    assert office.json("queue", "list") == []


def test_what_is_being_sent_cannot_be_changed(office: Office) -> None:
    name = with_letter(office, State.SENDING)

    for change in ("hold", "retry", "fail"):
        told = office.run("queue", change, name)
        assert told.code == 1
        assert "being sent just now; ask again in a minute" in told.err


def test_what_is_over_or_unknown_is_refused_with_where_to_look(office: Office) -> None:
    name = with_letter(office, State.HELD)
    office.good("queue", "drop", name, "--reason", "test")

    assert office.refused("queue", "release", name) == (
        f"{name}: nothing of it can be released; see congvu queue why {name}"
    )
    assert office.refused("queue", "show", "77") == (
        "there is no letter 0002DX (number 77); take the id from the sender's 250 reply,"
        " or from congvu queue list, with --state for those that ended"
    )
    assert "is no receipt id" in office.refused("queue", "show", "0000HY", code=2)


@pytest.mark.parametrize("text", [receipt.encode(17), "0000-hx", "17", "letter:17", "#17"])
def test_a_letter_is_named_as_sender_log_or_account_name_it(text: str) -> None:
    assert letter_number(text) == 17


def test_a_page_of_the_list_says_that_there_may_be_more(office: Office) -> None:
    for _ in range(3):
        with_letter(office, State.HELD)

    assert "There may be more; see them with --limit 20." in office.good(
        "queue", "list", "--limit", "2"
    )


@pytest.mark.parametrize("change", [("fail",), ("drop", "--reason", "test")])
def test_what_ends_a_letter_is_not_put_down_as_a_hold(
    office: Office, change: tuple[str, ...]
) -> None:
    name = with_letter(office, State.WAITING)

    command, *options = change
    office.good("queue", command, name, *options)

    events = [entry["event"] for entry in office.json("queue", "why", name)["story"]]
    assert f"queue.{command}" in events
    assert "queue.hold" not in events


def test_a_simulated_offices_report_says_so(office: Office) -> None:
    name = with_letter(office, State.HELD)
    now = MachineClock().now()
    in_store(office, lambda store: store.write(clock.simulate, now, 60.0, now))

    office.good("queue", "fail", name)

    (line,) = office.json("queue", "list")
    octets = in_store(office, lambda store: store.read(beginning, line["letter"]))
    subject = message_from_bytes(octets, policy=policy.SMTP)["Subject"]
    assert subject.startswith("[MÔ PHỎNG] ")


def beginning(tx: Tx, number: int) -> bytes:
    """The content of a letter."""
    return body.beginning(tx, tx.value(select(letter.c.body_id).where(letter.c.id == number)))


def in_store(office: Office, work: Callable[[Store], Awaitable[T]]) -> T:
    """What *work* gives with the office's store open."""

    async def opened() -> T:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())
