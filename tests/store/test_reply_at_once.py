"""Two answers to one task at one instant, and a reader that is killed over them: each counts once, and each is told once."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mail.reader.reply import Replies
from papers.opener import Opener
from store import Store, report, tray
from tests import stores
from tests.store.answers import Desk, answer, desk
from tests.store.office import NOW

HERE = Path(__file__).parent.parent.parent


@pytest.mark.proof
def test_a_reader_that_is_killed_at_any_step_of_its_commit_does_each_letter_once(
    tmp_path: Path,
) -> None:
    stores.empty_store(tmp_path)
    run = subprocess.run(
        [sys.executable, "-m", "tests.store.struck_letters", str(tmp_path)],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr.decode()
    found = [json.loads(line) for line in run.stdout.splitlines() if line.startswith(b"{")]
    (whole,) = found[-1:]
    assert whole["percents"][0] == 60
    assert whole["told"] == ["done", "report"]
    assert whole["letters"] == ["read", "read"]
    assert whole["events"].count("submit") == 1, whole
    assert len(found) > 20, "so many steps were struck at"
    assert [one for one in found if one != whole] == []


async def test_two_readers_that_settle_two_answers_at_once_keep_and_tell_both(
    store: Store, url: str
) -> None:
    async with desk(store) as (there, (number,)), Opener() as opener:
        other = Desk(Store.open(url, "other"), opener)
        asked, settles = await there.notice(number), []
        for one, words in ((there, "Được 60%."), (other, "Được 70%.")):
            octets = answer(asked, words)
            came = await one.taken(await one.arrives(octets), octets)
            settle = await Replies(one.store, one.settings, one.clock).settle(came)
            assert settle is not None
            settles.append(one.store.write(tray.settle, came.intake.id, "r", settle, NOW))
        assert await asyncio.gather(*settles) == [None, None]

        found = await store.read(report.reports, number)
        assert sorted(one.percent for one in found) == [60, 70]
        told = {f"{one['Subject']}{one.get_content()}": one for one in await there.letters()}
        (first,) = [one for text, one in told.items() if f"Tiến độ: {found[0].percent}%" in text]
        assert len(told) == 2
        assert await there.comes(answer(first, "HỦY")) is None
        (undone,) = await there.letters()
        assert "đã có thay đổi khác" in undone.get_content()
        assert len(await store.read(report.reports, number)) == 2
        await other.store.close()
