"""The daemon is killed at every step of every dialog: everybody goes on, and nothing has happened twice."""

import asyncio
import random
from pathlib import Path

import pytest

from bot.acts import COURSES
from tests.bot.scripts import SCRIPTS
from tests.bot.walking import MOMENTS, SOME_TIME, Played, played

pytestmark = pytest.mark.timeout(600)  # daemons are started again and again


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """What comes of the scripts when nobody is killed."""
    return asyncio.run(played(tmp_path_factory.mktemp("walks") / "plain"))


def judge(killed: Played, plain: Played) -> None:
    """Nothing is otherwise than without kills, but for messages that the audit names as uncertain."""
    assert killed.errors == []
    for table, rows in plain.state.items():
        assert killed.state[table] == rows, table
    for user, many in plain.written.items():
        twice = killed.written[user] - many
        assert 0 <= twice <= killed.uncertain[user], f"{user}: {twice} messages came twice"


def test_the_scripts_go_through_every_step_of_every_dialog(plain: Played) -> None:
    assert plain.errors == []
    assert not plain.uncertain
    assert set(SCRIPTS) == set(COURSES), "a dialog without a script is not proved"
    steps = {
        (kind, step) for kind, course in COURSES.items() for step in course.texts | course.files
    }
    assert steps <= plain.steps


async def test_killed_at_every_step_everybody_goes_on_and_nothing_happens_twice(
    tmp_path: Path, plain: Played
) -> None:
    killed = await played(tmp_path / "killed", random.Random(1))

    assert set(killed.kills) == set(MOMENTS)
    judge(killed, plain)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(2, 6))
async def test_whatever_the_moments_are_nothing_happens_twice(
    tmp_path: Path, plain: Played, seed: int
) -> None:
    killed = await played(tmp_path / "killed", random.Random(seed), (*MOMENTS, SOME_TIME))

    judge(killed, plain)
