"""SIGKILL at every step of a decision: the letter is held and undecided, or decided and let go, never between."""

import asyncio
import json
import os
import sys
from typing import Any

import pytest

from store import Store
from tests.store.approvals import RULE, held, staffed

HELD = ["relayed", RULE, None, ["held", "held"]]
ASKED = ["approval", "approval"]
TOLD = ["approval-decided"]
REPORT = ["dsn", None, "no question", ["waiting"]]
BEFORE = [HELD, ASKED]
AFTER: dict[str, list[Any]] = {
    "approve": [["relayed", RULE, "approved", ["waiting", "waiting"]], TOLD],
    "waive": [["relayed", RULE, "waived", ["waiting", "waiting"]], TOLD * 3],
    "reject": [["relayed", RULE, "rejected", ["refused", "refused"]], REPORT, []],
}
STEPS = 8  # at least: a decision that took fewer was not watched


async def looks(url: str, act: str) -> list[Any]:
    """What stood in the store before each kill, and at last."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.store.struck", url, act,
        stdout=asyncio.subprocess.PIPE, env={**os.environ},
    )  # fmt: skip
    printed, _ = await process.communicate()
    assert process.returncode == 0
    return [json.loads(line) for line in printed.decode().splitlines()]


@pytest.mark.parametrize(
    ("url", "act"),
    [
        ("sqlite", "approve"),
        *(pytest.param("sqlite", act, marks=pytest.mark.proof) for act in ("waive", "reject")),
        *(pytest.param("postgresql", act, marks=pytest.mark.proof) for act in AFTER),
    ],
    indirect=["url"],
)
async def test_a_decision_that_is_killed_was_made_whole_or_not_at_all(
    store: Store, url: str, act: str
) -> None:
    await staffed(store)
    await held(store)

    found = await looks(url, act)

    changed = found.index(AFTER[act])
    assert changed >= STEPS
    assert found[:changed] == [BEFORE] * changed
    assert found[changed:] == [AFTER[act]] * (len(found) - changed)


@pytest.mark.proof
async def test_a_letter_that_comes_in_when_it_is_killed_is_held_with_its_question_or_absent(
    store: Store, url: str
) -> None:
    await staffed(store)

    found = await looks(url, "ask")

    letter = ["relayed", RULE, None, ["held"]]
    none, one, two = ([*[letter] * n, ASKED * n] for n in range(3))
    assert found.count(none) >= STEPS
    assert found == [none] * found.count(none) + [one] * found.count(one) + [two] * found.count(two)
    assert found[-1] in (one, two)
