"""The daily checkpoint: sent once by our own queue, readable by a small script, and compared with the account."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from congvu.offline.verify_evidence import sent_out
from mail.checkpoint import attached
from mail.checkpoints import Checkpoints, Sending
from mail.notice import Writer
from schedules.clock import OfficeClock
from store import Store, body, checkpoint
from store.account import entries_about, seal
from store.checkpoint import from_shown
from store.schema.body import body as bodies
from store.schema.spool import recipient
from store.verify import verify
from tests.store.sealing import KEY
from tests.store.test_tick import Machine

NOW = datetime(2026, 11, 24, 9, 29, tzinfo=UTC)  # a minute before half past four in Hà Nội
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OFFICE = Writer(
    "Văn phòng Chính phủ", "congvu@vpcp.gov.vn", "relay.vpcp.gov.vn", ZoneInfo("Asia/Ho_Chi_Minh")
)
TO = ("thanh-tra@thanhtra.gov.vn", "luu-tru@archives.gov.vn")
SENDING = Sending(TO, time(16, 30), "vi", timedelta(days=5), "ab" * 32)


def loop(store: Store, machine: Machine, sending: Sending = SENDING) -> Checkpoints:
    return Checkpoints(store, OFFICE, machine, OfficeClock(machine), sending)


async def sealed(store: Store, at: datetime = NOW) -> None:
    await store.write(lambda tx: tx.audit(at, "evidence", "letter:1"))
    assert await store.write(seal, KEY, at)


async def letters(store: Store) -> list[bytes]:
    ids = await store.read(lambda tx: [row.id for row in tx.all(select(bodies.c.id))])
    return [octets for octets in [await store.read(body.data, one) for one in ids] if octets]


async def test_it_goes_once_a_day_from_its_hour_on(store: Store) -> None:
    machine = Machine(NOW)
    await sealed(store)
    loops = [loop(store, machine) for _ in range(3)]

    await loops[0].once()
    assert await letters(store) == [], "a minute too early"

    machine.time = NOW + MINUTE
    with capture_logs() as lines:
        await asyncio.gather(*(one.once() for one in loops))
    await loops[0].once()
    assert len(await letters(store)) == 1
    assert [line["event"] for line in lines] == ["checkpoint.sent"]
    assert not any(to in str(lines) for to in TO)

    machine.time = NOW + DAY + MINUTE
    await loops[1].once()
    assert len(await letters(store)) == 2
    assert await store.read(lambda tx: tx.all(select(recipient.c.state).distinct())) == [
        ("waiting",)
    ]


async def test_without_a_checkpoint_nothing_is_sent_and_the_day_is_not_lost(store: Store) -> None:
    machine = Machine(NOW + MINUTE)

    await loop(store, machine).once()
    assert await letters(store) == []

    await sealed(store)
    await loop(store, machine).once()
    assert len(await letters(store)) == 1


async def test_the_account_says_that_it_was_sent(store: Store) -> None:
    await sealed(store)
    await loop(store, Machine(NOW + MINUTE)).once()

    (told,) = await store.read(entries_about, "checkpoint:1")
    assert (told.event, told.codes) == ("checkpoint.sent", {"letter": 1})


async def test_it_holds_heads_hash_signature_and_key_for_people_and_programs(store: Store) -> None:
    await sealed(store)
    await loop(store, Machine(NOW + MINUTE)).once()
    (octets,) = await letters(store)

    message = message_from_bytes(octets, policy=policy.default)
    newest = await store.read(checkpoint.newest)
    assert newest is not None
    assert message["To"] == ", ".join(TO)
    assert message["Subject"] == "Mốc kiểm tra nhật ký kiểm toán số 1 ngày 24/11/2026"
    assert message["Auto-Submitted"] == "auto-generated"
    shown = sent_out("x", octets)
    assert shown == attached(octets) == json.loads(json.dumps(shown))
    assert from_shown(shown) == newest
    assert (shown["public_key"], shown["chains"], shown["lines"]) == ("ab" * 32, 1, 1)
    plain = message.get_body(("plain",))
    assert plain is not None
    text = plain.get_content()
    assert newest.hash.hex() in text
    assert newest.signature.hex() in text
    assert "congvu audit verify --against" in text
    (file,) = [part.get_filename() for part in message.iter_attachments()]
    assert file == "checkpoint-1.json"


async def test_what_was_sent_is_compared_with_the_account_and_tells_a_rewrite(store: Store) -> None:
    await sealed(store)
    await loop(store, Machine(NOW + MINUTE)).once()
    shown = attached((await letters(store))[0])
    assert shown is not None
    sent = from_shown(shown)

    assert (await verify(store, KEY.holds, [sent])).compared == [1]

    other = replace(sent, at=NOW - DAY)
    assert [fault.what for fault in (await verify(store, KEY.holds, [other])).faults] == [
        "not-ours"
    ]


async def test_an_office_that_speaks_english_sends_it_so(store: Store) -> None:
    await sealed(store)
    await loop(store, Machine(NOW + MINUTE), replace(SENDING, language="en")).once()

    message = message_from_bytes((await letters(store))[0], policy=policy.default)
    assert message["Subject"] == "Checkpoint 1 of the account, 24/11/2026"


async def test_a_simulated_office_marks_it(store: Store) -> None:
    await sealed(store)
    machine = Machine(NOW + MINUTE)
    who = replace(OFFICE, simulated=True)
    await Checkpoints(store, who, machine, OfficeClock(machine), SENDING).once()

    message = message_from_bytes((await letters(store))[0], policy=policy.default)
    assert message["Subject"].startswith("[MÔ PHỎNG] ")


@pytest.mark.parametrize(
    "octets",
    [b"", b"{}", b"[1]", b"\xff\x00", b'{"kind": "line"}', b"Subject: x\r\n\r\n{}", b"{" * 4000],
)
def test_what_holds_no_checkpoint_is_told_from_one(octets: bytes) -> None:
    assert attached(octets) is None


@pytest.mark.parametrize(
    "change",
    [{"number": "x"}, {"hash": "zz"}, {"heads": "[]"}, {"heads": "{"}, {"at": 1 << 80}, {"heads": '{"a": 1}'}, {"previous": 5}],
)  # fmt: skip
async def test_a_file_that_is_no_whole_checkpoint_is_refused(
    store: Store, change: dict[str, object]
) -> None:
    await sealed(store)
    newest = await store.read(checkpoint.newest)
    assert newest is not None

    with pytest.raises(ValueError):
        from_shown({**newest.shown(), **change})
