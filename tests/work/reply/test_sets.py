"""Labelled answers are understood right or left to a person, never wrong; what was never used for tuning is measured apart."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from tests.work.reply.score import judged
from work.reply.understand import Said, understand
from work.reply.visible import visible

OWN = (Path(__file__).parent / "own.tsv").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize(
    ("name", "right", "shown"),
    [("replies", 119, 120), ("replies_more", 59, 60), ("replies_third", 48, 60)],
)
def test_no_answer_of_a_tuning_set_is_understood_wrong(name: str, right: int, shown: int) -> None:
    found = asyncio.run(judged(name))
    count = Counter(one.verdict for one in found)
    assert not [(one.row.file, one.found) for one in found if one.verdict == "wrong"]
    assert count["right"] >= right
    assert sum(one.shown_right for one in found) >= shown


@pytest.mark.parametrize("line", OWN)
def test_what_people_write_means_what_they_mean(line: str) -> None:
    meaning, files, text = line.split("\t")
    found = understand(Said(visible(text.replace("\\n", "\n")), int(files)))
    assert frozenset(found.meanings) == frozenset(meaning.split(" | "))
