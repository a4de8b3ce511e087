"""A backup taken under load, restored elsewhere, loses nothing accepted before it and sends nothing twice unasked."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.proof.office import Office
from tests.proof.sender import Sender, letter
from tests.proof.sink import Arrival, Sink, sinking, taken
from tests.proof.waiting import until

BEFORE, MORE = 80, 80  # letters accepted before the backup begins, and at least as many after
PASSED = 40  # contents answered before answers are kept back
QUIET_SECONDS = (
    5.0  # longer than every pause of the office: uncertain_after, retry, a turn of the queue
)
OPEN = "SELECT message_id, address FROM letter JOIN recipient ON letter_id = id WHERE settled_at IS NULL"
DELIVERED = "SELECT message_id, address FROM letter JOIN recipient ON letter_id = id WHERE state = 'delivered'"
LETTERS = "SELECT message_id FROM letter"

Url = Callable[[str], str]


async def some_later(arrival: Arrival) -> str | None:
    """Every seventh letter is put off, again and again."""
    number = int(arrival.message_id[1:].partition(".")[0])
    return "451 4.3.0 later" if number % 7 == 0 else await taken(arrival)


async def test_nothing_is_lost_and_nothing_goes_twice_unasked(
    fresh: Path, tmp_path: Path, url: Url
) -> None:
    await restored_elsewhere(fresh, tmp_path, url("sqlite"), url("sqlite"))


@pytest.mark.proof
@pytest.mark.parametrize(
    ("here", "there"),
    [("postgresql", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "postgresql")],
)
async def test_the_same_on_and_between_both_engines(
    fresh: Path, tmp_path: Path, url: Url, here: str, there: str
) -> None:
    await restored_elsewhere(fresh, tmp_path, url(here), url(there))


async def restored_elsewhere(fresh: Path, tmp_path: Path, here: str, there: str) -> None:
    """An office is lost under load; another is made of its backup, and asks before it sends."""
    copy = tmp_path / "backup"
    async with sinking(some_later) as sink:
        office = await Office.copied(fresh, tmp_path / "here", sink.port, here)
        sender = Sender(office.port, seed=7)
        try:
            await office.start(2)
            await office.serving(2)
            before, seen = await _loaded(office, sender, sink, copy)
        finally:
            await office.end()
    since = sink.copies() - seen

    async with sinking() as next_hop:
        other = _elsewhere(fresh, tmp_path / "there", next_hop.port, there)
        code, said = await other.congvu("restore", str(copy))
        assert code == 0, said
        kept = {name for (name,) in other.rows(LETTERS)}
        open_ = Counter(tuple(row) for row in other.rows(OPEN))
        assert before <= kept, "a letter that was accepted before is not in the backup"
        assert set(other.rows(DELIVERED)) <= set(sink.copies()), "what never went counts as sent"
        assert set(since) & set(open_), "no letter that a restored store could send twice"
        try:
            await other.start(2)
            await other.serving(2)
            await _asked_first(other, next_hop)
            await _sent_once(other, next_hop, open_)
            assert await other.stop() == 0
        finally:
            await other.end()
    assert sink.surprises == next_hop.surprises == []


async def _loaded(
    office: Office, sender: Sender, sink: Sink, copy: Path
) -> tuple[set[str], Counter[tuple[str, str]]]:
    """Takes the backup while letters come in and go; gives what was accepted, and what had gone, before it."""
    sink.hold("answer", after=PASSED)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sender.run(BEFORE + MORE))
        sender.allow(BEFORE)
        await until(lambda: len(sender.receipts) >= BEFORE and sink.holding > 0)
        before, seen = set(sender.receipts), sink.copies()
        sender.allow(MORE // 2)
        code, said = await office.congvu("backup", str(copy))
        assert code == 0, said
        sink.let_go()
        sender.allow(MORE)
    await until(lambda: len(sink.copies() - seen) >= MORE // 2)
    await office.kill(office.processes())
    return before, seen


def _elsewhere(fresh: Path, folder: Path, sink: int, url: str) -> Office:
    """Another machine: configuration and keys are put back, the store is not there."""
    shutil.copytree(fresh, folder)
    (folder / "congvu.db").unlink()
    return Office(folder, sink, url)


async def _asked_first(office: Office, next_hop: Sink) -> None:
    """A new letter goes, and none of those of the backup."""
    fresh = Sender(office.port, seed=8, connections=1)
    fresh.allow(1)
    await fresh.run(1)
    await until(lambda: bool(next_hop.arrivals))
    await asyncio.sleep(QUIET_SECONDS)
    assert {arrival.message_id for arrival in next_hop.arrivals} == {letter(8, 1).message_id}
    assert "store.restored" in {line["event"] for line in office.log() if line["level"] == "error"}


async def _sent_once(office: Office, next_hop: Sink, open_: Counter[tuple[str, str]]) -> None:
    """After a person's word each that was open goes once."""
    next_hop.arrivals.clear()
    code, said = await office.congvu("queue", "send-restored", "--all-letters")
    assert code == 0, said
    assert f"{len({name for name, _ in open_})} letters sent once more." in said
    await office.settled()
    assert next_hop.copies() == open_
    told = [line for line in office.log() if line["event"] == "letter.delivered"]
    assert {(line["peer"], line["tls"]) for line in told} == {("127.0.0.1", "")}
    assert {line["reply"] for line in told} == {"2.0.0 taken <…@proof.example>"}
