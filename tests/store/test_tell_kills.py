"""SIGKILL at every step of a morning's digests and lists: nobody is told twice, and nobody is forgotten."""

import pytest

from schedules.tick import release
from store import Store
from tests.store.office import BINH, DUNG, OTHER_UNIT, at, opened, staffed, work
from tests.store.struck import MORNINGS
from tests.store.test_approval_kills import looks

STEPS = 20  # at least: one that took fewer was not watched


@pytest.mark.proof
async def test_a_morning_that_is_killed_at_each_step_tells_everybody_once(
    store: Store, url: str
) -> None:
    theirs = (work("2026-10-23", content=f"việc {n}") for n in range(3))
    await staffed(store)
    await opened(store, *theirs, work("2026-10-23", DUNG, OTHER_UNIT))
    await store.write(release, MORNINGS, at("2026-10-21", "17:30"))

    found = await looks(url, "tell")

    assert len(found) > STEPS
    assert found[-1] == [[-100] * 4, ["told"] * 4, [["digest", BINH], ["digest", DUNG]]]
    for released, states, notices in found:
        told = [-100] * 4 == released
        assert told or released == [None] * 4, "T-1 is told now, of all or of none"
        assert told or states == []
        assert notices == [["digest", BINH], ["digest", DUNG]][: len(notices)]
