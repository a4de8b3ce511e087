"""SIGKILL at every step of the clearance: a letter is there whole or gone whole, and was counted once."""

import pytest

from store import Store, approval
from tests.store.approvals import BINH, END, HOUR, held, staffed
from tests.store.test_approval_kills import looks
from tests.store.test_retention import settle_letter

STEPS = 12  # at least: one that took fewer was not watched


@pytest.mark.parametrize(
    "url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)], indirect=True
)
async def test_a_step_that_is_killed_was_done_whole_or_not_at_all(store: Store, url: str) -> None:
    await staffed(store)
    for number in [await held(store) for _ in range(4)]:
        await store.write(approval.approve, number, BINH, "cli:0", END - HOUR, END)
        await store.write(settle_letter, number, END - 48 * HOUR)

    found = await looks(url, "clear")

    assert len(found) > STEPS
    for letters, recipients, questions, gone, told in found:
        assert letters in ([1, 2, 3, 4], [2, 3, 4], [3, 4], [4])
        assert (recipients, questions) == (sorted(letters * 2), letters)
        assert sum(gone) == 4 - len(letters)
        assert told in ([], [3])
    assert found[-1] == [[4], [4, 4], [4], [3], [3]]
