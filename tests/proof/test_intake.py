"""Five thousand letters, while their server and our daemon die under them: each is registered once, none is missed."""

import asyncio
import hashlib
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.congvu.served import until
from tests.congvu.watched import Watched
from tests.mail.conftest import authority
from tests.mail.interop.conftest import tls
from tests.mail.peers.daemon import Tls
from tests.mail.peers.mailboxes import Mailboxes, mailboxes

__all__ = ["authority", "tls"]

LETTERS = 5000
STROKES = 24
CALM_SECONDS = 900
SEED = int(os.environ.get("CONGVU_SEED", "8"))
AT_REST = 21


def letters(chance: random.Random) -> Iterator[bytes]:
    """Short ones, now and then a long one, and some without a Message-ID."""
    number = 0
    while True:
        number += 1
        known = f"Message-ID: <{number}@bn.gov.vn>\n" if number % 50 else ""
        text = "Kinh gui\n" * (60_000 if number % 500 == 0 else chance.randint(1, 200))
        yield f"From: an@bn.gov.vn\nSubject: V/v {number}\n{known}\n{number}\n{text}".encode()


class Ordeal:
    """Strokes against both sides, chosen by a seeded chance."""

    def __init__(self, office: Watched, peer: Mailboxes, chance: random.Random) -> None:
        self._office, self._peer, self._chance = office, peer, chance
        self.daemon: asyncio.subprocess.Process | None = None
        self.done: Counter[str] = Counter()

    async def strike(self) -> None:
        strokes = [self.kill_server, self.renumber, self.freeze, self.kill_daemon]
        stroke = self._chance.choice(strokes)
        self.done[stroke.__name__] += 1
        await stroke()

    async def kill_server(self) -> None:
        await self._peer.kill()
        await asyncio.sleep(self._chance.uniform(0, 3))
        await self._peer.start()

    async def renumber(self) -> None:
        await self._peer.kill()
        await self._peer.renumber()
        await self._peer.start()

    async def freeze(self) -> None:
        with self._peer.frozen():
            await asyncio.sleep(self._chance.uniform(0.5, 5))

    async def kill_daemon(self) -> None:
        if self.daemon:
            self.daemon.kill()
            await self.daemon.wait()
        self.daemon = await self._office.start()


@pytest.mark.proof
@pytest.mark.timeout(2 * CALM_SECONDS)
async def test_each_of_five_thousand_letters_is_registered_once(tmp_path: Path, tls: Tls) -> None:
    chance = random.Random(SEED)
    written, made = letters(chance), []
    async with mailboxes(tls) as peer:
        office = Watched(tmp_path, peer, tls)
        ordeal = Ordeal(office, peer, chance)
        await ordeal.kill_daemon()
        for stroke in range(STROKES):
            for _ in range(LETTERS // STROKES + (stroke < LETTERS % STROKES)):
                made.append(next(written))
                peer.put(made[-1])
            await asyncio.sleep(chance.uniform(0.5, 8))
            await ordeal.strike()
        await calm(office, len(made))

        there = await asyncio.to_thread(peer.shown)
        tray = await office.tray()
        assert len(there) == len(tray) == LETTERS
        digests = Counter(hashlib.sha256(octets).digest() for octets in there)
        assert digests == Counter(one.digest for one in tray), "each as it came, once"
        assert len(ordeal.done) == 4, ordeal.done

        await asyncio.to_thread(clear, peer)
        waited = [await delay(office, peer, next(written)) for _ in range(AT_REST)]
        print(
            f"strokes {dict(ordeal.done)}, at rest {median(waited):.2f} s, worst {max(waited):.2f}"
        )
        assert median(waited) < 2, waited
        assert ordeal.daemon is not None
        ordeal.daemon.terminate()
        await ordeal.daemon.wait()


async def calm(office: Watched, count: int) -> None:
    """Waits until all are there and the mailbox is watched."""
    async with asyncio.timeout(CALM_SECONDS):
        while await office.taken() < count:  # noqa: ASYNC110 - another process
            await asyncio.sleep(1)
    await until(office.is_watching)


def clear(peer: Mailboxes) -> None:
    """A clerk deletes nearly all at once: more lines in one answer than the library bears."""
    with peer.client() as client:
        client.select("INBOX")
        client.store(f"1:{LETTERS - 10}", "+FLAGS.SILENT", r"(\Deleted)")
        client.expunge()


async def delay(office: Watched, peer: Mailboxes, octets: bytes) -> float:
    """Seconds until the letter is in the tray, by the clock of who delivered it."""
    before, begun = await office.taken(), time.monotonic()
    peer.put(octets)
    await office.all_taken(before + 1)
    return time.monotonic() - begun
