"""The service's unit and the container's file: good by systemd's own judgement, and about files that there are."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT
from tests.peers import need

UNIT = ROOT / "deploy/systemd/congvu.service"
CONTAINER = ROOT / "deploy/container/Containerfile"
MOST_EXPOSED = 2.0  # of 10, by systemd-analyze security


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is there."""
    text = UNIT.read_text("utf-8")
    assert text.count("/opt/congvu/bin/congvu") == 1
    path = tmp_path / "congvu.service"
    path.write_text(text.replace("/opt/congvu/bin/congvu", "/bin/true"), "utf-8")
    return path


def judged(*arguments: str | Path) -> str:
    done = subprocess.run(
        [need("systemd-analyze"), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_finds_nothing_wrong_with_it(unit: Path) -> None:
    assert judged("verify", unit) == ""


def test_systemd_finds_it_little_exposed(unit: Path) -> None:
    said = judged("security", "--offline=true", "--no-pager", unit)
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)

    assert level is not None
    assert float(level[1]) < MOST_EXPOSED


def test_it_waits_as_long_as_an_orderly_stop_takes() -> None:
    stop = re.search(r"TimeoutStopSec=(\d+)s", UNIT.read_text("utf-8"))

    assert stop is not None
    assert int(stop[1]) >= 60, "docs/operations.md says so"


def test_the_container_takes_every_package_and_nothing_that_is_not_there() -> None:
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", CONTAINER.read_text("utf-8"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}

    assert [name for name in names if not (ROOT / name).exists()] == []
    assert set(PACKAGES) <= names
    assert {"requirements.lock", "pyproject.toml", "README.md", "LICENSE"} <= names
