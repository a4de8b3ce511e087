"""The wheel holds what git holds of the packages, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.house.tree import PACKAGES, ROOT, name, shipped


def test_the_wheel_holds_what_the_packages_hold(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("congvu-*.whl")
    held = {path for path in zipfile.ZipFile(wheel).namelist() if path.split("/")[0] in PACKAGES}

    assert held == {name(path) for path in shipped()}
