"""Reports on letters that require TLS: protected like the letter, or nothing but a note of it (RFC 8689 §5)."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from mail.consignment import Begin, Consignment
from mail.dsn import report
from tests.mail.relaying import (
    BINH,
    CONTENT,
    SENDER,
    Says,
    Worker,
    eventually,
    taken,
    working,
)
from tests.mail.test_dsn import FAILED, NOW, REPORTER, subject
from work.letter import State
from work.outcome import Deferred, Outcome, Refused

UNKEPT = Refused("5.7.30", "mx does not offer REQUIRETLS")


def test_a_report_requires_tls_as_well_and_never_returns_the_text() -> None:
    asked = subject()
    asked = replace(asked, envelope=replace(asked.envelope, ret="FULL", tls="required"))
    letter = report(asked, (FAILED,), REPORTER, NOW)

    assert letter.envelope.tls == "required"
    assert isinstance(letter.body, bytes)
    assert b"Subject: Bao cao" in letter.body
    assert b"Than thu mat" not in letter.body


def test_a_report_on_a_letter_that_may_do_without_asks_for_nothing() -> None:
    asked = subject()
    asked = replace(asked, envelope=replace(asked.envelope, tls="optional"))

    assert report(asked, (FAILED,), REPORTER, NOW).envelope.tls is None


async def test_a_report_that_may_not_go_back_becomes_a_note_to_the_postmaster(
    tmp_path: Path,
) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(UNKEPT)
        worker.hop.answers["bn.gov.vn"] = Says(UNKEPT)
        await worker.letter(tls="required", ret="FULL")
        await worker.until(State.REFUSED, State.REFUSED, State.REFUSED)
        assert await worker.kinds() == ["relayed", "dsn", "dsn"]
        sent, (returned, note) = worker.hop.letters["yte.gov.vn"], worker.hop.letters["bn.gov.vn"]

    assert [one.tls for one in (*sent, returned, note)] == ["required", "required", None]
    assert [to.address for to in returned.recipients] == [SENDER]
    assert [to.address for to in note.recipients] == ["postmaster@bn.gov.vn"]
    assert note.sender == ""
    assert isinstance(note.body, bytes)
    message = message_from_bytes(note.body, policy=policy.SMTP)
    text = message.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert "<1@bn.gov.vn>" in text.decode()
    assert "5.7.30" in text.decode()
    whole = f"{note.prefix.decode()}{message}{text.decode()}"
    for private in (SENDER, BINH, "Bao cao", "Kinh gui"):
        assert private in CONTENT.decode()
        assert private not in whole


@pytest.mark.parametrize("attempted", [True, False])
async def test_a_report_that_waited_in_vain_becomes_a_note_as_well(
    tmp_path: Path, attempted: bool
) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(UNKEPT)
        worker.hop.answers["bn.gov.vn"] = takes_what_needs_no_tls
        await worker.letter(tls="required")

        async def tried() -> bool:
            row = (await worker.rows())[-1]
            return (row.state, row.attempts) == (State.WAITING, 1)

        await eventually(tried)
        worker.lease[0] = attempted  # without it the sweep alone is left to end it
        worker.clock.forward(timedelta(days=6))
        await eventually(lambda: _kinds(worker, 3))
        worker.lease[0] = True
        await worker.until(State.REFUSED, State.EXPIRED, State.DELIVERED)
        note = worker.hop.letters["bn.gov.vn"][-1]

    assert (note.tls, [to.address for to in note.recipients]) == (None, ["postmaster@bn.gov.vn"])
    assert isinstance(note.body, bytes)
    text = message_from_bytes(note.body, policy=policy.SMTP).get_payload(decode=True)
    assert isinstance(text, bytes)
    assert "did not take in time (status 5.4.7)" in " ".join(text.decode().split())
    assert SENDER not in f"{note.prefix.decode()}{text.decode()}"


async def takes_what_needs_no_tls(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
    """A next hop without TLS: of ours the note alone."""
    if consignment.tls == "required":
        return await Says(Deferred("4.7.4", "mx offers no TLS now"))(consignment, begin)
    return await taken(consignment, begin)


async def _kinds(worker: Worker, count: int) -> bool:
    return len(await worker.kinds()) == count


async def test_a_report_that_is_refused_for_another_reason_ends_there(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(UNKEPT)
        worker.hop.answers["bn.gov.vn"] = Says(Refused("5.1.1", "nobody"))
        await worker.letter(tls="required")
        await worker.until(State.REFUSED, State.REFUSED)

        assert await worker.kinds() == ["relayed", "dsn"]


async def test_the_field_of_a_letter_reaches_the_next_hop_as_a_wish(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.letter(content=b"TLS-Required: No\r\n" + CONTENT)
        await worker.until(State.DELIVERED)

        assert [one.tls for one in worker.hop.letters["yte.gov.vn"]] == ["optional"]
