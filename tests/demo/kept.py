"""`congvu demo --check --keep`, run out of the wheel alone, and what it left for a judge."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Kept:
    """How the walk ended, what it said, and the folder that it left."""

    code: int
    said: str
    folder: Path


def walk(folder: Path) -> Kept:
    """The walk of a congvu that was installed into an empty environment below *folder*."""
    python = _installed(folder)
    kept = folder / "kept"
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(python), "-m", "congvu", "demo", "--check", "--keep", str(kept)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Kept(done.returncode, done.stdout.decode() + done.stderr.decode(), kept)


def _installed(folder: Path) -> Path:
    """The Python of an environment that holds the wheel; its dependencies come from this one."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("congvu-*.whl")
    venv.create(folder / "venv", symlinks=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "venv" / "lib" / version / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    # A path file in a folder that a path file names is not read: this checkout is not reached.
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return folder / "venv" / "bin" / "python"
