"""What the benchmark claims follows from its rounds."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench import machine
from bench.machine import Spent
from bench.report import Round, ratios, summary, write


def one(number: int, relay: str, letters_per_second: float, foreign: float = 0.0) -> Round:
    seconds = 1000 / letters_per_second
    return Round(number, relay, 1000, seconds, 90.0, Spent(seconds, 2.0, foreign, 0.5))


ROUNDS = [
    one(1, "postfix", 200),
    one(1, "congvu", 600),
    one(2, "congvu", 500),
    one(2, "postfix", 250),
]


def test_each_ratio_is_of_two_rounds_side_by_side() -> None:
    assert [round(ratio, 6) for ratio in ratios(ROUNDS)] == [3.0, 2.0]


def test_processor_time_is_told_by_the_letter() -> None:
    assert "congvu: median 550 letters/s, 2.00 ms CPU a letter" in summary(ROUNDS)


def test_a_busy_machine_is_told_of() -> None:
    assert "measure again" not in summary(ROUNDS)
    assert "measure again" in summary([*ROUNDS, one(3, "congvu", 400, 1.0), one(3, "postfix", 1)])


def test_programs_get_the_median_and_every_round(tmp_path: Path) -> None:
    write(tmp_path / "found.json", ROUNDS, "1000 letters")
    found = json.loads((tmp_path / "found.json").read_text())

    assert found["median_ratio"] == 2.5
    assert [each["relay"] for each in found["rounds"]] == [each.relay for each in ROUNDS]


def test_the_time_of_children_that_ended_counts() -> None:
    before = machine.sample([os.getpid()])
    subprocess.run([sys.executable, "-c", "sum(range(20_000_000))"], check=True)
    spent = machine.spent(before, machine.sample([os.getpid()]))

    assert spent.cpu_seconds >= 0.1
