"""What the benchmark claims follows from its rounds."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench import machine
from bench.cases import Load, twelve
from bench.machine import Memory, Spent
from bench.report import Round, claims, ratios, summary, write

FEW, MANY = Load(1000), Load(1000, connections=100)


def one(
    number: int, relay: str, letters_per_second: float, *, foreign: float = 0.0, load: Load = FEW
) -> Round:
    seconds = 1000 / letters_per_second
    return Round(
        number, relay, load, seconds, Memory(90.0, 60.0), Spent(seconds, 2.0, foreign, 0.5)
    )


ROUNDS = [
    one(1, "postfix", 200),
    one(1, "congvu", 600),
    one(2, "congvu", 500),
    one(2, "postfix", 250),
]
MORE = [one(1, "postfix", 100, load=MANY), one(1, "congvu", 640, load=MANY)]


def told(rounds: list[Round]) -> list[str]:
    return [str(claim) for claim in claims(rounds)]


def test_each_ratio_is_of_two_rounds_side_by_side() -> None:
    assert [round(ratio, 6) for ratio in ratios([*MORE, *ROUNDS], FEW)] == [3.0, 2.0]


def test_processor_time_is_told_by_the_letter() -> None:
    row = " ".join(summary(ROUNDS).splitlines()[2].split())
    assert row == "4 KiB x 20 kept 225 550 2.00 2.00 90 90 60 60 2.50 (2.00 to 3.00)"


def test_a_busy_machine_is_told_of() -> None:
    assert "measure again" not in summary(ROUNDS)
    noisy = [one(3, "congvu", 400, foreign=1.0), one(3, "postfix", 1)]
    assert "measure again" in summary([*ROUNDS, *noisy])


def test_what_is_asked_and_not_met_is_told() -> None:
    assert told(ROUNDS) == [
        "letters a second, 4 KiB x 20 kept: 2.50, at least 3.50 is asked for: NOT MET",
        "processor time a letter, worst case: 1.00, at most 0.35 is asked for: NOT MET",
        "resident memory of the tree, worst case: 1.00, at most 0.30 is asked for: NOT MET",
    ]


def test_of_several_loads_the_geometric_mean_counts() -> None:
    said = told([*ROUNDS, *MORE])
    assert "letters a second, geometric mean of 2: 4.00, at least 3.00 is asked for: met" in said
    assert "letters a second, 4 KiB x 100 kept: 6.40, at least 1.50 is asked for: met" in said


def test_a_peer_that_does_not_sign_is_to_be_beaten_as_well() -> None:
    said = told([*ROUNDS, one(1, "unsigned", 500), one(2, "unsigned", 500)])
    assert said[-1].endswith("to Postfix unsigned: 1.10, at least 1.00 is asked for: met")


def test_the_twelve_are_two_sizes_three_numbers_and_two_manners() -> None:
    cases = twelve(5000)
    assert len(set(map(str, cases))) == 12
    assert {(case.octets, case.letters) for case in cases} == {(4096, 5000), (102400, 1000)}


def test_programs_get_the_claims_and_every_round(tmp_path: Path) -> None:
    write(tmp_path / "found.json", ROUNDS)
    found = json.loads((tmp_path / "found.json").read_text())

    assert [claim["met"] for claim in found["claims"]] == [False, False, False]
    assert [each["relay"] for each in found["rounds"]] == [each.relay for each in ROUNDS]


def test_the_time_of_children_that_ended_counts() -> None:
    before = machine.sample([os.getpid()])
    subprocess.run([sys.executable, "-c", "sum(range(20_000_000))"], check=True)
    spent = machine.spent(before, machine.sample([os.getpid()]))

    assert spent.cpu_seconds >= 0.1


def test_memory_that_processes_share_counts_once() -> None:
    found = machine.memory([os.getpid()])

    assert found.resident >= found.shared_once > 1
