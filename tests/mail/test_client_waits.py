"""A peer that lets us wait: what was ours when the letter was begun may be another worker's by now."""

import pytest

from mail.smtp import errand
from tests.mail.letters import BODY, blocks, delivered, letter
from tests.mail.peers.script import HELLO, OPENING, scripted
from work.outcome import Deferred

NOT_OURS = (Deferred("4.3.0", "the letter was no longer ours to send"),)


class Ours:
    """A `begin` that is true so many times, and false ever after."""

    def __init__(self, times: int) -> None:
        self.times = times

    async def __call__(self) -> bool:
        self.times -= 1
        return self.times >= 0


@pytest.fixture(autouse=True)
def _every_wait_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errand, "ASKED_AGAIN_SECONDS", 0.0)


async def test_a_letter_lost_while_the_peer_let_us_wait_for_its_354_is_not_sent() -> None:
    async with scripted([*HELLO, *OPENING, "X: rest"]) as peer:
        assert await delivered(peer.port, begin=Ours(1)) == NOT_OURS

    assert peer.contents == []


async def test_a_long_letter_lost_while_its_content_left_is_not_ended() -> None:
    long = letter(body=blocks(BODY, BODY), size_bytes=2 * len(BODY))
    async with scripted([*HELLO, *OPENING, "C: ."]) as peer:
        assert await delivered(peer.port, long, Ours(2)) == NOT_OURS

    assert peer.contents == []


async def test_a_letter_that_is_still_ours_is_sent_after_the_wait() -> None:
    script = [*HELLO, *OPENING, "C: .", "S: 250 2.0.0 taken"]
    async with scripted(script) as peer:
        await delivered(peer.port, begin=Ours(2))

    assert len(peer.contents) == 1
