"""Wherever something goes wrong between signing and sending, the letter is held, a person is told, and it goes once that is mended."""

import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import update

from mail import sealing
from mail.consignment import Begin, Consignment
from mail.narrow import narrowed
from mail.sign import dns_record
from mail.sign.body import BodyHash
from mail.sign.seen import SeenBody
from mail.sign.signer import sign_fields
from mail.smtp.wire import NO_EIGHT_BIT
from mail.trace import missing_fields
from store import Tx, queue
from store.schema.body import body_chunk
from tests.mail.interop.relay import signing_keys
from tests.mail.relaying import CONTENT, ORIGIN, SENDER, Hop, Worker, taken, working
from tests.mail.spooling import spooled
from work.hold import UNSOUND
from work.letter import Addressee, Envelope, State
from work.outcome import Outcome

LONG = CONTENT + b"0123456789abcde\r\n" * 170_000
Break = Callable[[pytest.MonkeyPatch], None]


def field_left_out(patch: pytest.MonkeyPatch) -> None:
    """The signer forgets the subject."""
    patch.setattr(
        sealing,
        "sign_fields",
        lambda standing, *rest: sign_fields(
            [one for one in standing if one.name != "subject"], *rest
        ),
    )


def field_changed(patch: pytest.MonkeyPatch) -> None:
    """What is put before the letter is not what was signed."""
    usual = missing_fields
    asked = iter(range(99))

    def added(*facts: Any) -> bytes:
        return usual(*facts) + b"Auto-Submitted: no.%d\r\n" % next(asked)

    patch.setattr(sealing, "missing_fields", added)
    patch.setattr(sealing, "fields", lambda block: ())


def signature_torn(patch: pytest.MonkeyPatch) -> None:
    """The signature's octets are damaged."""
    patch.setattr(
        sealing, "sign_fields", lambda *facts: sign_fields(*facts).replace(b" bh=", b" bh=A", 1)
    )


def signature_missing(patch: pytest.MonkeyPatch) -> None:
    """There is none at all."""
    patch.setattr(sealing, "sign_fields", lambda *facts: b"")


def body_signed_otherwise(patch: pytest.MonkeyPatch) -> None:
    """The signer's hash of the body is another."""
    patch.setattr(BodyHash, "digest", lambda self: hashlib.sha256(b"another").digest())


def body_seen_otherwise(patch: pytest.MonkeyPatch) -> None:
    """What would leave is not what was signed."""
    usual = SeenBody.update
    patch.setattr(
        SeenBody, "update", lambda self, block: usual(self, block.replace(b"0", b"1") + b"x\r\n")
    )


FAULTS: tuple[Break, ...] = (
    field_left_out,
    field_changed,
    signature_torn,
    signature_missing,
    body_signed_otherwise,
    body_seen_otherwise,
)


async def held_then_sent(worker: Worker, mend: Callable[[], None], status: str = "4.7.5") -> None:
    """The one letter is held by the rule for that; released once it is mended, it goes."""
    await worker.until(State.HELD)
    (row,) = await worker.rows()
    assert (row.hold, row.status) == (UNSOUND, status)
    assert row.answer

    mend()
    end = worker.clock.now() + timedelta(days=1)
    await worker.store.write(queue.release, row.letter_id, "cli:1000", worker.clock.now(), end)
    await worker.until(State.DELIVERED)


def told(lines: list[Any]) -> dict[str, Any]:
    """The one line that a person must act on: the alarm counts those of its name."""
    (line,) = (line for line in lines if line["event"] == "letter.unsound")
    assert line["log_level"] == "error"
    assert line["remedy"]
    assert line["reasons"]
    return dict(line)


@pytest.mark.parametrize(
    ("fault", "size"),
    [*((fault, "short") for fault in FAULTS), *((fault, "long") for fault in FAULTS[-2:])],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
async def test_a_fault_of_ours_holds_the_letter_until_it_is_mended(
    fault: Break, size: str, tmp_path: Path
) -> None:
    signing_keys(tmp_path)
    patch = pytest.MonkeyPatch()
    fault(patch)
    try:
        with structlog.testing.capture_logs() as lines:
            async with working(tmp_path) as worker:
                await submitted(worker, LONG if size == "long" else CONTENT, tmp_path)
                await held_then_sent(worker, patch.undo)
                assert len(worker.hop.letters["yte.gov.vn"]) == 1
    finally:
        patch.undo()

    told(lines)


async def test_a_key_that_dns_shows_otherwise_holds_the_letter_until_it_is_published(
    tmp_path: Path,
) -> None:
    signing_keys(tmp_path)
    records: dict[tuple[str, str], bytes | None] = {
        ("e1", "bn.gov.vn"): dns_record(b"x" * 32, "ed25519").encode()
    }
    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path, records=records) as worker:
            await submitted(worker, CONTENT, tmp_path)
            await held_then_sent(worker, records.clear)

    assert "congvu dkim dns" in told(lines)["remedy"]


async def submitted(worker: Worker, octets: bytes, folder: Path) -> None:
    if len(octets) < 1 << 18:
        assert (await worker.letter(content=octets)).code == 250
        return
    async with spooled(folder, octets) as content:
        to = Envelope(SENDER, (Addressee("binh@yte.gov.vn"),))
        assert (await worker.relay.letter(ORIGIN, to, content)).code == 250


async def drained(letter: Consignment) -> AsyncIterator[bytes]:
    assert not isinstance(letter.body, bytes)
    async for block in letter.body():
        yield block


@pytest.mark.parametrize("begun", [True, False])
async def test_a_store_that_gives_other_octets_than_were_signed_is_found_before_the_end_is_sent(
    begun: bool, tmp_path: Path
) -> None:
    signing_keys(tmp_path)
    finished: list[bool] = []
    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path) as worker:

            async def sending(letter: Consignment, begin: Begin) -> tuple[Outcome, ...]:
                """The store changes behind the letter that is being sent."""
                if not finished:
                    await worker.store.write(turned)
                finished.append(False)
                assert not begun or await begin()
                async for _ in drained(letter):
                    pass
                finished.append(True)
                return await taken(letter, begin)

            worker.hop.answers["yte.gov.vn"] = sending
            await submitted(worker, LONG, tmp_path)
            await held_then_sent(worker, lambda: None)

            assert finished == [False, False, True]

    assert "not what was signed" in told(lines)["reasons"][0]


def turned(tx: Tx) -> None:
    """One octet of the last chunk is another."""
    last = update(body_chunk).where(body_chunk.c.position == 2)
    tx.run(last.values(data=b"0123456789abcdX\r\n" * ((len(LONG) - (2 << 20)) // 17 + 1)))


async def test_a_variant_in_seven_bits_is_judged_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing_keys(tmp_path)
    hop, letter = Hop(), CONTENT + "số\r\n".encode()

    async def refusing(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
        return (NO_EIGHT_BIT,)

    async def badly(*facts: Any) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            signature_missing(patch)
            return await narrowed(*facts)

    hop.answers["yte.gov.vn"] = refusing
    monkeypatch.setattr("mail.porter.narrowed", badly)
    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path, deliverer=hop) as worker:
            await submitted(worker, letter, tmp_path)
            await worker.until(State.HELD)
            (row,) = await worker.rows()

    assert row.hold == UNSOUND
    assert len(hop.letters["yte.gov.vn"]) == 1
    told(lines)
