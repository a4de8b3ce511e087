"""Two sets that nobody saw while the rules were written; each was judged once, and the figures stand in design note 0038.

What the first brought to light was mended, and so was one rule after the second: from then
on they only hold what was reached, and another figure wants another set.
"""

import asyncio

import pytest

from tests.secrecy.judging import judge_all, table
from tests.secrecy.letters import cases

pytestmark = pytest.mark.proof


@pytest.mark.parametrize(("name", "size"), [("held_out_1.jsonl", 120), ("held_out_2.jsonl", 130)])
def test_no_marked_letter_passes_and_no_plain_one_is_refused(name: str, size: int) -> None:
    chosen = cases(name)
    found = table(asyncio.run(judge_all(chosen)), chosen)

    assert len(chosen) == size
    assert found["refuse", "pass"] == 0, found
    assert found["pass", "refuse"] == found["pass", "internal"] == 0, found
