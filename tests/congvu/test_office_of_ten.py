"""Eight weeks of an office of ten over Tết, played by its commands: who was told of what, against a list by hand."""

from collections import Counter
from pathlib import Path

import pytest

from tests.congvu.office_of_ten import Live, Play, expected, lived_here, lived_served


@pytest.mark.timeout(1800)  # two hundred commands, seventy daemons: minutes on a loaded machine
@pytest.mark.parametrize(
    "live",
    [
        pytest.param(lived_here, id="here"),
        pytest.param(lived_served, id="served", marks=pytest.mark.proof),
    ],
)
def test_everybody_is_told_what_the_list_by_hand_says(tmp_path: Path, live: Live) -> None:
    played = Play(tmp_path, live).run()

    told, hand = Counter(played.told), Counter(expected())
    assert sorted((hand - told).elements()) == [], "missing"
    assert sorted((told - hand).elements()) == [], "not to be told, or told twice"
    assert Counter((one.instant, one.who) for one in played.within) == {
        ("2026-02-24 08:00", "chi"): 4
    }
