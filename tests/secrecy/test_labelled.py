"""The labelled set, each case as a letter with real files, judged as the relay would: no marked one passes, no plain one is refused."""

import asyncio
from collections import Counter

import pytest

from tests.secrecy.judging import Judged, judge_all, table, wrong
from tests.secrecy.letters import cases

pytestmark = pytest.mark.xdist_group("labelled")  # one process judges them all, once

PLACES = sorted({case["place"] for case in cases()})


@pytest.fixture(scope="module")
def outcomes() -> Judged:
    """All outcomes, found once."""
    return asyncio.run(judge_all(cases()))


@pytest.mark.parametrize("place", PLACES)
def test_every_case_comes_out_as_it_is_labelled(outcomes: Judged, place: str) -> None:
    faults = wrong(outcomes, [case for case in cases() if case["place"] == place])

    assert faults == [], "\n".join(faults)


def test_no_marked_letter_passes_and_no_plain_one_is_refused(outcomes: Judged) -> None:
    found = table(outcomes, cases())
    marked = ("refuse", "person", "internal")

    assert sum(found[label, "pass"] for label in marked) == 0, found
    assert found["pass", "refuse"] == found["pass", "internal"] == 0, found


def test_the_level_is_told(outcomes: Judged) -> None:
    told = [
        case["id"]
        for case in cases()
        if case["label"] == "refuse"
        and case["level"] not in {one.level for one in outcomes[case["id"]].findings}
    ]

    # Of two marks the first ends the look.
    assert told == ["s434"]


def test_half_of_the_set_are_false_friends() -> None:
    labels = Counter(case["label"] for case in cases())

    assert len(cases()) >= 300
    assert labels["pass"] * 2 >= len(cases())
