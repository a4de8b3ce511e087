"""Kills itself for real at every step of the commit that counts two letters as read, then lets the next reader go on.

python -m tests.store.struck_letters FOLDER: a fork for each step, SIGKILL before it, at the commit, or right after; prints
for each what stands afterwards. Both letters came at one instant and answer one reminder of one task.
"""

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mail.reader.came import Came
from mail.reader.letter import letter
from mail.reader.reply import Replies
from papers.opener import Opener
from store import Store, Tx, history, report, tray
from store.schema.notice import notice
from store.tray import Do
from tests.store.answers import SETTINGS, TERM, Desk, StandingClock, answer
from tests.store.office import NOW, opened, staffed, work
from tests.store.struck import arm, forked
from work.notice import REPLY_TAKEN

LATER = NOW + timedelta(minutes=10)  # long after a reader that said nothing counts as dead
ANSWERS = ("Mới được 60%, còn chờ xã B.", "Đã xong.")

_LETTERS: dict[int, bytes] = {}  # a fork has them, too


def main(folder: Path) -> None:
    """One line for each step at which a process died; the last is of one that lived."""
    url, step, alive = f"sqlite:///{folder / 'congvu.db'}", 0, False
    asyncio.run(_opened(url, _prepared))
    whole = folder / "whole.db"
    shutil.copy(folder / "congvu.db", whole)
    while not alive:
        step += 1
        for left in folder.glob("congvu.db*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        shutil.copy(whole, folder / "congvu.db")
        alive = forked(lambda: _opened(url, _reads, NOW, step))  # noqa: B023 - it is run at once
        print(json.dumps(asyncio.run(_opened(url, _gone_on))), flush=True)


async def _opened(url: str, act: Callable[..., Any], *args: Any) -> Any:
    store = Store.open(url, "test:struck")
    try:
        return await act(store, *args)
    finally:
        await store.close()


async def _prepared(store: Store) -> None:
    await staffed(store)
    (number,) = await opened(store, work())
    desk = Desk(store, Opener())
    asked = await desk.notice(number)
    for words in ANSWERS:
        octets = answer(asked, words)
        _LETTERS[await desk.arrives(octets)] = octets


async def _reads(store: Store, now: datetime, step: int = 0) -> int:
    """The reader's turn with what waits; it dies at that *step* of the commit, where one is given."""
    taken = await store.write(tray.take, f"r{now}", now, TERM, 10, False)
    calls = [(one.id, await _settled(store, one, now), now) for one in taken]
    if step:
        arm(store, step)
    assert await store.write(tray.settle_all, f"r{now}", calls) == [None] * len(taken)
    return len(taken)


async def _settled(store: Store, one: Any, now: datetime) -> Do:
    octets = _LETTERS[one.id]
    came = Came(one, octets, await letter(octets, Opener(), 20))
    settle = await Replies(store, SETTINGS, StandingClock(now)).settle(came)
    assert settle is not None
    return settle


async def _gone_on(store: Store) -> dict[str, Any]:
    while await _reads(store, LATER):  # what a reader died over is read by itself
        pass

    def read(tx: Tx) -> dict[str, Any]:
        told = tx.all(select(notice.c.facts).where(notice.c.kind == REPLY_TAKEN))
        return {
            "percents": [one.percent for one in report.reports(tx, 1)],
            "events": [f"{one.event}" for one in history.of_task(tx, 1)],
            "told": sorted(json.loads(row.facts)["did"][0]["what"] for row in told),
            "letters": sorted(f"{one.state}" for one in tray.letters(tx, 10)),
        }

    found: dict[str, Any] = await store.read(read)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
