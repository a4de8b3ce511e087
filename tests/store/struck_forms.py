"""Kills itself for real at every statement of the tick that asks for reports, then lets the next go on.

python -m tests.store.struck_forms URL: a fork for each statement, SIGKILL before it; prints for each what stands afterwards.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from store import Store, Tx
from store.form import series
from store.schema.form import report_request
from store.schema.notice import notice
from tests.store.forms import keep, live, ministry, morning, tick
from tests.work.forms import form
from work.form.form import Audience

START = morning("2026-10-07")
FORM = form(audience=Audience(children_of=("G18",)))


def main(folder: Path) -> None:
    """One line for each statement at which a process died: what stands once the next has gone on."""
    url = f"sqlite:///{folder / 'congvu.db'}"
    asyncio.run(_opened(url, _prepared))
    whole = folder / "whole.db"
    shutil.copy(folder / "congvu.db", whole)
    step, alive = 0, False
    while not alive:
        step += 1
        for left in folder.glob("congvu.db*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        shutil.copy(whole, folder / "congvu.db")
        alive = _survived(url, step)
        print(json.dumps(asyncio.run(_opened(url, _gone_on))), flush=True)


def _survived(url: str, step: int) -> bool:
    child = os.fork()
    if child == 0:
        asyncio.run(_opened(url, _ticking, step))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    if status:
        raise RuntimeError(f"the process at statement {step} ended with {status}")
    return True


async def _opened(url: str, act: Any, *args: Any) -> Any:
    store = Store.open(url, "test:struck")
    try:
        return await act(store, *args)
    finally:
        await store.close()


async def _prepared(store: Store) -> None:
    await ministry(store)
    await keep(store, FORM, START)


async def _ticking(store: Store, step: int) -> None:
    count = 0

    def strike(*_: object) -> None:
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def armed(tx: Tx) -> Any:
        event.listen(tx._connection, "before_cursor_execute", strike)
        return tick(tx, START, 2)

    while (await store.write(armed)).more:
        pass


async def _gone_on(store: Store) -> dict[str, Any]:
    await live(store, START, START, 2)

    def read(tx: Tx) -> dict[str, Any]:
        members = [row.member for row in tx.all(select(report_request.c.member))]
        keys = [row.dedup_key for row in tx.all(select(notice.c.dedup_key))]
        (row,) = series.of_form(tx, FORM.code)
        return {"members": sorted(members), "notices": len(keys), "next": row.period.label}

    found: dict[str, Any] = await store.read(read)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
