"""Every legal number that ships carries its source and its days, and the list of acts says the same; shown by breaking it."""

import copy
from datetime import date
from typing import Any

import pytest

from tests.house.law import acts, faults, shipped_data
from tests.house.tree import ROOT

LAW = (ROOT / "docs/law.md").read_text("utf-8")
HOLIDAYS = "schedules/data/calendar.toml"


def test_the_list_of_acts_and_the_shipped_data_agree() -> None:
    data = shipped_data()

    assert {*data} >= {HOLIDAYS, "schedules/data/retention.toml", "work/data/secrecy.toml"}
    assert faults(acts(LAW), data) == []


@pytest.mark.parametrize("file", sorted(shipped_data()))
def test_a_row_of_any_file_that_loses_its_source_or_its_day_is_found(file: str) -> None:
    for key in ("source", "valid_from"):
        data = copy.deepcopy(shipped_data())
        kind = next(kind for kind in data[file] if kind != "coverage")
        del data[file][kind][0][key]

        assert any(f"{file}, {kind} 1 has no {key}" in one for one in faults(acts(LAW), data))


@pytest.mark.parametrize("act", sorted(one for one, found in acts(LAW).items() if found.data))
def test_an_act_that_is_struck_from_the_list_is_missed(act: str) -> None:
    listed = {one: found for one, found in acts(LAW).items() if one != act}

    assert any(f"cites {act}, which is not listed" in one for one in faults(listed, shipped_data()))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"source": "Nghị định 1/2099/NĐ-CP"}, "cites 1/2099/NĐ-CP, which is not listed"),
        ({"source": "Nghị quyết 28/2026/QH16", "valid_from": date(2026, 6, 30)}, "no act that it cites is in force"),
        ({"valid_to": date(1990, 1, 1)}, "ends before it begins"),
        ({"source": " "}, "has no source"),
        ({"source": "63/2026/NĐ-CP, Nghị định", "valid_from": date(2026, 4, 1)}, "calendar.toml cites it, and the list does not say so"),
    ],
)  # fmt: skip
def test_a_row_that_is_changed_is_found(change: dict[str, Any], said: str) -> None:
    data = copy.deepcopy(shipped_data())
    data[HOLIDAYS]["day"][0] |= change

    assert any(said in one for one in faults(acts(LAW), data))


def test_a_file_that_the_list_names_for_nothing_is_found() -> None:
    named = LAW.replace("`work/data/secrecy.toml`", f"`{HOLIDAYS}`", 1)

    assert any("which does not cite it" in one for one in faults(acts(named), shipped_data()))
