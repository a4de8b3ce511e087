"""Answers that never come, without any kill: the letter stands uncertain, and comes once more."""

import random
from pathlib import Path

import pytest

from tests.proof.judge import Told, judged, last_words
from tests.proof.office import Office
from tests.proof.sender import Sender
from tests.proof.sink import Arrival, sinking, taken

LETTERS = 60


@pytest.mark.proof  # a worker looks every half minute for what became due by itself
async def test_a_letter_whose_answer_is_lost_comes_once_more(fresh: Path, tmp_path: Path) -> None:
    chance, seen, dropped = random.Random(31), set[str](), set[str]()

    async def at_times(arrival: Arrival) -> str | None:
        first = arrival.message_id not in seen
        seen.add(arrival.message_id)
        if first and chance.random() < 0.3:
            dropped.add(arrival.message_id)
            return None
        return await taken(arrival)

    async with sinking(at_times) as sink:
        office = await Office.copied(fresh, tmp_path / "office", sink.port)
        sender = Sender(office.port, 31)
        try:
            await office.start()
            sender.allow(LETTERS)
            await sender.run(LETTERS)
            await office.settled()
            assert await office.stop() == 0
        finally:
            await office.end()
        findings = judged(office, sink, Told(sender.letters, sender.receipts, sender.unanswered))
        again, _ = last_words(sink)

    assert findings.faults == {}
    assert {name for name, _ in findings.twice} == dropped != set()
    assert findings.uncertain.keys() == findings.twice.keys()
    assert (set(again), set(again.values())) == (sink.cut, {1})
